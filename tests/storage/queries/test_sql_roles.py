"""What a person of the desk who may not see citizens' words can read by SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from storage.queries.exports import PRIVATE
from storage.queries.sql import reading
from storage.schema.dictionary import VIEWS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DENIED = frozenset((view, column) for view, columns in PRIVATE.items() for column in columns)


def ask(engine: Engine, query: str) -> list[object]:
    with reading(engine, query, only_views=True, denied=DENIED) as (_, rows):
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
    ],
)
def test_no_word_of_a_citizen_and_no_table_is_read_in_any_way(engine: Engine, query: str) -> None:
    with pytest.raises(ConfigError):
        ask(engine, query)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_open_without_its_private_columns(engine: Engine, view: str) -> None:
    columns = [column for column in VIEWS[view][1] if column not in PRIVATE.get(view, ())]
    assert ask(engine, f"SELECT {', '.join(columns)} FROM {view}") is not None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT hex(zeroblob(3000000))",
        "SELECT length(randomblob(900000000))",
        f"SELECT {', '.join(['1'] * 201)}",
    ],
)
def test_a_query_takes_no_more_than_its_share_of_memory(engine: Engine, query: str) -> None:
    with pytest.raises(ConfigError):
        ask(engine, query)
