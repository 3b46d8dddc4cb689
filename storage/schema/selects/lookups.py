"""Turn a view's outer joins into look-ups for SQLite, which keeps joins whose columns an aggregate does not use.

PostgreSQL leaves out an outer join on a whole key when a query asks no column of it; SQLite does so only where nothing
is counted (its "omit noop join" rule). A column that is a look-up costs only the queries that use it.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

import re
from collections.abc import Mapping

_JOIN = re.compile(r"LEFT JOIN\s+(\w+)\s+(\w+)\s+ON\s+(.*?)(?=\s*LEFT JOIN|\s*$)", re.DOTALL)
_NAMED = re.compile(r"\s+AS\s+(\w+)\s*$")
_COLUMN = re.compile(r"\w+\.(\w+|\"\w+\")")


def as_lookups(select: str) -> str:
    """Return the SELECT with every column of a joined table as a look-up.

    Takes ``SELECT columns FROM table p LEFT JOIN table alias ON condition …``, each join on a whole key.
    """
    head, _, tail = select.strip().removeprefix("SELECT").rpartition(" FROM posts p")
    joins = {alias: (table, condition) for table, alias, condition in _JOIN.findall(tail)}
    columns = ", ".join(_lookup(column, joins) for column in _split(head))
    return f"SELECT {columns} FROM posts p"


def _lookup(column: str, joins: Mapping[str, tuple[str, str]]) -> str:
    used = [alias for alias in joins if re.search(rf"\b{alias}\.", column)]
    if not used:
        return column
    named = _NAMED.search(column)
    value = _NAMED.sub("", column)
    name = named[1] if named else value.rpartition(".")[2]
    table, condition = joins[used[0]]
    if _COLUMN.fullmatch(value):
        return f"(SELECT {value} FROM {table} {used[0]} WHERE {condition}) AS {name}"
    outer = " ".join(f"LEFT JOIN {joins[alias][0]} {alias} ON {joins[alias][1]}" for alias in used)
    return f"(SELECT {value} FROM (SELECT 1) {outer}) AS {name}"  # a row also where a table has none


def _split(columns: str) -> list[str]:
    """Cut a list at its commas, but not within brackets."""
    parts, depth, start = list[str](), 0, 0
    for place, sign in enumerate(columns):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(columns[start:place])
            start = place + 1
    return [part.strip() for part in (*parts, columns[start:])]
