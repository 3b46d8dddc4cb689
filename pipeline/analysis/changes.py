"""Compute a source's figures anew only where something that they rest on has changed."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.analysis.marks import digest_of, marked


def changed_digest(
    connection: Connection, step: str, source: str, rules: str, *, everything: bool = False
) -> str | None:
    """Return the digest of what a source's figures rest on if they must be computed anew, else None.

    It is to be marked once the figures are stored: those of a step that failed are computed again.
    """
    digest = digest_of(connection, step, source, rules)
    return digest if everything or digest != marked(connection, step, source) else None
