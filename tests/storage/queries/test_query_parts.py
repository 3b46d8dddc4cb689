from __future__ import annotations

import pytest

from storage.queries.query_parts import named_parts


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("WITH a AS (SELECT 1), B(x) AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a, b", {"a", "b"}),
        ('WITH "a""b" AS (SELECT 1) SELECT 1', {'a"b'}),
        ("SELECT count(*) AS n FROM v_posts AS p", set()),
        ("SELECT 'a AS (' /* b AS ( */ -- c AS (", set()),
        ("SELECT " + "(" * 9_000, set()),
    ],
)
def test_names_of_parts_are_found_where_sqlite_finds_them(query: str, names: set[str]) -> None:
    assert named_parts(query) == names
