"""Requests that nobody's browser sends: each is refused in words, and none breaks a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipeline.desk.bounds import MOST_BYTES
from pipeline.desk.pages import home
from tests.pipeline.desk.conftest import Person

LogIn = Callable[[str], Person]
FORM = "application/x-www-form-urlencoded"
MOMENT = "2026-11-20T00:00:00Z"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


UNREADABLE = (
    (f"{FORM}; charset=utf-7", b"csrf_token=%ff", 415),
    (f"{FORM}; Charset = bohong", b"csrf_token=%ff", 415),
    (FORM, b"a=" + b"x" * MOST_BYTES, 413),
    (f"{FORM}; charset=UTF-8", b"csrf_token=%ff", 403),
)
MARKS = (
    '[{}, "x"]', '[[], "x"]', '[null, "x"]', '[true, "x"]', '["besok", "x"]', '["2026-11-20", "x"]',
    f'["{MOMENT}", "\\ud800"]', f'["{MOMENT}", "x\\u0000"]',
    f'["{MOMENT}", 1]', f'[{"9" * 50}, "x"]', '[NaN, "x"]', '[1e999, "x"]', f'["{MOMENT}"]',
    f'{{"a": "{MOMENT}"}}', "[" * 190, "2",
)  # fmt: skip


def test_a_form_that_cannot_be_read_is_refused_unread(stranger: Person) -> None:
    for path in ("/masuk", "/sql", "/kampanye/simpan", "/unggahan/x:1/label"):
        for kind, content, status in UNREADABLE:
            answer = stranger.client.post(path, content=content, headers={"content-type": kind})
            assert (answer.status_code, "Beranda" in answer.text) == (status, True), (path, kind)
        unmeasured = stranger.client.post(path, content=iter([b"a=1"]), headers={"content-type": FORM})
        assert unmeasured.status_code == 411, path
        both = {"content-type": FORM, "content-length": "3", "transfer-encoding": "chunked"}
        assert stranger.client.post(path, content=b"a=1", headers=both).status_code == 411, path


def test_what_no_browser_sends_is_told_and_breaks_no_page(logged_in: LogIn) -> None:
    person = logged_in("humas")
    for sort in ("newest", "score", "interactions"):
        for mark in MARKS:
            answer = person.get("/unggahan", params={"sort": sort, "after": mark})
            assert (answer.status_code, 'class="notice bad"' in answer.text) == (200, True), (sort, mark)
    token = person.token
    for number in ("9" * 30, "-1", "satu", str(2**53)):
        answer = person.client.post(f"/kampanye/kegiatan/{number}/hapus", data={"csrf_token": token})
        assert answer.status_code == 422, number


def test_a_fault_of_our_own_is_told_in_words_with_the_same_headers(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OverflowError("rahasia")

    person = logged_in("kepala")
    monkeypatch.setattr(home, "week_counts", fail)
    client = TestClient(person.client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    client.cookies.update(person.client.cookies)
    answer = client.get("/")
    assert (answer.status_code, "Pantau sendiri gagal" in answer.text, "rahasia" in answer.text) == (500, True, False)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
