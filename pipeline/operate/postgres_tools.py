"""The programs that PostgreSQL brings: given the connection by the environment, so that no process list shows it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from collectors.errors import ConfigError, StoreError

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
    """Run pg_dump or pg_restore on the database at *url*. Raises ConfigError where it is missing, StoreError."""
    program = shutil.which(name)
    if program is None:
        raise ConfigError(f"a PostgreSQL store is copied by {name}, which is not installed here; install it")
    done = subprocess.run(  # noqa: S603  # our own arguments
        [program, *arguments], env=connection_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = done.stderr.strip().splitlines()
        raise StoreError(f"{name} failed: {told[-1] if told else f'exit code {done.returncode}'}")


def rows_of_dump(dump: Path, tables: Sequence[str]) -> dict[str, int]:
    """Read a dump to its end; return how many rows its tables hold. Raises ConfigError, StoreError."""
    program = shutil.which("pg_restore")
    if program is None:
        raise ConfigError("a copy is checked by pg_restore, which is not installed here; install it")
    return {name: _rows_of_table(program, dump, name) for name in tables}


def _rows_of_table(program: str, dump: Path, table: str) -> int:
    """Count the lines between COPY and its end, as they come: a table may be larger than the memory."""
    command = [program, "--data-only", f"--table={table}", "--file=-", str(dump)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:  # noqa: S603  # our own arguments
        count, within = 0, False
        for line in reader.stdout or ():
            if line == "\\.\n":
                within = False
            count += within
            within = within or line.startswith("COPY ")
        told = (reader.stderr.read() if reader.stderr else "").strip().splitlines()
    if reader.returncode:
        raise StoreError(f"pg_restore cannot read the copy: {told[-1] if told else reader.returncode}")
    return count


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
