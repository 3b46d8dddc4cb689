"""private/tindak-lanjut.csv: the running list for the one who answers citizens; for the owner's eyes alone.

It stands in no report, workbook or package. A row leaves 30 days after the answer was seen or noted, when it is older
than retention_days, and at once when the text is forgotten or deleted. Where a text goes earlier for its age, a
sentence stands in its place.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from collectors.errors import ConfigError
from pipeline.analysis.issues import Span, issues_of
from pipeline.clock import DAY
from pipeline.files.formulas import harmless
from pipeline.platforms.registry import platform_labels
from pipeline.report.content.wording import Wording
from storage.analysis.issues import issues_counted
from storage.db.engine import reading
from storage.desk.answers import requests_to_answer

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from pipeline.run.context import RunContext
    from pipeline.transform.issues.counts import IssueCount
    from storage.analysis.issues import Counted

FOLDER, NAME = "private", "tindak-lanjut.csv"
KEPT: Final = timedelta(days=30)
COLUMNS: Final = {
    "id": (
        "tanggal", "kanal", "akun", "tautan", "teks", "jenis", "isu", "perangkat_daerah", "tenggat", "status",
        "catatan",
    ),
    "en": ("date", "channel", "account", "link", "text", "kind", "issue", "agency", "due", "status", "note"),
}  # fmt: skip


def write_follow_up(run: RunContext) -> Path:
    """Write the list anew; raises ConfigError when the folder cannot be written."""
    language = run.settings.config.report.language
    wording = Wording(language, run.settings.zone, platform_labels())
    now = run.now()
    with reading(run.engine) as connection:
        rows = requests_to_answer(connection, now - KEPT, now - timedelta(days=run.settings.config.retention_days))
        talked_of = _issues(run, connection, issues_counted(connection)) if rows else {}
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS[language])
    writer.writerows([harmless(cell) for cell in _cells(row, talked_of.get(row.response_id), wording)] for row in rows)
    path = run.settings.folder / FOLDER / NAME
    try:
        _write_private(path, BOM_UTF8 + text.getvalue().encode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error}); check disk and rights") from error
    return path


def _issues(run: RunContext, connection: Connection, counted: Counted) -> dict[str, IssueCount]:
    """Tell to which issue of the last 30 days each response belongs."""
    today = run.now().astimezone(run.settings.zone).date()
    first = today - KEPT
    span = Span("span", "", first, today, (first - KEPT, first - DAY))
    found = issues_of(run, connection, span, counted)
    return {response_id: issue for issue in found for response_id in issue.response_ids}


def _cells(row: Row[Any], issue: IssueCount | None, wording: Wording) -> list[str]:
    return [
        _day(row.published_local),
        wording.term("platform", row.platform),
        row.account,
        row.url or "",
        row.text or wording.text("text_expired"),
        wording.term("intent", row.intent),
        issue.name if issue else "",
        row.agency or _agency(issue, wording),
        _day(row.due_on),
        wording.term("answer_status", _status(row)),
        row.note or "",
    ]


def _agency(issue: IssueCount | None, wording: Wording) -> str:
    """Name the agency of the issue; a guess is called a proposal."""
    if issue is None or issue.concerned.agency is None:
        return ""
    agency = issue.concerned.agency
    return wording.text("agency_proposed", agency=agency) if issue.concerned.origin == "proposed" else agency


def _status(row: Row[Any]) -> str:
    if row.noted:
        return "noted" if row.noted == "answered" else str(row.noted)
    return str(row.status)


def _day(told: date | datetime | str | None) -> str:
    return "" if told is None else str(told)[:10]


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that nobody but its owner may open, aside and renamed."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.parent.chmod(0o700)
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=0o600)
    part.chmod(0o600)
    part.write_bytes(content)
    part.replace(path)
