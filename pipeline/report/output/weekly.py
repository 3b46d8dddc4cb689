"""Write the folder of one week."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.report.content.revision import DATAPACKAGE, Revision, revision_of
from pipeline.report.content.tables import Table, make_table
from pipeline.report.content.week_tables import week_tables
from pipeline.report.content.wording import Wording
from pipeline.report.guards.attempts import Attempts
from pipeline.report.output.csv_file import csv_bytes
from pipeline.report.output.datapackage import contents_digest, package_bytes, unchanged
from pipeline.report.output.folder import write_files
from pipeline.report.output.page import FIRST, Heading, page_bytes
from pipeline.report.output.workbook import workbook_bytes
from pipeline.report.page_one.front import Front, front_of, is_final
from pipeline.report.page_one.page_one import PageOne, page_one_of
from pipeline.report.page_one.sheets import empty_sheets, front_tables
from pipeline.report.page_one.summary import NAME as SUMMARY
from pipeline.report.page_one.summary import summary_sheet, summary_table
from pipeline.report.words.catalogue import TOPICS

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.report.content.data import Dictionary, ReportSettings, WeekData
    from pipeline.report.content.tables import Value

COUNTED = ("iso_week", "platform", "topic", "posts")
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """A week ready to be written."""

    heading: Heading
    tables: dict[str, Table]
    summary: Table
    front: Front
    page_one: PageOne
    settings: ReportSettings
    wording: Wording
    attempts: Attempts


@dataclass(frozen=True, slots=True)
class Written:
    """Whether files changed, and the sections that could not be made, with the reason."""

    changed: bool
    failed: dict[str, str]
    asked: str = ""
    """The decision that page one asks for."""

    def __bool__(self) -> bool:
        """Tell whether files changed."""
        return self.changed


def write_weekly_report(data: WeekData, folder: Path, settings: ReportSettings, dictionary: Dictionary) -> Written:
    """Write the week's report into *folder*, unless the same report is there; tell whether files changed.

    Two reports are the same when they differ in nothing but ``as_of``. Each file appears whole, and
    ``datapackage.json`` last. A section that cannot be made says so on the page. Raises OSError when the folder cannot
    be written, ValueError when a frame and the dictionary do not fit together.
    """
    report = _prepare(data, settings, dictionary)
    contents = _contents(report)
    failed = report.attempts.failed
    if unchanged(folder, contents):
        return Written(changed=False, failed=failed, asked=report.page_one.requests[0])
    revision = revision_of(folder, report.tables, report.wording, final=report.heading.final)
    files = {
        **_csv_files(report),
        "weekly.xlsx": workbook_bytes(
            _sheets(report), report.heading, report.wording, empty_sheets(report.front, report.page_one, report.wording)
        ),
        "report.html": _page(report, revision=revision),
    }
    tables = {**report.tables, SUMMARY: report.summary}
    package = package_bytes(files, tables, report.heading, _styles(report), contents=contents, revision=revision)
    write_files(folder, {**files, DATAPACKAGE: package})
    return Written(changed=True, failed=failed, asked=report.page_one.requests[0])


def _prepare(data: WeekData, settings: ReportSettings, dictionary: Dictionary) -> Report:
    zone = settings.timezone
    wording = Wording(settings.language, zone, settings.platforms)
    attempts = Attempts(dict(data.background.failed))
    tables = week_tables(data, dictionary, zone)
    counted = {name: dictionary["topics"][name] for name in COUNTED}
    previous = make_table("topics", data.previous, counted, zone).records()
    front = front_of(data, tables, previous, settings, attempts)
    page_one = page_one_of(data, tables, front, wording, attempts)
    return Report(
        _heading(data, settings, wording),
        tables,
        summary_table(data, tables, front, page_one, wording, attempts),
        front,
        page_one,
        settings,
        wording,
        attempts,
    )


def _heading(data: WeekData, settings: ReportSettings, wording: Wording) -> Heading:
    title = wording.title(settings.title or wording.text("title"), settings.office, settings.city)
    return Heading(title, data.week, data.as_of, is_final(data, settings.timezone), data.labelled)


def _sheets(report: Report) -> dict[str, Table]:
    return {
        "summary": summary_sheet(report.summary),
        **front_tables(report.front, report.page_one.issues or (), report.wording),
        **{name: _in_order(table, report.wording) for name, table in reversed(report.tables.items())},
    }


def _in_order(table: Table, wording: Wording) -> Table:
    """Sort the rows as the page shows them, the office's own first: codes have an order that says nothing."""
    if table.name not in {"accounts", "topics"}:
        return table
    topics = list(TOPICS)

    def place(row: tuple[Value, ...]) -> tuple[bool, int, int]:
        told = dict(zip(names, row, strict=True))
        of_others, topic = told.get("role", "own") != "own", told.get("topic")
        number = topics.index(str(topic)) if topic in topics else len(topics)
        return of_others, wording.place(str(told["platform"])), number

    names = [column.name for column in table.columns]
    return replace(table, rows=sorted(table.rows, key=place))


def _page(report: Report, *, heading: Heading | None = None, revision: Revision = FIRST) -> bytes:
    return page_bytes(
        report.tables,
        report.front,
        report.page_one,
        heading or report.heading,
        report.wording,
        revision=revision,
        attempts=report.attempts,
    )


def _styles(report: Report) -> dict[str, ReportSettings]:
    """Give the marks of each CSV: an Indonesian spreadsheet reads the summary, programs read the others."""
    settings = report.settings
    indonesian = replace(settings, csv_delimiter=";", decimal_mark=",")
    english = replace(settings, csv_delimiter=",", decimal_mark=".")
    summary = indonesian if report.wording.language == "id" else english
    return {SUMMARY: summary, **dict.fromkeys(report.tables, settings)}


def _csv_files(report: Report) -> dict[str, bytes]:
    styles = _styles(report)
    tables = {**report.tables, SUMMARY: report.summary}
    return {f"{name}.csv": csv_bytes(table, styles[name]) for name, table in tables.items()}


def _contents(report: Report) -> str:
    """Digest everything that a reader can learn from the report, except when it was made.

    The workbook is left out: it holds the same tables, and its bytes depend on the compressor.
    """
    heading = replace(report.heading, as_of=ANY_MOMENT)
    columns = {name: [asdict(column) for column in table.columns] for name, table in report.tables.items()}
    texts = {
        **_csv_files(report),
        "report.html": _page(report, heading=heading),
        "columns": json.dumps(columns).encode(),
    }
    return contents_digest(texts)
