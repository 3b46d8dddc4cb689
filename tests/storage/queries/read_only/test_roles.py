"""What a person of the desk who may not see citizens' words can read by SQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from collectors.records import LONGEST_TEXT, Post
from storage.queries.exports import PRIVATE
from storage.queries.read_only.query import open_query
from storage.schema.dictionary import VIEWS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DENIED = frozenset((view, column) for view, columns in PRIVATE.items() for column in columns)


def ask(engine: Engine, query: str) -> list[object]:
    with open_query(engine, query, only_views=True, denied=DENIED) as (_, rows):
        return list(rows)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM v_posts",
        "SELECT response_id, sentiment FROM v_responses",
        "SELECT count(*) FROM v_responses",
        "WITH mine AS (SELECT topic FROM v_posts) SELECT topic, count(*) FROM mine GROUP BY topic",
        "SELECT value FROM json_each('[1]')",
        "SELECT name FROM pragma_table_info('v_posts')",
        "WITH mine AS (SELECT topic FROM v_posts) SELECT count(*) FROM mine",
        "SELECT count(*) FROM V_Posts WHERE text LIKE '%\u200d\ufeff%' -- \ufeff",
        "EXPLAIN QUERY PLAN SELECT topic FROM v_posts",
        "-- berapa?\nSELECT p.topic, m.likes FROM main.v_posts p JOIN v_metrics m USING (post_id);",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
        "SELECT post_id, rank() OVER (PARTITION BY topic ORDER BY likes) FROM v_posts",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) FROM n",
        "WITH three AS (VALUES (1), (2), (3)) SELECT count(*) FROM three",
        "WITH v_posts AS (SELECT 1 AS one) SELECT one FROM v_posts",
        "SELECT count(*) FROM v_responses JOIN v_requests USING (response_id)",
        "SELECT topic FROM v_posts NATURAL JOIN (SELECT 'living' AS topic)",
        "SELECT value FROM json_each('[1]') JOIN v_responses ON value = response_id",
        "SELECT a.intent, b.intent FROM v_responses a JOIN v_responses b USING (post_id)",
        "SELECT post_id, r.intent FROM v_posts NATURAL JOIN (SELECT post_id, intent FROM v_responses) r",
    ],
)
def test_the_views_can_be_asked(engine: Engine, query: str) -> None:
    assert isinstance(ask(engine, query), list)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT text FROM v_responses",
        "SELECT * FROM v_responses",
        "SELECT count(*) FROM v_responses WHERE text LIKE '%a%'",
        "SELECT max(author_hash) FROM v_responses",
        "SELECT t FROM (SELECT text AS t FROM v_responses)",
        "SELECT length(label_evidence) FROM v_responses",
        "SELECT quote FROM v_codings",
        "SELECT text FROM responses",
        "SELECT password_hash FROM desk_users",
        "SELECT body FROM pages",
        "WITH v_posts AS (SELECT password_hash FROM desk_users) SELECT * FROM v_posts",
        "WITH v_responses(a) AS (SELECT text FROM responses) SELECT a FROM v_responses",
        'WITH "v_posts" AS NOT MATERIALIZED (SELECT text FROM responses) SELECT * FROM v_posts',
        'WITH v_posts("a()") AS (SELECT text FROM responses) SELECT * FROM v_posts',
        'WITH v_posts("a--b") AS (SELECT text FROM responses) SELECT * FROM v_posts',
        "WITH x AS (SELECT '/*'), v_posts AS (SELECT text FROM responses) SELECT *, '*/' FROM v_posts",
        "WITH 'v_posts' AS (SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH [v_posts] AS (SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH V_Posts AS MATERIALIZED (SELECT text FROM responses) SELECT * FROM V_Posts",
        "WITH counted AS (SELECT text FROM responses) SELECT * FROM counted",
        "SELECT * FROM (SELECT text FROM responses) AS v_posts",
        "SELECT v_posts.text FROM responses AS v_posts",
        "WITH v_posts/**/AS/**/(SELECT text FROM responses) SELECT * FROM v_posts",
        "SELECT x.text FROM (SELECT text FROM responses) AS x",
        "SELECT (SELECT text FROM responses LIMIT 1) FROM v_posts",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM responses WHERE text LIKE 'a%')",
        "SELECT count(*) FROM desk_users",
        "SELECT * FROM post_search",
        "WITH v_posts AS \ufeff(SELECT * FROM responses) SELECT * FROM v_posts",
        "WITH v_posts \ufeff AS (SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH \ufeffv_posts AS (SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH v_posts AS \u200b(SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH v_posts\u00a0AS (SELECT text FROM responses) SELECT * FROM v_posts",
        "WITH v_posts AS (SELECT text FROM responses) SELECT * FROM v_posts\0",
        "SELECT '\ud800' FROM v_posts",
        "WITH x AS (SELECT text FROM v_responses) SELECT * FROM x",
        "SELECT p.topic FROM v_posts p WHERE EXISTS (SELECT 1 FROM v_responses r WHERE r.text LIKE 'a%')",
        "SELECT post_id IN responses FROM v_posts",
        "SELECT * FROM sqlite_stat1",
        "WITH v_responses AS (SELECT text FROM main.v_responses) SELECT * FROM v_responses",
        "SELECT text FROM (SELECT 'x' AS text) NATURAL FULL JOIN v_responses",
        "SELECT text FROM (SELECT 'x' AS text) FULL JOIN v_responses USING (text)",
        "SELECT count(*) FROM v_responses NATURAL JOIN (SELECT 'Min, kapan?' AS text)",
        "SELECT r.response_id FROM v_responses r JOIN v_responses USING (author_hash)",
        "WITH v_posts AS (SELECT 'x' AS quote) SELECT count(*) FROM v_posts NATURAL JOIN v_codings",
        "EXPLAIN SELECT text FROM (SELECT 'x' AS text) NATURAL FULL JOIN v_responses",
        "SELECT * FROM v_responses a NATURAL FULL JOIN v_responses b",
        "SELECT * FROM v_responses a NATURAL JOIN v_responses b",
        "SELECT b.* FROM v_responses a NATURAL FULL JOIN v_responses b",
        "SELECT * FROM v_codings a NATURAL FULL JOIN v_codings b",
        "SELECT count(*) FROM v_responses a NATURAL JOIN v_responses b",
        f"SELECT ({', '.join('1' for _ in VIEWS['v_responses'][1])}) IN v_responses",
    ],
)
def test_no_word_of_a_citizen_and_no_table_is_read_in_any_way(engine: Engine, query: str) -> None:
    with pytest.raises(ConfigError):
        ask(engine, query)


PARTS = [
    f"WITH {outer}{name}{columns} AS {how}({body}) {closing}SELECT * FROM v_posts"
    for name in ("v_posts", "V_POSTS", '"v_posts"', "[v_posts]", "`v_posts`", "'v_posts'", "v_posts/**/", "counted")
    for columns, how in (("", ""), ('("a)""(")', "NOT MATERIALIZED "), ("", "\ufeff"), ("/*)*/(a)", "-- (\n"))
    for body in (
        "SELECT text FROM responses",
        "SELECT password_hash FROM desk_users",
        "SELECT data FROM sqlite_dbpage",
        "SELECT text FROM main.responses UNION ALL SELECT 1 FROM v_posts",
    )
    for outer, closing in (("", ""), ("RECURSIVE ", ""), ("z AS (SELECT 1), ", ""))
]


def test_a_part_with_a_views_name_reads_no_table(engine: Engine) -> None:
    for query in PARTS:
        with pytest.raises(ConfigError, match=r"no such table|prohibited|syntax error|values for"):
            ask(
                engine, query.replace("SELECT * FROM v_posts", "SELECT * FROM counted") if "counted" in query else query
            )


def test_the_longest_post_hinders_no_query(
    engine: Engine, make_post: Callable[..., Post], commit: Callable[..., int]
) -> None:
    commit(make_post(1, text="\U0001f600" * LONGEST_TEXT))
    assert ask(engine, "SELECT length(text) FROM v_posts ORDER BY text") == [(LONGEST_TEXT,)]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_open_without_its_private_columns(engine: Engine, view: str) -> None:
    columns = [column for column in VIEWS[view][1] if column not in PRIVATE.get(view, ())]
    assert ask(engine, f"SELECT {', '.join(columns)} FROM {view}") is not None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT hex(zeroblob(600000))",
        "SELECT length(randomblob(900000000))",
        f"SELECT {', '.join(['1'] * 201)}",
    ],
)
def test_a_query_takes_no_more_than_its_share_of_memory(engine: Engine, query: str) -> None:
    with pytest.raises(ConfigError):
        ask(engine, query)


def test_a_pattern_is_short_since_no_limit_of_time_ends_one_comparison(engine: Engine) -> None:
    with pytest.raises(ConfigError, match="pattern too complex"):
        ask(engine, "SELECT 'a' LIKE hex(zeroblob(501))")
    assert ask(engine, "SELECT 'a' LIKE hex(zeroblob(499))") == [(0,)]
