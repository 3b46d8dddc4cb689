"""The queue of Procrastinate, in a schema of its own beside the store's tables (PostgreSQL, extra ``cluster``)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine, make_url, text

from collectors.errors import ConfigError, StoreError
from storage.db.engine import has_pooler, transaction
from storage.db.errors import store_errors

if TYPE_CHECKING:
    from procrastinate import App

SCHEMA = "pantau_jobs"
MAKING_KEY = 7_023_681_156  # of PostgreSQL's advisory locks, beside those of the run and the budget


def worker_app(url: str) -> App:
    """Return the queue for a worker's event loop; not yet open."""
    from procrastinate import App, PsycopgConnector  # noqa: PLC0415  # an extra

    return App(connector=PsycopgConnector(conninfo=_address(url), kwargs=_options(), min_size=1))


@contextmanager
def pool_errors() -> Iterator[None]:
    """Turn a pool that no connection could be made for into an error of the store."""
    from psycopg_pool import PoolTimeout  # noqa: PLC0415  # an extra

    try:
        yield
    except PoolTimeout as error:
        raise StoreError(
            "the queue of jobs got no connection to the database; see that the server runs and that its "
            "max_connections leaves room (docs/scale.md)"
        ) from error


@contextmanager
def open_queue(url: str) -> Iterator[App]:
    """Open the queue to put jobs into it. Raises StoreError where no connection is to be had."""
    from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415  # an extra

    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # what fails is told by who asked
    app = App(connector=SyncPsycopgConnector(conninfo=_address(url), kwargs=_options(), min_size=1, max_size=1))
    with pool_errors():
        app.open()
    with app:
        yield app


def _address(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _options() -> dict[str, str]:
    return {"options": f"-c search_path={SCHEMA}"}


def ensure_queue(engine: Engine, url: str) -> None:
    """Make the queue's tables where they are missing; of several that begin together one makes them.

    Raises ConfigError where a pooler stands before the server.
    """
    if has_pooler(engine):
        raise ConfigError(
            "workers need PostgreSQL itself, and PANTAU_DATABASE_URL leads to a pooler; name the server there, or set "
            "workers: false (docs/scale.md)"
        )
    if _has_tables(engine):
        return
    with transaction(engine) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MAKING_KEY})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    with transaction(engine) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MAKING_KEY})
        if not _has_tables(engine):
            with open_queue(url) as app:
                app.schema_manager.apply_schema()


def _has_tables(engine: Engine) -> bool:
    asked = text("SELECT to_regclass(:name) IS NOT NULL")
    with store_errors(), engine.connect() as connection:
        return bool(connection.scalar(asked, {"name": f"{SCHEMA}.procrastinate_jobs"}))
