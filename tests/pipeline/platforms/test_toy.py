"""A platform that nobody else knows lives through a whole night: not one line elsewhere is changed for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline import clock
from pipeline.demo.world.world import NOW
from pipeline.harvest.harvest import harvest
from pipeline.nightly import nightly
from pipeline.operate.status import show_status
from pipeline.platforms import registry
from pipeline.platforms.platform import Platform
from pipeline.settings.models import Settings, load_settings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.platforms.toy import BOARD, TOY, ToyPrices

FREE, PAID = TOY, replace(TOY, prices=ToyPrices)
TEXT = "Layanan Mal Pelayanan Publik dibuka Sabtu ini, aplikasi {} tersedia"


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def register(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    monkeypatch.setattr(registry, "PLATFORMS", (*registry.PLATFORMS, platform))


def pin(count: int, *, numbered: bool, counts: bool) -> None:
    BOARD.requests = 0
    BOARD.posts = [
        {
            "id": 1000 - n if numbered else f"kabar-{n}",
            "text": TEXT.format(n),
            "at": (NOW - timedelta(days=2, hours=n)).isoformat(),
            **({"likes": n} if counts else {}),
        }
        for n in range(count)
    ]


def configured(folder: Path, database_url: str, **keys: Any) -> Settings:
    sources = [{"id": "board", "platform": "toy", "account": "papan", "pace_seconds": 0}]
    (folder / "config.yaml").write_text(yaml.safe_dump({"database": database_url, "sources": sources, **keys}))
    return load_settings(folder / "config.yaml", {})


@pytest.mark.usefixtures("moved_clock", "engine")
@pytest.mark.parametrize("platform", [FREE, PAID], ids=["free", "paid"])
@pytest.mark.parametrize("numbered", [True, False], ids=["numbers", "names"])
@pytest.mark.parametrize("counts", [True, False], ids=["counts", "silent"])
def test_a_night_harvests_labels_and_reports_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    platform: Platform,
    numbered: bool,
    counts: bool,
) -> None:
    register(monkeypatch, platform)
    settings = configured(tmp_path, database_url)
    pin(7, numbered=numbered, counts=counts)
    assert nightly(settings) == 0
    with engine.connect() as connection:
        posts = connection.execute(text("SELECT post_id, platform, topic, likes FROM v_posts")).all()
        spent = connection.execute(text("SELECT coalesce(sum(usd), 0) FROM reads")).scalar()
    assert {post.post_id for post in posts} == {f"toy:{item['id']}" for item in BOARD.posts}
    assert {post.platform for post in posts} == {"toy"}
    assert all(post.topic is not None for post in posts)
    assert all((post.likes is not None) is counts for post in posts)
    assert round(float(spent or 0), 4) == (0.07 if platform.prices else 0)
    capsys.readouterr()
    show_status(settings, as_json=True)
    status = json.loads(capsys.readouterr().out)
    assert [(row["source_id"], row["outcome"], row["stored_total"]) for row in status["sources"]] == [
        ("board", "complete", 7)
    ]
    assert ("toy" in status) is (platform.prices is not None)
    [page] = tmp_path.glob("reports/*-W*/report.html")
    assert "Papan" in page.read_text(encoding="utf-8")
    before = BOARD.requests
    assert nightly(settings) == 0
    assert BOARD.requests - before == 1


@pytest.mark.usefixtures("moved_clock", "engine")
def test_its_money_has_a_budget_of_its_own(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    register(monkeypatch, PAID)
    settings = configured(tmp_path, database_url, toy={"monthly_budget_usd": 0.05})
    pin(7, numbered=True, counts=True)
    assert nightly(settings) == 1
    with engine.connect() as connection:
        row = connection.execute(text("SELECT outcome, reason, stored_total FROM v_source_health")).one()
    assert (row.outcome, row.stored_total) == ("partial", 3)
    assert "for Board $0.02 is left" in row.reason
    assert "raise toy.monthly_budget_usd" in row.reason


@pytest.mark.usefixtures("moved_clock")
def test_second_looks_for_money_need_no_numbers(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, database_url: str, tmp_path: Path, night_of: OpenNight
) -> None:
    register(monkeypatch, PAID)
    settings = configured(tmp_path, database_url)
    pin(7, numbered=False, counts=True)
    for moment in (NOW, NOW + timedelta(days=1, hours=8)):  # then they are three days old
        with night_of(settings, lambda moment=moment: moment) as night:
            harvest(night, settings.config.sources)
            assert night.exit_code == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM reads")).scalar_one() > 3


def test_a_platform_that_is_not_registered_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"line 3, sources\[0\]: platform 'toy' is not known; use x, instagram"):
        configured(tmp_path, "sqlite:///pantau.db")


def test_a_platform_answers_every_question() -> None:
    answers = {name: getattr(TOY, name) for name in Platform.__dataclass_fields__ if name != "gaps"}
    with pytest.raises(TypeError, match="gaps"):
        Platform(**answers)


def test_no_two_platforms_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, replace(TOY, name="website"))
    with pytest.raises(ValueError, match="two platforms are named website"):
        registry.platform_names()
