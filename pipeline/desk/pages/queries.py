"""SQL: a read-only console that obeys the role, with the views' dictionary and saved queries."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Engine, make_url

from collectors.errors import ConfigError, StoreError
from pipeline import clock
from pipeline.desk.access import LOGGED_IN, ChangingEditor, ChangingViewer, Visitor
from pipeline.desk.render import language_of, render, wording_of
from pipeline.desk.words.catalogue import say_word
from pipeline.operate.sql_output import shown
from pipeline.report.words.views import VIEW_WORDS, column_words
from storage.db.engine import open_engine, reading, transaction
from storage.desk.changes import load_queries, record_change, remove_query, save_query
from storage.queries.exports import PRIVATE
from storage.queries.read_only.bounds import LONGEST_CELL, MOST_COLUMNS
from storage.queries.read_only.query import open_query
from storage.queries.read_only.refusals import QueryRefused
from storage.schema.dictionary import VIEWS

router = APIRouter()
READER = "PANTAU_DESK_READER_URL"
EXAMPLE = "SELECT month, topic, count(*) AS posts FROM v_posts GROUP BY month, topic ORDER BY month DESC, topic"
SECONDS, MOST_ROWS, LONGEST, LONGEST_NAME = 20.0, 500, 20_000, 80
AT_ONCE = 2
"""So many queries of one person run at once: more would take the threads that answer all others."""
_running: Counter[str] = Counter()
_counting = Lock()


@router.get("/sql", dependencies=LOGGED_IN)
def show_console(request: Request, simpanan: str = "") -> Response:
    """Show the console, with a saved query where one is named."""
    with reading(request.app.state.engine) as connection:
        saved = {row.name: row.query for row in load_queries(connection)}
    return _page(request, saved.get(simpanan, ""))


@router.post("/sql")
def run(request: Request, visitor: ChangingViewer, query: Annotated[str, Form()] = "") -> Response:
    """Run a query; the first rows are shown. One that is too long is not run: a part of it would tell another thing."""
    if len(query) > LONGEST:
        return _page(request, query, refused=_too_long(request))
    try:
        names, rows, more = run_bounded(request, visitor, query)
    except QueryRefused as error:
        return _page(request, query, refused=say_refusal(error, language_of(request)))
    except (ConfigError, StoreError) as error:
        return _page(request, query, refused=str(error))
    return _page(request, query, names=names, rows=rows, more=more)


@router.post("/sql/simpan")
def keep(
    request: Request, visitor: ChangingEditor, nama: Annotated[str, Form()] = "", query: Annotated[str, Form()] = ""
) -> Response:
    """Keep a query under a name; an empty query forgets the name."""
    name, now = nama.strip(), clock.now()
    if not name or len(name) > LONGEST_NAME:
        return _page(request, query, name=name, mistakes={"nama": "wrong_over_80" if name else "wrong_missing"})
    if len(query) > LONGEST:
        return _page(request, query, name=name, refused=_too_long(request))
    with transaction(request.app.state.engine) as connection:
        if query.strip():
            save_query(connection, name, query, visitor.user.name, now)
            record_change(connection, visitor.user.name, "query", name, now, after=query)
        else:
            remove_query(connection, name)
            record_change(connection, visitor.user.name, "remove query", name, now)
    return _page(request, query)


def say_refusal(error: QueryRefused, language: str) -> str:
    """Say why a query was refused; only the database's own words stay as they are."""
    said = say_word(f"sql_{error.why}", language, words=error.words, most=MOST_COLUMNS)
    if not error.suggestion:
        return said
    name, views = error.suggestion
    return f"{said} {say_word('sql_elsewhere' if views else 'sql_near', language, name=name, views=', '.join(views))}"


def _too_long(request: Request) -> str:
    return say_word("query_long", language_of(request), most=wording_of(request).number(LONGEST))


def run_bounded(request: Request, visitor: Visitor, query: str) -> tuple[list[str], list[list[str]], bool]:
    """Return the columns and first rows of a query, and whether there are more.

    A viewer reads no column that holds people's words or hashes, in whatever way the query asks for it.
    """
    denied = frozenset() if visitor.may("editor") else DENIED
    engine = _reading_engine(request)
    try:
        with (
            _turn_of(visitor.user.name),
            open_query(engine, query, seconds=SECONDS, only_views=True, denied=denied) as (names, rows),
        ):
            found = [
                [shown(value)[:LONGEST_CELL] for value in row]
                for _, row in zip(range(MOST_ROWS + 1), rows, strict=False)
            ]
    finally:
        engine.dispose()
    return names, found[:MOST_ROWS], len(found) > MOST_ROWS


@contextmanager
def _turn_of(name: str) -> Iterator[None]:
    with _counting:
        if _running[name] >= AT_ONCE:
            raise QueryRefused(f"{AT_ONCE} queries of {name} run already; wait for one", "busy", str(AT_ONCE))
        _running[name] += 1
    try:
        yield
    finally:
        with _counting:
            _running[name] -= 1


def _reading_engine(request: Request) -> Engine:
    """Open the store for reading. Raises ConfigError where no role of PostgreSQL is named for that.

    Nobody asks as the store's owner, who reads passwords' hashes and saved pages too.
    """
    url = request.app.state.settings.database_url
    reader = os.environ.get(READER)
    if make_url(url).get_backend_name() == "sqlite":
        return open_engine(url, read_only=True)
    if not reader:
        raise ConfigError(
            f"the console needs a role of PostgreSQL that may only read the views; set {READER} to its address, "
            "such as postgresql://pembaca@localhost/pantau, and start the desk again (docs/desk.md)"
        )
    return open_engine(reader.replace("postgresql://", "postgresql+psycopg://", 1), read_only=True)


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    query: str,
    *,
    names: list[str] | None = None,
    rows: list[list[str]] | None = None,
    more: bool = False,
    name: str = "",
    refused: str = "",
    mistakes: Mapping[str, str] | None = None,
) -> Response:
    with reading(request.app.state.engine) as connection:
        saved = load_queries(connection)
    return render(
        request,
        "sql.html.j2",
        422 if refused or mistakes else 200,
        query=query,
        example=EXAMPLE,
        names=names or [],
        rows=rows,
        more=more,
        most=MOST_ROWS,
        name=name,
        refused=refused,
        mistakes=mistakes or {},
        saved=saved,
        views=VIEWS,
        meant=VIEW_WORDS,
        column_words=column_words,
    )


DENIED = frozenset((view, column) for view, columns in PRIVATE.items() for column in columns)
