from __future__ import annotations

from storage.schema.selects.lookups import as_lookups

JOINED = """
    SELECT p.post_id, l.topic, l.method AS label_method, coalesce(e.level, 'unknown') AS level,
           EXISTS (SELECT 1, 2 FROM terms c WHERE c.post_id = p.post_id) AS tagged, round(s.likes, o.places) AS likes
    FROM posts p
    LEFT JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
    LEFT JOIN labels l ON l.label_id = p.label_id
    LEFT JOIN engagement e ON e.post_id = p.post_id"""


def test_a_column_of_a_joined_table_becomes_a_look_up() -> None:
    assert "(SELECT l.topic FROM labels l WHERE l.label_id = p.label_id) AS topic" in as_lookups(JOINED)
    assert "(SELECT l.method FROM labels l WHERE l.label_id = p.label_id) AS label_method" in as_lookups(JOINED)


def test_an_expression_keeps_its_answer_where_the_table_has_no_row() -> None:
    told = "(SELECT coalesce(e.level, 'unknown') FROM (SELECT 1) LEFT JOIN engagement e ON e.post_id = p.post_id)"
    assert told in as_lookups(JOINED)


def test_an_expression_over_two_tables_joins_both() -> None:
    assert "FROM (SELECT 1) LEFT JOIN sources o ON o.source_id = p.source_id LEFT JOIN snapshots s ON" in (
        as_lookups(JOINED)
    )


def test_columns_of_the_post_itself_and_brackets_stay_as_they_are() -> None:
    assert as_lookups(JOINED).startswith("SELECT p.post_id, ")
    assert "EXISTS (SELECT 1, 2 FROM terms c WHERE c.post_id = p.post_id) AS tagged" in as_lookups(JOINED)
    assert as_lookups(JOINED).endswith(" FROM posts p")
