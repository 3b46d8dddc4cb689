"""Runs the migrations on the connection that storage.schema hands over."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite too: storage.database begins its transactions itself
)
context.run_migrations()
