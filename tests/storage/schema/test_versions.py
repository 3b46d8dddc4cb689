from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from collectors.errors import ConfigError
from storage.db.engine import open_engine, transaction
from storage.schema import versions as schema
from storage.schema.dictionary import VIEWS
from storage.schema.tables import metadata
from storage.schema.tables.desk import desk_users
from storage.schema.versions import current_version, open_store, require_current, upgrade

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade():
    op.add_column("settings", sa.Column("note", sa.String()))
    {then}
"""


def program_knows_more(monkeypatch: pytest.MonkeyPatch, folder: Path, then: str = "") -> None:
    """Let the program have one more migration, 9999, as the next release would."""
    shutil.copytree(Path(schema.__file__).parents[1] / "migrations", folder)
    words = NEXT_MIGRATION.format(head=schema._versions()[-1], then=then)
    (folder / "versions" / "9999_next.py").write_text(words, encoding="utf-8")
    monkeypatch.setattr(schema, "MIGRATIONS", folder)


def stamp(engine: Engine, version: str) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_an_empty_database_is_refused_with_the_command_that_mends_it(database_url: str) -> None:
    engine = open_engine(database_url, create=True)
    with pytest.raises(ConfigError, match="is empty; run: pantau db upgrade"):
        require_current(engine)
    engine.dispose()


def test_an_older_store_is_refused_with_the_command_that_mends_it(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_current(engine)
    newest = schema._versions()[-1]
    program_knows_more(monkeypatch, tmp_path / "migrations")
    with pytest.raises(ConfigError, match=f"has the older schema {newest}; run: pantau db upgrade"):
        require_current(engine)


def test_a_store_that_0046_made_with_views_of_then_has_those_of_today(store_of: Callable[[str], Engine]) -> None:
    engine = store_of("0046")
    with transaction(engine) as connection:
        connection.execute(text("CREATE VIEW v_topic_weekly AS SELECT 1 AS of_then"))
    upgrade(engine, NIGHT)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT iso_week FROM v_topic_weekly")).all() == []


def test_a_newer_store_is_refused_and_left_as_it_is(engine: Engine, database_url: str) -> None:
    stamp(engine, "ffff")
    for attempt in (lambda: require_current(engine), lambda: upgrade(engine, NIGHT)):
        with pytest.raises(ConfigError, match="schema ffff, which a newer Pantau made; install that version"):
            attempt()
    with pytest.raises(ConfigError), open_store(database_url):
        pytest.fail("opened")
    assert current_version(engine) == "ffff"


def test_an_upgrade_makes_all_tables_and_views_and_again_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url, create=True)
    before, after, copy = upgrade(engine, NIGHT)
    assert (before, copy) == (None, None)
    assert upgrade(engine, NIGHT) == (after, after, None)
    with open_store(database_url) as opened:
        assert set(inspect(opened).get_view_names()) == set(VIEWS)
        tables = {name for name in inspect(opened).get_table_names() if not name.startswith("post_search")}
        assert tables == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_an_upgrade_keeps_the_data_and_copies_a_sqlite_file_first(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('timezone', 'Asia/Jakarta')"))
    newest = schema._versions()[-1]
    program_knows_more(monkeypatch, tmp_path / "migrations")
    before, after, copy = upgrade(engine, NIGHT)
    assert (before, after) == (newest, "9999")
    with transaction(engine) as connection:
        assert connection.execute(text("SELECT value, note FROM settings")).all() == [("Asia/Jakarta", None)]
        assert connection.scalar(text("SELECT count(*) FROM v_posts")) == 0
    if engine.dialect.name == "postgresql":
        assert copy is None
        return
    assert copy == Path(str(engine.url.database)).with_name(f"pantau-before-upgrade-{newest}-20261124T180000Z.db")
    kept = open_engine(f"sqlite:///{copy}")
    assert current_version(kept) == newest
    with transaction(kept) as connection:
        assert connection.scalar(text("SELECT value FROM settings")) == "Asia/Jakarta"
    kept.dispose()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = schema._versions()[-1]
    program_knows_more(monkeypatch, tmp_path / "migrations", then="raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        upgrade(engine, NIGHT)
    assert current_version(engine) == newest
    assert set(inspect(engine).get_view_names()) == set(VIEWS)
    assert {column["name"] for column in inspect(engine).get_columns("settings")} == {"name", "value"}


def _is_ours(_found: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out what the databases keep for full text: SQLite's own tables, PostgreSQL's column and its index."""
    full_text = kind == "table" and str(name).startswith("post_search")
    return not full_text and (kind, name) not in {("column", "document"), ("index", "ix_search_documents_document")}


COMPARED = {"compare_type": True, "compare_server_default": True, "include_object": _is_ours}


@pytest.mark.filterwarnings("ignore:Computed default")  # Alembic cannot compare what the database generates
def test_the_migrations_make_exactly_the_tables_that_the_program_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARED)
        assert desk_users.metadata is metadata  # their tables are known when they are compared
        assert compare_metadata(context, metadata) == []


def test_the_names_of_the_migrations_tell_their_order() -> None:
    revisions = ScriptDirectory.from_config(schema._alembic()).walk_revisions()
    assert schema._versions() == [revision.revision for revision in revisions][::-1]


@on_sqlite
def test_a_missing_store_is_refused_with_the_command_that_makes_it(database_url: str) -> None:
    with pytest.raises(ConfigError, match="pantau db upgrade"), open_store(database_url):
        pytest.fail("opened")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_postgresql_database_that_cannot_hold_every_text_is_refused_with_the_command_that_makes_one(
    postgres: Engine, encoding: str
) -> None:
    name = f"pantau_test_{encoding.lower()}"
    with postgres.connect() as connection:
        locale = "LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
        made = f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 {locale}"
        connection.execute(text(made))
    engine = open_engine(postgres.url.set(database=name).render_as_string(hide_password=False))
    try:
        with pytest.raises(ConfigError, match=f"has the encoding {encoding}.*createdb --encoding=UTF8"):
            upgrade(engine, NIGHT)
        assert inspect(engine).get_table_names() == []
    finally:
        engine.dispose()
        with postgres.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.mark.parametrize(
    ("index", "condition"),
    [
        ("ix_labels_answers", "current"),
        ("ix_labels_human", "method = 'human'"),
        ("ix_labels_places", "current AND places IS NOT NULL"),
    ],
)
def test_an_index_of_few_labels_has_its_condition_on_both_databases(engine: Engine, index: str, condition: str) -> None:
    of = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = :name",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = :name",
    }
    with engine.connect() as connection:
        made = connection.scalar(text(of[engine.dialect.name]), {"name": index})
    assert condition in re.sub(r"[()]|::text", "", made).partition(" WHERE ")[2]
