"""The console of the desk on PostgreSQL: a role may not read more than the person who asks, or ask for longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from collectors.errors import ConfigError, StoreError
from pipeline.desk.pages.queries import say_refusal
from storage.queries.exports import PRIVATE
from storage.queries.read_only.bounds import LONGEST_CELL
from storage.queries.read_only.query import open_query, run_read_only
from storage.queries.read_only.refusals import QueryRefused
from storage.schema.dictionary import VIEWS

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
DENIED = frozenset((view, column) for view, columns in PRIVATE.items() for column in columns)
READER = f"pembaca_{token_hex(4)}"  # roles are of the whole server, which other tests use too


@pytest.fixture
def reader(engine: Engine) -> Iterator[Engine]:
    """A role that reads two views."""
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {READER} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON v_posts, v_metrics TO {READER}"))
    other = create_engine(engine.url.set(username=READER))
    yield other
    other.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {READER}"))
        connection.execute(text(f"DROP ROLE {READER}"))


def ask(engine: Engine, query: str, seconds: float = 60) -> list[Sequence[Any]]:
    with open_query(engine, query, only_views=True, denied=DENIED, seconds=seconds) as (_, rows):
        return list(rows)


def test_a_superuser_is_refused(engine: Engine) -> None:
    with pytest.raises(ConfigError, match="PANTAU_DESK_READER_URL"):
        ask(engine, "SELECT 1")


def test_who_rounds_a_mean_is_told_how_it_is_done(reader: Engine) -> None:
    with pytest.raises(QueryRefused, match=r"round\(CAST\(… AS numeric\), 2\)"):
        ask(reader, "SELECT round(avg(label_score), 2) FROM v_posts")
    assert ask(reader, "SELECT round(CAST(avg(label_score) AS numeric), 2) FROM v_posts")


def test_a_query_is_planned_for_all_of_its_rows_and_as_for_a_quick_disk(engine: Engine) -> None:
    asked = "SELECT current_setting('cursor_tuple_fraction'), current_setting('random_page_cost')"
    assert run_read_only(engine, asked)[1] == [("1", "1.1")]
    name = engine.url.database
    with engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET random_page_cost = 2'))
    engine.dispose()
    assert run_read_only(engine, asked)[1] == [("1", "2")]


def test_a_role_reads_its_views_and_nothing_else(reader: Engine, engine: Engine) -> None:
    assert ask(reader, "SELECT count(*) FROM v_posts")
    for query in ("SELECT text FROM responses", "SELECT pg_read_file('/etc/passwd')", "COPY v_posts TO '/tmp/x'"):
        with pytest.raises(ConfigError):
            ask(reader, query)
    with engine.begin() as connection:
        connection.execute(text(f"GRANT SELECT ON v_responses TO {READER}"))
    with pytest.raises(ConfigError, match=r"v_responses\.author_hash"):
        ask(reader, "SELECT count(*) FROM v_posts")


@pytest.mark.parametrize(
    ("right", "told"),
    [
        ("GRANT pg_read_server_files TO {role}", "pg_read_server_files"),
        ("GRANT pg_execute_server_program TO {role}", "pg_execute_server_program"),
        ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {role}", "pg_read_file"),
        ("GRANT SELECT ON desk_users TO {role}", "desk_users"),
        ("GRANT SELECT (password_hash) ON desk_users TO {role}", "desk_users"),
        ("ALTER ROLE {role} NOINHERIT; GRANT pg_read_all_data TO {role}", "reads"),
    ],
)
def test_a_role_that_reaches_more_than_views_is_refused(reader: Engine, engine: Engine, right: str, told: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(right.format(role=READER)))
    with pytest.raises(ConfigError, match=told), open_query(reader, "SELECT 1", only_views=True):
        pass


def test_viewers_are_refused_by_a_role_that_reads_a_table(reader: Engine, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"GRANT SELECT ON responses TO {READER}"))
    with pytest.raises(ConfigError, match="the table responses"):
        ask(reader, "SELECT count(*) FROM v_posts")
    with open_query(reader, "SELECT text FROM responses", only_views=True) as (names, _):
        assert names == ["text"]  # nothing is denied to an editor


def test_a_guard_that_the_database_cannot_answer_is_told_in_one_line(reader: Engine) -> None:
    unknown = frozenset({("v_tak_ada", "text")})
    with (
        pytest.raises(StoreError, match="v_tak_ada") as error,
        open_query(reader, "SELECT 1", only_views=True, denied=unknown),
    ):
        pass
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT repeat('x', 200000000)", "x" * LONGEST_CELL),
        ("SELECT array_agg(n) FROM generate_series(1, 10000) n", "{1,2,3"),
        ("SELECT convert_to(repeat('x', 20000), 'UTF8')", r"\x7878"),
        ("SELECT 1 AS n, 'a;b' AS n -- ;", 1),
        ("WITH one AS (SELECT 2 AS n) SELECT n FROM one ORDER BY n DESC ;", 2),
        ("VALUES (true), (false)", True),
        ("SELECT ROW(1, 'x')", "(1,x)"),
        ("SELECT 'air ) AS asked (c0) --'", "air ) AS asked (c0) --"),
        ("SELECT 1; -- satu", 1),
        ("SELECT 1 /* a /* ; */ ; */ ; /* b */ ; -- c", 1),
        ("SELECT ';' || E'\\';' || $a$;'$a$ || date'2026-11-27' AS \"a;\"; --'", ";';;'2026-11-27"),
        ("SELECT 'a' -- satu; dua", "a"),
        ("SELECT sum(n) FROM generate_series(1::bigint, 4) n;", "10"),
    ],
)
def test_no_more_of_a_cell_is_sent_than_is_shown(reader: Engine, query: str, shown: object) -> None:
    (cell, *_), *_ = ask(reader, query)
    assert len(str(cell)) <= LONGEST_CELL
    assert cell == shown or str(cell).startswith(f"{shown}"[:6])


def test_a_query_without_columns_is_refused_as_one_that_returns_nothing(reader: Engine) -> None:
    with pytest.raises(QueryRefused, match="the query returns no rows; write one SELECT") as refusal:
        ask(reader, "SELECT FROM v_posts")
    assert say_refusal(refusal.value, "id").startswith("Kueri ini tidak menghasilkan baris.")


def test_more_columns_than_a_page_bears_are_refused(reader: Engine) -> None:
    with pytest.raises(QueryRefused, match="201 columns") as refusal:
        ask(reader, f"SELECT {', '.join('1' * 201)}")
    assert "Mintalah paling banyak 200 kolom." in say_refusal(refusal.value, "id")


def test_a_query_that_lifts_its_own_limit_is_ended_as_a_whole(reader: Engine) -> None:
    endless = "SELECT set_config('statement_timeout', '0', true), pg_sleep(0.02) FROM generate_series(1, 1000000)"
    with pytest.raises(ConfigError, match="seconds and was ended"):
        ask(reader, endless, seconds=2)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pg_try_advisory_lock(7023681154), pg_sleep(19)",
        "SELECT pg_catalog.PG_Advisory_Lock_Shared(1)",
        'SELECT "pg_advisory_xact_lock"(1)',
        'SELECT U&"pg\\005fadvisory\\005flock"(1)',
        "SELECT query_to_xml('SELECT pg_ad' || 'visory_lock(1)', true, true, '')",
        "SELECT * FROM ts_stat('SELECT pg_ad' || 'visory_lock(1)::text::tsvector')",
        "SELECT pg_logical_emit_message(false, 'a', repeat('x', 1000000)) FROM generate_series(1, 100000)",
    ],
)
def test_no_query_takes_a_nights_lock_or_fills_the_disk(reader: Engine, query: str) -> None:
    with pytest.raises(QueryRefused, match="could hinder a night") as refusal:
        ask(reader, query)
    assert "dapat mengganggu panen malam" in say_refusal(refusal.value, "id")
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).scalar_one() == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM v_posts WHERE text LIKE '%advisory%'",
        "SELECT count(*) AS advisory FROM v_posts",
        "WITH posts_stat AS (SELECT 1 AS a_to_xml) SELECT a_to_xml FROM posts_stat -- advisory, ts_statistik",
    ],
)
def test_words_that_only_resemble_what_hinders_pass(reader: Engine, query: str) -> None:
    assert len(ask(reader, query)) == 1


def test_a_viewer_joins_by_no_column_that_viewers_may_not_see(reader: Engine, engine: Engine) -> None:
    free = [column for column in VIEWS["v_responses"][1] if column not in PRIVATE["v_responses"]]
    with engine.begin() as connection:
        connection.execute(text(f"GRANT SELECT ({', '.join(free)}) ON v_responses TO {READER}"))
    assert ask(reader, "SELECT count(*) FROM v_responses JOIN v_metrics USING (post_id)")
    for how in ("NATURAL FULL JOIN v_responses", "FULL JOIN v_responses USING (text)"):
        with pytest.raises(ConfigError, match="permission denied"):
            ask(reader, f"SELECT text FROM (SELECT 'x'::text AS text) AS mine {how}")
