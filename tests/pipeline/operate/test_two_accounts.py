"""Two accounts of one machine: the live store is read by its own alone, exports by all or by one group."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

grp = pytest.importorskip("grp", reason="this system has no groups as Unix knows them")

ROOT = Path(__file__).parents[3]
OTHER, MEMBERS = 54_321, 54_322  # numbers that no account of a machine is likely to have
PROGRAM = """
import json, os, sys
import encodings.utf_8_sig, sqlite3, traceback, dotenv, sqlalchemy.dialects.sqlite
import pipeline.nightly, pipeline.operate.doctor, pipeline.operate.sql, pipeline.operate.status
import pipeline.run.account_identity, pipeline.run.sources
from pipeline.cli import main

def read(path):
    import sqlite3
    if not path.endswith(".db"):
        return open(path, "rb").read(1) and None
    opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    print(opened.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0] > 0)

for line in sys.stdin:
    user, group, out, err, what, *words = json.loads(line)
    child = os.fork()  # to load all modules for each command would take longer than the commands
    if not child:
        for number, path in enumerate((os.devnull, out, err)):
            os.dup2(os.open(path, os.O_RDWR), number)
        sys.argv = ["pantau", *words]
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)  # with all modules loaded: their folder may be closed to the other account
        sys.exit(main() if what == "pantau" else read(words[0]))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@cache
def start() -> subprocess.Popen[str]:
    """Start the process whose children become other accounts."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def started() -> Iterator[None]:
    """Let that process end with the last test."""
    yield
    if start.cache_info().currsize:
        start().communicate()


def run_as(user: int, group: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program, or open a file, as another account that has no other groups than that."""
    parent = start()
    assert parent.stdin
    assert parent.stdout
    with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
        parent.stdin.write(json.dumps([user, group, out.name, err.name, *words]) + "\n")
        parent.stdin.flush()
        code = int(parent.stdout.readline())
        return subprocess.CompletedProcess(words, code, out.read(), err.read())


@pytest.fixture
def office() -> Iterator[Path]:
    """A folder that every account may enter, with a configuration and a store of this one."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another account; run the tests as root to try two accounts")
    with tempfile.TemporaryDirectory(prefix="pantau-accounts-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def configured(office: Path, **keys: object) -> Path:
    config = office / "config.yaml"
    source = {"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}
    config.write_text(yaml.safe_dump({"sources": [source], **keys}), encoding="utf-8")
    config.chmod(0o644)
    return config


def pantau(config: Path, *words: str, user: int = 0, group: int = 0) -> subprocess.CompletedProcess[str]:
    return run_as(user, group, "pantau", "--config", str(config), *words)


def test_the_live_store_refuses_another_account_and_the_export_is_readable(office: Path) -> None:
    config = configured(office)
    assert pantau(config, "db", "upgrade").returncode == 0
    refused = pantau(config, "sql", "SELECT count(*) FROM v_posts", user=OTHER, group=OTHER)
    assert refused.returncode == 2
    assert "belongs to another account" in refused.stderr
    assert "pantau db export" in refused.stderr
    assert "Traceback" not in refused.stderr
    (office / "data").chmod(0o755)  # by hand: the store itself stays closed
    for words in (("sql", "SELECT 1"), ("nightly",), ("db", "upgrade")):
        again = pantau(config, *words, user=OTHER, group=OTHER)
        assert again.returncode in {1, 2}
        assert "another account" in again.stderr + again.stdout, words
        assert "Traceback" not in again.stderr
    assert sorted(file.name for file in (office / "data").iterdir() if file.stat().st_uid == OTHER) == []
    assert pantau(config, "db", "export", str(office / "salinan.db")).returncode == 0
    read = run_as(OTHER, OTHER, "read", str(office / "salinan.db"))
    assert (read.stdout, read.returncode) == ("True\n", 0), read.stderr
    assert pantau(config, "sql", "SELECT 1").returncode == 0  # and the night is not shut out


def test_a_secret_file_of_another_account_is_told_as_such(office: Path) -> None:
    config = configured(office)
    (office / ".env").write_text("X_BEARER_TOKEN=rahasia\n", encoding="utf-8")
    (office / ".env").chmod(0o600)
    refused = pantau(config, "sql", "SELECT 1", user=OTHER, group=OTHER)
    assert refused.returncode == 2
    assert "belongs to another account" in refused.stderr


def test_a_folder_of_secrets_of_another_account_is_told_as_such(office: Path) -> None:
    config = configured(office)
    (office / "private").mkdir(mode=0o700)
    refused = pantau(config, "doctor", user=OTHER, group=OTHER)
    assert refused.returncode == 2
    assert "private belongs to another account" in refused.stdout


def test_one_group_may_read_what_leaves_the_store_and_nobody_else(office: Path) -> None:
    group = next((one for one in grp.getgrall() if one.gr_gid not in (0, OTHER)), None)
    if group is None:
        pytest.skip("this machine has no group besides root's")
    config = configured(office, files={"group": group.gr_name})
    copies = (("export", "salinan.db"), ("backup", "cadangan.db"), ("backup", "baru/cadangan.db"))
    assert pantau(config, "db", "backup", str(office / "baru" / "cadangan.db")).returncode == 2  # no store yet
    assert not (office / "baru").exists()
    assert pantau(config, "db", "upgrade").returncode == 0
    for words in (("db", what, str(office / name)) for what, name in copies):
        assert pantau(config, *words).returncode == 0
    assert pantau(config, "report", "--day", "2026-11-20", "--out", str(office / "laporan")).returncode == 0
    for name in ("salinan.db", "cadangan.db", "baru/cadangan.db", "laporan/2026-11-20/ringkas.txt"):
        found = (office / name).stat()
        assert (stat.S_IMODE(found.st_mode), found.st_gid) == (0o640, group.gr_gid), name
        assert run_as(OTHER, group.gr_gid, "read", str(office / name)).returncode == 0, name
        assert run_as(OTHER, MEMBERS, "read", str(office / name)).returncode == 1, name
    told = pantau(config, "doctor").stdout
    assert f"ok    store: {office / 'data' / 'pantau.db'}: {group.gr_name} at most" in told
    shutil.copy(office / "data" / "pantau.db", office / "data" / "pantau-before-upgrade.db")
    (office / "data" / "pantau-before-upgrade.db").chmod(0o644)
    assert "pantau-before-upgrade.db can be opened by every account" in pantau(config, "doctor").stdout


def test_an_unknown_group_is_a_mistake_of_the_configuration(office: Path) -> None:
    refused = pantau(configured(office, files={"group": "tidak-ada-grup"}), "db", "upgrade")
    assert refused.returncode == 2
    assert "is no group of this machine" in refused.stderr
