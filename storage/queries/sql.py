"""One statement of an analyst, which the database itself keeps from writing."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from difflib import get_close_matches
from time import monotonic
from typing import Any

from sqlalchemy import Engine

from collectors.errors import ConfigError
from storage.db.errors import store_errors, told_error
from storage.schema.dictionary import VIEWS
from storage.schema.tables import metadata

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
TABLE_VALUED_PRAGMAS = frozenset(
    (
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "function_list", "collation_list", "compile_options", "pragma_list", "module_list",
    )
)  # fmt: skip
STEPS = 10_000  # of SQLite's machine between two looks at the clock
ROWS_AT_ONCE, FEW_AT_ONCE = 1_000, 50
LARGEST_VALUE, MOST_COLUMNS = 2_000_000, 200
"""Of a query at the desk: a cell in bytes, and a row; one person's query must not take the memory of all."""
LONGEST_CELL = 2_000
"""Characters of a cell that the desk shows; PostgreSQL, which has no such limit of its own, sends no more of one."""
SHORT_TYPES = frozenset({16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1266, 2950})
"""PostgreSQL's numbers of the types of bounded length: boolean, whole and floating numbers, days and times, uuid."""
MOST_NAMED = 4  # views of a hint
_NO_END = re.compile(
    r"""
    [eE]'(?:[^'\\]|\\.|'')*'                       # a string with escapes
    | '(?:[^']|'')*' | "(?:[^"]|"")*"             # a string, a name
    | (?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)      # a string between dollar signs
    | --[^\n\r]* | \w[\w$]*                       # a comment of a line, a word
    """,
    re.DOTALL | re.VERBOSE,
)
"""Parts of a query of PostgreSQL in which a semicolon ends nothing."""
_MISSED = re.compile(
    r"no such (?:table|column): (?P<sqlite>[\w.]+)|(?:relation|column) \"?(?P<postgresql>[\w.]+)\"? does not exist"
)
NEVER = frozenset({"desk_users", "desk_sessions", "desk_attempts", "pages", "tombstones", "settings"})
"""Tables that no view reads."""
OF_THE_SERVER = frozenset({"pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"})
OF_FILES = ("lo_export", "lo_import", "pg_ls_dir", "pg_read_binary_file", "pg_read_file", "pg_stat_file")
# A query takes on each role of which its own is a member: set_config('role', …).
_ROLES = "SELECT oid, rolname, rolsuper FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER') ORDER BY rolname"
_COLUMN = "SELECT bool_or(has_column_privilege(role, %s, %s, 'SELECT')) FROM unnest(%s::oid[]) role"
_TABLE = """
    SELECT c.relname FROM pg_class c, unnest(%s::oid[]) role
    WHERE pg_table_is_visible(c.oid) AND c.relname = ANY(%s) AND has_any_column_privilege(role, c.oid, 'SELECT')
    ORDER BY 1 LIMIT 1"""
_FUNCTION = """
    SELECT p.proname FROM pg_proc p, unnest(%s::oid[]) role
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY(%s)
          AND has_function_privilege(role, p.oid, 'EXECUTE')
    ORDER BY 1 LIMIT 1"""
Rows = Iterator[Sequence[Any]]
Authorizer = Callable[..., int]


@contextmanager
def reading(  # noqa: PLR0913  # the bounds of one query
    engine: Engine,
    query: str,
    *,
    seconds: float | None = None,
    only_views: bool = False,
    denied: frozenset[tuple[str, str]] = frozenset(),
    never: frozenset[str] = NEVER,
) -> Iterator[tuple[list[str], Rows]]:
    """Yield the column names of a query and its rows as they come; *seconds* bounds the whole of it.

    With *only_views* no table is read but through a view, and no *denied* column (view, column) in whatever way. On
    PostgreSQL that is the work of the role with which the engine logs in (docs/backup.md): it is refused where it reads
    a table of *never*, or any table where something is denied.

    Raises ConfigError with the database's own words, its hint, and the nearest name for one that is mistyped.
    """
    with store_errors():
        pooled = engine.raw_connection()
    on_sqlite, connection = engine.dialect.name == "sqlite", pooled.driver_connection
    with closing(pooled):
        try:
            if only_views:
                _guard_sqlite(connection, query, denied) if on_sqlite else _guard_postgresql(connection, denied, never)
            with (
                _on_sqlite(connection, query, seconds, _authorize)
                if on_sqlite
                else _on_postgresql(connection, query, seconds, cut=only_views)
            ) as (names, rows):
                if not names:
                    raise ConfigError("the query returns no rows; write one SELECT")
                yield names, rows
        finally:
            pooled.invalidate()  # what was set for the query, or by it, does not outlive it


