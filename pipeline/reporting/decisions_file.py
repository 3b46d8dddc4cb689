"""decisions.csv beside the reports: each week's decision, and what a person notes of it in a spreadsheet."""

from __future__ import annotations

import csv
import json
import logging
from codecs import BOM_UTF8
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from collectors.errors import ConfigError
from pipeline.clock import IsoWeek
from pipeline.files.formulas import as_typed, harmless
from pipeline.files.table_file import filled_rows
from pipeline.run.context import INCOMPLETE
from storage.db.engine import reading, transaction
from storage.runs.decisions import load_decisions, note_decision
from storage.runs.settings import set_setting, setting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Row

    from pipeline.report import PastDecision
    from pipeline.run.context import RunContext

NAME: Final = "decisions.csv"
COLUMNS: Final = {"id": ("minggu", "keputusan", "selesai", "catatan"), "en": ("week", "decision", "done", "note")}
ENGLISH: Final = dict(zip(COLUMNS["id"], COLUMNS["en"], strict=True))
DONE: Final = {
    **dict.fromkeys(("ya", "sudah", "selesai", "yes", "true", "benar", "1", "done"), True),
    **dict.fromkeys(("tidak", "batal", "no", "false", "salah", "0"), False),
    **dict.fromkeys(("", "belum", "–", "-"), None),
}
WRITTEN: Final = "decisions_file"
"""Setting: week → done and note as the file was last written; a cell that differs is what a person changed since."""
HINT: Final = "its columns are minggu, keputusan, selesai (ya, tidak or empty), catatan"


def take_in_decisions(run: RunContext) -> bool:
    """Read what people noted into the store; tell whether the file may be rewritten, for nothing in it was lost."""
    path = run.settings.reports / NAME
    if not path.exists():
        return True
    try:
        faults = list(_take_in(run, path))
    except ConfigError as error:
        faults = [str(error)]
    for fault in faults:
        run.worsen(INCOMPLETE)
        run.say(f"{fault}; {NAME} stays as it is until that is mended", logging.WARNING)
    return not faults


def _take_in(run: RunContext, path: Path) -> Iterable[str]:
    with reading(run.engine) as connection:
        written = json.loads(setting(connection, WRITTEN) or "{}")
        weeks = {row.iso_week for row in load_decisions(connection)}
    seen: set[str] = set()
    for number, told in filled_rows(path, (), HINT):
        row = {ENGLISH.get(name, name): value for name, value in told.items()}
        lost = [name or "without a name" for name, value in row.items() if value and name not in COLUMNS["en"]]
        if lost:
            yield f"{path.name}:{number}: column {', '.join(lost)} is not kept; move its words to catatan"
        fault = _fault(row, weeks, seen)
        if fault:
            yield f"{path.name}:{number}: {fault}"
            continue
        seen.add(row["week"])
        done, note = DONE[row.get("done", "").casefold()], _note(row.get("note", ""))
        if [done, note] != written.get(row["week"], [None, None]):
            with transaction(run.engine) as connection:
                note_decision(connection, row["week"], done, note, as_typed(row.get("decision", "")))


def _fault(row: dict[str, str], weeks: Collection[str], seen: Collection[str]) -> str | None:
    """Say what is wrong with a row, given the *weeks* with a decision, and those *seen* in rows above."""
    try:
        IsoWeek.parse(row.get("week", ""))
    except ValueError as error:
        return str(error)
    if row.get("done", "").casefold() not in DONE:
        return f"selesai is {row['done']!r}; write ya, tidak, or nothing"
    if row["week"] in seen:
        return f"week {row['week']} stands twice; keep one row"
    if row["week"] not in weeks and not row.get("decision"):
        return f"no report asked anything in week {row['week']}; write the decision into keputusan, or delete the row"
    return None


def _read_back(note: str | None) -> str | None:
    """Give a note as it will be read from the file again."""
    return _note(harmless(note or "").strip())


def _note(cell: str) -> str | None:
    """Give a note as a person typed it; its lines end in one way, whichever program saved the file."""
    return as_typed(cell).replace("\r\n", "\n").strip() or None


def told_decision(held: Row[Any] | None) -> PastDecision | None:
    """Return a stored decision as the report of the week after it tells it."""
    from pipeline.report import PastDecision  # noqa: PLC0415  # brings pandas

    return PastDecision(held.iso_week, held.decision, held.done, held.note or "") if held else None


def write_decisions(run: RunContext) -> None:
    """Write the file anew, newest week first, for people to note what was done. Raises OSError."""
    from pipeline.report.output.folder import write_files  # noqa: PLC0415  # heavy

    language = run.settings.config.report.language
    said = {True: "ya", False: "tidak", None: ""} if language == "id" else {True: "yes", False: "no", None: ""}
    with transaction(run.engine) as connection:
        rows = load_decisions(connection)
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS[language])
    writer.writerows([row.iso_week, harmless(row.decision), said[row.done], harmless(row.note or "")] for row in rows)
    write_files(run.settings.reports, {NAME: BOM_UTF8 + text.getvalue().encode()})
    written = json.dumps({row.iso_week: [row.done, _read_back(row.note)] for row in rows})
    with transaction(run.engine) as connection:
        set_setting(connection, WRITTEN, written)
