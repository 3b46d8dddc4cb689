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
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


UNREADABLE = (
    (f"{FORM}; charset=utf-7", b"csrf_token=%ff", 415),
    (f"{FORM}; Charset = bohong", b"csrf_token=%ff", 415),
    (FORM, b"a=" + b"x" * MOST_BYTES, 413),
    (f"{FORM}; charset=UTF-8", b"csrf_token=%ff", 403),
)
MARKS = (
    '[{}, "x"]', '[[], "x"]', "[null, 1]", '[true, "x"]', '["besok", "x"]', '["2026-11-20", "x"]',
    f'["{MOMENT}", "\\ud800"]', f'["{MOMENT}", "x\\u0000"]',
    f'["{MOMENT}", 1]', f'[{"9" * 50}, "x"]', '[NaN, "x"]', '[1e999, "x"]', f'["{MOMENT}"]',
    f'{{"a": "{MOMENT}"}}', "[" * 190, "2",
)  # fmt: skip


NO_PERIODS = (
    ("first", "2026-02-30"), ("last", "0000-01-01"), ("last", "2026-11-31"), ("month", "2026-13"),
    ("week", "2026-W60"), ("quarter", "0000-Q1"), ("first", "٢٠٢٦-٠١-٠١"),
)  # fmt: skip


@only_sqlite
def test_a_form_that_cannot_be_read_is_refused_unread(stranger: Person) -> None:
    for path in ("/masuk", "/sql", "/kampanye/simpan", "/unggahan/x:1/label"):
        for kind, content, status in UNREADABLE:
            answer = stranger.client.post(path, content=content, headers={"content-type": kind})
            assert (answer.status_code, "Beranda" in answer.text) == (status, True), (path, kind)
        unmeasured = stranger.client.post(path, content=iter([b"a=1"]), headers={"content-type": FORM})
        assert unmeasured.status_code == 411, path
        both = {"content-type": FORM, "content-length": "3", "transfer-encoding": "chunked"}
        assert stranger.client.post(path, content=b"a=1", headers=both).status_code == 411, path


@only_sqlite
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


def test_nul_in_an_address_or_a_form_is_told_in_words(logged_in: LogIn) -> None:
    person = logged_in("admin")
    for path in (
        "/unggahan/%00",
        "/unggahan?place=%00",
        "/unggahan?after=%00",
        "/unggahan?%00=1",
        "/sql?simpanan=a%00b",
        "/tiada%00",
    ):
        answer = person.get(path)
        assert (answer.status_code, "Halaman atau unggahan ini tidak ada" in answer.text) == (404, True), path
    assert person.get("/unggahan?place=%2500").status_code == 200  # the three signs %00 are a text like others
    for path in ("/masuk", "/sql", "/sql/simpan", "/pengguna", "/panen/bangunkan", "/laporan/keputusan", "/keluar"):
        answer = person.post(path, username="a\0b", name="a\0b", query="a\0b", nama="a\0b", week="a\0b")
        assert (answer.status_code, "Isian formulir tidak dapat dibaca" in answer.text) == (422, True), path
    assert person.post("/unggahan/x%00/label").status_code == 404


def test_a_period_outside_the_calendar_is_told_and_no_file_hides_it(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    for field, told in NO_PERIODS:
        for kind, status in (("", 200), (".csv", 422), (".xlsx", 422)):
            answer = person.get(f"/unggahan{kind}", params={field: told})
            assert (answer.status_code, f"Saringan {field} tidak dikenal" in answer.text) == (status, True), (
                kind,
                told,
            )
    assert person.get("/unggahan.csv", params={"first": "2024-02-29"}).status_code == 200


@only_sqlite
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
