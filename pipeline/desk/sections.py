"""Sections of a page: a heading, a note, and a table whose cells are words, links or badges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.desk.words.reasons import explain_reason

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
    narrow: bool = False
    """Whether its columns fit a phone beside each other; else a row of five or more is shown line by line there."""


def link(words: str, to: str, *, outside: bool = False) -> Cell:
    """Return a cell that leads somewhere."""
    return {"words": words, "link": to, "outside": outside}


def choice(  # noqa: PLR0913  # what a small form needs
    to: str, kept: dict[str, str], *, name: str, label: str, choices: Sequence[str], chosen: str, button: str
) -> Cell:
    """Return a cell in which one of several values is chosen and sent, with *kept* beside it."""
    told = {"to": to, "kept": kept, "name": name, "label": label, "choices": choices, "chosen": chosen}
    return {"choice": told | {"button": button}}


def because(reason: str | None, language: str) -> Cell:
    """Return a cell with a reason of the program: explained in Indonesian, with its own words to be opened."""
    if not reason or language != "id":
        return reason or ""
    return {"words": explain_reason(reason), "told": reason}


def badge(words: str, *, good: bool) -> Cell:
    """Return a cell that stands out, in words as well as in colour."""
    return {"words": words, "badge": "good" if good else "bad"}
