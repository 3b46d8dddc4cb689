"""A read-only query on SQLite: its authorizer lets nothing but reading pass."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

from storage.queries.read_only.bounds import LARGEST_VALUE, LONGEST_PATTERN, MOST_COLUMNS, MOST_MEMORY, Rows
from storage.queries.read_only.refusals import QueryRefused, refused, too_large, too_slow
from storage.schema.dictionary import VIEWS

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
TABLE_VALUED_PRAGMAS = frozenset(
    (
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "function_list", "collation_list", "compile_options", "pragma_list", "module_list",
    )
)  # fmt: skip
AGAIN = 0.1  # seconds after which a query is interrupted once more: the first time it may not have begun
Authorizer = Callable[..., int]


def guard_sqlite(connection: Any, query: str, denied: frozenset[tuple[str, str]]) -> None:
    """Refuse a query that reads more than views, and bound what it may take."""
    _prove_views_suffice(query, denied)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)


def _prove_views_suffice(query: str, denied: frozenset[tuple[str, str]]) -> None:
    """Refuse a query that SQLite cannot prepare in an empty store which has the views alone, each as a table.

    A table of the store is not there to be read, whatever name a part of the query gives itself. NATURAL JOIN and
    USING read columns without asking the authorizer. So a query is prepared once more where the denied columns are
    missing: one that reads none of them is the same program there.
    """
    told = _prepare(query, denied)
    try:
        same = not denied or told == _prepare(query, denied, hidden=False)
    except QueryRefused:  # a column of USING is not there
        same = False
    if not same:
        raise QueryRefused(
            "a join of the query, NATURAL or USING, reads a column that viewers may not see; "
            "write JOIN … ON with other columns",
            "hidden_join",
        )


def _prepare(query: str, denied: frozenset[tuple[str, str]], *, hidden: bool = True) -> bytes:
    """Return the digest of a query's program in an empty store, with or without the denied columns."""
    explains = query.lstrip()[:7].lower() == "explain"
    with closing(sqlite3.connect(":memory:")) as views:
        for view, (_, columns) in VIEWS.items():
            # The denied ones come last, so that the numbers of the others are the same without them.
            free = [column for column in columns if (view, column) not in denied]
            last = [column for column in columns if (view, column) in denied] if hidden else []
            called = ", ".join(f'"{column}"' for column in (*free, *last))
            views.execute(f"CREATE TABLE {view} ({called})")
        with ask_sqlite(views, query if explains else f"EXPLAIN {query}", None, _authorizer(denied)) as (_, steps):
            program = sha256()
            for step in steps:
                program.update(repr(step[:5]).encode())  # without the fourth operand, which may be a place in memory
            return program.digest()


@contextmanager
def ask_sqlite(
    connection: Any, query: str, seconds: float | None, authorize: Authorizer | None = None
) -> Iterator[tuple[list[str], Rows]]:
    """Run a query in the file, or in memory, as far as *authorize* lets it: by default all that reads."""
    connection.execute(f"PRAGMA hard_heap_limit={MOST_MEMORY}")
    # PRAGMA query_only would let ATTACH, VACUUM INTO and other PRAGMAs pass.
    connection.set_authorizer(authorize or _authorize)
    try:
        with _interrupted_after(connection, seconds), closing(connection.execute(query)) as cursor:
            yield [column[0] for column in cursor.description or ()], cursor
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:  # the warning: two statements, before 3.12
        if str(error) == "interrupted":
            raise too_slow(seconds) from error
        raise refused(str(error)) from error
    except MemoryError as error:
        raise too_large(MOST_MEMORY) from error


@contextmanager
def _interrupted_after(connection: Any, seconds: float | None) -> Iterator[None]:
    """End a query after *seconds*; it looks between its steps whether it is to end, not within a function's call."""
    if seconds is None:
        yield
        return
    done = threading.Event()

    def interrupt() -> None:
        wait = seconds
        while not done.wait(wait):
            connection.interrupt()
            wait = AGAIN

    clock = threading.Thread(target=interrupt, daemon=True)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()


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
            # Without a column it is a part of the query that is only counted: no table but these is there to be read.
            free = not column or name.startswith(("json_", "pragma_")) or name == "sqlite_master"
            if not free and (name not in VIEWS or (name, column) in denied):
                return sqlite3.SQLITE_DENY
        return _authorize(action, name)

    return authorize
