"""The doctor shows what must be mended, however many sources there are."""

from __future__ import annotations

from datetime import timedelta
from shutil import copy
from types import SimpleNamespace
from typing import Any

import pytest

from collectors.errors import ConfigError
from collectors.http.reasons import NO_SOCKS, SOCKS
from pipeline.demo.standin.server import World
from pipeline.operate.doctor import _skew, examine
from pipeline.transform.text.gazetteer import PACKAGED
from tests.conftest import MakeSettings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("sites", "by_name"), [(20, 20), (300, 0)])
def test_of_many_sources_those_are_named_that_lack_something(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str], sites: int, by_name: int
) -> None:
    sources = [{"id": f"web-{n}", "platform": "website", "url": f"https://dinas{n}.contoh.go.id"} for n in range(sites)]
    settings = make_settings(sources=[*sources, {"id": "x-dead", "platform": "x", "account": "mati"}], secrets={})
    assert examine(settings.folder / "config.yaml", {}) == 1
    told = capsys.readouterr().out.splitlines()
    assert sum(line.endswith("has what it needs") for line in told) == by_name
    assert [line.split(":")[0] for line in told if "X_BEARER_TOKEN" in line] == ["MEND  x-dead"]
    assert ("ok    sources: 300 have what they need" in told) is (by_name == 0)
    assert max(map(len, told)) < 300, "a line that names all sources tells nothing"


@pytest.mark.usefixtures("engine")
def test_sources_are_counted_and_not_the_ways_in_which_each_is_read(
    make_settings: MakeSettings, credentials: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    ladder = {"platform": "instagram", "ladder": ["official", "session"]}
    both = [{"id": f"ig-{n}", "account": f"dinas{n}", **ladder} for n in range(21)]
    optional = {"id": "x-dead", "platform": "x", "account": "mati", "required": False}
    settings = make_settings(sources=[*both, optional], secrets={})
    file = settings.folder / "config.yaml"
    session = {name: value for name, value in credentials.items() if name.startswith("INSTAGRAM")}
    examine(file, session)
    assert "have what they need" not in capsys.readouterr().out  # each lacks the token of its first way
    examine(file, session | {"META_ACCESS_TOKEN": World(meta_token="token").meta_token})
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "have what they need" in line] == ["ok    sources: 21 have what they need"]
    assert [line.split(":")[0] for line in told if "will be skipped" in line] == ["ok    x-dead"]


@pytest.mark.usefixtures("engine")
def test_a_path_that_is_no_url_is_told_in_one_line(make_settings: MakeSettings) -> None:
    settings = make_settings(database="data/pantau.db")
    with pytest.raises(ConfigError, match="write it like sqlite:///"):
        examine(settings.folder / "config.yaml", {})


@pytest.mark.usefixtures("engine")
def test_packages_that_others_may_open_are_named_with_what_mends_them(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(secrets={})
    folder = settings.path(settings.config.package.out) / "2026-Q3"
    table = folder / "tables" / "posts.csv"
    table.parent.mkdir(parents=True)
    table.touch()
    for one, mode in ((folder.parent, 0o750), (folder, 0o755), (table.parent, 0o750), (table, 0o644)):
        one.chmod(mode)
    examine(settings.folder / "config.yaml", {})
    told = [line for line in capsys.readouterr().out.splitlines() if " packages: " in line and "MEND" in line]
    assert [line.partition("run: ")[2] for line in told] == [f"chmod g-w,o-rwx {folder}", f"chmod go-rwx {table}"]
    folder.chmod(0o750)
    table.chmod(0o600)
    examine(settings.folder / "config.yaml", {})
    assert f"packages: {folder.parent} is open to nobody else" in capsys.readouterr().out


@pytest.mark.usefixtures("engine")
def test_a_socks_proxy_is_named_by_its_variable_and_without_its_password(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "socks5h://petugas:rahasia@127.0.0.1:9")
    assert examine(make_settings().folder / "config.yaml", {}) == 1  # it is taken for http
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if "_PROXY" in line] == [f"MEND  ALL_PROXY: {SOCKS}; {NO_SOCKS}"]
    assert "rahasia" not in told
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # and now for nothing
    examine(make_settings().folder / "config.yaml", {})
    assert "_PROXY" not in capsys.readouterr().out


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("city", "lent"), [("Kota Bekasi", False), ("Kota Semarang", True)])
def test_lists_of_another_city_than_the_offices_are_named(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str], city: str, lent: bool
) -> None:
    settings = make_settings(office={"name": "Diskominfo", "city": city}, secrets={})
    examine(settings.folder / "config.yaml", {})
    told = capsys.readouterr().out
    assert ("programmes and gazetteer are those of Kota Bekasi" in told) is lent


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("city", "kept"), [("Bekasi", False), ("Kota Semarang", True)])
def test_a_copied_list_of_places_that_kept_its_city_is_named(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str], city: str, kept: bool
) -> None:
    settings = make_settings(office={"name": "Diskominfo", "city": city}, secrets={}, gazetteer="tempat.yaml")
    copy(PACKAGED, settings.folder / "tempat.yaml")
    examine(settings.folder / "config.yaml", {})
    told = [line for line in capsys.readouterr().out.splitlines() if "tempat.yaml" in line]
    assert len(told) == kept
    assert all(
        line.startswith("MEND  labels: tempat.yaml says city: Kota Bekasi, and the office is of") for line in told
    )


@pytest.mark.usefixtures("engine")
def test_a_clock_that_is_days_apart_is_told_in_days() -> None:
    source: Any = SimpleNamespace(id="x-dead")
    assert _skew(source, [timedelta(seconds=388_214)]) == (
        "MEND",
        "clock",
        "4 days from that of x-dead; set it right (NTP)",
    )
    assert _skew(source, [timedelta(seconds=7)]) == ("ok", "clock", "7 seconds from that of x-dead")
