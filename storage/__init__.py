"""Keep everything in SQL: the only place with SQL statements."""
