"""What tests of the harvest share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import NOW, Article, InstagramComment, InstagramPost, World, XPost
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.archives.archive_files import Zip, packed
from tests.pipeline.harvest.laddering import SOURCE, TOKEN
from tests.pipeline.harvest.responding import DAY, HOUR, INSTAGRAM, KEY, X


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let failed requests be repeated without waiting."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def zipped(tmp_path: Path) -> Zip:
    """Pack a ZIP in the test's folder."""
    return lambda files, name="arsip.zip": packed(tmp_path / name, files)


@pytest.fixture
def night(night_of: OpenNight, settings: Settings) -> Iterator[RunContext]:
    """An open night at a fixed hour."""
    with night_of(settings, lambda: NOW) as opened:
        yield opened


@pytest.fixture
def full_world(world: World) -> World:
    """A world with two pages of everything."""
    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(120)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(15)]
    world.articles = [Article(number=100 + n, on=(NOW - timedelta(days=n)).date()) for n in range(12)]
    return world


@pytest.fixture
def talked(world: World, standin: StandIn) -> World:
    """A world in which people talk to the office."""
    assert standin.url
    office = XPost(text="Layanan KTP keliling besok di Rawalumbu", at=NOW - 30 * HOUR)
    question = XPost(
        text="@Kominfobekasi saya @tetangga_sebelah WA 0813-5555-0199, kapan buka?",
        author="sari_wulandari", at=NOW - 20 * HOUR, kind="reply", ref=office, likes=3,
    )  # fmt: skip
    world.x = [office, XPost(text="@sari_wulandari besok pukul 9", at=NOW - 19 * HOUR, kind="reply", ref=question)]
    world.x_others = [
        question,
        XPost(text="lampu mati @Kominfobekasi NIK 3275010203040005", author="sari_wulandari", at=NOW - 20 * DAY),
        XPost(text="tidak menyebut siapa pun", author="joko", at=NOW - HOUR),
    ]
    comments = [
        InstagramComment(
            text="tanya sari.w@contoh.id atau @joko.prasetyo77 di 081355550199",
            user="sari_wulandari", full_name="Sari Wulandari", likes=2,
            answers=[
                InstagramComment(text="sudah dijawab @sari_wulandari", user="diskominfobekasi"),
                InstagramComment(text="setuju", user="joko.prasetyo77", full_name="Joko Prasetyo"),
            ],
        ),
        *(InstagramComment(text=f"komentar {n}", user=f"warga_{n}") for n in range(20)),
    ]  # fmt: skip
    world.instagram = [InstagramPost(caption="Foto kegiatan", at=NOW - 30 * HOUR, comment_list=comments)]
    return world


@pytest.fixture
def asking(make_settings: MakeSettings, credentials: dict[str, str]) -> MakeSettings:
    """Settings of X and Instagram with responses."""

    def make(*, key: str | None = KEY, **keys: Any) -> Settings:
        sources = [
            {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0,
             "responses": True, "comments_per_night": keys.pop("comments_per_night", 300)},
        ]  # fmt: skip
        secrets = credentials | ({"PANTAU_PSEUDONYM_KEY": key} if key else {})
        return make_settings(sources=sources, secrets=secrets, **keys)

    return make


@pytest.fixture
def laddered(make_settings: MakeSettings, credentials: dict[str, str], standin: StandIn) -> MakeSettings:
    """Make settings of one account with a ladder."""
    assert standin.url

    def make(*ladder: str, secrets: dict[str, str] = credentials | TOKEN, also: Any = (), **keys: Any) -> Settings:
        source = {"id": SOURCE, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0}
        source |= {"ladder": list(ladder)} if ladder else {}
        sources = [source | keys, *(source | keys | other for other in also)]
        return make_settings(sources=sources, secrets=secrets | {"PANTAU_PSEUDONYM_KEY": KEY})

    return make
