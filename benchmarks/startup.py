"""How long ``pantau --help`` takes, against a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

from benchmarks.ratio import Ratio

REPEATS = 21


def measure() -> list[Ratio]:
    """Start both in turn, and compare the medians."""
    nothing = [sys.executable, "-c", "pass"]
    help_ = [sys.executable, "-c", "from pipeline.cli import main; main()", "--help"]
    ours, peer = [], []
    for _ in range(REPEATS):
        ours.append(_seconds(help_))
        peer.append(_seconds(nothing))
    return [Ratio("pantau --help ÷ python -c pass", median(ours), median(peer), "s", 10)]


def _seconds(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
