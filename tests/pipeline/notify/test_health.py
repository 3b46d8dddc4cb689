from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collectors.errors import Locked, StoreError
from pipeline.notify.health import address_of, ping, signs_of_life
from pipeline.settings.models import Settings
from tests.conftest import CREDENTIALS, MakeSettings
from tests.pipeline.notify.conftest import MOVED, Hook, free_port

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def watched(make_settings: MakeSettings, hook: Hook) -> Callable[[str], Settings]:
    return lambda path: make_settings(
        notify={"health": f"http://{hook.url}{path}"}, secrets={**CREDENTIALS, "PEMANTAU": "abc/1 2"}
    )


@pytest.mark.parametrize(
    ("codes", "paths"),
    [([0], ["/0a1b/start", "/0a1b"]), ([1], ["/0a1b/start", "/0a1b/fail"]), ([], ["/0a1b/start", "/0a1b/fail"])],
)
@on_sqlite
def test_a_night_sends_its_beginning_and_its_end(
    watched: Callable[[str], Settings], hook: Hook, codes: list[int], paths: list[str]
) -> None:
    with signs_of_life(watched("/0a1b")) as told:
        told.extend(codes)
    assert hook.paths == paths


@on_sqlite
@pytest.mark.parametrize("error", [StoreError("penuh"), Locked("lain"), RuntimeError("rusak")])
def test_a_night_that_broke_is_a_failure(watched: Callable[[str], Settings], hook: Hook, error: Exception) -> None:
    with pytest.raises(type(error)), signs_of_life(watched("/0a1b")):
        raise error
    assert hook.paths == ["/0a1b/start", "/0a1b/fail"]


@on_sqlite
def test_uptime_kuma_is_told_up_or_down(watched: Callable[[str], Settings], hook: Hook) -> None:
    for code in (0, 1):
        with signs_of_life(watched("/api/push/k?status=up&msg=OK&ping=")) as told:
            told.append(code)
    assert hook.paths == ["/api/push/k?status=up&msg=OK", "/api/push/k?status=down&msg=exit+code+1"]


@on_sqlite
def test_a_secret_of_the_environment_becomes_part_of_the_address(
    watched: Callable[[str], Settings], hook: Hook
) -> None:
    ping(watched("/${PEMANTAU}"), "success")
    assert hook.paths == ["/abc%2F1%202"]


@on_sqlite
@pytest.mark.parametrize("where", ["closed", "refusing", "moved", "unset", "unreadable"])
def test_a_monitor_that_takes_no_sign_ends_nothing_and_its_address_stays_secret(
    make_settings: MakeSettings, hook: Hook, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    hook.status = MOVED if where == "moved" else 500
    urls: dict[str, Any] = {
        "closed": f"http://127.0.0.1:{free_port()}/rahasia",
        "refusing": f"http://{hook.url}/rahasia",
        "moved": f"http://{hook.url}/rahasia",
        "unset": "https://pemantau.example/${TIADA}",
        "unreadable": "http://[rahasia",
    }
    with signs_of_life(make_settings(notify={"health": urls[where]})) as told:
        told.append(0)
    said = capsys.readouterr().err
    assert "notify.health" in said
    assert "rahasia" not in said


@on_sqlite
def test_without_a_monitor_nothing_is_sent_or_said(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    with signs_of_life(make_settings()) as told:
        told.append(0)
    assert capsys.readouterr().err == ""


def test_an_address_keeps_its_port_and_query() -> None:
    assert address_of("http://p.example:8000/ping/u/?rid=1", "start") == "http://p.example:8000/ping/u/start?rid=1"
