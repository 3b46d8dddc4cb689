"""A report of a period as a document: paragraphs and tables, the same for the page, the workbook and the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.report.content.wording import Wording


class Share(float):
    """A share in a column of other numbers: written as a percentage, and in a workbook still a number."""


Cell = str | int | float | None
Kind = Literal["text", "integer", "number", "percent", "share"]
"""``percent`` has two digits, since rates lie under one percent; a ``share`` has none."""
DIGITS = {"number": 1, "percent": 2}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its captions, the kinds of its columns, and its rows; ``None`` is not known, never 0."""

    captions: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences, a table and notes on how to read it."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    grid: Grid | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A period's report: who made it, of which days, as of when, its opening paragraphs and its sections."""

    title: str
    office: str
    city: str
    days: str
    as_of: datetime
    opening: tuple[str, ...]
    closing: str
    sections: tuple[Section, ...] = ()


def kind_of(cell: Cell, kind: Kind) -> Kind:
    """Give the kind of a cell: its column's, but for a share among other numbers."""
    return "share" if isinstance(cell, Share) else kind


def written(cell: Cell, kind: Kind, wording: Wording) -> str:
    """Write a cell as a person of the language does; what is not known is a dash."""
    if cell is None:
        return wording.number(None)
    if isinstance(cell, str):
        return cell
    if kind_of(cell, kind) == "share":
        return wording.percent(cell)
    if kind == "percent":
        return wording.percent(cell, DIGITS["percent"])
    return wording.number(cell, digits=DIGITS.get(kind, 0))
