"""Tell the version of the store, and bring it to the one that this program knows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from collectors.errors import ConfigError
from storage.db.backup import backup
from storage.db.engine import BUSY_SECONDS, open_engine, reading, transaction
from storage.db.errors import store_errors
from storage.schema.dependants import View, give_back, take_dependants
from storage.schema.dictionary import VIEWS
from storage.schema.tables import metadata
from storage.schema.views import create_views, drop_views

if TYPE_CHECKING:
    from alembic.config import Config


log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parents[1] / "migrations"


def _versions() -> list[str]:
    """Return all revisions, oldest first: by their files' names, since loading Alembic would cost every start."""
    return sorted(file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def current_version(engine: Engine) -> str | None:
    """Return the store's revision; None for an empty database."""
    with store_errors(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def require_current(engine: Engine) -> None:
    """Refuse a store of another version. Raises ConfigError with the command that mends it."""
    have, known = current_version(engine), _versions()
    if have == known[-1]:
        return
    if have is None or have in known:
        state = "is empty" if have is None else f"has the older schema {have}"
        raise ConfigError(f"the database {state}; run: pantau db upgrade")
    require_known(have)


def require_known(version: str) -> None:
    """Refuse a schema that a newer Pantau made. Raises ConfigError."""
    known = _versions()
    if version not in known:
        raise ConfigError(
            f"the database has schema {version}, which a newer Pantau made; install that version "
            f"(this one knows {known[-1]})"
        )


_OURS = """
    SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,
           string_agg(format('%I.%I', n.nspname, c.relname), ', ')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('alembic_version'))
          AND c.relkind IN ('m', 'v', 'r', 'p')
          AND c.relowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass('alembic_version'))
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
          AND (c.relname = ANY(:known) OR :newer AND obj_description(c.oid, 'pg_class') IS NOT NULL)
    GROUP BY 1"""


def statements_to_clear(engine: Engine) -> str:
    """Return what drops the store of a PostgreSQL database, and nothing that others made, also those of the same role.

    Tables and views of a newer version are known by their comments. Whatever was built upon the store hinders that.
    """
    known = [*metadata.tables, *VIEWS, "alembic_version"]
    bound = {"known": known, "newer": current_version(engine) not in {None, *_versions()}}
    with reading(engine) as connection:
        kinds = {kind: names for kind, names in connection.execute(text(_OURS), bound)}  # noqa: C416  # rows are no pairs for mypy
    order = [kind for kind in ("MATERIALIZED VIEW", "VIEW", "TABLE") if kind in kinds]
    return "\n".join(
        [f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s';", *(f"DROP {kind} {kinds[kind]};" for kind in order)]
    )


@contextmanager
def open_store(url: str) -> Iterator[Engine]:
    """Open the store at *url* for a while, refusing one that is missing or of another version."""
    engine = open_engine(url)
    try:
        require_current(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_any_version(url: str) -> Iterator[Engine]:
    """Open a store of whatever version, as a copy of it is taken; one that is missing or empty is refused."""
    engine = open_engine(url)
    try:
        if current_version(engine) is None:
            require_current(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_to_read(url: str) -> Iterator[Engine]:
    """Open the store for an analyst, without its version: a role that reads only the views cannot see it."""
    engine = open_engine(url, read_only=True)
    try:
        if engine.dialect.name == "sqlite" or _may_see_version(engine):
            require_current(engine)
        yield engine
    finally:
        engine.dispose()


def _may_see_version(engine: Engine) -> bool:
    told = "SELECT coalesce(has_table_privilege(to_regclass('alembic_version'), 'SELECT'), true)"
    with store_errors(), engine.connect() as connection:
        return bool(connection.scalar(text(told)))


class Upgrade(NamedTuple):
    """The revision before (None for a new store) and after, and the copy that was made first, if any."""

    before: str | None
    after: str
    copy: Path | None = None


def upgrade(engine: Engine, at: datetime) -> Upgrade:
    """Bring the store to the newest schema, unless it is current; a SQLite file with content is copied first."""
    have, known = current_version(engine), _versions()
    if have == known[-1]:
        return Upgrade(have, have)
    if have is not None and have not in known:
        require_current(engine)
    copy = _copy_first(engine, have, at) if have else None
    with transaction(engine) as connection:
        _require_utf8(connection)
        make_views_again(connection, _migrate)
    return Upgrade(have, known[-1], copy)


def make_views_again(connection: Connection, between: Callable[[Connection], None] = lambda _: None) -> None:
    """Drop the views, do what needs them gone, and make them again; others keep their rights and views."""
    kept = take_dependants(connection, list(VIEWS))
    drop_views(connection)
    between(connection)
    create_views(connection)
    for view in give_back(connection, kept):
        log.warning(
            "the view %s of others was dropped and we cannot make it again; its owner can: %s", *_describe_view(view)
        )


def _describe_view(view: View) -> tuple[str, str]:
    return view.name, " ".join(view.making[0].split())


def _require_utf8(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ConfigError(
            f"the database has the encoding {encoding}, which cannot hold every post; "
            "make another with: createdb --encoding=UTF8 --template=template0 NAME"
        )


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # heavy, and most starts find the store current

    config = _alembic()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _alembic() -> Config:
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _copy_first(engine: Engine, have: str, at: datetime) -> Path | None:
    if engine.dialect.name != "sqlite":
        return None
    file = Path(str(engine.url.database))
    copy = file.with_name(f"{file.stem}-before-upgrade-{have}-{at:%Y%m%dT%H%M%SZ}{file.suffix}")
    backup(engine, copy)
    return copy
