from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, insert, select, text, update

from collectors.errors import ConfigError, RowRefused, StoreError
from storage.db import engine as database
from storage.db.backup import backup
from storage.db.column_types import clean_text
from storage.db.engine import open_engine, reading, transaction
from storage.db.errors import told_error
from storage.queries.read_only.bounds import MOST_MEMORY
from storage.runs.runs import start_run
from storage.schema.tables import reports, settings
from storage.schema.versions import current_version, upgrade

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
ROOT = Path(__file__).parents[3]
SECRET = "kata-sandi-rahasia"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def opened(url: str, **options: Any) -> Iterator[Engine]:
    engine = open_engine(url, **options)
    try:
        yield engine
    finally:
        engine.dispose()


def note_week(engine: Engine, week: str = "2026-W47", at: datetime = NIGHT) -> None:
    with transaction(engine) as connection:
        connection.execute(insert(reports).values(iso_week=week, written_at=at))


def write_later(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(update(reports).values(written_at=NIGHT + timedelta(days=1)))


def noted_weeks(engine: Engine) -> list[str]:
    with transaction(engine) as connection:
        return list(connection.scalars(select(reports.c.iso_week)))


def is_one_line_for_a_person(error: pytest.ExceptionInfo[Exception]) -> bool:
    """Whether a message is one line with advice, without SQL, values or parameters."""
    words = str(error.value)
    leaks = ("INSERT", "SELECT", "[SQL", "parameters", "2026-W47", SECRET, "sqlalche")
    return "\n" not in words and "; " in words and not any(leak in words for leak in leaks)


def test_what_is_committed_outlives_a_power_cut(tmp_path: Path) -> None:
    # In a process of its own: the tests' own stores do not wait for the disk.
    code = (
        "import sys; from storage.db.engine import open_engine; "
        "engine = open_engine(sys.argv[1], create=True); "
        "print(engine.connect().exec_driver_sql('PRAGMA synchronous').scalar())"
    )
    words = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'pantau.db'}"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "2"  # FULL


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with pytest.raises(StoreError), transaction(engine) as connection:
        start_run(connection, "harvest", "0", datetime(2026, 11, 24))  # noqa: DTZ001  # the point of the test


def test_a_moment_of_any_zone_comes_back_in_utc(engine: Engine) -> None:
    note_week(engine, at=datetime(2026, 11, 25, 1, 30, 15, 999_999, tzinfo=WIB))
    with transaction(engine) as connection:
        (found,) = connection.scalars(select(reports.c.written_at))
    assert (found, found.tzinfo) == (datetime(2026, 11, 24, 18, 30, 15, tzinfo=UTC), UTC)


@on_sqlite
def test_sqlite_keeps_moments_as_text_that_sorts_and_that_its_date_functions_read(engine: Engine) -> None:
    note_week(engine)
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT written_at, julianday(written_at) - julianday('2026-11-24') FROM reports")
        )
        assert tuple(row.one()) == ("2026-11-24T18:00:00Z", 0.75)


@given(st.text(alphabet=st.characters(codec=None)))  # lone surrogates too
def test_cleaned_text_is_what_any_database_holds_and_clean_text_stays(words: str) -> None:
    once = clean_text(words)
    assert "\0" not in once
    assert once.encode().decode() == once
    assert clean_text(once) == once
    if "\0" not in words and not any("\ud800" <= c <= "\udfff" for c in words):
        assert once == words


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    def half() -> None:
        with transaction(engine) as connection:
            connection.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert noted_weeks(engine) == []


def test_a_broken_rule_of_the_store_is_told_without_values(engine: Engine) -> None:
    note_week(engine)
    with pytest.raises(StoreError) as error:
        note_week(engine)
    assert "unique" in str(error.value).lower()
    assert "2026-W47" not in str(error.value)
    assert "\n" not in str(error.value)


@on_sqlite
def test_a_missing_database_is_not_made_by_looking_for_it(database_url: str) -> None:
    with pytest.raises(ConfigError, match="pantau db upgrade"):
        open_engine(database_url)
    assert not Path(database_url.removeprefix("sqlite:///")).parent.exists()


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("pantau.db", "sqlite:///data/pantau.db"),
        ("", "sqlite:///data/pantau.db"),
        ("postgresql://name:word@server:port/name", "sqlite:///data/pantau.db"),
        ("oracle://server/name", r"run: pip install .*\[postgres\]"),
        ("nonsense://server/name", "nonsense"),
    ],
)
def test_a_url_that_leads_nowhere_is_a_mistake_of_the_configuration(url: str, advice: str) -> None:
    with pytest.raises(ConfigError, match=advice):
        open_engine(url)


