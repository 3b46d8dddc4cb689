"""A new office's folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from collectors.errors import ConfigError
from pipeline.operate.init import make_folder, read_accounts
from pipeline.settings.models import load_settings


def test_a_folder_holds_a_configuration_of_the_offices_own_accounts(tmp_path: Path) -> None:
    told = {"x": "@PemkotDepok", "website": "https://www.depok.go.id"}
    config = make_folder(tmp_path / "depok", told, None)
    sources = load_settings(config, {}).config.sources
    assert [(source.id, source.platform) for source in sources] == [
        ("x-pemkotdepok", "x"),
        ("website-depok-go-id", "website"),
    ]
    assert "account: PemkotDepok" in config.read_text(encoding="utf-8")
    assert "#" in config.read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "depok" / ".env").stat().st_mode) == 0o600


def test_another_citys_office_is_named_wherever_the_sample_names_its_own(tmp_path: Path) -> None:
    told = {"x": "PemkotDepok", "website": "https://www.depok.go.id"}
    config = make_folder(tmp_path / "depok", told, None, name="Diskominfo:\n Kota\\1 Depok\u2028", city="Kota Depok")
    settings = load_settings(config, {}).config
    assert (settings.office.name, settings.office.city) == (r"Diskominfo: Kota\1 Depok", "Kota Depok")
    assert {source.city for source in settings.sources} == {"Kota Depok"}
    assert settings.contact == "https://www.depok.go.id"
    assert "# told to the websites" in config.read_text(encoding="utf-8")


def test_accounts_that_were_not_told_are_asked_for(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return "pemkotdepok" if "Instagram" in words else ""

    config = make_folder(tmp_path / "depok", {}, ask)
    assert [source.platform for source in load_settings(config, {}).config.sources] == ["instagram"]
    assert len(asked) == 5  # the office's name and city, three accounts


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("X_BEARER_TOKEN=rahasia")
    with pytest.raises(ConfigError, match="there already"):
        make_folder(tmp_path, {"x": "a"}, None)
    assert (tmp_path / ".env").read_text() == "X_BEARER_TOKEN=rahasia"
    assert not (tmp_path / "config.yaml").exists()


def test_an_office_without_an_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least one account"):
        make_folder(tmp_path / "kosong", {}, None)


def test_each_platform_that_is_watched_says_how_its_credentials_are_got(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(tmp_path / "depok", {"x": "PemkotDepok", "website": "https://www.depok.go.id"}, None)
    told = capsys.readouterr().err
    assert "X: sign in at developer.x.com" in told
    assert "X_BEARER_TOKEN" in told
    assert "Website: needs no credentials" in told
    assert "INSTAGRAM" not in told


def test_an_answer_that_cannot_be_an_account_is_asked_for_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["", "", "https://x.com/PemkotDepok", "@PemkotDepok", "", "depok go id", "https://", "depok.go.id"])
    config = make_folder(tmp_path / "depok", {}, lambda _words: next(answers))
    text = config.read_text(encoding="utf-8")
    assert "account: PemkotDepok" in text
    assert "url: https://depok.go.id" in text
    told = capsys.readouterr().err
    assert "'https://x.com/PemkotDepok' cannot be: write the account's name alone" in told
    assert "pattern" not in told
    assert "see that office, city and contact are yours" in told


def test_who_answers_nonsense_for_ever_is_let_go(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--source x=ACCOUNT"):
        make_folder(tmp_path / "depok", {}, lambda _words: "bukan akun")
    assert not (tmp_path / "depok").exists()


@pytest.mark.parametrize("account", ["2024", "null", "0x1F", "1e5", "no"])
def test_an_account_that_yaml_would_misread_stays_what_it_is(tmp_path: Path, account: str) -> None:
    config = make_folder(tmp_path / "depok", {"x": account}, None)
    (source,) = load_settings(config, {}).config.sources
    assert getattr(source, "account", None) == account


@pytest.mark.parametrize("told", ["x=bukan akun", "website=http://", "instagram=a b"])
def test_an_account_that_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match="cannot have"):
        read_accounts([told])


def test_a_second_account_of_a_platform_is_not_left_out_in_silence() -> None:
    with pytest.raises(ConfigError, match="X has two accounts here"):
        read_accounts(["x=PemkotDepok", "x=DiskominfoDepok"])


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be looked into"):
        make_folder(tmp_path / ("a" * 300), {"x": "PemkotDepok"}, None)


@pytest.mark.parametrize("told", ["tiktok=a", "x", "x=", "=a"])
def test_an_account_of_no_known_platform_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match="PLATFORM=ACCOUNT"):
        read_accounts([told])


def test_a_platform_that_the_shipped_file_does_not_watch_gets_a_source_of_its_own(tmp_path: Path) -> None:
    config = make_folder(tmp_path / "depok", {"x": "PemkotDepok", "youtube": "pemkotdepok"}, None)
    sources = load_settings(config, {}).config.sources
    assert {(source.id, source.platform) for source in sources} == {
        ("x-pemkotdepok", "x"),
        ("youtube-pemkotdepok", "youtube"),
    }
