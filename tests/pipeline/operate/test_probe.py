"""pantau probe as it is called: what it prints can be pasted, and its exit code tells whether a way was found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectors.website import probe as probing
from collectors.wording import PASTE
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Article, Fault, World
from pipeline.settings.models import load_settings
from tests.pipeline.conftest import Pantau

ROOT = Path(__file__).parents[3]
SITE = "https://diskominfo.bekasikota.go.id"


@pytest.fixture
def site(world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> World:
    assert standin
    monkeypatch.setattr(probing, "PACE_SECONDS", 0)
    text = "Petugas membuka posko layanan di halaman kantor kelurahan dan menerima berkas warga sampai sore hari. "
    world.articles = [
        Article(number=n, title=f"Kabar {n}", paragraphs=[text * 3], on=date(2026, 11, n)) for n in range(1, 5)
    ]
    world.robots = "User-agent: *\nDisallow:\n"
    return world


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_shipped_configuration_takes_what_is_printed(pantau: Pantau, tmp_path: Path) -> None:
    ended = pantau("probe", SITE)
    assert ended.code == 0
    shipped, block = (ROOT / "config.yaml").read_text(encoding="utf-8"), ended.out.partition(PASTE)[2]
    pasted = tmp_path / "pasted.yaml"
    pasted.write_text(shipped.replace("sources:\n", f"sources:\n{block}\n\n"), encoding="utf-8")
    watched = load_settings(pasted, {}).config.sources
    assert [source.id for source in watched][:2] == ["web-diskominfo-bekasikota", "x-kominfobekasi"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_site_that_cannot_be_read_is_told_and_none_is_recommended(pantau: Pantau, site: World) -> None:
    site.faults = [Fault(platform="website", do="server_error")]
    ended = pantau("probe", SITE)
    assert (ended.code, ended.out) == (1, "")
    assert "robots.txt cannot be read" in ended.err


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_address_is_refused(pantau: Pantau) -> None:
    assert pantau("probe", "diskominfo").code == 2