def test_a_server_that_does_not_answer_is_one_clear_line() -> None:
    pytest.importorskip("psycopg", reason="pip install -e '.[dev]' brings PostgreSQL's driver")
    with opened(f"postgresql+psycopg://pantau:{SECRET}@127.0.0.1:1/pantau") as engine:
        with pytest.raises(StoreError, match="is the database server running") as error:
            current_version(engine)
        assert is_one_line_for_a_person(error)


@on_postgresql
def test_a_database_that_the_server_lacks_is_one_clear_line(engine: Engine) -> None:
    absent = engine.url.set(database="tidak_ada").render_as_string(hide_password=False)
    with opened(absent) as nowhere:
        with pytest.raises(StoreError, match="check the database URL") as error:
            current_version(nowhere)
        assert is_one_line_for_a_person(error)


@on_sqlite
def test_a_database_that_another_program_holds_is_one_clear_line(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with opened(database_url) as waiting:
            with pytest.raises(StoreError, match="another program holds it") as error:
                note_week(waiting)
            assert is_one_line_for_a_person(error)


@on_sqlite
def test_whoever_waits_to_write_looks_often_whether_it_may(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A night writes in short transactions with hardly a moment between them; SQLite's own wait would miss most."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 10 * database.SHORT_WAIT_MS / 1000)
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other, opened(database_url) as one:
        told = list[str]()
        event.listen(one, "before_cursor_execute", lambda *event: told.append(event[2]))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it"):
            note_week(one)
        assert told.count("BEGIN IMMEDIATE") == 10
        other.execute("ROLLBACK")
        note_week(one)
        with one.connect() as connection:
            assert connection.scalar(text("PRAGMA busy_timeout")) == 10 * database.SHORT_WAIT_MS


@on_postgresql
def test_whoever_waited_for_another_sees_what_that_wrote_whatever_the_servers_default(
    engine: Engine, database_url: str
) -> None:
    with engine.begin() as connection:
        default = "SET default_transaction_isolation = 'repeatable read'"
        connection.execute(text(f"ALTER DATABASE {engine.url.database} {default}"))
    with opened(database_url) as other, transaction(other) as connection:
        assert connection.scalar(text("SELECT count(*) FROM reports")) == 0
        note_week(engine)
        assert connection.scalar(text("SELECT count(*) FROM reports")) == 1


@on_postgresql
def test_a_streamed_query_is_planned_for_all_of_its_rows_in_every_transaction(engine: Engine) -> None:
    for opened_as in (reading, transaction):
        with opened_as(engine) as connection:
            assert connection.scalar(text("SHOW cursor_tuple_fraction")) == "1"
    with engine.connect() as connection:
        connection.commit()
        bare = connection.connection.cursor()
        bare.execute("SHOW cursor_tuple_fraction")
        assert bare.fetchone() == ("0.1",)  # the session itself, which a pooler gives to others, stays as it was


@on_postgresql
@pytest.mark.parametrize("held", ["LOCK TABLE reports", "SELECT * FROM reports FOR UPDATE"], ids=["table", "row"])
def test_what_another_session_holds_is_waited_for_a_while_and_then_told(
    engine: Engine, database_url: str, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_week(engine)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with engine.connect() as other, opened(database_url) as waiting:
        other.execute(text(held))
        with pytest.raises(StoreError, match="another program holds what is needed here") as error:
            write_later(waiting)
        assert is_one_line_for_a_person(error)
        other.rollback()
        write_later(waiting)
        with waiting.connect() as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == "0"  # the session itself keeps no bound


@pytest.mark.parametrize(
    ("state", "words", "advice"),
    [
        ("25P03", "Verbindung wird abgebrochen", "raise idle_in_transaction_session_timeout"),
        ("55P03", "Anweisung wird abgebrochen wegen Zeitüberschreitung", "another program holds what is needed here"),
        ("40P01", "Verklemmung entdeckt", "two programs waited for each other; run again"),
        ("42501", "keine Berechtigung für Tabelle runs", "Pantau's own account"),
    ],
)
def test_the_advice_about_locks_depends_on_no_language_of_the_server(state: str, words: str, advice: str) -> None:
    psycopg = pytest.importorskip("psycopg", reason="pip install -e '.[dev]' brings PostgreSQL's driver")
    told = str(told_error(psycopg.errors.lookup(state)(words)))
    assert words in told
    assert advice in told


@on_sqlite
def test_a_database_that_is_held_wholly_is_one_clear_line(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    engine.dispose()
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with opened(database_url) as waiting:
            with pytest.raises(StoreError, match="another program holds it") as error:
                noted_weeks(waiting)
            assert is_one_line_for_a_person(error)


@on_sqlite
@pytest.mark.parametrize("read_only", [False, True])
def test_too_little_memory_for_a_statement_is_one_clear_line(
    engine: Engine, database_url: str, *, read_only: bool
) -> None:
    assert engine.url
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
    large = text(f"{numbers} SELECT length(group_concat(hex(zeroblob(500000)))) FROM n")
    with opened(database_url, read_only=read_only) as opening, reading(opening) as connection:
        connection.execute(text(f"PRAGMA hard_heap_limit = {MOST_MEMORY}"))
        with pytest.raises(StoreError) as error:
            connection.scalar(large)
    assert "too little memory" in str(error.value)
    assert is_one_line_for_a_person(error)


@on_sqlite
def test_a_full_disk_is_one_clear_line_and_what_was_committed_stays(engine: Engine, database_url: str) -> None:
    note_week(engine, "2026-W46")
    with opened(database_url) as full:
        event.listen(full, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=1"))
        with pytest.raises(StoreError, match="disk is full") as error, transaction(full) as connection:
            connection.execute(insert(settings).values(name="besar", value="x" * 100_000))
        assert is_one_line_for_a_person(error)
    assert noted_weeks(engine) == ["2026-W46"]


@pytest.mark.parametrize(
    "content", [b"Ini bukan basis data, hanya catatan rapat.\n" * 100, b"SQLite format 3\0" + b"\xff" * 8192]
)
def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pantau.db"
    file.write_bytes(content)
    with opened(f"sqlite:///{file}") as engine:
        with pytest.raises(StoreError, match="the file is ") as error:
            current_version(engine)
        assert is_one_line_for_a_person(error)
    assert file.read_bytes() == content


def test_a_folder_in_the_place_of_the_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "pantau.db").mkdir()
    with opened(f"sqlite:///{tmp_path / 'pantau.db'}", create=True) as engine:
        with pytest.raises(StoreError, match="cannot be opened") as error:
            upgrade(engine, NIGHT)
        assert is_one_line_for_a_person(error)


def test_a_file_in_the_place_of_the_databases_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("bukan folder", encoding="utf-8")
    with pytest.raises(StoreError, match="choose another") as error:
        open_engine(f"sqlite:///{tmp_path / 'data' / 'pantau.db'}", create=True)
    assert is_one_line_for_a_person(error)


def test_a_store_that_may_not_be_written_is_one_clear_line(foreign_store: Path) -> None:
    with opened(f"sqlite:///{foreign_store}") as engine:
        with pytest.raises(StoreError, match="check owner and rights") as error:
            note_week(engine)
        assert is_one_line_for_a_person(error)


@pytest.mark.parametrize("password", ["ra@hasia", "ra@ha/sia", "ra/x@hasia"])
def test_an_at_sign_in_a_password_is_told_without_the_password(password: str) -> None:
    with pytest.raises(ConfigError, match="as %40") as error:
        open_engine(f"postgresql://pantau:{password}@localhost/pantau")
    assert "sia" not in str(error.value)


def test_a_folder_that_may_not_be_written_is_one_clear_line(foreign_store: Path) -> None:
    with pytest.raises(StoreError, match="choose another") as error:
        open_engine(f"sqlite:///{foreign_store.parent / 'baru' / 'pantau.db'}", create=True)
    assert is_one_line_for_a_person(error)


@on_sqlite
def test_a_copy_made_while_a_writer_is_in_the_middle_holds_what_was_committed(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    note_week(engine, "2026-W46")
    with opened(database_url) as other, transaction(engine) as writer:
        writer.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
        backup(other, tmp_path / "salinan.db")
    with opened(f"sqlite:///{tmp_path / 'salinan.db'}") as copy:
        assert noted_weeks(copy) == ["2026-W46"]
        with copy.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    assert noted_weeks(engine) == ["2026-W46", "2026-W47"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "salinan.db"]


@on_sqlite
def test_a_copy_that_failed_before_is_no_obstacle(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "salinan.db.part").write_text("separuh", encoding="utf-8")
    backup(engine, tmp_path / "salinan.db")
    with opened(f"sqlite:///{tmp_path / 'salinan.db'}") as copy:
        assert current_version(copy) == current_version(engine)


@on_sqlite
def test_a_copy_into_a_folder_that_is_missing_is_one_clear_line(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        backup(engine, tmp_path / "tidak-ada" / "salinan.db")
    assert is_one_line_for_a_person(error)


def test_what_a_database_cannot_hold_is_told_apart_from_a_database_that_fails(engine: Engine) -> None:
    note_week(engine)
    with pytest.raises(RowRefused):
        note_week(engine)
    with pytest.raises(StoreError) as other, transaction(engine) as connection:
        connection.execute(text("SELECT * FROM tidak_ada"))
    assert not isinstance(other.value, RowRefused)
