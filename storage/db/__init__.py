"""Open SQLite and PostgreSQL alike: engine, bulk writes, lock."""
