"""Start the desk, and manage its users from the command line."""

from __future__ import annotations

import asyncio
import errno
import getpass
import logging
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec

from sqlalchemy import Engine

from collectors.errors import ConfigError
from collectors.extras import how_to_install
from pipeline import clock
from pipeline.run.console import say
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.desk.users import load_users, remove_user, set_password, upsert_user
from storage.schema.tables.desk import ROLES
from storage.schema.versions import current_version, open_store

NEEDED = ("fastapi", "uvicorn", "argon2", "multipart")
PASSWORD = "PANTAU_DESK_PASSWORD"  # noqa: S105  # the variable's name
ADD_USER = "pantau desk user add NAME --role admin"
REMEDIES = {
    errno.EADDRINUSE: "end what uses it, or give another --port",
    errno.EACCES: "give a --port from 1024 on",
}
OTHER_HOST = "give another --host, an address of this machine"


def require_desk() -> None:
    """Raise ConfigError where the packages of the desk are missing."""
    if any(find_spec(name) is None for name in NEEDED):
        raise ConfigError(f"the desk needs packages of its own; {how_to_install('desk')}")


def serve_desk(settings: Settings, *, host: str, port: int, names: tuple[str, ...], root_path: str) -> None:
    """Serve the desk until it is stopped.

    Raises ConfigError without users, for an address that is in use, or for a store that is missing, StoreError for
    one that cannot be read.
    On a store of another version it serves the page that says what to do, until the store is upgraded.
    """
    require_desk()
    import uvicorn  # noqa: PLC0415  # an extra

    from pipeline.desk.app import make_app  # noqa: PLC0415  # FastAPI is an extra

    app = make_app(settings, hosts=names, root_path=root_path, ahead=True)
    try:
        if app.state.wrong_version:
            say(f"{app.state.wrong_version}; until then every page of the desk says so", logging.WARNING)
            if current_version(app.state.engine) is None:
                say(f"an empty store has no users; once it is upgraded, run: {ADD_USER}", logging.WARNING)
        else:
            _require_users(app.state.engine)
        _require_free(host, port)
        say(f"the desk is at http://{host}:{port}{app.root_path}/ (Ctrl+C ends it)")
        # Addresses hold filters, which may hold words: no log of requests.
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1",
            server_header=False,
        )
    finally:
        app.state.engine.dispose()


def _require_free(host: str, port: int) -> None:
    """Raise ConfigError where nobody can listen: the server itself would end with the code of a run's lock."""
    try:
        asyncio.run(_listen(host, port))
    except OSError as error:
        code = error.errno or 0
        told = os.strerror(code) if code > 0 else error.strerror or error
        raise ConfigError(
            f"the desk cannot listen at {host}:{port} ({told}); {REMEDIES.get(code, OTHER_HOST)}"
        ) from error
    except UnicodeError as error:
        raise ConfigError(f"the desk cannot listen at {host}: that is no name of a machine; {OTHER_HOST}") from error


async def _listen(host: str, port: int) -> None:
    """Bind every address of a host for a moment, as the server does."""
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port, start_serving=False)
    server.close()


def _require_users(engine: Engine) -> None:
    with reading(engine) as connection:
        if not load_users(connection):
            raise ConfigError(f"nobody may use the desk yet; run: {ADD_USER}")


def add_user(settings: Settings, name: str, role: str) -> None:
    """Add a user, or give one another role and password. Raises ConfigError for a bad name, role or password."""
    require_desk()
    from pipeline.desk.access import hash_password  # noqa: PLC0415  # an extra
    from pipeline.desk.edit.users import NAME  # noqa: PLC0415

    if role not in ROLES:
        raise ConfigError(f"there is no role {role!r}; use {', '.join(ROLES)}")
    if not NAME.fullmatch(name):
        raise ConfigError("a user name has 2 to 60 letters, digits, dots, dashes or @")
    hashed = _hashed(_password(), hash_password)
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        upsert_user(connection, name, role, hashed, clock.now())
        record_change(connection, "command line", "user", name, clock.now(), after=role)
    say(f"{name} may use the desk as {role}")


def change_password(settings: Settings, name: str) -> None:
    """Give a user another password. Raises ConfigError for one that is not there."""
    require_desk()
    from pipeline.desk.access import hash_password  # noqa: PLC0415  # an extra

    hashed = _hashed(_password(), hash_password)
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        if not set_password(connection, name, hashed):
            raise ConfigError(f"there is no user {name}")
        record_change(connection, "command line", "password", name, clock.now())
    say(f"{name} has a new password; open sessions ended")


def delete_user(settings: Settings, name: str) -> None:
    """Remove a user. Raises ConfigError for one that is not there."""
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        if not remove_user(connection, name):
            raise ConfigError(f"there is no user {name}")
        record_change(connection, "command line", "remove user", name, clock.now())
    say(f"{name} may no longer use the desk")


def _password() -> str:
    told = os.environ.get(PASSWORD)
    if told:
        return told
    if not sys.stdin.isatty():
        raise ConfigError(f"no terminal to ask for the password; set {PASSWORD}")
    first, again = getpass.getpass("password: "), getpass.getpass("again: ")
    if first != again:
        raise ConfigError("the two passwords differ")
    return first


def _hashed(password: str, hash_password: Callable[[str], str]) -> str:
    try:
        return hash_password(password)
    except ValueError as error:
        raise ConfigError(str(error)) from error
