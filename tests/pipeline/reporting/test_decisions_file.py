"""decisions.csv: what a report asked for stays, and what people note of it is read before the file is rewritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from pipeline.reporting.decisions_file import (
    NAME,
    take_in_decisions,
    told_decision,
    write_decisions,
)
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.runs.decisions import decision_of, load_decisions, note_decision, record_decision
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
HEADER = "minggu;keputusan;selesai;catatan\r\n"


def decisions(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in load_decisions(connection)]


def keep(engine: Engine, week: str, asked: str) -> None:
    with transaction(engine) as connection:
        record_decision(connection, week, asked)


def noted(night: RunContext, lines: str) -> None:
    night.settings.reports.mkdir(exist_ok=True)
    (night.settings.reports / NAME).write_text(HEADER + lines, encoding="utf-8")


def test_what_a_person_notes_is_read_before_the_file_is_rewritten(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    with night_of(settings, lambda: NOW) as night:
        keep(engine, "2026-W46", "Mohon arahan: isi kanal X.")
        write_decisions(night)
        content = (settings.reports / NAME).read_text("utf-8-sig")
        assert content == f"{HEADER}2026-W46;Mohon arahan: isi kanal X.;;\r\n".replace("\r", "")
        noted(night, "2026-W46;Mohon arahan: isi kanal X.;Ya;11 unggahan\r\n")
        assert take_in_decisions(night) is True
        write_decisions(night)
        with reading(engine) as connection:
            past = told_decision(decision_of(connection, "2026-W46"))
        assert past
        assert (past.done, past.note) == (True, "11 unggahan")
        keep(engine, "2026-W46", "Sesuatu yang lain")  # a person has already seen the first
    assert decisions(engine) == [("2026-W46", "Mohon arahan: isi kanal X.", True, "11 unggahan")]
    assert "ya;11 unggahan" in (settings.reports / NAME).read_text("utf-8-sig")


def test_a_cell_that_a_person_empties_stays_empty_and_what_was_noted_elsewhere_stays(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    with night_of(settings, lambda: NOW) as night:
        for week in ("2026-W45", "2026-W46"):
            keep(engine, week, "Mohon arahan.")
            with transaction(engine) as connection:
                note_decision(connection, week, True, "=1+1", "")
        write_decisions(night)
        with transaction(engine) as connection:
            note_decision(connection, "2026-W45", False, "dari meja", "")
        noted(night, "2026-W46;Mohon arahan.;;\r\n2026-W45;Mohon arahan.;ya;'=1+1\r\n")
        assert take_in_decisions(night) is True
    assert decisions(engine) == [
        ("2026-W46", "Mohon arahan.", None, None), ("2026-W45", "Mohon arahan.", False, "dari meja"),
    ]  # fmt: skip


@pytest.mark.parametrize("note", ["=1+1", "-5 unggahan", "@akun dihubungi", "baris\n=2+2", " spasi ", "baris\r\ndua"])
def test_what_guards_a_spreadsheet_is_not_stored_as_a_part_of_a_note(
    settings: Settings, night_of: OpenNight, engine: Engine, note: str
) -> None:
    with night_of(settings, lambda: NOW) as night:
        keep(engine, "2026-W46", "Mohon arahan.")
        with transaction(engine) as connection:
            note_decision(connection, "2026-W46", None, note, "")
        for _ in range(2):
            write_decisions(night)
            path = settings.reports / NAME  # LibreOffice ends lines within a cell in its own way
            path.write_bytes(path.read_bytes().replace(b"baris\r\n", b"baris\n"))
            assert take_in_decisions(night) is True
    assert decisions(engine) == [("2026-W46", "Mohon arahan.", None, note)]


@pytest.mark.parametrize("row", ["2026-W99;x;ya;\r\n", "2026-W46;x;mungkin;\r\n"])
def test_a_slip_is_told_and_the_file_stays_for_it_to_be_mended(
    settings: Settings, night_of: OpenNight, engine: Engine, row: str
) -> None:
    with night_of(settings, lambda: NOW) as night:
        noted(night, f"{row}2026-W45;Keputusan lisan;tidak;\r\n")
        assert take_in_decisions(night) is False
        assert night.exit_code == 1
    assert decisions(engine) == [("2026-W45", "Keputusan lisan", False, None)]  # the good row counts
    assert row.strip() in (settings.reports / NAME).read_text("utf-8")


def test_a_file_that_a_spreadsheet_saved_in_its_own_way_is_read_whole(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    """As an Indonesian LibreOffice saves it: other order, empty columns, Windows-1252, no byte-order mark."""
    with night_of(settings, lambda: NOW) as night:
        for week in ("2026-W45", "2026-W46"):
            keep(engine, week, "Mohon arahan: isi kanal X.")
        write_decisions(night)
        rows = (
            "catatan;selesai;minggu;keputusan;;\n"
            '"rapat 12/11/2026; kata ""Kadis"" – oke\nbaris dua";BENAR;2026-W46;Diubah;;\n'
            "01/02/2026;Belum;2026-W45;Mohon arahan: isi kanal X.;;\n;;;;;\n"
        )
        (settings.reports / NAME).write_bytes(rows.encode("cp1252"))
        assert take_in_decisions(night) is True
    asked = "Mohon arahan: isi kanal X."
    note = 'rapat 12/11/2026; kata "Kadis" – oke\nbaris dua'
    assert decisions(engine) == [("2026-W46", asked, True, note), ("2026-W45", asked, None, "01/02/2026")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("minggu;keputusan;selesai;catatan;;\r\n2026-W46;x;ya;;Budi;\r\n", "column without a name is not kept"),
        ("minggu;keputusan;selesai;catatan;pj\r\n2026-W46;x;ya;;Budi\r\n", "column pj is not kept"),
        (f"{HEADER}2026-W46;x;ya;\r\n2026-W46;x;tidak;\r\n", "week 2026-W46 stands twice"),
        (f"{HEADER}2026-W46;x;ya;\r\n2026-W31;;ya;\r\n", "no report asked anything in week 2026-W31"),
    ],
)
def test_what_a_rewritten_file_would_lose_keeps_it_from_being_rewritten(
    settings: Settings,
    night_of: OpenNight,
    engine: Engine,
    lines: str,
    said: str,
) -> None:
    with night_of(settings, lambda: NOW) as night:
        told: list[str] = []
        night.say = lambda words, *_: told.append(words)
        keep(engine, "2026-W46", "Mohon arahan.")
        night.settings.reports.mkdir(exist_ok=True)
        (night.settings.reports / NAME).write_text(lines, encoding="utf-8", newline="")
        assert take_in_decisions(night) is False
    assert [line for line in told if said in line]
    assert decisions(engine) == [("2026-W46", "Mohon arahan.", True, None)]
