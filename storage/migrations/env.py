"""Runs the migrations on the connection that storage.schema.versions hands over."""

from __future__ import annotations

from alembic import context

from storage.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite too: storage.db.engine begins its transactions itself
)
context.run_migrations()
