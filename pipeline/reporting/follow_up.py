"""private/tindak-lanjut.csv: the running list for the one who answers citizens; for the owner's eyes alone.

It stands in no report, workbook or package. A row leaves 30 days after the answer was seen or noted, and at once when
the text is forgotten, deleted or expired.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from collectors.errors import ConfigError
from pipeline.files.formulas import harmless
from pipeline.platforms.registry import platform_labels
from pipeline.report.content.wording import Wording
from storage.db.engine import reading
from storage.desk.answers import requests_to_answer

if TYPE_CHECKING:
    from sqlalchemy import Row

    from pipeline.run.context import RunContext

FOLDER, NAME = "private", "tindak-lanjut.csv"
KEPT: Final = timedelta(days=30)
COLUMNS: Final = {
    "id": (
        "tanggal", "kanal", "akun", "tautan", "teks", "jenis", "isu", "perangkat_daerah", "tenggat", "status",
        "catatan",
    ),
    "en": ("date", "channel", "account", "link", "text", "kind", "issue", "agency", "due", "status", "note"),
}  # fmt: skip


def write_follow_up(night: RunContext) -> Path:
    """Write the list anew; raises ConfigError when the folder cannot be written."""
    language = night.settings.config.report.language
    wording = Wording(language, night.settings.zone, platform_labels())
    with reading(night.engine) as connection:
        rows = requests_to_answer(connection, night.now() - KEPT)
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS[language])
    writer.writerows([harmless(cell) for cell in _cells(row, wording)] for row in rows)
    path = night.settings.folder / FOLDER / NAME
    try:
        _write_private(path, BOM_UTF8 + text.getvalue().encode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error}); check disk and rights") from error
    return path


def _cells(row: Row[Any], wording: Wording) -> list[str]:
    return [
        _day(row.published_local),
        wording.term("platform", row.platform),
        row.account,
        row.url or "",
        row.text,
        wording.term("intent", row.intent),
        "",  # issues are counted of five people at least; none is told of one response
        row.agency or "",
        _day(row.due_on),
        wording.term("answer_status", _status(row)),
        row.note or "",
    ]


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
