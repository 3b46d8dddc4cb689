from __future__ import annotations

import pytest

from storage.queries.query_parts import invisible_signs, named_parts


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("WITH a AS (SELECT 1), B(x) AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a, b", {"a", "b"}),
        ('WITH "a""b" AS (SELECT 1) SELECT 1', {'a"b'}),
        ("SELECT count(*) AS n FROM v_posts AS p", set()),
        ("SELECT 'a AS (' /* b AS ( */ -- c AS (", set()),
        ("WITH a AS \ufeff(SELECT 1), b\ufeff AS \ufeff (SELECT 2) SELECT 1", {"a", "b\ufeff"}),
        ("WITH a\u00a0b AS (SELECT 1) SELECT 1", {"a\u00a0b"}),
        ("SELECT " + "(" * 9_000, set()),
    ],
)
def test_names_of_parts_are_found_where_sqlite_finds_them(query: str, names: set[str]) -> None:
    assert named_parts(query) == names


@pytest.mark.parametrize(
    ("query", "signs"),
    [
        ("SELECT\t1,\r\n2 FROM v_posts -- \ufeff", set()),
        ("SELECT '\u200d', \"\ufeff\", [\u200b] /* \u00a0 */", set()),
        ("\ufeffSELECT\u00a01\u200b, \x1c2", {"\ufeff", "\u00a0", "\u200b", "\x1c"}),
        ("SELECT '\u00e9' AS caf\u00e9", set()),
    ],
)
def test_signs_that_cannot_be_seen_are_found_outside_quotes_and_comments(query: str, signs: set[str]) -> None:
    assert invisible_signs(query) == signs
