"""A first harvest of all that X shows of an account, against a script that only fetches and keeps it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.ratio import Ratio
from pipeline.demo.world.world import World

POSTS, RUNS = 3200, 5
MEMORY_LIMIT = 250.0  # MB
TWARC2 = "PANTAU_BENCH_TWARC2"
"""Variable that names a Python with twarc, such as /tmp/twarc/bin/python; without it twarc2 is not measured."""
TOP = Path(__file__).parent.parent
CONFIG = """\
sources:
  - {id: x-kominfobekasi, platform: x, account: Kominfobekasi, pace_seconds: 0}
x: {monthly_budget_usd: 1000}
"""


@dataclass(frozen=True, slots=True)
class Used:
    """Resources of a process from its start to its end: seconds of the processor (user and system), and its peak."""

    cpu_seconds: float
    peak_mb: float


def measure(folder: Path) -> list[Ratio]:
    """Harvest and fetch in turn, each time by new processes and into new files, and compare the medians."""
    ours, plain, twarc2 = [], [], []
    peer = os.environ.get(TWARC2)
    with served(POSTS) as url:
        for number in range(RUNS):
            place = folder / f"harvest-{number}"
            place.mkdir()
            ours.append(harvested(place, url, POSTS))
            plain.append(fetched(place, url, POSTS))
            if peer:
                twarc2.append(fetched_by_twarc2(peer, place, url, POSTS))
    cpu = median(used.cpu_seconds for used in ours)
    least = median(used.cpu_seconds for used in plain)
    peak = max(used.peak_mb for used in ours)
    what = f"harvest of {POSTS:,} X posts"
    beside = [median(used.cpu_seconds for used in twarc2)] if twarc2 else []
    return [
        Ratio(f"{what}, processor time", "plain script: requests → JSON lines", "s", cpu, least),
        *(Ratio(f"{what}, processor time", "twarc2 timeline, same run", "s", cpu, one, 2.5) for one in beside),
        Ratio(f"{what}, peak memory", "what it may take", "MB", peak, MEMORY_LIMIT, 1),
    ]


@contextmanager
def served(posts: int) -> Iterator[str]:
    """Let another process stand in for X; yield its address."""
    command = [sys.executable, "-m", "benchmarks.x_server", str(posts)]
    with subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # piped
        yield server.stdout.readline().strip()  # leaving the block closes its input, by which it ends


def harvested(place: Path, url: str, posts: int) -> Used:
    """Run ``pantau harvest`` into a new store below *place*, and make sure that it holds all posts."""
    config = place / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    pantau = [sys.executable, "-m", "benchmarks.pantau_there", url, "--config", str(config)]
    token = {"X_BEARER_TOKEN": World().bearer}
    _run([*pantau, "db", "upgrade"], token)
    used = _run([*pantau, "harvest", "--source", "x-kominfobekasi"], token)
    with closing(sqlite3.connect(place / "data" / "pantau.db")) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM posts").fetchone()
    _require_all(stored, posts)
    return used


def fetched(place: Path, url: str, posts: int) -> Used:
    """Run the plain script, and make sure that it has all posts."""
    world, file = World(), place / "posts.jsonl"
    script = [sys.executable, "-m", "benchmarks.plain_fetch"]
    used = _run([*script, url, world.x_account.native_id, world.bearer, str(file)], {})
    _require_all(len(file.read_text(encoding="utf-8").splitlines()), posts)
    return used


def fetched_by_twarc2(python: str, place: Path, url: str, posts: int) -> Used:
    """Run ``twarc2 timeline``, and make sure that it has all posts."""
    world, file = World(), place / "twarc2.jsonl"
    words = [url, "--bearer-token", world.bearer, "--log", str(place / "twarc2.log"), "timeline", "--hide-progress"]
    script = [python, str(TOP / "benchmarks" / "twarc_there.py"), *words]
    used = _run([*script, world.x_account.native_id, str(file)], {"HOME": str(place), "XDG_CONFIG_HOME": str(place)})
    pages = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    _require_all(sum(len(page["data"]) for page in pages), posts)
    return used


def _run(command: Sequence[str], variables: Mapping[str, str]) -> Used:
    """Run a command and return what it used; its words are shown only when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measured", *command],
        cwd=TOP, env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return Used(**json.loads(done.stdout))


def _require_all(found: int, wanted: int) -> None:
    if found != wanted:
        raise SystemExit(f"{found} posts arrived instead of {wanted}; the figures would not compare")
