"""Indexes and references that are taken off while a whole store is written stand as they did afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text

from storage.db.engine import transaction
from storage.db.indexes import without_indexes
from storage.schema.tables import metadata

SOURCE = (
    "INSERT INTO sources (source_id, platform, account, url, role) VALUES ('s', 'x', 'akun', 'https://x.com', 'own')"
)


def listed(connection: Connection) -> set[str]:
    """List the indexes and references of all tables in the database's own words."""
    if connection.dialect.name == "sqlite":
        return set(connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")))
    references = "SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint"
    return set(connection.scalars(text(f"SELECT indexdef FROM pg_indexes UNION ALL {references}")))


def test_all_indexes_and_references_are_made_anew(engine: Engine) -> None:
    with transaction(engine) as connection:
        before = listed(connection)
        with without_indexes(connection, list(metadata.tables)):
            inside = listed(connection)
            connection.execute(text(SOURCE))
        assert listed(connection) == before
    assert len(inside) < len(before)
    assert any("ix_posts_month" in one for one in before - inside)


def test_where_the_writing_fails_the_store_is_as_it_was(engine: Engine) -> None:
    with engine.connect() as connection:
        before = listed(connection)
    tables = list(metadata.tables)
    with pytest.raises(KeyboardInterrupt), transaction(engine) as connection, without_indexes(connection, tables):
        raise KeyboardInterrupt
    with engine.connect() as connection:
        assert listed(connection) == before
