"""The programs that PostgreSQL brings: given the connection by the environment, so that no process list shows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from sqlalchemy import URL, Engine

from collectors.errors import ConfigError, StoreError
from storage.db.engine import reading

_FAULT: Final = re.compile(r"(?:\w+: |psql:\S+ )?(?:error|detail): ", re.IGNORECASE)
TOOLS: Final = {"pg_dump": "copied", "pg_restore": "checked and restored", "psql": "restored"}
"""Program → what is done to a store by it."""
INTO_EMPTY: Final = "Restore into an empty database (createdb NAME, then name it by PANTAU_DATABASE_URL)"
_UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout = 0;\n"
_HEAD: Final = 40
"""Lines of a dump among which that one stands; rows come long after."""
_REFUSED: Final = 3
"""The exit code of psql where the server refused a statement; any other leaves open what the server did last."""
_OPTIONS: Final[Mapping[str, str]] = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "password": "PGPASSWORD",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
}


def run_tool(name: str, url: URL, arguments: Sequence[str]) -> None:
    """Run pg_dump or its like on the database at *url*. Raises ConfigError where it is missing, StoreError."""
    done = _run(name, url, arguments)
    if done.returncode:
        raise StoreError(f"{name} failed: {_reason(done.stderr) or f'exit code {done.returncode}'}")


def load_dump(url: URL, dump: Path, first: str) -> None:
    """Run the statements *first* and read a dump, in one transaction of the database at *url*: all of it, or nothing.

    Raises ConfigError where a program is missing; StoreError, which says whether the store is as it was.
    """
    write = [_find("pg_restore"), "--clean", "--if-exists", "--no-owner", "--file=-", str(dump)]
    take = [_find("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with TemporaryFile("w+") as told:
        writer = subprocess.Popen(write, stdout=subprocess.PIPE, stderr=told)  # noqa: S603  # our own arguments
        taker = subprocess.Popen(  # noqa: S603  # as above
            take, env=connection_environment(url), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told
        )
        with writer, suppress(BrokenPipeError), taker:  # psql that ended has told why
            if writer.stdout and taker.stdin:
                taker.stdin.write(f"BEGIN;\n{first}\n".encode())
                taker.stdin.writelines(line for line in islice(writer.stdout, _HEAD) if line != _UNKNOWN_BEFORE_17)
                shutil.copyfileobj(writer.stdout, taker.stdin)
                if writer.wait() == 0:  # else the transaction ends with psql, as if it had never been
                    taker.stdin.write(b"COMMIT;\n")
        if writer.returncode or taker.returncode:
            told.seek(0)
            reason = _reason(told.read()) or "no reason was given"
            if writer.returncode or taker.returncode == _REFUSED:
                raise StoreError(
                    f"the dump was not restored: {reason}; the store is as it was. {INTO_EMPTY}, and make the roles "
                    "first that the copy gives rights to (CREATE ROLE)"
                )
            raise StoreError(
                f"psql ended before the server confirmed ({reason}); it is not known whether the store is as it was or "
                "that of the dump (see: pantau status)"
            )


def require_tools(names: Iterable[str] = TOOLS) -> None:
    """Raise ConfigError for a program that is missing here."""
    for name in names:
        _find(name)


def unfit_tool(engine: Engine, names: Collection[str] = tuple(TOOLS)) -> str | None:
    """Say why a PostgreSQL store cannot be copied from here: a program is missing, or older than the server.

    Raises StoreError where none is missing and the server is away.
    """
    try:
        require_tools(names)
    except ConfigError as error:
        return str(error)
    with reading(engine) as connection:
        server = int((connection.dialect.server_version_info or (0,))[0])
    for name in names:
        told = _run(name, engine.url, ["--version"]).stdout.strip()
        version = re.search(r"\) (\d+)", told)
        if version and int(version[1]) < server:
            return f"the server is PostgreSQL {server}, and {told} cannot copy it; install its client programs here"
    return None


def _run(name: str, url: URL, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own arguments
        [_find(name), *arguments], env=connection_environment(url), capture_output=True, text=True, check=False
    )


def _find(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise ConfigError(f"a PostgreSQL store is {TOOLS[name]} by {name}, which is not installed here; install it")
    return program


def _reason(told: str) -> str:
    """Return what a program says of its fault, without the commands and hints of the server around it."""
    lines = told.strip().splitlines()
    return "; ".join(line for line in lines if _FAULT.match(line)) or "".join(lines[-1:])


def rows_of_dump(dump: Path, tables: Sequence[str]) -> dict[str, int]:
    """Read a dump to its end; return how many rows its tables hold. Raises ConfigError, StoreError."""
    return {name: sum(1 for _ in _lines_of_table(dump, name)) for name in tables}


def version_of_dump(dump: Path) -> str:
    """Return the schema of a dump. Raises ConfigError where it is no dump of a store."""
    try:
        version = "".join(_lines_of_table(dump, "alembic_version")).strip()
    except StoreError as error:
        raise ConfigError(f"{dump} is no copy of this store ({error}); name one that pantau db backup wrote") from error
    if not version:
        raise ConfigError(f"{dump} holds no store; name a file that pantau db backup wrote")
    return version


def _lines_of_table(dump: Path, table: str) -> Iterator[str]:
    """Yield the lines between COPY and its end, as they come: a table may be larger than the memory."""
    command = [_find("pg_restore"), "--data-only", f"--table={table}", "--file=-", str(dump)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:  # noqa: S603  # our own arguments
        within = False
        for line in reader.stdout or ():
            if line == "\\.\n":
                within = False
            if within:
                yield line
            within = within or line.startswith("COPY ")
        told = reader.stderr.read() if reader.stderr else ""
    if reader.returncode:
        raise StoreError(f"pg_restore cannot read the copy: {_reason(told) or reader.returncode}")


def connection_environment(url: URL) -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to *url*; what the machine sets (PG…) stays."""
    kept = {key: value for key, value in os.environ.items() if key.startswith("PG") or key in {"PATH", "HOME", "LANG"}}
    told = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    queried = {_OPTIONS[key]: str(value) for key, value in url.query.items() if key in _OPTIONS}
    return kept | {key: value for key, value in told.items() if value} | queried
