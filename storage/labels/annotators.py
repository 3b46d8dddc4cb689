"""Which machines gave the labels that are current now."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.labels.methods import HUMAN
from storage.schema.tables import labels, response_labels


def labelling_machines(conn: Connection) -> list[str]:
    """List the models of posts and of responses by version, and the language models by name."""
    of_posts = select(labels.c.method, labels.c.version, labels.c.annotator).where(labels.c.current)
    of_responses = select(response_labels.c.version).where(response_labels.c.method != HUMAN)
    named = {
        row.annotator or f"{row.method} {row.version}"
        for row in conn.execute(of_posts.where(labels.c.method != HUMAN).distinct())
    }
    return sorted(named | {f"responses {version}" for version in conn.scalars(of_responses.distinct())})
