"""The shape of an answer, and the bounds of a query at the desk: no query may take the memory of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Rows = Iterator[Sequence[Any]]
LARGEST_VALUE, MOST_COLUMNS = 1_000_000, 200
"""A cell in bytes (a post has 200,000 characters of four bytes at most), and the columns of a row."""
MOST_MEMORY = 128_000_000
"""Bytes that SQLite may hold in the whole process, from the first query on: parts of a query that name each other
twice double what preparing it takes, and no limit of time ends that."""
LONGEST_PATTERN = 1_000
"""Bytes of what LIKE or GLOB looks for on SQLite: no limit of time ends one comparison, which a long one makes slow."""
LONGEST_CELL = 2_000
"""Characters of a cell that the desk shows; PostgreSQL, which has no such limit of its own, sends no more of one."""
