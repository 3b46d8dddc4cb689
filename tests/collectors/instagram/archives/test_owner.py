"""Whose export it is, in any language."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from collectors.archive_file import Archive, Owner
from collectors.errors import ConfigError
from collectors.instagram.archives.owner import confirm

PLACE = "personal_information/personal_information/personal_information.json"
ACCOUNT = "diskominfobekasi"


def mangled(words: str) -> str:
    return words.encode().decode("latin-1")


def information(**told: str) -> Any:
    values = {mangled(label): {"href": "", "value": value} for label, value in told.items()}
    return {"profile_user": [{"title": "", "media_map_data": {"Foto": {"uri": "x"}}, "string_map_data": values}]}


def confirmed(folder: Path, told: Any, *, name: str = "ekspor.zip", place: str = PLACE, **owner: Any) -> None:
    with zipfile.ZipFile(folder / name, "w") as packed:
        if told is not None:
            packed.writestr(place, told if isinstance(told, str) else json.dumps(told))
    with Archive.open(folder / name) as archive:
        confirm(archive, Owner(ACCOUNT, **owner))


LABELS = [
    "Username",
    "Nama pengguna",
    "Benutzername",
    "Nom d’utilisateur",
    "Имя пользователя",
    "ユーザーネーム",
    "Sebutan tak dikenal",
]


@pytest.mark.parametrize("label", LABELS)
def test_ones_own_export_is_taken_in_any_language(tmp_path: Path, label: str) -> None:
    confirmed(tmp_path, information(Email="a@b.example", Telepon="0812000", **{label: ACCOUNT}, Nama="Diskominfo"))


@pytest.mark.parametrize("label", LABELS)
def test_anothers_export_is_refused_in_any_language_naming_both(tmp_path: Path, label: str) -> None:
    with pytest.raises(ConfigError, match="@kedai_contoh, but the source watches @diskominfobekasi"):
        confirmed(tmp_path, information(Email="a@b.example", **{label: "kedai_contoh"}, Nama="Diskominfo"))


def test_a_name_that_reads_like_the_account_proves_nothing(tmp_path: Path) -> None:
    told = information(Email="a@b.example", Sebutan="kedai_contoh", Nama=ACCOUNT)
    with pytest.raises(ConfigError, match="--account diskominfobekasi"):
        confirmed(tmp_path, told)
    confirmed(tmp_path, told, vouched=f"@{ACCOUNT}")


@pytest.mark.parametrize(
    "told", [None, "", "{", "[]", {"profile_user": []}, {"profile_user": [{"string_map_data": None}]}]
)
def test_an_export_that_does_not_tell_is_taken_only_when_somebody_vouches_for_it(tmp_path: Path, told: Any) -> None:
    with pytest.raises(ConfigError, match="run again with: --account diskominfobekasi"):
        confirmed(tmp_path, told)
    with pytest.raises(ConfigError, match="run again with"):
        confirmed(tmp_path, told, vouched="lain")
    confirmed(tmp_path, told, vouched=ACCOUNT.upper())


def test_who_vouches_does_not_turn_anothers_export_into_ones_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is the archive of @kedai_contoh"):
        confirmed(tmp_path, information(Username="kedai_contoh"), vouched=ACCOUNT)


def test_an_earlier_name_and_the_files_own_name_are_known(tmp_path: Path) -> None:
    confirmed(tmp_path, information(Username="humas_lama"), formerly=("@Humas_Lama",))
    confirmed(tmp_path, None, name=f"instagram-{ACCOUNT}-2026-11-20-AbCd12.zip")
    with pytest.raises(ConfigError, match="of @kedai"):
        confirmed(tmp_path, None, name="instagram-kedai-2026-11-20-AbCd12.zip")


def test_newer_exports_tell_it_in_another_shape(tmp_path: Path) -> None:
    told = [{"label_values": [{"label": "Email", "value": "a@b.example"}, {"label": "Username", "value": ACCOUNT}]}]
    confirmed(tmp_path, told)


def test_the_profile_of_threads_is_another(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run again with"):
        confirmed(
            tmp_path, information(Username=ACCOUNT), place="your_instagram_activity/threads/personal_information.json"
        )
