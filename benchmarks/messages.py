"""Linking messages: time a post at three sizes, which should stay nearly the same, and the peak of memory."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.ratio import Ratio
from pipeline.transform.messages import Message, link_messages

SIZES = (10_000, 100_000, 1_000_000)
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
    made = time.perf_counter()
    for _ in posts(count):
        pass
    making = time.perf_counter() - made
    began = time.perf_counter()
    found = sum(1 for _ in link_messages(posts(count)))
    return time.perf_counter() - began - making, found


def measure() -> list[Ratio]:
    """Compare the time a post of each size with that of the size before."""
    took = {size: seconds_for(size)[0] for size in SIZES}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000  # Linux tells KiB
    linear = [
        Ratio(
            name=f"linking {size:,} posts ÷ ten times {size // 10:,}",
            ours=took[size],
            peer=10 * took[size // 10],
            unit="s",
            aim=1.5,
        )
        for size in SIZES[1:]
    ]
    return [*linear, Ratio(name="peak memory of linking", ours=peak, peer=1000, unit="MB", aim=1.0)]


def main() -> None:
    """Print the ratios."""
    for ratio in measure():
        print(f"{ratio.name}: {ratio.ours:,.1f} {ratio.unit} ÷ {ratio.peer:,.1f} = {ratio.value:.2f} (aim {ratio.aim})")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
