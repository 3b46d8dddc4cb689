"""Sections of a page: a heading, a note, and a table whose cells are words, links or badges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a page."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    empty: str = ""
    numbers: Sequence[str] = field(default_factory=tuple)


def link(words: str, to: str, *, outside: bool = False) -> Cell:
    """Return a cell that leads somewhere."""
    return {"words": words, "link": to, "outside": outside}


def badge(words: str, *, good: bool) -> Cell:
    """Return a cell that stands out, in words as well as in colour."""
    return {"words": words, "badge": "good" if good else "bad"}
