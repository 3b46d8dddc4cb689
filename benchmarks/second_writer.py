"""A night's labelling over a large store beside a program that commits every second: the time which that one waits.

``python -m benchmarks.second_writer`` measures a night in a store of 100,000 posts in which a few hundred are new.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.after_labels import config_text, fill_store
from benchmarks.ratio import Ratio
from pipeline.label.posts import label
from pipeline.run.context import open_run
from pipeline.settings.models import load_settings

POSTS, SECONDS = 100_000, 2.0  # the most that anybody may wait for the night
CHANGED = 300  # posts whose text is another since the night before
WRITER = """
import json, sqlite3, sys, time
from select import select
waits, connection = [], sqlite3.connect(sys.argv[1], timeout=900, isolation_level=None)
print("ready", flush=True)
while not select([sys.stdin], [], [], float(sys.argv[2]))[0]:
    began = time.monotonic()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO settings VALUES (?, 'ada')", (f"second writer {len(waits)}",))
    connection.execute("COMMIT")
    waits.append(time.monotonic() - began)
print(json.dumps({"commits": len(waits), "longest": max(waits)}))
"""


class Beside(NamedTuple):
    """The commits of a second writer beside a night, those found stored, its longest wait, and how the night ended."""

    commits: int
    stored: int
    longest: float
    exit_code: int


def measure(folder: Path, posts: int = POSTS) -> list[Ratio]:
    """Measure the longest wait of a second writer."""
    found = run_beside(folder, posts)
    if found.stored != found.commits or found.exit_code:
        raise RuntimeError(f"the night and the second writer did not both do all of their work: {found}")
    what = f"the longest wait of a second writer beside labelling {posts:,} posts"
    return [Ratio(what, "what anybody may wait", "s", found.longest, SECONDS, 1)]


def run_beside(folder: Path, posts: int, pause: float = 1.0) -> Beside:
    """Fill a store, label it anew beside a second writer, and tell what that one saw."""
    config = folder / "config.yaml"
    config.write_text(config_text(), encoding="utf-8")
    fill_store(config, posts)
    store = folder / "store.db"
    with open_run(load_settings(config, {}), "label") as night:
        label(night)  # the first night of such a store finds everything anew, and takes its time for that
    with closing(sqlite3.connect(store)) as connection:
        newest = "SELECT post_id FROM posts ORDER BY published_at DESC LIMIT ?"
        digest = "lower(hex(randomblob(16)))"
        changed = f"UPDATE posts SET text = text || ' baru', text_digest = {digest} WHERE post_id IN ({newest})"
        connection.execute(changed, (CHANGED,))
        connection.commit()
    with _second_writer(store, pause) as told, open_run(load_settings(config, {}), "label") as night:
        label(night)
    with closing(sqlite3.connect(store)) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM settings WHERE name LIKE 'second writer %'").fetchone()
    return Beside(int(told["commits"]), stored, told["longest"], night.exit_code)


@contextmanager
def _second_writer(store: Path, pause: float) -> Iterator[dict[str, float]]:
    """Let another program commit again and again until the block ends; then tell how it fared."""
    told: dict[str, float] = {}
    command = [sys.executable, "-c", WRITER, str(store), str(pause)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise RuntimeError("the second writer did not begin")
        try:
            yield told
        finally:
            out, _ = writer.communicate("end")
            told.update(json.loads(out))


def main() -> None:
    """Print what was measured."""
    with TemporaryDirectory() as folder:
        for ratio in measure(Path(folder)):
            print(ratio)


if __name__ == "__main__":
    main()
