"""A refused query in one line: the database's own words, its hint, and the nearest name for a mistyped one."""

from __future__ import annotations

import re
from difflib import get_close_matches

from collectors.errors import ConfigError
from storage.schema.dictionary import VIEWS

MOST_NAMED = 4  # views of a hint
_MISSED = re.compile(
    r"no such (?:table|column): (?P<sqlite>[\w.]+)|(?:relation|column) \"?(?P<postgresql>[\w.]+)\"? does not exist"
)


def too_slow(seconds: float | None) -> ConfigError:
    """Return the error of a query that was ended because it took too long."""
    return ConfigError(
        f"the query took more than {seconds:g} seconds and was ended; ask for fewer weeks or columns, "
        "or allow more with --timeout"
    )


def refused(words: str, hint: str | None = None) -> ConfigError:
    """Return the error of a query that the database refused, with its own *words* and *hint*."""
    first = (words.splitlines() or ["no reason given"])[0].rstrip(".")
    no_select = any(sign in first for sign in ("not authorized", "prohibited", "syntax error", "one statement"))
    advice = [hint.rstrip(".") if hint else None, _suggestion(first), "write one SELECT" if no_select else None]
    return ConfigError("; ".join(filter(None, (f"the database refuses the query: {first}", *advice))))


def _suggestion(words: str) -> str | None:
    """Name the view or column that is most like one which the database does not know."""
    missed = _MISSED.search(words)
    if not missed:
        return None
    name = (missed["sqlite"] or missed["postgresql"]).rpartition(".")[2]
    if "column" in words and (having := [view for view, (_, columns) in VIEWS.items() if name in columns]):
        return f"{name} stands in {', '.join(having[:MOST_NAMED])} (pantau sql --views lists all)"
    known = list(VIEWS) if "column" not in words else sorted({c for _, columns in VIEWS.values() for c in columns})
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}? (pantau sql --views lists all)" if near else "pantau sql --views lists all names"
