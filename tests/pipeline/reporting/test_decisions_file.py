"""decisions.csv: what a report asked for stays, and what people note of it is read before the file is rewritten."""

from __future__ import annotations

from dataclasses import replace
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


@pytest.mark.parametrize("row", ["2026-W99;x;ya;\r\n", "2026-W46;x;mungkin;\r\n", "2026-W44;x;ya;\n2026-W44;x;;\r\n"])
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
            '"rapat 12/11/2026; kata ""Kadis"" – oke\nbaris dua";BENAR;2026-W46;;;\n'
            "01/02/2026;Belum;2026-W45;Mohon arahan: isi kanal X.;;\n;;;;;\n"
        )
        (settings.reports / NAME).write_bytes(rows.encode("cp1252"))
        assert take_in_decisions(night) is True
    asked = "Mohon arahan: isi kanal X."
    note = 'rapat 12/11/2026; kata "Kadis" – oke\nbaris dua'
    assert decisions(engine) == [("2026-W46", asked, True, note), ("2026-W45", asked, None, "01/02/2026")]


ASKED = "Mohon arahan."


def take_in(night: RunContext, lines: str) -> tuple[bool, str]:
    """Read a file of these lines; return whether it may be rewritten, and what was said."""
    told: list[str] = []
    night.say = lambda words, *_: told.append(words)
    night.settings.reports.mkdir(exist_ok=True)
    (night.settings.reports / NAME).write_text(lines, encoding="utf-8", newline="")
    return take_in_decisions(night), "\n".join(told)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("minggu;keputusan;selesai;catatan;;\r\n2026-W46;;ya;;Budi;\r\n", "column without a name is not kept"),
        ("minggu;keputusan;selesai;catatan;pj\r\n2026-W46;;ya;;Budi\r\n", "column pj is not kept"),
        (f"{HEADER}2026-W46;{ASKED} Kadis: setuju;ya;\r\n", "keputusan of week 2026-W46 is not what was asked"),
        (f"{HEADER}2026-W46;{ASKED};ya;\r\n2026-W31;;ya;\r\n", "no report asked anything in week 2026-W31"),
    ],
)
@pytest.mark.parametrize("written", [True, False])
def test_what_a_rewritten_file_would_lose_keeps_it_from_being_rewritten(
    settings: Settings, night_of: OpenNight, engine: Engine, lines: str, said: str, *, written: bool
) -> None:
    with night_of(settings, lambda: NOW) as night:
        keep(engine, "2026-W46", ASKED)
        if written:
            write_decisions(night)
        rewritable, told = take_in(night, lines)
    assert not rewritable
    assert said in told
    assert decisions(engine) == [("2026-W46", ASKED, True, None)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (f"{HEADER}2026-W46;{ASKED};ya;\r\n2026-W46;;;\r\n", "week 2026-W46 stands twice"),
        (f"2026-W46;{ASKED};ya;Budi\r\n", "column minggu is missing"),
        ("minggu;selesai;catatan;note\r\n2026-W46;ya;Budi;\r\n", "columns catatan and note mean the same"),
    ],
)
def test_of_a_file_that_can_be_read_in_two_ways_nothing_is_stored(
    settings: Settings, night_of: OpenNight, engine: Engine, lines: str, said: str
) -> None:
    with night_of(settings, lambda: NOW) as night:
        keep(engine, "2026-W46", ASKED)
        rewritable, told = take_in(night, lines)
    assert not rewritable
    assert said in told
    assert decisions(engine) == [("2026-W46", ASKED, None, None)]


def test_a_row_with_nothing_but_its_week_is_no_slip_and_a_decision_without_more_is_kept(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    with night_of(settings, lambda: NOW) as night:
        assert take_in(night, f"{HEADER}2026-W47;;;\r\n2026-W45;Keputusan lisan;;\r\n") == (True, "")
    assert decisions(engine) == [("2026-W45", "Keputusan lisan", None, None)]


def test_a_decision_that_a_later_report_changed_is_no_slip_in_the_file_written_before(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    with night_of(settings, lambda: NOW) as night:
        keep(engine, "2026-W46", ASKED)
        write_decisions(night)
        keep(engine, "2026-W46", "Sesuatu yang lain")
        assert take_in(night, f"{HEADER}2026-W46;{ASKED};;\r\n") == (True, "")


def test_an_empty_file_is_written_anew(settings: Settings, night_of: OpenNight) -> None:
    with night_of(settings, lambda: NOW) as night:
        assert take_in(night, "") == (True, "")


def test_messages_name_the_columns_of_the_report_s_language(
    settings: Settings, night_of: OpenNight, engine: Engine
) -> None:
    english = settings.config.report.model_copy(update={"language": "en"})
    config = settings.config.model_copy(update={"report": english})
    with night_of(replace(settings, config=config), lambda: NOW) as night:
        keep(engine, "2026-W46", ASKED)
        rows = ("2026-W46,Done so,,", "2026-W45,x,maybe,", "2026-W44,,yes,")
        _, told = take_in(night, "week,decision,done,note\r\n" + "\r\n".join(rows))
        _, headless = take_in(night, "2026-W46,,yes,Budi\r\n")
    assert "decision of week 2026-W46 is not what was asked; move your words to note and empty decision" in told
    assert "done is 'maybe'; write yes, no or empty" in told
    assert "write the decision into decision" in told
    assert "column week is missing; its columns are week, decision, done (yes, no or empty), note" in headless
