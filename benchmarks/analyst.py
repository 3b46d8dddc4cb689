"""The questions that analysts ask most: ten queries on the views, against the same on bare indexed tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine

from benchmarks.ratio import Ratio
from benchmarks.report import NEWEST, fill
from storage.db.engine import open_engine
from storage.queries.read_only.query import run_read_only
from storage.schema.versions import upgrade

FULL, USUAL = 1_000_000, 100_000  # posts; the full size takes minutes: python -m benchmarks.analyst 1000000
AIM = 3.0  # times the bare query
_NEWEST_COUNTS = "LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at"
_CURRENT_LABEL = "LEFT JOIN labels l ON l.label_id = p.label_id"


class Asked(NamedTuple):
    """A question in words, as an analyst writes it on the views, and on bare tables."""

    words: str
    view: str
    bare: str


QUERIES: Sequence[Asked] = (
    Asked(
        "the newest fifty posts",
        "SELECT post_id, account, text, topic, interactions FROM v_posts ORDER BY published_at DESC LIMIT 50",
        f"SELECT p.post_id, p.text, l.topic, s.interactions FROM posts p {_NEWEST_COUNTS} {_CURRENT_LABEL} "
        "ORDER BY p.published_at DESC LIMIT 50",
    ),
    Asked(
        "one week of one source",
        "SELECT post_id, topic, engagement_score, engagement_level FROM v_posts "
        "WHERE iso_week = '2026-W47' AND source_id = 's7'",
        f"SELECT p.post_id, l.topic, e.score, e.level FROM posts p {_CURRENT_LABEL} "
        "LEFT JOIN engagement e ON e.post_id = p.post_id WHERE p.iso_week = '2026-W47' AND p.source_id = 's7'",
    ),
    Asked(
        "52 weeks by week, channel and dimension",
        "SELECT iso_week, platform, topic, posts, interactions FROM v_topic_weekly "
        "WHERE iso_week BETWEEN '2025-W48' AND '2026-W47'",
        f"SELECT p.iso_week, o.platform, l.topic, count(*), sum(s.interactions) FROM posts p "
        f"JOIN sources o ON o.source_id = p.source_id {_NEWEST_COUNTS} {_CURRENT_LABEL} "
        "WHERE p.iso_week BETWEEN '2025-W48' AND '2026-W47' GROUP BY p.iso_week, o.platform, l.topic",
    ),
    Asked(
        "ten best posts of a quarter",
        "SELECT post_id, engagement_score, score_n FROM v_posts WHERE quarter = '2026-Q3' "
        "ORDER BY engagement_score DESC LIMIT 10",
        "SELECT p.post_id, e.score, e.score_n FROM posts p JOIN engagement e ON e.post_id = p.post_id "
        "WHERE p.quarter = '2026-Q3' ORDER BY e.score DESC LIMIT 10",
    ),
    Asked("how many posts", "SELECT count(*) FROM v_posts", "SELECT count(*) FROM posts"),
    Asked(
        "posts per source and month",
        "SELECT source_id, month, count(*) FROM v_posts GROUP BY source_id, month",
        "SELECT source_id, month, count(*) FROM posts GROUP BY source_id, month",
    ),
    Asked(
        "growth of one post",
        "SELECT observed_at, age_hours, interactions FROM v_metrics WHERE post_id = 'x:500' ORDER BY observed_at",
        "SELECT observed_at, interactions FROM snapshots WHERE post_id = 'x:500' ORDER BY observed_at",
    ),
    Asked(
        "best weekday and hour of one account",
        "SELECT grouped_by, value, median_score FROM v_best_times WHERE source_id = 's7' AND among = 'all'",
        "SELECT substr(CAST(p.published_local AS VARCHAR(32)), 12, 2), avg(e.score), count(*) FROM posts p "
        "JOIN engagement e ON e.post_id = p.post_id WHERE p.source_id = 's7' GROUP BY 1",
    ),
    Asked(
        "obstacles of one month",
        "SELECT object, topic, obstacle, sum(n) FROM v_obstacles WHERE month = '2026-10' GROUP BY 1, 2, 3",
        "SELECT l.object, t.topic, l.obstacle, count(*) FROM responses r "
        "JOIN response_labels l ON l.response_id = r.response_id JOIN posts p ON p.post_id = r.post_id "
        "LEFT JOIN labels t ON t.label_id = p.label_id WHERE r.month = '2026-10' AND l.obstacle IS NOT NULL "
        "GROUP BY 1, 2, 3",
    ),
    Asked(
        "the quotes' ids of one obstacle",
        "SELECT response_id FROM v_responses WHERE iso_week = '2026-W40' AND obstacle = 'application'",
        "SELECT r.response_id FROM responses r JOIN response_labels l ON l.response_id = r.response_id "
        "WHERE r.iso_week = '2026-W40' AND l.obstacle = 'application'",
    ),
    Asked(
        "what waits, oldest first",
        "SELECT response_id, published_at FROM v_questions WHERE status = 'unanswered' ORDER BY published_at LIMIT 200",
        "SELECT q.response_id, r.published_at FROM questions q JOIN responses r ON r.response_id = q.response_id "
        "WHERE q.status = 'unanswered' ORDER BY r.published_at LIMIT 200",
    ),
    Asked(
        "followers of a city by day",
        "SELECT account, day, followers, change_90_days FROM v_followers WHERE city = 'Kota Bekasi'",
        "SELECT a.source_id, a.observed_at, a.followers FROM accounts a "
        "JOIN sources o ON o.source_id = a.source_id WHERE o.city = 'Kota Bekasi'",
    ),
)


def compare(engine: Engine, posts: int) -> list[Ratio]:
    """Time every query on the views and on bare tables, the quickest of three each."""
    return [
        Ratio(
            f"{asked.words} ({posts:,} posts)",
            "bare tables",
            "s",
            _seconds(engine, asked.view),
            _seconds(engine, asked.bare),
            aim=AIM,
        )
        for asked in QUERIES
    ]


def _seconds(engine: Engine, query: str, times: int = 3) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run_read_only(engine, query)
        found.append(time.perf_counter() - began)
    return max(min(found), 1e-3)  # a millisecond is what opening a connection takes


def measure(folder: Path, posts: int = USUAL) -> list[Ratio]:
    """Fill a SQLite store and compare."""
    file = folder / f"analyst-{posts}.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    if not file.is_file() or not file.stat().st_size:
        upgrade(engine, NEWEST)
        fill(file, posts)
    ratios = compare(engine, posts)
    engine.dispose()
    return ratios


def main() -> None:
    """Print the ratios for a number of posts, or of a filled store whose URL is told.

    A folder that is named keeps the store for another time.
    """
    if "://" in sys.argv[-1]:
        engine = open_engine(sys.argv[-1])
        for ratio in compare(engine, FULL):
            print(*ratio.cells, sep=" | ")
        engine.dispose()
        return
    posts, kept = [*sys.argv[1:], *(str(FULL), "")[len(sys.argv) - 1 :]]
    with TemporaryDirectory() as folder:
        for ratio in measure(Path(kept or folder), int(posts)):
            print(*ratio.cells, sep=" | ")


if __name__ == "__main__":
    main()