def run_read_only(
    engine: Engine, query: str, *, seconds: float | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and all rows of a query. Raises ConfigError as ``reading`` does."""
    with reading(engine, query, seconds=seconds) as (names, rows):
        return names, [tuple(row) for row in rows]


def _guard_sqlite(connection: Any, query: str, denied: frozenset[tuple[str, str]]) -> None:
    """Refuse a query that reads more than views, and bound what it may take."""
    _prove_views_suffice(query, denied)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)


def _prove_views_suffice(query: str, denied: frozenset[tuple[str, str]]) -> None:
    """Refuse a query that SQLite cannot prepare in an empty store which has the views alone, each as a table.

    A table of the store is not there to be read, whatever name a part of the query gives itself.
    """
    explains = query.lstrip()[:7].lower() == "explain"
    with closing(sqlite3.connect(":memory:")) as views:
        for view, (_, columns) in VIEWS.items():
            names = ", ".join(f'"{column}"' for column in columns)
            views.execute(f"CREATE TABLE {view} ({names})")
        with _on_sqlite(views, query if explains else f"EXPLAIN {query}", None, _authorizer(denied)):
            pass


def _guard_postgresql(connection: Any, denied: frozenset[tuple[str, str]], never: frozenset[str]) -> None:
    """Refuse a role that reads more than the one who asks may: the server's own files, tables, *denied* columns."""
    import psycopg  # noqa: PLC0415  # an extra

    tables = sorted(metadata.tables if denied else never)
    try:
        roles = connection.execute(_ROLES).fetchall()
        if any(superuser for _, _, superuser in roles):
            raise ConfigError(
                "the console does not ask as a superuser of the server, who reads its files too; "
                "name a role that only reads by PANTAU_DESK_READER_URL (docs/backup.md)"
            )
        for _, name, _ in roles:
            if name in OF_THE_SERVER:
                raise _reads_too_much(f"is a member of {name}, which reaches the server's own files")
        numbers = [number for number, _, _ in roles]
        if found := connection.execute(_FUNCTION, (numbers, list(OF_FILES))).fetchone():
            raise _reads_too_much(f"may run {found[0]}, which reaches the server's own files")
        for view, column in sorted(denied):
            if connection.execute(_COLUMN, (view, column, numbers)).fetchone()[0]:
                raise _reads_too_much(f"reads {view}.{column}, which viewers may not see")
        if found := connection.execute(_TABLE, (numbers, tables)).fetchone():
            raise _reads_too_much(f"reads the table {found[0]}; the console reads views only")
    except psycopg.Error as error:
        raise told_error(error) from error


def _reads_too_much(words: str) -> ConfigError:
    return ConfigError(
        f"the role of PANTAU_DESK_READER_URL {words}; take that right from it and its groups (docs/backup.md)"
    )


@contextmanager
def _on_sqlite(
    connection: Any, query: str, seconds: float | None, authorize: Authorizer
) -> Iterator[tuple[list[str], Rows]]:
    # PRAGMA query_only would let ATTACH, VACUUM INTO and other PRAGMAs pass.
    connection.set_authorizer(authorize)
    if seconds is not None:
        ends = monotonic() + seconds
        connection.set_progress_handler(lambda: monotonic() > ends, STEPS)
    try:
        with closing(connection.execute(query)) as cursor:
            yield [column[0] for column in cursor.description or ()], cursor
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:  # the warning: two statements, before 3.12
        if str(error) == "interrupted":
            raise _too_slow(seconds) from error
        raise _refused(str(error)) from error


def _authorize(action: int, name: str | None, *_: str | None) -> int:
    """Let a statement read; json_each and pragma_table_info declare themselves in sqlite_master, in memory only."""
    allowed = (
        action in READING
        or (action == sqlite3.SQLITE_UPDATE and name == "sqlite_master")
        or (action == sqlite3.SQLITE_PRAGMA and name in TABLE_VALUED_PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _authorizer(denied: frozenset[tuple[str, str]]) -> Authorizer:
    """Return what lets a statement read the tables that stand for views, but no denied column."""

    def authorize(action: int, name: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and name is not None and column is not None:
            free = name.startswith(("json_", "pragma_")) or name == "sqlite_master"
            if not free and (name not in VIEWS or (name, column) in denied):
                return sqlite3.SQLITE_DENY
        return _authorize(action, name)

    return authorize


@contextmanager
def _on_postgresql(
    connection: Any, query: str, seconds: float | None, *, cut: bool
) -> Iterator[tuple[list[str], Rows]]:
    """Run a query on the server; with *cut* no more of a cell is sent than the desk shows."""
    import psycopg  # noqa: PLC0415  # an extra

    connection.execute("SET TRANSACTION READ ONLY")
    connection.execute("SET TIME ZONE 'UTC'")  # as the data dictionary says, wherever the server stands
    if seconds is not None:
        connection.execute(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
    connection.execute("SELECT 1")  # with a snapshot taken, the transaction can no longer be made writable
    try:
        # DECLARE CURSOR takes one SELECT and nothing else: COPY would write files in a read-only transaction too.
        with _cancelled_after(connection, seconds), connection.cursor(name="query") as cursor:
            cursor.execute(query)
            columns = cursor.description or ()
            if cut and len(columns) > MOST_COLUMNS:
                raise ConfigError(f"the query has {len(columns)} columns; ask for {MOST_COLUMNS} at most")
            with connection.cursor(name="cut") as shorter:
                if cut and columns:  # one without columns is refused by who asked for it
                    shorter.execute(_with_short_cells(query, [column.type_code for column in columns]))
                names = [column.name for column in columns]
                yield names, _fetch(shorter, FEW_AT_ONCE) if cut else _fetch(cursor, ROWS_AT_ONCE)
    except psycopg.errors.QueryCanceled as error:
        raise _too_slow(seconds) from error
    except psycopg.Error as error:
        words = error.diag.message_primary or str(error)
        raise _refused(words, error.diag.message_hint) from error


def _with_short_cells(query: str, types: Sequence[int]) -> str:
    """Return a query, known to be one SELECT, with the beginning of each cell whose length has no bound."""
    cells = ", ".join(
        f"c{number}" if kind in SHORT_TYPES else f"left(c{number}::text, {LONGEST_CELL})"
        for number, kind in enumerate(types)
    )
    names = ", ".join(f"c{number}" for number in range(len(types)))
    return f"SELECT {cells} FROM (\n{_without_end(query)}\n) AS asked ({names})"  # noqa: S608  # as it was taken


def _without_end(query: str) -> str:
    """Return one statement without its semicolon and what follows: comments, since the server took it as one."""
    at = 0
    while at < len(query):
        if query[at] == ";":
            return query[:at]
        at = _comment_end(query, at) if query.startswith("/*", at) else _after_token(query, at)
    return query


def _after_token(query: str, at: int) -> int:
    token = _NO_END.match(query, at)
    return token.end() if token else at + 1


def _comment_end(query: str, at: int) -> int:
    """Return the place after a comment, in which others may stand."""
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(query, at):
        depth += 1 if mark[0] == "/*" else -1
        if not depth:
            return mark.end()
    return len(query)


@contextmanager
def _cancelled_after(connection: Any, seconds: float | None) -> Iterator[None]:
    """Bound a query as a whole: the server counts each part that is fetched anew, and a query may lift its limit."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, connection.cancel)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _fetch(cursor: Any, at_once: int) -> Rows:
    while part := cursor.fetchmany(at_once):
        yield from part


def _too_slow(seconds: float | None) -> ConfigError:
    return ConfigError(
        f"the query took more than {seconds:g} seconds and was ended; ask for fewer weeks or columns, "
        "or allow more with --timeout"
    )


def _refused(words: str, hint: str | None = None) -> ConfigError:
    first = (words.splitlines() or ["no reason given"])[0].rstrip(".")
    no_select = any(sign in first for sign in ("not authorized", "prohibited", "syntax error", "one statement"))
    advice = [hint.rstrip(".") if hint else None, _suggestion(first), "write one SELECT" if no_select else None]
    return ConfigError("; ".join(filter(None, (f"the database refuses the query: {first}", *advice))))


def _suggestion(words: str) -> str | None:
    """Name the view or column that is most like one which the database does not know."""
    missed = _MISSED.search(words)
    if not missed:
        return None
    name = (missed["sqlite"] or missed["postgresql"]).rpartition(".")[2]
    if "column" in words and (having := [view for view, (_, columns) in VIEWS.items() if name in columns]):
        return f"{name} stands in {', '.join(having[:MOST_NAMED])} (pantau sql --views lists all)"
    known = list(VIEWS) if "column" not in words else sorted({c for _, columns in VIEWS.values() for c in columns})
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}? (pantau sql --views lists all)" if near else "pantau sql --views lists all names"
