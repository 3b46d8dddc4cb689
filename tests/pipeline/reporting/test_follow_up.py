"""private/tindak-lanjut.csv: for the owner's eyes alone, with a due date and a link, and nothing that was settled."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import Engine, text

from pipeline.demo.standin.server import StandIn, World
from pipeline.demo.world.world import XPost
from pipeline.harvest.harvest import harvest
from pipeline.label.posts import label
from pipeline.reporting.follow_up import write_follow_up
from storage.db.engine import transaction
from storage.desk.answers import note_answer
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = {
    "id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True,
    "agency": "Diskominfostandi",
}  # fmt: skip


@pytest.fixture
def listed(
    night_of: OpenNight, make_settings: MakeSettings, credentials: dict[str, str], world: World, standin: StandIn
) -> Callable[..., list[dict[str, str]]]:
    """Harvest two questions, one of them answered, and give what writes the list at a moment and reads it."""
    assert standin.url
    office = XPost(text="Layanan KTP keliling besok", at=NOW - 6 * DAY)
    asked, ignored = (
        XPost(text=words, author=author, at=NOW - 5 * DAY, kind="reply", ref=office)
        for words, author in (("@Kominfobekasi kapan jadwalnya?", "sari"), ("@Kominfobekasi apa syaratnya?", "joko"))
    )
    world.now = NOW
    world.x = [office, XPost(text="@sari hari Senin", at=NOW - 4 * DAY, kind="reply", ref=asked)]
    world.x_others = [asked, ignored]
    settings = make_settings(sources=[SOURCE], secrets=credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"})
    with night_of(settings, lambda: NOW) as opened:
        harvest(opened, settings.config.sources)
        label(opened)

    def run(at: datetime = NOW) -> list[dict[str, str]]:
        with night_of(settings, lambda: at) as opened:
            path = write_follow_up(opened)
        assert path == settings.folder / "private" / "tindak-lanjut.csv"
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        return list(csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))

    return run


def test_each_request_has_its_link_due_day_agency_and_status(listed: Callable[..., list[dict[str, str]]]) -> None:
    waiting, answered = sorted(listed(), key=lambda row: row["status"])
    assert (waiting["status"], answered["status"]) == ("Masih dalam batas waktu", "Terlihat dijawab")
    assert waiting["tautan"].startswith("https://x.com/i/web/status/")
    assert (waiting["tanggal"], waiting["tenggat"]) == ("2026-11-20", "2026-11-25")
    assert (waiting["jenis"], waiting["perangkat_daerah"]) == ("Pertanyaan", "Diskominfostandi")
    assert waiting["teks"] == "'@Kominfobekasi apa syaratnya?"  # a spreadsheet would take it for a formula
    assert "joko" not in str(waiting)


def test_a_request_that_belongs_to_an_issue_names_it(
    night_of: OpenNight, make_settings: MakeSettings, credentials: dict[str, str], world: World, standin: StandIn
) -> None:
    assert standin.url
    office = XPost(text="Layanan MPP", at=NOW - 6 * DAY)
    words = ("kapan antrean mpp dibuka?", "antrean mpp penuh, kapan ditambah?", "kenapa antrean mpp tutup?",
             "berapa kuota antrean mpp?", "antrean mpp bisa lewat aplikasi?", "apa syarat nikah?")  # fmt: skip
    world.now, world.x = NOW, [office]
    world.x_others = [
        XPost(text=f"@Kominfobekasi {said}", author=f"warga{n}", at=NOW - 3 * DAY, kind="reply", ref=office)
        for n, said in enumerate(words)
    ]
    settings = make_settings(sources=[SOURCE], secrets=credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"})
    with night_of(settings, lambda: NOW) as opened:
        harvest(opened, settings.config.sources)
        label(opened)
        path = write_follow_up(opened)
    rows = list(csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))
    issues = {row["teks"].split(" ", 1)[1]: row["isu"] for row in rows}
    assert issues["kapan antrean mpp dibuka?"] == "antrean mpp"
    assert issues["apa syarat nikah?"] == ""


def test_what_was_answered_leaves_after_thirty_days(listed: Callable[..., list[dict[str, str]]]) -> None:
    assert len(listed(NOW + 20 * DAY)) == 2
    assert [row["status"] for row in listed(NOW + 31 * DAY)] == ["Masih dalam batas waktu"]


def test_what_a_person_noted_is_told_and_leaves_too(
    listed: Callable[..., list[dict[str, str]]], engine: Engine
) -> None:
    with transaction(engine) as connection:
        waiting = connection.scalar(text("SELECT response_id FROM v_requests WHERE status <> 'answered'"))
        note_answer(connection, str(waiting), "answered", "lewat telepon", "ani", NOW)
    [noted] = [row for row in listed() if row["catatan"]]
    assert (noted["status"], noted["catatan"]) == ("Dijawab menurut catatan petugas", "lewat telepon")
    assert listed(NOW + 31 * DAY) == []


def test_a_request_whose_text_went_for_its_age_stays_with_a_sentence(
    listed: Callable[..., list[dict[str, str]]], engine: Engine
) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE responses SET text = NULL, expired_at = '2026-12-25 00:00:00'"))
    assert [row["teks"] for row in listed(NOW + 31 * DAY)] == [
        "(teks dihapus karena melewati batas umur penyimpanannya; bukalah tautannya)"
    ]
    assert listed(NOW + 365 * DAY) == []
    with transaction(engine) as connection:
        connection.execute(text("UPDATE responses SET forgotten_at = '2026-12-26 00:00:00'"))
    assert listed(NOW + 31 * DAY) == []


def test_a_text_that_is_gone_takes_its_row_along(listed: Callable[..., list[dict[str, str]]], engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE responses SET text = NULL"))
    assert listed() == []
