"""Compute a source's figures anew only where something that they rest on has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.analysis.marks import digest_of, mark, marked


@contextmanager
def changed(connection: Connection, step: str, source: str, rules: str) -> Iterator[bool]:
    """Tell whether a step must be computed anew for a source; what was computed is noted unless it failed."""
    digest = digest_of(connection, step, source, rules)
    yield digest != marked(connection, step, source)
    mark(connection, step, source, digest)
