"""A refused query in one line: the database's own words, its hint, and the nearest name for a mistyped one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple

from collectors.errors import ConfigError
from storage.schema.dictionary import VIEWS

MOST_NAMED = 4  # views of a hint
_RENAMED = {"grouped_by": "among"}  # of v_engagement_growth; v_best_times has both, of two meanings
_MISSED = re.compile(
    r"no such (?:table|column): (?P<sqlite>[\w.]+)|(?:relation|column) \"?(?P<postgresql>[\w.]+)\"? does not exist"
)


class Suggestion(NamedTuple):
    """A name that was probably meant: the nearest to a mistyped one, or a column with the views that have it."""

    name: str
    views: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in English, as the line of the error ends."""
        return f"{self.name} stands in {', '.join(self.views)}" if self.views else f"did you mean {self.name}?"


Why = Literal["slow", "large", "name", "select", "columns", "no_rows", "hidden_join", "hinders", "busy", "refused"]


class QueryRefused(ConfigError):
    """A query that was ended or refused: *why*, the database's words with its own hint, and what Pantau suggests.

    Other advice depends on where the query was typed: the command line and the desk add their own.
    """

    def __init__(self, message: str, why: Why, words: str = "", suggestion: Suggestion | None = None) -> None:
        """Keep the parts beside the line that tells them all."""
        super().__init__(message)
        self.why, self.words, self.suggestion = why, words, suggestion


def too_slow(seconds: float | None) -> QueryRefused:
    """Return the error of a query that was ended because it took too long."""
    message = f"the query took more than {seconds:g} seconds and was ended; ask for fewer weeks or columns"
    return QueryRefused(message, "slow", f"{seconds:g}")


def too_large(most: int) -> QueryRefused:
    """Return the error of a query for which *most* bytes of memory, shared by all that run, do not suffice."""
    words = str(most // 1_000_000)
    message = (
        f"the query was ended: all that run together may take {words} MB of memory; "
        "ask again, or for less, in fewer parts (WITH)"
    )
    return QueryRefused(message, "large", words)


def refused(words: str, hint: str | None = None) -> QueryRefused:
    """Return the error of a query that the database refused, with its own *words* and *hint*."""
    first = (words.splitlines() or ["no reason given"])[0].rstrip(".")
    no_select = any(sign in first for sign in ("not authorized", "prohibited", "syntax error", "one statement"))
    if first.startswith("function round(double precision, integer)"):
        hint = "PostgreSQL rounds a numeric alone, so write round(CAST(… AS numeric), 2), which SQLite takes as well"
    told = f"{first}; {hint.rstrip('.')}" if hint else first
    missed = _MISSED.search(first)
    suggestion = _suggestion(missed, first) if missed else None
    advice = (f"; {suggestion}" if suggestion else "") + ("; write one SELECT" if no_select else "")
    why: Why = "name" if missed else "select" if no_select else "refused"
    if first.startswith("too many columns"):
        why = "columns"
    return QueryRefused(f"the database refuses the query: {told}{advice}", why, told, suggestion)


def _suggestion(missed: re.Match[str], words: str) -> Suggestion | None:
    """Name the view or column that is most like one which the database does not know."""
    name = (missed["sqlite"] or missed["postgresql"]).rpartition(".")[2].lower()
    if "column" in words and name in _RENAMED:
        return Suggestion(_RENAMED[name])
    if "column" in words and (having := [view for view, (_, columns) in VIEWS.items() if name in columns]):
        return Suggestion(name, tuple(having[:MOST_NAMED]))
    known = list(VIEWS) if "column" not in words else sorted({c for _, columns in VIEWS.values() for c in columns})
    near = nearest_name(name, known)
    return Suggestion(near) if near else None


def nearest_name(name: str, known: Sequence[str]) -> str | None:
    """Return the name that is most like a mistyped one; None where none is."""
    return next(iter(get_close_matches(name.lower(), known, n=1, cutoff=0.6)), None)
