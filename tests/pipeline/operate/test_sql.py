"""An analyst's query at the command line: where it comes from, and how its rows look."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.operate.sql import run_query
from pipeline.operate.sql_output import MOST_ROWS, print_rows, print_table
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.schema.versions import make_views_again

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COUNT = "SELECT count(*) AS posts FROM v_posts"


@on_sqlite
@pytest.mark.usefixtures("engine")
def test_a_query_comes_from_the_line_a_file_or_stdin(
    pantau: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "query.sql"
    file.write_text(f"-- berapa unggahan?\n{COUNT};\n", encoding="utf-8")
    assert pantau("sql", COUNT, "--format", "csv").out == "posts\n0\n"
    assert pantau("sql", "-f", str(file), "--format", "csv").out == "posts\n0\n"
    assert pantau("sql", f"-- komentar\n{COUNT}", "--format", "csv").out == "posts\n0\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(COUNT))
    assert pantau("sql", "--format", "csv").out == "posts\n0\n"


@on_postgresql
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT pg_read_file('/etc/hostname')", "permission denied for function pg_read_file"),
        ("SELECT lo_export(1, '/tmp/berkas')", "permission denied for function lo_export"),
        ("SELECT set_config('role', 'none', true), query_to_xml('SELECT 1', true, true, '')", "could hinder a night"),
        ("SELECT set_config('role', 'none', true), current_setting('data_directory')", "could hinder a night"),
        ("SELECT pg_advisory_lock(7023681154)", "could hinder a night"),
        ("SELECT pg_terminate_backend(1)", "could hinder a night"),
    ],
)
def test_a_superuser_asks_without_its_power(settings: Settings, query: str, told: str) -> None:
    """Many a store belongs to the account that the server was installed with."""
    with pytest.raises(ConfigError, match=told):
        run_query(settings, query, "csv")
    run_query(settings, "SELECT count(*) FROM posts", "csv")


@on_postgresql
def test_a_superuser_finds_the_store_in_the_schema_of_its_own_name(
    settings: Settings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with engine.begin() as connection:
        role = connection.exec_driver_sql("SELECT quote_ident(current_user)").scalar_one()
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {role}")
    run_query(settings, "SELECT count(*) AS n FROM v_posts", "csv")
    assert capsys.readouterr().out == "n\n0\n"


@on_sqlite
@pytest.mark.usefixtures("engine")
def test_two_queries_and_a_missing_file_are_refused_in_words(pantau: Callable[..., Any], tmp_path: Path) -> None:
    both = pantau("sql", COUNT, "-f", str(tmp_path / "query.sql"))
    assert (both.code, "give one query" in both.err) == (2, True)
    missing = pantau("sql", "-f", str(tmp_path / "query.sql"))
    assert (missing.code, "cannot be read" in missing.err) == (2, True)


@on_sqlite
@pytest.mark.usefixtures("engine")
def test_views_and_their_columns_are_listed_with_their_meaning(pantau: Callable[..., Any]) -> None:
    listed = pantau("sql", "--views").out
    assert "v_posts" in listed
    assert "v_obstacles" in listed
    assert "engagement_score" in pantau("sql", "--views", "v_posts").out
    assert "engagement_score" in pantau("sql", "--views", "V_Posts").out
    missing = pantau("sql", "--views", "v_post")
    assert (missing.code, "did you mean v_posts?" in missing.err) == (2, True)


ReadParquet = Callable[[Sequence[str], Sequence[Sequence[Any]]], duckdb.DuckDBPyRelation]


@pytest.fixture
def as_parquet(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> ReadParquet:
    def write(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> duckdb.DuckDBPyRelation:
        out = tmp_path / "out.parquet"
        print_rows("parquet", names, rows)
        sys.stdout.flush()
        out.write_bytes(capfdbinary.readouterr().out)
        return duckdb.default_connection().sql(f"SELECT * FROM '{out}'")

    return write


def test_parquet_keeps_types(as_parquet: ReadParquet) -> None:
    found = as_parquet(["post_id", "likes", "rate"], [("x:1", 3, None), ("x:2", None, 0.5)])
    assert [str(kind) for kind in found.types] == ["VARCHAR", "BIGINT", "DOUBLE"]
    assert found.fetchall() == [("x:1", 3, None), ("x:2", None, 0.5)]


def test_parquet_takes_the_type_of_all_values_and_not_of_the_first_ones(as_parquet: ReadParquet) -> None:
    rows: list[tuple[Any, ...]] = [(0, None, 1)] * 2_000 + [(0.75, 0.5, "satu")]
    found = as_parquet(["share", "late", "mixed"], rows)
    assert [str(kind) for kind in found.types] == ["DOUBLE", "DOUBLE", "VARCHAR"]
    assert found.fetchall()[-1] == (0.75, 0.5, "satu")


def test_parquet_reads_no_type_from_a_column_s_name(as_parquet: ReadParquet) -> None:
    clock = datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001  # of the wall clock
    found = as_parquet(["month_local", "at", "AT"], [("2026-11", clock, 1)])
    assert list(zip(found.columns, map(str, found.types), strict=True)) == [
        ("month_local", "VARCHAR"),
        ("at", "TIMESTAMP"),
        ("AT_2", "BIGINT"),
    ]
    assert found.fetchall() == [("2026-11", clock, 1)]


def test_csv_neutralises_what_a_spreadsheet_would_run(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("csv", ["text", "change"], [("=HYPERLINK(1)", -3)])
    assert capsys.readouterr().out == "text,change\n'=HYPERLINK(1),-3\n"


def test_json_is_written_as_rows_come(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("json", ["a", "a"], [(1, "satu"), (float("inf"), None)])
    assert json.loads(capsys.readouterr().out) == [{"a": 1, "a_2": "satu"}, {"a": None, "a_2": None}]
    print_rows("json", ["a"], [])
    assert json.loads(capsys.readouterr().out) == []


def test_a_table_tells_when_it_does_not_show_all(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["n"], ([number] for number in range(MOST_ROWS + 1)))
    assert f"only the first {MOST_ROWS:,} rows" in capsys.readouterr().err


@on_postgresql
def test_a_role_that_reads_only_the_views_can_ask_and_its_grants_survive_an_upgrade(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    role = f"analis_{engine.url.database}"
    with transaction(engine) as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'rahasia'"))
        connection.execute(text(f"GRANT SELECT ON v_posts, v_metrics TO {role}"))
        connection.execute(text("CREATE VIEW milik_analis AS SELECT post_id FROM v_posts WHERE likes > 3"))
        make_views_again(connection)
    url = engine.url.set(username=role, password="rahasia").render_as_string(hide_password=False)
    asking = replace(settings, config=settings.config.model_copy(update={"database": url}))
    try:
        run_query(asking, COUNT, "csv")
        assert capsys.readouterr().out == "posts\n0\n"
        with pytest.raises(ConfigError, match="permission denied"):
            run_query(asking, "SELECT count(*) FROM posts", "csv")
        run_query(settings, "SELECT count(*) AS n FROM milik_analis", "csv")
        assert capsys.readouterr().out == "n\n0\n"
    finally:
        with transaction(engine) as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
