"""Write page one's sentences on obstacles, the office's own behaviour, and unanswered questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.content.tables import Column, Table, known_count, make_table
from pipeline.report.words.catalogue import OBSTACLES

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pipeline.report.content.data import Background
    from pipeline.report.content.tables import Record, Value

CHARTED = 30  # codebook, section 3: a class with fewer cases is listed, not charted
CODED = ("officer", "document", "media", "citizen")
_KINDS = {"headline": "boolean", "days": "integer", "oldest_local": "datetime", "median_working_days": "number"}
_TEXTS = {
    "counted", "evidence_source", "obstacle", "source_id", "platform", "account", "post_id", "url", "title", "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ObstacleRow:
    """An obstacle: what citizens said this week and of late, by how many people, and what was coded by hand."""

    obstacle: str
    week_n: int
    n: int
    people: int
    coded: dict[str, int]

    @property
    def charted(self) -> bool:
        """Whether there are enough cases to draw."""
        return self.n >= CHARTED


@dataclass(frozen=True, slots=True)
class ObstacleSection:
    """All of it; ``left_out`` counts what citizens said of other services, which no headline takes."""

    obstacles: list[ObstacleRow]
    left_out: int
    channels: list[Record]
    """A row a source, with what was seen, silent days, missed channels, and its questions."""
    open: list[Record]
    """Own posts with unanswered questions below them; a row without post_id has those on none of them."""

    @property
    def heard(self) -> bool:
        """Whether any response is known."""
        return any(row["n"] for row in self.channels)

    @property
    def coded(self) -> bool:
        """Whether anything was coded by hand."""
        return any(n for row in self.obstacles for n in row.coded.values())

    @property
    def unanswered(self) -> int:
        """Count the questions of late that are unanswered."""
        return sum(known_count(row["questions"]) or 0 for row in self.open)


def hindrance_of(background: Background, zone: ZoneInfo) -> ObstacleSection:
    """Work it out of the three frames."""
    counts = _records("obstacles", background.obstacles, zone)
    headlines = [row for row in counts if row["headline"]]
    return ObstacleSection(
        obstacles=_rows(headlines),
        left_out=sum(
            known_count(row["n"]) or 0 for row in counts if not row["headline"] and row["counted"] == "response"
        ),
        channels=_records("conversation", background.conversation, zone),
        open=_records("open_questions", background.open_questions, zone),
    )


def _records(name: str, frame: object, zone: ZoneInfo) -> list[Record]:
    columns = list(frame.columns)  # type: ignore[attr-defined]  # a frame, of which pandas' stubs want more
    described = {c: ("string" if c in _TEXTS else _KINDS.get(c, "integer"), "") for c in columns}
    return make_table(name, frame, described, zone).records()  # type: ignore[arg-type]  # as above


def _rows(counts: list[Record]) -> list[ObstacleRow]:
    citizens = {str(row["obstacle"]): row for row in counts if row["counted"] == "response"}
    coded: Counter[tuple[str, str]] = Counter()
    for row in counts:
        if row["counted"] == "coding":
            coded[str(row["obstacle"]), str(row["evidence_source"])] += known_count(row["n"]) or 0
    names = [name for name in OBSTACLES if name in citizens or any(coded[name, source] for source in CODED)]
    rows = [_row(name, citizens.get(name, {}), {source: coded[name, source] for source in CODED}) for name in names]
    return sorted(rows, key=lambda row: (-row.n, -sum(row.coded.values())))


def _row(name: str, told: Record, coded: dict[str, int]) -> ObstacleRow:
    # an obstacle that no citizen named has no row
    week_n, n, people = (known_count(told.get(column)) or 0 for column in ("week_n", "n", "people"))
    return ObstacleRow(name, week_n, n, people, coded)


OBSTACLE_SHEET = ("obstacle", "week_n", "recent_n", "people", *(f"coded_{source}" for source in CODED))
CHANNEL_SHEET = (
    "platform", "account", "week_n", "questions", "answered", "unanswered", "waiting", "median_working_days",
    "comments_told", "responses_seen", "silent_days", "missed",
)  # fmt: skip
OPEN_SHEET = ("platform", "account", "url", "questions", "oldest_local")


def hindrance_tables(found: ObstacleSection) -> dict[str, Table]:
    """Make the sheets of the workbook."""
    obstacles: list[tuple[Value, ...]] = [
        (row.obstacle, row.week_n, row.n, row.people, *(n if found.coded else None for n in row.coded.values()))
        for row in found.obstacles
    ]
    return {
        "obstacles": Table("obstacles", _columns(OBSTACLE_SHEET), obstacles),
        "conversation": _sheet("conversation", CHANNEL_SHEET, found.channels),
        "open_questions": _sheet("open_questions", OPEN_SHEET, found.open),
    }


def _sheet(name: str, columns: tuple[str, ...], rows: list[Record]) -> Table:
    return Table(name, _columns(columns), [tuple(row[column] for column in columns) for row in rows])


def _columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(name, "string" if name in _TEXTS else _KINDS.get(name, "integer"), "") for name in names)
