from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from collectors.errors import ConfigError
from collectors.records import Post
from storage.db.engine import transaction
from storage.queries.read_only.query import open_query, run_read_only
from storage.schema.tables import metadata, settings

ROOT = Path(__file__).parents[4]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
WRITING = [
    "INSERT INTO settings (name, value) VALUES ('jahat', 'ya')",
    "INSERT INTO settings (name, value) VALUES ('jahat', 'ya') RETURNING name",
    "UPDATE posts SET text = 'jahat'",
    "DELETE FROM snapshots",
    "DELETE FROM snapshots RETURNING post_id",
    "DROP TABLE snapshots",
    "DROP VIEW v_posts",
    "CREATE TABLE jahat (a int)",
    "CREATE TEMP TABLE jahat AS SELECT 1 AS a",
    "ALTER TABLE settings ADD COLUMN jahat int",
    "COMMIT",
    "ROLLBACK",
    "BEGIN",
    "COMMIT; DELETE FROM snapshots",
    "ROLLBACK; DELETE FROM snapshots",
    "SELECT 1; DELETE FROM snapshots",
    "SELECT 1; SELECT 2",
    "SELECT 1; COMMIT; DROP TABLE snapshots; SELECT 2",
    "",
    "-- hanya catatan",
    "bukan SQL",
]
WRITING_SQLITE = [
    "PRAGMA query_only=OFF",
    "PRAGMA user_version=7",
    "PRAGMA journal_mode=DELETE",
    "PRAGMA writable_schema=ON",
    "REPLACE INTO settings VALUES ('jahat', 'ya')",
    "VACUUM",
    "VACUUM INTO 'jahat.db'",
    "ATTACH DATABASE 'jahat.db' AS jahat",
    "WITH a AS (SELECT 1) DELETE FROM snapshots",
    "SELECT load_extension('jahat')",
    "REINDEX",
]
WRITING_POSTGRESQL = [
    "SET TRANSACTION READ WRITE",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "SET default_transaction_read_only = off",
    "SET transaction_read_only = off",
    "COMMIT AND CHAIN",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT set_config('transaction_read_only', 'off', true), (SELECT count(*) FROM posts)",
    "WITH a AS (DELETE FROM snapshots RETURNING post_id) SELECT * FROM a",
    "SELECT nextval('runs_run_id_seq')",
    "SELECT setval('runs_run_id_seq', 99)",
    "SELECT lo_create(4711)",
    "DO $$ BEGIN DELETE FROM snapshots; END $$",
    "DO $$ BEGIN COMMIT; DELETE FROM snapshots; END $$",
    "TRUNCATE snapshots CASCADE",
    "COPY settings FROM STDIN",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/jahat'",
    "COPY settings TO STDOUT",
    "COMMENT ON TABLE posts IS 'jahat'",
    "GRANT ALL ON posts TO PUBLIC",
    "EXPLAIN ANALYZE DELETE FROM snapshots",
    "LOCK TABLE posts",
    "CREATE FUNCTION jahat() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]

COUNTED = [(1,), (2,), (3,)]


@pytest.fixture
def stored(engine: Engine, make_post: Callable[..., Post], commit: Callable[..., int]) -> Engine:
    """A store in which something could be lost."""
    commit(make_post(1), make_post(2))
    return engine


def everything(engine: Engine) -> dict[str, Any]:
    with transaction(engine) as connection:
        found: dict[str, Any] = {name: connection.execute(select(t)).all() for name, t in metadata.tables.items()}
        if engine.dialect.name == "sqlite":
            found["schema"] = connection.execute(text("SELECT * FROM sqlite_master")).all()
            found["modes"] = [connection.scalar(text(f"PRAGMA {p}")) for p in ("journal_mode", "user_version")]
        else:
            found["schema"] = connection.execute(text("SELECT relname FROM pg_class ORDER BY 1")).all()
            found["numbers"] = connection.execute(text("SELECT * FROM runs_run_id_seq")).all()
    return found


REFUSED = (
    "the database refuses the query|returns no rows; write one SELECT|the query is refused, since set_config could"
)


def refuses(engine: Engine, query: str) -> None:
    before = everything(engine)
    with pytest.raises(ConfigError, match=REFUSED) as error:
        run_read_only(engine, query)
    assert "\n" not in str(error.value)
    assert everything(engine) == before
    with transaction(engine) as connection:  # what the query set has not outlived it
        connection.execute(insert(settings).values(name="sesudahnya", value="dapat ditulis"))


@pytest.mark.parametrize("query", WRITING)
def test_what_writes_or_is_not_one_query_is_refused_and_changes_nothing(stored: Engine, query: str) -> None:
    refuses(stored, query)


@on_sqlite
@pytest.mark.parametrize("query", WRITING_SQLITE)
def test_sqlites_own_ways_to_write_are_refused(
    stored: Engine, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refuses(stored, query)
    assert not (tmp_path / "jahat.db").exists()


@on_postgresql
@pytest.mark.parametrize("query", WRITING_POSTGRESQL)
def test_postgresqls_own_ways_to_write_are_refused_before_they_run(stored: Engine, query: str) -> None:
    refuses(stored, query)
    with pytest.raises(ConfigError, match=REFUSED):
        run_read_only(stored, query)


@pytest.mark.parametrize(
    ("query", "names", "rows"),
    [
        ("SELECT post_id, likes FROM v_posts ORDER BY post_id", ["post_id", "likes"], [("x:1", 4), ("x:2", 4)]),
        ("SELECT count(*) AS n FROM v_posts;", ["n"], [(2,)]),
        ("SELECT post_id FROM posts WHERE false", ["post_id"], []),
        ("SELECT upper(kind) AS k, count(*) OVER () AS n FROM posts LIMIT 1", ["k", "n"], [("POST", 2)]),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n", ["i"], COUNTED),
        ("VALUES (1, 'satu')", None, [(1, "satu")]),
        ("SELECT '100%' AS a, 'b:c' AS b -- %s :x", ["a", "b"], [("100%", "b:c")]),
    ],
)  # fmt: skip
def test_a_query_gives_names_and_rows(stored: Engine, query: str, names: list[str] | None, rows: list[Any]) -> None:
    found, answer = run_read_only(stored, query)
    assert [tuple(row) for row in answer] == rows
    assert names is None or found == names


def test_a_mistake_is_told_in_the_databases_words(stored: Engine) -> None:
    with pytest.raises(ConfigError, match=r"the database refuses the query: .*lik"):
        run_read_only(stored, "SELECT lik FROM v_posts")


def test_reading_sees_no_half_page_of_a_run_in_the_middle(stored: Engine) -> None:
    with transaction(stored) as writer:
        writer.execute(insert(settings).values(name="separuh", value="belum"))
        assert run_read_only(stored, "SELECT count(*) FROM settings WHERE name = 'separuh'")[1][0][0] == 0


@on_postgresql
def test_moments_are_told_in_utc_wherever_the_server_stands(stored: Engine) -> None:
    with transaction(stored) as connection:
        connection.execute(text(f"ALTER DATABASE {stored.url.database} SET timezone = 'Asia/Jakarta'"))
    stored.dispose()
    _, [(moment,)] = run_read_only(stored, "SELECT published_at FROM v_posts WHERE post_id = 'x:1'")
    assert moment.isoformat() == "2026-11-23T18:00:00+00:00"


@on_sqlite
def test_an_analyst_unpacks_json_and_asks_for_columns(stored: Engine) -> None:
    assert run_read_only(stored, "SELECT value FROM json_each('[1, 2]')")[1] == [(1,), (2,)]
    names = run_read_only(stored, "SELECT name FROM pragma_table_info('v_posts')")[1]
    assert ("topic",) in names


@pytest.mark.parametrize(
    ("query", "nearest"),
    [("SELECT * FROM v_post", "v_posts"), ("SELECT engagment_score FROM v_posts", "engagement_score")],
)
def test_a_mistyped_name_is_answered_with_the_nearest_one(stored: Engine, query: str, nearest: str) -> None:
    with pytest.raises(ConfigError, match=nearest):
        run_read_only(stored, query)


def test_a_query_may_begin_with_comments_and_end_with_a_semicolon(stored: Engine) -> None:
    query = "-- berapa banyak?\n/* semua */\nSELECT count(*) FROM v_posts;\n"
    assert len(run_read_only(stored, query)[1]) == 1


def test_a_query_that_takes_too_long_is_ended(stored: Engine) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(ConfigError, match=r"more than 0\.2 seconds"):
        run_read_only(stored, endless, seconds=0.2)


def doubled(parts: int) -> str:
    """A query whose parts each read the one before twice: what preparing it takes doubles with each."""
    first, more = "a0 AS (SELECT * FROM v_posts)", range(1, parts)
    rest = (f"a{n} AS (SELECT * FROM a{n - 1} UNION ALL SELECT * FROM a{n - 1})" for n in more)
    return f"WITH {', '.join((first, *rest))} SELECT count(*) FROM a{parts - 1}"


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"


@on_sqlite
@pytest.mark.parametrize(
    "query",
    [
        doubled(19),
        f"{NUMBERS} SELECT length(group_concat(hex(zeroblob(500000)))) FROM n",
    ],
)
@pytest.mark.parametrize("only_views", [False, True])
def test_a_query_that_takes_too_much_memory_is_ended_and_the_next_is_answered(
    stored: Engine, query: str, only_views: bool
) -> None:
    told = "may take 128 MB of memory" if query == doubled(19) or not only_views else "too big"
    with pytest.raises(ConfigError, match=told), open_query(stored, query, only_views=only_views) as (_, rows):
        list(rows)
    assert run_read_only(stored, "SELECT count(*) FROM v_posts")[1] == [(2,)]


@on_sqlite
@pytest.mark.parametrize("only_views", [False, True])
def test_the_process_that_asks_takes_no_more_memory_than_that(stored: Engine, only_views: bool) -> None:
    program = """
import sys
from collectors.errors import ConfigError
from storage.db.engine import open_engine
from storage.queries.read_only.query import open_query
from tests.memory import peak_kib
try:
    with open_query(open_engine(sys.argv[1], read_only=True), sys.argv[2], only_views=sys.argv[3] == "True"):
        pass
except ConfigError as error:
    print(peak_kib(), error)
"""
    url = stored.url.render_as_string(hide_password=False)
    ended = subprocess.run(
        [sys.executable, "-c", program, url, doubled(19), str(only_views)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    peak, _, told = ended.stdout.partition(" ")
    assert "may take 128 MB" in told
    assert int(peak) < 500_000  # KiB, Python and its libraries included; two gigabytes without the bound


@on_postgresql
def test_the_databases_own_hint_is_shown(stored: Engine) -> None:
    with pytest.raises(ConfigError, match=r"[Pp]erhaps you meant"):
        run_read_only(stored, "SELECT p.topics_ FROM v_posts p")


def test_a_column_of_another_view_is_answered_with_the_views_that_have_it(stored: Engine) -> None:
    with pytest.raises(ConfigError, match=r"answered_at stands in .*v_requests"):
        run_read_only(stored, "SELECT answered_at FROM v_posts")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("SELECT 1 FROM V_POST", "v_posts"),
        ("SELECT LIKEZ FROM v_posts", "likes"),
        ("SELECT grouped_by FROM v_engagement_growth", "among"),
    ],
)
def test_a_name_in_capitals_or_of_an_earlier_version_is_known_too(stored: Engine, query: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=f"did you mean {meant}"):
        run_read_only(stored, query)
