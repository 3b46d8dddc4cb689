"""pantau probe: what it tries on a site, what it shows, and the configuration that it hands over."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import CollectorError
from collectors.website import probe as probing
from collectors.wording import PASTE
from pipeline.demo.standin.server import Article, Fault, StandIn, World
from tests.collectors.limits import OpenLimits

SITE = "https://diskominfo.bekasikota.go.id"
LOREM = "Petugas membuka posko layanan di halaman kantor kelurahan dan menerima berkas warga sampai sore hari. "


@pytest.fixture
def lines(world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    assert standin
    monkeypatch.setattr(probing, "PACE_SECONDS", 0)
    world.articles = [
        Article(number=n, title=f"Kabar {n}", paragraphs=[LOREM * 3], on=date(2026, 11, n)) for n in range(1, 15)
    ]
    world.robots = "User-agent: *\nDisallow:\n"
    return list(probing.probe(SITE, "humas@kota.example", ZoneInfo("Asia/Jakarta"), OpenLimits()))


def test_every_method_is_told_and_ten_posts_are_shown(lines: list[str]) -> None:
    assert [line.partition(":")[0] for line in lines if line[:1].isalpha()][:4] == [
        "wordpress",
        "list",
        "feed",
        "sitemap",
    ]
    shown = [line for line in lines if line.startswith("  20")]
    assert len(shown) == 10
    assert "2026-11-14" in shown[0]
    assert "Kabar 14" in shown[0]


def test_it_recommends_one_with_its_reason_and_a_block_to_paste(lines: list[str]) -> None:
    place = next(n for n, line in enumerate(lines) if line.startswith("recommended"))
    assert lines[place].startswith("recommended: list, because")
    assert lines[place + 1] == PASTE
    assert lines[place + 3] == "  - id: web-diskominfo-bekasikota"


def test_a_site_that_may_not_be_read_is_not_tried(world: World, standin: StandIn) -> None:
    assert standin
    world.faults = [Fault(platform="website", do="server_error")]
    with pytest.raises(CollectorError, match=r"robots\.txt cannot be read"):
        list(probing.probe(SITE, "humas@kota.example", ZoneInfo("Asia/Jakarta"), OpenLimits()))
    assert {request.path for request in world.requests} == {"/robots.txt"}
