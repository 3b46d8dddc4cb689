"""decisions.csv beside the reports: each week's decision, and what a person notes of it in a spreadsheet."""

from __future__ import annotations

import csv
import json
import logging
from codecs import BOM_UTF8
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from collectors.errors import ConfigError
from pipeline.clock import IsoWeek
from pipeline.files.formulas import as_typed, harmless
from pipeline.files.table_file import TITLES, filled_rows, table_lines
from pipeline.run.context import INCOMPLETE
from storage.db.engine import reading, transaction
from storage.runs.decisions import load_decisions, note_decision
from storage.runs.settings import set_setting, setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
SAID: Final = {"id": {True: "ya", False: "tidak", None: ""}, "en": {True: "yes", False: "no", None: ""}}
WRITTEN: Final = "decisions_file"
"""Setting: week → done, note and decision as the file was last written; what differs a person changed since."""


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
    language = run.settings.config.report.language
    with reading(run.engine) as connection:
        written = json.loads(setting(connection, WRITTEN) or "{}")
        asked = {row.iso_week: row.decision for row in load_decisions(connection)}
    rows = list(_rows(path, language))
    doubled = {week for week, n in Counter(row["week"] for _, row in rows).items() if n > 1}
    for number, row in rows:
        fault = _fault(row, doubled, asked, language)
        if fault:
            yield f"{path.name}:{number}: {fault}"
            continue
        week, decision = row["week"], _words(row.get("decision", ""))
        done, note = DONE[row.get("done", "").casefold()], _words(row.get("note", ""))
        before, shown = written.get(week, [None, None])[:2], written.get(week, [])[2:]
        if lost := _words_lost(row, {_read_back(asked[week]), *shown} if week in asked else {decision}, language):
            yield f"{path.name}:{number}: {lost}"
        changed = [done, note] != before if week in asked else decision is not None
        if changed:
            with transaction(run.engine) as connection:
                note_decision(connection, week, done, note, decision or "")


def _rows(path: Path, language: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row by English names, with its number. Raises ConfigError where the columns cannot be told."""
    lines = table_lines(path)
    if not any(map(any, lines)):
        return
    names = {cell.lower() for line in lines[:TITLES] for cell in line}
    week, decision, done, note = COLUMNS[language]
    needed = next((columns[0] for columns in COLUMNS.values() if columns[0] in names), week)
    hint = f"its columns are {week}, {decision}, {done} ({_choice(language)}), {note}"
    for number, told in filled_rows(path, (needed,), hint):
        for pair in ENGLISH.items():
            if pair[0] != pair[1] and told.keys() >= set(pair):
                raise ConfigError(f"{path.name}: columns {' and '.join(pair)} mean the same; keep one")
        yield number, {ENGLISH.get(name, name): value for name, value in told.items()}


def _choice(language: str) -> str:
    return f"{SAID[language][True]}, {SAID[language][False]} or empty"


def _fault(row: dict[str, str], doubled: set[str], asked: Mapping[str, str], language: str) -> str | None:
    """Say why a row cannot be stored, given the weeks that stand twice, and the decision of each known week."""
    _, decision, done, _ = COLUMNS[language]
    try:
        IsoWeek.parse(row["week"])
    except ValueError as error:
        return str(error)
    if row.get("done", "").casefold() not in DONE:
        return f"{done} is {row['done']!r}; write {_choice(language)}"
    if row["week"] in doubled:
        return f"week {row['week']} stands twice; keep one row"
    if row["week"] not in asked and not row.get("decision") and (row.get("done") or row.get("note")):
        return f"no report asked anything in week {row['week']}; write the decision into {decision}, or delete the row"
    return None


def _words_lost(row: dict[str, str], known: set[str | None], language: str) -> str | None:
    """Say which words of a row a new file would not hold, where its decision may be one of the *known*."""
    _, decision, _, note = COLUMNS[language]
    lost = [name or "without a name" for name, value in row.items() if value and name not in COLUMNS["en"]]
    if lost:
        return f"column {', '.join(lost)} is not kept; move its words to {note}"
    if _words(row.get("decision", "")) not in {None, *known}:
        return f"{decision} of week {row['week']} is not what was asked; move your words to {note} and empty {decision}"
    return None


def _read_back(text: str | None) -> str | None:
    """Give a text as it will be read from the file again."""
    return _words(harmless(text or "").strip())


def _words(cell: str) -> str | None:
    """Give a text as a person typed it; its lines end in one way, whichever program saved the file."""
    return as_typed(cell).replace("\r\n", "\n").strip() or None


def told_decision(held: Row[Any] | None) -> PastDecision | None:
    """Return a stored decision as the report of the week after it tells it."""
    from pipeline.report import PastDecision  # noqa: PLC0415  # brings pandas

    return PastDecision(held.iso_week, held.decision, held.done, held.note or "") if held else None


def write_decisions(run: RunContext, rows: Sequence[Row[Any]] | None = None) -> None:
    """Write the file anew, newest week first, for people to note what was done. Raises OSError.

    *rows* are all decisions where they were loaded already.
    """
    from pipeline.report.output.folder import write_files  # noqa: PLC0415  # heavy

    language = run.settings.config.report.language
    said = SAID[language]
    if rows is None:
        with reading(run.engine) as connection:
            rows = load_decisions(connection)
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS[language])
    writer.writerows([row.iso_week, harmless(row.decision), said[row.done], harmless(row.note or "")] for row in rows)
    write_files(run.settings.reports, {NAME: BOM_UTF8 + text.getvalue().encode()})
    written = json.dumps({row.iso_week: [row.done, _read_back(row.note), _read_back(row.decision)] for row in rows})
    with transaction(run.engine) as connection:
        set_setting(connection, WRITTEN, written)
