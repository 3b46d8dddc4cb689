"""Hold one Alembic migration a module, from the first store to today's."""
