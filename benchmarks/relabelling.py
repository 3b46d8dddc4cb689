"""Stored posts labelled anew per second, and in how much memory, beside merely reading their rows.

``python -m benchmarks.relabelling --posts 1000000`` measures a million; the table of all benchmarks takes fewer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from benchmarks.ratio import Ratio
from benchmarks.texts import texts
from pipeline.label.posts import configured_post_labeller, label_topics
from pipeline.run.context import open_run
from pipeline.settings.models import Settings, load_settings
from pipeline.transform.posts.classifier import load_classifier
from storage.db.engine import open_engine, transaction
from storage.harvest.posts.held_texts import text_digest
from storage.labels.labels import stored_texts
from storage.runs.runs import finish_run, start_run
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import pages, posts
from storage.schema.versions import open_store, upgrade

POSTS, DIFFERENT = 50_000, 20_000
PEAK_MB, LOADING = 500, 0.2  # the aims of the house
MEASURED = Path(__file__).with_name("measured.py")
CONFIG = "sources:\n  - {id: x, platform: x, account: Kominfobekasi}\n"
AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
PAGE = {"page_id": 1, "source_id": "x", "fetched_at": AT, "kind": "timeline", "url": "", "body": b""}


def measure(folder: Path, count: int = POSTS) -> list[Ratio]:
    """Fill a store, read its rows and label them, each in a process of its own."""
    config = folder / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    _fill(load_settings(config, {}), count)
    read, labelled = _spent("read", config), _spent("label", config)
    what = f"labelling {count:,} stored posts anew, storing included"
    rates = count / labelled["cpu_seconds"], count / read["cpu_seconds"]
    return [
        Ratio(what, "reading the rows through SQLAlchemy", "posts/s", *rates),
        Ratio("its peak memory", f"{PEAK_MB} MB", "MB", labelled["peak_mb"], PEAK_MB, 1),
        Ratio("peak memory of reading", f"{PEAK_MB} MB", "MB", read["peak_mb"], PEAK_MB),
        Ratio("loading the model", f"{LOADING} s", "s", _loading(), LOADING, 1),
    ]


def _loading() -> float:
    began = time.process_time()
    load_classifier()
    return time.process_time() - began


def _spent(work: str, config: Path) -> dict[str, float]:
    command = [sys.executable, str(MEASURED), sys.executable, "-m", "benchmarks.relabelling", "--do", work]
    done = subprocess.run([*command, "--config", str(config)], stdout=subprocess.PIPE, text=True, check=True)
    used: dict[str, float] = json.loads(done.stdout)
    return used


def _fill(settings: Settings, count: int) -> None:
    """Store invented posts; their texts repeat after the first 20,000."""
    engine = open_engine(settings.database_url, create=True)
    upgrade(engine, AT)
    written = texts(min(count, DIFFERENT))
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("x", "x", "Kominfobekasi")])
        run = start_run(connection, "import", "0", AT)
        connection.execute(insert(pages), {**PAGE, "run_id": run})
        rows = _rows(written, count)
        while chunk := list(islice(rows, 1000)):
            connection.execute(insert(posts), chunk)
        finish_run(connection, run, 0, AT)
    engine.dispose()


def _rows(written: list[str], count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        text = written[number % len(written)]
        at = AT - timedelta(minutes=number)
        yield {
            "post_id": f"x:{number:07}", "source_id": "x", "kind": "post", "url": "", "text": text,
            "text_digest": text_digest(None, text), "published_at": at, "published_precision": "second",
            "pinned": False, "page_id": 1, "first_seen_at": AT, "last_seen_at": AT,
        }  # fmt: skip


def _read(settings: Settings) -> None:
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        for _batch in stored_texts(connection):
            pass


def _label(settings: Settings) -> None:
    with open_run(settings, "label") as run:
        label_topics(run, configured_post_labeller(settings), everything=True)


def main() -> None:
    """Do one side in this process, or measure both and print the figures."""
    parser = argparse.ArgumentParser(description="Measure labelling of stored posts.")
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--do", choices=["read", "label"])
    parser.add_argument("--config", type=Path)
    asked = parser.parse_args()
    if asked.do:
        {"read": _read, "label": _label}[asked.do](load_settings(asked.config, {}))
        return
    with TemporaryDirectory(prefix="pantau-bench-") as folder:
        for line in measure(Path(folder), asked.posts):
            print(*line.cells, sep=" | ")


if __name__ == "__main__":
    main()
