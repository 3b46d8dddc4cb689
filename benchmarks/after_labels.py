"""A night's ``pantau label`` in a large store where no text is new: what rests on labels and counts, found anew.

``python -m benchmarks.after_labels`` measures a million posts, and each step by itself; the table of all benchmarks
takes fewer, and only the whole.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import messages, report
from benchmarks.ratio import Ratio
from pipeline.analysis.campaigns.assign import assign_campaigns
from pipeline.analysis.conversation import measure_conversation
from pipeline.analysis.engagement import score_engagement
from pipeline.analysis.messages import assign_messages
from pipeline.analysis.strategy import measure_strategy
from pipeline.label.posts import configured_post_labeller, label
from pipeline.label.responses import configured_response_labeller
from pipeline.run.context import RunContext, open_run
from pipeline.settings.models import load_settings
from storage.db.engine import open_engine
from storage.schema.versions import upgrade

POSTS, FULL = 50_000, 1_000_000
PEAK_MB, SECONDS = 500, 1800  # the aim of the house; what a night has for it
AGAIN = 0.5  # of the first time: what did not change is read, not computed
MEASURED = Path(__file__).with_name("measured.py")
RESPONSES = 5  # posts for each response
A_WEEK = timedelta(weeks=1)
CAMPAIGNS = (
    "name: Musim Hujan, starts_on: 2026-09-01, ends_on: 2026-11-15, topics: [governance]",
    "name: Tertib Pajak, starts_on: 2026-01-01, ends_on: 2026-06-30, phrases: [kata0, kata1, kata2, kata3]",
)
STEPS: Mapping[str, Callable[[RunContext], object]] = {
    "engagement": score_engagement,
    "campaigns": assign_campaigns,
    "messages": assign_messages,
    "strategy": measure_strategy,
    "conversation": measure_conversation,
    "all": label,
}


def measure(folder: Path, posts: int = POSTS, steps: tuple[str, ...] = ("all",)) -> list[Ratio]:
    """Fill a store and run the steps on it, each in a process of its own."""
    config = folder / "config.yaml"
    config.write_text(config_text(), encoding="utf-8")
    fill_store(config, posts)
    found = []
    for step in steps:
        spent = _spent(config, step)
        what = f"{'pantau label' if step == 'all' else step} over {posts:,} posts without a new text"
        found.append(Ratio(what, "what a night has for it", "s", spent["seconds"], SECONDS, 1))
        found.append(Ratio("its peak memory", "what it may take", "MB", spent["peak_mb"], PEAK_MB, 1))
        again = _spent(config, step)
        what = "the same once more, processor time: nothing has changed"
        found.append(Ratio(what, "the first time", "s", again["cpu_seconds"], spent["cpu_seconds"], AGAIN))
    return found


def _spent(config: Path, step: str) -> dict[str, float]:
    command = [sys.executable, str(MEASURED), sys.executable, "-m", "benchmarks.after_labels", "--config", str(config)]
    began = time.perf_counter()
    done = subprocess.run([*command, "--do", step], stdout=subprocess.PIPE, text=True, check=True)
    used: dict[str, float] = json.loads(done.stdout)
    return used | {"seconds": time.perf_counter() - began}


def config_text() -> str:
    """Watch all accounts; one campaign finds its posts by a topic, the other by phrases."""
    platforms = ("x", "instagram")
    sources = [
        f"  - {{id: s{n}, platform: {platforms[n % 3]}, account: akun{n}}}"
        if n % 3 < len(platforms)
        else f"  - {{id: s{n}, platform: website, url: 'https://akun{n}.contoh.go.id'}}"
        for n in range(report.SOURCES)
    ]
    campaigns = [f"  - {{{campaign}}}" for campaign in CAMPAIGNS]
    return "\n".join(["database: sqlite:///store.db", "sources:", *sources, "campaigns:", *campaigns, ""])


def fill_store(config: Path, posts: int) -> None:
    """Write posts whose beginnings other channels repeat, five looks at each, followers by the week, and responses."""
    settings = load_settings(config, {})
    engine = open_engine(settings.database_url, create=True)
    upgrade(engine, report.NEWEST)
    engine.dispose()
    file = config.with_name("store.db")
    report.fill(file, posts)
    version = configured_post_labeller(settings).version
    response_version = configured_response_labeller(settings).version
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("UPDATE sources SET account = account || '.contoh.go.id' WHERE platform = 'website'")
        connection.execute(  # a night reads the numbers of X's posts out of their addresses
            "UPDATE posts SET url = 'https://x.com/' || s.account || '/status/' || substr(post_id, 3) "
            "FROM sources s WHERE s.source_id = posts.source_id AND s.platform = 'x'"
        )
        connection.executemany(
            "UPDATE posts SET text = ? WHERE post_id = ?",
            ((post.text, f"x:{number}") for number, post in enumerate(messages.posts(posts))),
        )
        connection.execute(
            "UPDATE labels SET version = ?, text_digest = "
            "(SELECT text_digest FROM posts p WHERE p.post_id = labels.post_id)",
            (version,),
        )
        connection.executemany(
            "INSERT INTO accounts (source_id, observed_at, name, followers) VALUES (?, ?, 'akun', ?)",
            _followers(posts // report.A_WEEK + 1),
        )
        connection.execute(
            "INSERT INTO responses (response_id, source_id, post_id, parent_id, kind, is_official, published_at, "
            "published_local, iso_week, text, page_id, first_seen_at, last_seen_at) "
            "SELECT 'r' || post_id, source_id, post_id, post_id, 'reply', 0, published_at, published_local, iso_week, "
            "'Kapan dibuka?', 1, first_seen_at, last_seen_at FROM posts WHERE rowid % ? = 0",
            (RESPONSES,),
        )
        connection.execute(
            "INSERT INTO response_labels "
            "(response_id, version, labelled_at, sentiment, intent, object, score, evidence) "
            "SELECT response_id, ?, first_seen_at, 'neutral', CASE rowid % 3 WHEN 0 THEN 'question' ELSE 'other' END, "
            "'other', 0.5, '[]' FROM responses WHERE response_id LIKE 'rx:%'",
            (response_version,),
        )
        connection.execute(
            "INSERT INTO source_runs SELECT 1, source_id, ?, ?, 'complete', NULL, 0, 0, 0, NULL, NULL FROM sources",
            ("2026-11-22T20:00:00Z",) * 2,
        )
        connection.execute("ANALYZE")
        connection.commit()


def _followers(weeks: int) -> Iterator[tuple[Any, ...]]:
    for number in range(report.SOURCES):
        for week in range(weeks):
            yield f"s{number}", f"{report.NEWEST - week * A_WEEK:%Y-%m-%dT%H:%M:%SZ}", 1000 + number + weeks - week


def main() -> None:
    """Do one step in this process, or measure all and print the figures."""
    parser = argparse.ArgumentParser(description="Measure what follows on the labels.")
    parser.add_argument("--posts", type=int, default=FULL)
    parser.add_argument("--do", choices=STEPS)
    parser.add_argument("--config", type=Path)
    asked = parser.parse_args()
    if asked.do:
        with open_run(load_settings(asked.config, {}), "label") as run:
            STEPS[asked.do](run)
        return
    with TemporaryDirectory(prefix="pantau-bench-") as folder:
        for line in measure(Path(folder), asked.posts, tuple(STEPS)):
            print(*line.cells, sep=" | ")


if __name__ == "__main__":
    main()
