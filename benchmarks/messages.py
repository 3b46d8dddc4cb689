"""Linking messages: time a post at three sizes, which should stay nearly the same, and the peak of memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.ratio import Ratio
from pipeline.transform.measures.texts.messages import Message, link_messages

TOP = Path(__file__).parents[1]
USUAL = (10_000, 100_000)
FULL = (*USUAL, 1_000_000)  # takes minutes: python -m benchmarks.messages
PEAK = 1000  # MB
START = datetime(2016, 1, 1, tzinfo=UTC)
A_WEEK = 3_000  # posts; three hundred accounts publish about as many
SHARED = 0.3
VOCABULARY = [f"kata{number}" for number in range(20_000)]
SOURCES = ("x", "instagram", "website")


def posts(count: int) -> Iterator[Message]:
    """Make posts of three channels, oldest first; three in ten repeat the beginning of the one before."""
    chance = random.Random(20261124)
    words: list[str] = []
    step = timedelta(weeks=1) / A_WEEK
    for number in range(count):
        if not words or chance.random() > SHARED:
            words = chance.choices(VOCABULARY, k=45)
        else:
            words = [*words[:36], *chance.choices(VOCABULARY, k=5)]
        source = SOURCES[number % 3]
        title = " ".join(words[:7]) if source == "website" else None
        url = f"https://contoh.go.id/{source}/{number}"
        yield Message(f"{source}:{number}", source, None, START + number * step, True, url, title, " ".join(words))


def seconds_for(count: int) -> tuple[float, int]:
    """Link *count* posts; return the seconds without those of making them, and how many messages were found."""
    made = time.process_time()
    for _ in posts(count):
        pass
    making = time.process_time() - made
    began = time.process_time()
    found = sum(1 for _ in link_messages(posts(count)))
    return time.process_time() - began - making, found


def measure(_: Path, sizes: Sequence[int] = USUAL) -> list[Ratio]:
    """Compare the time a post of each size with that of the size before."""
    took = {size: seconds_for(size)[0] for size in sizes}
    linear = [
        Ratio(
            f"linking {size:,} posts to messages",
            f"{size // before} times {before:,}",
            "s",
            took[size],
            size // before * took[before],
            aim=1.5,
        )
        for before, size in pairwise(sizes)
    ]
    return [*linear, Ratio("its peak memory", "what it may take", "MB", _peak(sizes[-1]), PEAK, aim=1)]


def _peak(count: int) -> float:
    """Link in a process of its own and return its peak in megabytes."""
    command = [sys.executable, "-m", "benchmarks.measured", sys.executable, "-m", "benchmarks.messages", str(count)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["peak_mb"])


def main() -> None:
    """Print the ratios of all sizes; or, given a number of posts, only link them."""
    if len(sys.argv) > 1:
        seconds_for(int(sys.argv[1]))
        return
    for ratio in measure(TOP, FULL):
        print(*ratio.cells, sep=" | ")


if __name__ == "__main__":
    main()
