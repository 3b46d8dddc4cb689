"""A read-only query on PostgreSQL: in a transaction that cannot write, by a role that may read no more than views."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from collectors.errors import ConfigError
from storage.db.errors import told_error
from storage.queries.read_only.bounds import LONGEST_CELL, MOST_COLUMNS, Rows
from storage.queries.read_only.refusals import QueryRefused, refused, too_slow
from storage.schema.tables import metadata

ROWS_AT_ONCE, FEW_AT_ONCE = 1_000, 50
SHORT_TYPES = frozenset({16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1266, 2950})
"""PostgreSQL's numbers of the types of bounded length: boolean, whole and floating numbers, days and times, uuid."""
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
_HINDERING = re.compile(
    r"""
    \bpg_(?:try_)?advisory_\w+                 # the locks that keep runs apart: any role may take them
    | \bpg_logical_emit_message\b               # fills the disk with the write-ahead log
    | \bpg_(?:terminate|cancel)_backend\b     # ends a night's connection: its own role may
    | \b(?:query|cursor|table|schema|database)_to_xml\w*    # run another query, whose words may be put together
    | \bts_(?:stat|rewrite)\b                   # run another query, too
    | \bu&(?=")                                 # a name spelt in numbers
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Functions that hinder a night, although every role may call them in a transaction that only reads.

Each name has a fixed beginning, so that a long query is searched once."""
OF_THE_SERVER = frozenset({"pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"})
OF_FILES = ("lo_export", "lo_import", "pg_ls_dir", "pg_read_binary_file", "pg_read_file", "pg_stat_file")
# A superuser's query would read and write the server's files; the role came with PostgreSQL 14. Schemas are named
# before, since one that is called like the superuser would no longer be looked at.
_NO_SUPERUSER = """
    SELECT set_config('search_path', s.names, true), set_config('role', r.rolname, true)
    FROM pg_roles r, (SELECT string_agg(quote_ident(one), ',') AS names FROM unnest(current_schemas(false)) one) s
    WHERE r.rolname = 'pg_read_all_data' AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"""
_SETTING = re.compile(r"\bset_config\b", re.IGNORECASE)  # gives a superuser its power back
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

# A server plans as for a turning disk where nobody said otherwise, and reads a whole table for a fiftieth of its rows.
_MANY_LOOKUPS = """
    SELECT set_config('random_page_cost', '1.1', true) WHERE current_setting('random_page_cost') = '4'"""


def guard_postgresql(connection: Any, denied: frozenset[tuple[str, str]], never: frozenset[str]) -> None:
    """Refuse a role that reads more than the one who asks may.

    That is: the server's own files, tables, *denied* columns.
    """
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
def ask_postgresql(
    connection: Any, query: str, seconds: float | None, *, cut: bool
) -> Iterator[tuple[list[str], Rows]]:
    """Run a query on the server; with *cut* no more of a cell is sent than the desk shows."""
    import psycopg  # noqa: PLC0415  # an extra

    if found := _HINDERING.search(query):
        raise QueryRefused(f"the query is refused, since {found[0]} could hinder a night", "hinders", found[0])
    connection.execute("SET TRANSACTION READ ONLY")
    if connection.execute(_NO_SUPERUSER).fetchone() and (found := _SETTING.search(query)):
        raise QueryRefused(f"the query is refused, since {found[0]} could hinder a night", "hinders", found[0])
    connection.execute("SET TIME ZONE 'UTC'")  # as the data dictionary says, wherever the server stands
    connection.execute(_MANY_LOOKUPS)
    if not cut:
        connection.execute("SET LOCAL cursor_tuple_fraction = 1")  # all rows are read, not the first tenth
    if seconds is not None:
        connection.execute(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
    connection.execute("SELECT 1")  # with a snapshot taken, the transaction can no longer be made writable
    try:
        # DECLARE CURSOR takes one SELECT and nothing else: COPY would write files in a read-only transaction too.
        with _cancelled_after(connection, seconds), connection.cursor(name="query") as cursor:
            cursor.execute(query)
            columns = cursor.description or ()
            if cut and len(columns) > MOST_COLUMNS:
                message = f"the query has {len(columns)} columns; ask for {MOST_COLUMNS} at most"
                raise QueryRefused(message, "columns")
            with connection.cursor(name="cut") as shorter:
                if cut and columns:  # one without columns is refused by who asked for it
                    shorter.execute(_with_short_cells(query, [column.type_code for column in columns]))
                names = [column.name for column in columns]
                yield names, _fetch(shorter, FEW_AT_ONCE) if cut else _fetch(cursor, ROWS_AT_ONCE)
    except psycopg.errors.QueryCanceled as error:
        raise too_slow(seconds) from error
    except psycopg.Error as error:
        words = error.diag.message_primary or str(error)
        raise refused(words, error.diag.message_hint) from error


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
