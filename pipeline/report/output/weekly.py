"""Write the folder of one week."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.report.content.front import Front, front_of, is_final
from pipeline.report.content.front_tables import front_tables
from pipeline.report.content.revision import DATAPACKAGE, revision_of
from pipeline.report.content.tables import Table, make_table, week_tables
from pipeline.report.content.wording import Wording
from pipeline.report.output.csv_file import csv_bytes
from pipeline.report.output.datapackage import contents_digest, package_bytes, unchanged
from pipeline.report.output.folder import write_files
from pipeline.report.output.page import Heading, page_bytes
from pipeline.report.output.workbook import workbook_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.report.content.data import Dictionary, ReportSettings, WeekData

COUNTED = ("iso_week", "platform", "topic", "posts")
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """A week ready to be written."""

    heading: Heading
    tables: dict[str, Table]
    front: Front
    settings: ReportSettings
    wording: Wording


def write_weekly_report(data: WeekData, folder: Path, settings: ReportSettings, dictionary: Dictionary) -> bool:
    """Write the week's report into *folder*, unless the same report is there; tell whether files changed.

    Two reports are the same when they differ in nothing but ``as_of``. Each file appears whole, and
    ``datapackage.json`` last. Raises OSError when the folder cannot be written, ValueError when a frame
    and the dictionary do not fit together.
    """
    report = _prepare(data, settings, dictionary)
    contents = _contents(report)
    if unchanged(folder, contents):
        return False
    revision = revision_of(folder, report.tables, report.wording, final=report.heading.final)
    sheets = front_tables(report.front, report.wording) | dict(reversed(report.tables.items()))
    files = {
        **_csv_files(report),
        "weekly.xlsx": workbook_bytes(sheets, report.heading, report.wording),
        "report.html": page_bytes(report.tables, report.front, report.heading, report.wording, revision),
    }
    package = package_bytes(files, report.tables, report.heading, settings, contents=contents, revision=revision)
    write_files(folder, {**files, DATAPACKAGE: package})
    return True


def _prepare(data: WeekData, settings: ReportSettings, dictionary: Dictionary) -> Report:
    wording = Wording(settings.language, settings.timezone, settings.platforms)
    tables = week_tables(data, dictionary, settings.timezone)
    counted = {name: dictionary["topics"][name] for name in COUNTED}
    previous = make_table("topics", data.previous, counted, settings.timezone).records()
    return Report(
        Heading(
            settings.title or wording.text("title"),
            data.week,
            data.as_of,
            is_final(data, settings.timezone),
            data.labelled,
        ),
        tables,
        front_of(data, tables, previous, settings.timezone, settings.platforms),
        settings,
        wording,
    )


def _csv_files(report: Report) -> dict[str, bytes]:
    return {f"{name}.csv": csv_bytes(table, report.settings) for name, table in report.tables.items()}


def _contents(report: Report) -> str:
    """Digest everything that a reader can learn from the report, except when it was made.

    The workbook is left out: it holds the same tables, and its bytes depend on the compressor.
    """
    heading = replace(report.heading, as_of=ANY_MOMENT)
    columns = {name: [asdict(column) for column in table.columns] for name, table in report.tables.items()}
    texts = {
        **_csv_files(report),
        "report.html": page_bytes(report.tables, report.front, heading, report.wording),
        "columns": json.dumps(columns).encode(),
    }
    return contents_digest(texts)
