"""Measure how long ``pantau --help`` takes, against a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.measured import compiling
from benchmarks.ratio import Ratio

REPEATS = 21
HELP = (sys.executable, "-c", "from pipeline.cli import main; main()", "--help")
NOTHING = (sys.executable, "-c", "pass")


def measure(_folder: Path) -> list[Ratio]:
    """Start both in turn, and compare the medians."""
    taken = [(_seconds(HELP), _seconds(NOTHING)) for _ in range(REPEATS)]
    ours, peer = (1000 * median(column) for column in zip(*taken, strict=True))
    return [Ratio("pantau --help", "python -c pass", "ms", ours, peer, 10)]


def _seconds(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, env=compiling(), check=True)
    return time.perf_counter() - began
