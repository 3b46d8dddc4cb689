"""Hold what a package tells of itself: its tables, its days, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.report.content.data import Language
from pipeline.report.content.tables import Column
from storage.queries.missing import Missing

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Described:
    """A table as it was written: where its view's rows stand, under which columns, and what names a row."""

    name: str
    view: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class About:
    """One variant of a package."""

    public: bool
    first: date
    last: date
    made_at: datetime
    timezone: str
    authors: tuple[str, ...]
    licence: str | None
    unknown_day: int
    labelled_by: Mapping[Language, str]
    missing: Missing

    @property
    def title(self) -> str:
        """The name under which it is cited."""
        what = "identifiers and labels" if self.public else "posts, counts, labels and responses"
        return f"Pantau: {what}, {self.first} to {self.last}"


def moment(at: datetime) -> str:
    """Write a moment in UTC, such as 2026-11-24T01:00:00Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
