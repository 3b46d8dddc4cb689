"""Import of an archive of 50,000 posts, a process of its own, against bare ``executemany`` of its rows."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ratio import Ratio
from benchmarks.store import PRAGMAS, Spent, inserts_of, schema_of
from benchmarks.texts import x_posts
from pipeline.demo.world.world import XPost

POSTS, REPEATS = 50_000, 3
PEER = "bare sqlite3 executemany of the same rows"
ACCOUNT = "Kominfobekasi"
PEAK_MB = 300  # the aim of the house
PANTAU = "from pipeline.cli import main; main()"
MEASURED = Path(__file__).with_name("measured.py")
TABLES = ("sources", "runs", "pages", "posts", "post_terms", "post_media", "snapshots")
CONFIG = f"sources:\n  - {{id: x, platform: x, account: {ACCOUNT}}}\n"


def measure(folder: Path) -> list[Ratio]:
    """Import the archive and write its rows bare, in turn, and compare the medians."""
    archive = folder / "archive.zip"
    _pack(archive)
    ours, bare, peaks = [], [], []
    for number in range(REPEATS):
        spent, peak = _imported(archive, folder / str(number))
        ours.append(spent)
        peaks.append(peak)
        bare.append(_written_bare(folder / str(number) / "data" / "pantau.db", folder / str(number) / "bare.db"))
    what = f"import of an X archive of {POSTS:,} posts"
    wall = POSTS / median(s.wall for s in ours), POSTS / median(s.wall for s in bare)
    cpu = POSTS / median(s.cpu for s in ours), POSTS / median(s.cpu for s in bare)
    return [
        Ratio(f"{what}, by the clock", PEER, "posts/s", *wall, aim=0.3, at_least=True),
        Ratio(f"{what}, processor time", PEER, "posts/s", *cpu, aim=0.3, at_least=True),
        Ratio("peak memory of that import", f"{PEAK_MB} MB", "MB", max(peaks), PEAK_MB, 1),
    ]


def _imported(archive: Path, folder: Path) -> tuple[Spent, float]:
    """Import into a new store, a process of its own; return what it took, and its peak in MB."""
    folder.mkdir()
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    _pantau(folder, "db", "upgrade")
    began = time.perf_counter()
    # the invented archive tells no owner: its posts alone prove none
    used = _pantau(folder, "import", str(archive), "--source", "x", "--account", ACCOUNT)
    return Spent(time.perf_counter() - began, used["cpu_seconds"]), used["peak_mb"]


def _pack(archive: Path) -> None:
    """Write the archive as X does: indented JSON behind an assignment."""
    posts = ",\n".join(json.dumps({"tweet": _tweet(post)}, indent=2) for post in x_posts(POSTS))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("data/tweets.js", f"window.YTD.tweets.part0 = [\n{posts}\n]")


def _tweet(post: XPost) -> dict[str, Any]:
    tags = [{"text": word[1:], "indices": ["0", "9"]} for word in post.text.split() if word.startswith("#")]
    return {
        "edit_info": {"initial": {"editTweetIds": [post.id], "editsRemaining": "5", "isEditEligible": True}},
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {"hashtags": tags, "symbols": [], "user_mentions": [], "urls": []},
        "display_text_range": ["0", str(len(post.text))],
        "favorite_count": str(post.likes),
        "id_str": post.id,
        "truncated": False,
        "retweet_count": str(post.reposts),
        "id": post.id,
        "created_at": post.at.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorited": False,
        "full_text": post.text,
        "lang": "in",
    }


def _pantau(folder: Path, *words: str) -> dict[str, float]:
    command = [sys.executable, str(MEASURED), sys.executable, "-c", PANTAU, "--config", str(folder / "config.yaml")]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _written_bare(source: Path, target: Path) -> Spent:
    """Write the same rows with the same indexes and settings, in one transaction as the import does."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, isolation_level=None)) as write:
        for pragma in PRAGMAS:
            write.execute(f"PRAGMA {pragma}")
        for statement in schema_of(read):
            write.execute(statement)
        statements = [inserts_of(read, table) for table in TABLES]
        wall, cpu = time.perf_counter(), time.process_time()
        write.execute("BEGIN")
        for statement, rows in statements:
            write.executemany(statement, rows)
        write.execute("COMMIT")
        return Spent(time.perf_counter() - wall, time.process_time() - cpu)
