"""A first harvest of 3,200 X posts: memory, and processor time against only fetching them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ratio import Ratio
from pipeline.demo.world import World

POSTS, REPEATS = 3_200, 3
TWARC_CPU_SECONDS = 1.06  # measured elsewhere on the same number of posts; a constant, not of this run
CONFIG = """\
sources:
  - {id: x-kominfobekasi, platform: x, account: Kominfobekasi, pace_seconds: 0}
x: {monthly_budget_usd: 1000}
"""


def measure(folder: Path) -> list[Ratio]:
    """Harvest and only fetch in turn, each in a process of its own; compare the medians of what they used."""
    with _served() as url:
        ours, peer = [], []
        for number in range(REPEATS):
            ours.append(_harvest(folder / f"harvest-{number}", url))
            file = str(folder / "plain.jsonl")
            account, token = World().x_account.native_id, World().bearer
            peer.append(_measured("-m", "benchmarks.plain_fetch", url, account, token, file))
    cpu, plain = median(m["cpu_seconds"] for m in ours), median(m["cpu_seconds"] for m in peer)
    peak = median(m["peak_mb"] for m in ours)
    return [
        Ratio("CPU of a first harvest of 3,200 posts ÷ twarc2's (a constant)", cpu, TWARC_CPU_SECONDS, "s", 2.5),
        Ratio("the same ÷ a bare fetch to JSON lines in this run (no aim)", cpu, plain, "s", float("inf")),
        Ratio("peak memory of that harvest ÷ 250 MB", peak, 250, "MB", 1),
    ]


@contextmanager
def _served() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.x_server", str(POSTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server has no pipes")
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def _harvest(folder: Path, url: str) -> dict[str, Any]:
    folder.mkdir()
    config = folder / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    (folder / ".env").write_text(f"X_BEARER_TOKEN={World().bearer}\n", encoding="utf-8")
    there = ("-m", "benchmarks.pantau_there", url, "--config", str(config))
    _measured(*there, "db", "upgrade")
    return _measured(*there, "harvest")


def _measured(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.measured", sys.executable, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    used: dict[str, Any] = json.loads(done.stdout)
    if used["exit_code"]:
        raise RuntimeError(f"{' '.join(words)} ended with {used['exit_code']}: {done.stderr}")
    return used
