"""The errors of a database, as one line for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError

from collectors.errors import RowRefused, StoreError

REFUSING = ("22", "23", "54")  # PostgreSQL's classes: data, integrity, program limits such as an index row too large
ADVICE_BY_STATE = {  # of PostgreSQL, whose words are of the server's language
    "55P03": "another program holds what is needed here (pg_stat_activity lists it); end that, then run again",
    "25P03": "a step took longer; raise idle_in_transaction_session_timeout for Pantau's account, then run again",
    "08P01": "a pooler answers in the server's place; see that the server runs, then run again",
    "42501": "take the URL of Pantau's own account, or let that one grant the right (docs/backup.md)",
    "40P01": "two programs waited for each other; run again",
}

FULL = "end other programs there, or raise max_connections of the server, then run again"


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what a database driver raises into one line for a person, without the statement's values."""
    try:
        yield
    except DBAPIError as error:
        raise told_error(error.orig or error) from error
    except sqlite3.Error as error:  # of a statement that went past SQLAlchemy
        raise StoreError(_reason(error)) from error
    except PendingRollbackError as error:  # a part of the work met the reason first, and was left out
        raise StoreError("the connection to the database broke off; is the database server running?") from error
    except SQLAlchemyError as error:
        raise StoreError(f"the database refused: {type(error).__name__}") from error


def told_error(error: BaseException) -> StoreError:
    """Turn what a driver raised into an error with one line for a person."""
    return (RowRefused if _refuses_row(error) else StoreError)(_reason(error))


def _refuses_row(error: BaseException) -> bool:
    """Whether a database refuses what a statement holds, and not the statement's time or place."""
    state = getattr(error, "sqlstate", None)
    if state:
        return state[:2] in REFUSING
    return isinstance(error, sqlite3.IntegrityError | sqlite3.DataError | OverflowError)


def _reason(error: BaseException) -> str:
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    if by_state := ADVICE_BY_STATE.get(getattr(error, "sqlstate", None) or ""):
        return f"the database says: {first}; {by_state}"
    for sign, advice in (
        ("locked", "another program holds it; close that, then run again"),
        ("too many clients", FULL),
        ("too many connections", FULL),
        ("connection slots", FULL),
        ("readonly", "the file or its folder may not be written; check owner and rights"),
        ("invalid page", "a file of the database is damaged; bring a copy back: pantau db restore PATH"),
        ("corrupt", "the database is damaged; bring a copy back: pantau db restore PATH"),
        ("malformed", "the file is damaged; bring a copy back: pantau db restore PATH"),
        ("disk", "the disk is full or broken; free space, then run again"),
        ("full", "the disk is full; free space, then run again"),
        ("not a database", "the file is no SQLite database; check the database URL"),
        ("unable to open", "the file cannot be opened; check owner and rights of it and its folder"),
        ("no such table", "the store is not complete; run: pantau db upgrade"),
        ("does not exist", "check the database URL, then run: pantau db upgrade"),
        ("password", "check user and password in PANTAU_DATABASE_URL"),
        ("connection", "is the database server running, and is PANTAU_DATABASE_URL right?"),
    ):
        if sign in first.lower():
            return f"the database says: {first}; {advice}"
    return f"the database says: {first}"
