"""The weekly report's queries: against a bare GROUP BY, and against loading all into pandas."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from benchmarks.ratio import Ratio
from storage.db.engine import open_engine, transaction
from storage.queries.frames import account_frame, view_frame
from storage.queries.obstacles import conversation_of, obstacle_counts, open_questions
from storage.queries.weeks import interactions_at_age, own_posts
from storage.schema.versions import upgrade

TOP = Path(__file__).parents[1]
FULL, USUAL = 1_000_000, 100_000  # posts; the full size takes minutes: python -m benchmarks.report
SOURCES, A_WEEK = 300, 1_923  # posts a week, whatever the size: a million are ten years
PEAK = 1000  # MB
NEWEST = datetime(2026, 11, 22, 20, tzinfo=UTC)
AGES = (16, 40, 64, 184, 352)  # hours: five nights that looked at each post
BATCH = 20_000
TOPICS = ("governance", "branding", "economy", "living", "society", "environment", "none")
OBSTACLES = ("awareness", "infrastructure", "application", "capacity", "procedure")
LEVELS = ("named", "initiative", "dimension", "none")
BARE = """
    SELECT p.iso_week, p.source_id, l.topic, count(*), sum(s.interactions), sum(s.views)
    FROM posts p
    JOIN labels l ON l.post_id = p.post_id AND l.current
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id)
    WHERE p.iso_week BETWEEN '2026-W43' AND '2026-W47' GROUP BY p.iso_week, p.source_id, l.topic"""
BARE_RESPONSES = """
    SELECT r.iso_week, r.source_id, l.obstacle, count(*), count(DISTINCT r.author_hash)
    FROM responses r
    JOIN response_labels l ON l.response_id = r.response_id
    WHERE r.iso_week BETWEEN '2026-W35' AND '2026-W47' GROUP BY r.iso_week, r.source_id, l.obstacle"""
Rows = Iterator[tuple[Any, ...]]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def fill(file: Path, posts: int) -> None:
    """Write *posts* posts with labels, scores and five observations each, as the store would hold them."""
    chance = random.Random(20261124)
    step = timedelta(weeks=1) / A_WEEK
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        platforms = ("x", "instagram", "website")
        made = (  # as a night leaves them
            "INSERT INTO sources (source_id, platform, account, cursor, parts, parts_always) "
            "VALUES (?, ?, ?, '{}', 'likes,comments,shares', 1)"
        )
        for number in range(SOURCES):
            row = (f"s{number}", platforms[number % 3], f"akun{number}")
            connection.execute(made, row)
        connection.execute(
            "INSERT INTO runs (run_id, command, started_at, version) VALUES (1, 'nightly', ?, '0')", (_moment(NEWEST),)
        )
        connection.execute(
            "INSERT INTO pages (page_id, run_id, source_id, fetched_at, kind, url, body) "
            "VALUES (1, 1, 's0', ?, 'a', 'b', x'00')",
            (_moment(NEWEST),),
        )
        for start in range(0, posts, BATCH):
            numbers = range(start, min(start + BATCH, posts))
            connection.executemany(
                "INSERT INTO posts (post_id, source_id, kind, url, text, published_at, published_precision, "
                "published_local, iso_week, pinned, text_digest, page_id, first_seen_at, last_seen_at) "
                "VALUES (?, ?, 'post', 'u', ?, ?, 'second', ?, ?, 0, ?, 1, ?, ?)",
                (_post(number, NEWEST - number * step) for number in numbers),
            )
            connection.executemany(
                "INSERT INTO labels (post_id, text_digest, version, method, labelled_at, topic, topics, "
                "programme_level, evidence, current) "
                "VALUES (?, 'd', '1', 'taxonomy', '2026-11-24T00:00:00Z', ?, ?, ?, '[]', 1)",
                ((f"x:{n}", topic := chance.choice(TOPICS), topic, chance.choice(LEVELS)) for n in numbers),
            )
            connection.executemany(
                "INSERT INTO engagement (post_id, followers, rate, score, level, score_n) "
                "VALUES (?, 1000, 0.01, ?, 'normal', 100)",
                ((f"x:{n}", chance.random() * 3) for n in numbers),
            )
            connection.executemany(
                "INSERT INTO snapshots (post_id, observed_at, likes, comments, shares, views, interactions) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row for n in numbers for row in _snapshots(n, NEWEST - n * step, chance.randrange(900))),
            )
            _fill_responses(connection, numbers, step, chance)
        connection.execute(
            "UPDATE posts SET observed_at = (SELECT max(observed_at) FROM snapshots s WHERE s.post_id = posts.post_id),"
            " label_id = (SELECT l.label_id FROM labels l WHERE l.post_id = posts.post_id AND l.current)"
        )
        connection.execute("ANALYZE")
        connection.commit()


def _fill_responses(connection: sqlite3.Connection, numbers: range, step: timedelta, chance: random.Random) -> None:
    """Write one response a post, labelled: one in five names an obstacle, one in ten asks, half of those in vain."""
    connection.executemany(
        "INSERT INTO responses (response_id, source_id, post_id, parent_id, kind, author_hash, is_official, "
        "published_at, published_local, iso_week, text, page_id, first_seen_at, last_seen_at) "
        "VALUES (?, ?, ?, ?, 'reply', ?, 0, ?, ?, ?, ?, 1, ?, ?)",
        (_response(n, NEWEST - n * step, chance.randrange(100_000)) for n in numbers),
    )
    connection.executemany(
        "INSERT INTO response_labels (response_id, version, labelled_at, sentiment, intent, object, obstacle, score, "
        "evidence) VALUES (?, '1', '2026-11-24T00:00:00Z', 'neutral', ?, 'communication', ?, 0.9, '[]')",
        ((f"x:r{n}", "other" if n % 10 else "question", None if n % 5 else chance.choice(OBSTACLES)) for n in numbers),
    )
    connection.executemany(
        "INSERT INTO questions (response_id, status) VALUES (?, ?)",
        ((f"x:r{n}", "answered" if n % 20 else "unanswered") for n in numbers if n % 10 == 0),
    )
    connection.executemany(
        "INSERT INTO messages (message_id, posts, sources, first_at, missed) VALUES (?, 2, 2, ?, 's1,s2')",
        ((f"x:{n}", _moment(NEWEST - n * step)) for n in numbers if n % 50 == 0),
    )


def _response(number: int, at: datetime, person: int) -> tuple[Any, ...]:
    local, told = at + timedelta(hours=7), _moment(at)
    return (
        f"x:r{number}", f"s{number % SOURCES}", f"x:{number}", f"x:{number}", f"x-{person:020x}", told,
        f"{local:%Y-%m-%dT%H:%M:%S}", f"{local:%G-W%V}", f"Tanggapan warga nomor {number} " * 4, told, told,
    )  # fmt: skip


def _post(number: int, at: datetime) -> tuple[Any, ...]:
    local = at + timedelta(hours=7)
    seen = _moment(at + timedelta(hours=16))
    text = f"Kabar kota nomor {number} " * 12
    return (
        f"x:{number}", f"s{number % SOURCES}", text, _moment(at), f"{local:%Y-%m-%dT%H:%M:%S}", f"{local:%G-W%V}",
        f"{number:032x}", seen, seen,
    )  # fmt: skip


def _snapshots(number: int, at: datetime, likes: int) -> Rows:
    for place, hours in enumerate(AGES, start=1):
        told = likes * place
        yield f"x:{number}", _moment(at + timedelta(hours=hours)), told, 1, 2, 50 * told, told + 3


def _report_queries(connection: Connection) -> None:
    """Read all that the report of one week reads."""
    view_frame(connection, "v_posts", "WHERE iso_week = :week ORDER BY published_at, post_id", week="2026-W47")
    account_frame(connection, NEWEST)
    view_frame(connection, "v_topic_weekly", "WHERE iso_week = :week ORDER BY platform, topic", week="2026-W47")
    view_frame(connection, "v_campaigns", "ORDER BY campaign, platform")
    own_posts(connection, "2026-W43", "2026-W47")
    interactions_at_age(connection, ("2026-W47", "2026-W46"), 24)
    interactions_at_age(connection, ("2026-W46", "2026-W45"), 168)
    obstacle_counts(connection, "2026-W35", "2026-W47", NEWEST.date())
    conversation_of(connection, "2026-W35", "2026-W47", NEWEST, NEWEST.date())
    open_questions(connection, "2026-W35", "2026-W47", NEWEST, NEWEST.date())


def _pandas(connection: Connection) -> None:
    """Load the tables, as a notebook would."""
    raw = connection.connection.driver_connection
    assert raw is not None
    for table in ("posts", "labels", "engagement", "snapshots"):
        pd.read_sql_query(f"SELECT * FROM {table}", raw)


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        began = time.process_time()  # SQLite works in this process: other programs' load is not ours
        work()
        found.append(time.process_time() - began)
    return min(found)


def measure(folder: Path, posts: int = USUAL) -> list[Ratio]:
    """Fill a store and compare; loading into pandas is only compared at the full size, for which its aim was set."""
    file = folder / "report.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    upgrade(engine, NEWEST)
    fill(file, posts)
    with transaction(engine) as connection:
        bare = _seconds(lambda: [connection.exec_driver_sql(one).all() for one in (BARE, BARE_RESPONSES)])
        ours = _seconds(lambda: _report_queries(connection))
    name = f"the weekly report's queries over {posts:,} posts, as many responses and {len(AGES) * posts:,} snapshots"
    ratios = [Ratio(name, "bare GROUP BYs of its weeks' posts and responses", "s", ours, bare, aim=3)]
    if posts >= FULL:
        with transaction(engine) as connection:
            loading = _seconds(lambda: _pandas(connection), times=1)
        ratios.append(Ratio("the same", "loading the tables into pandas", "s", ours, loading, aim=0.02))
    engine.dispose()
    return [*ratios, Ratio("their peak memory", "what it may take", "MB", _peak(file), PEAK, aim=1)]


def _peak(file: Path) -> float:
    """Run the queries in a process of their own and return its peak in megabytes."""
    command = [sys.executable, "-m", "benchmarks.measured", sys.executable, "-m", "benchmarks.report", str(file)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["peak_mb"])


def main() -> None:
    """Print the ratios for a number of posts; or, given a store, only run the queries on it."""
    told = sys.argv[1] if len(sys.argv) > 1 else str(FULL)
    if not told.isdigit():
        with transaction(open_engine(f"sqlite:///{told}")) as connection:
            _report_queries(connection)
        return
    with TemporaryDirectory() as folder:
        for ratio in measure(Path(folder), int(told)):
            print(*ratio.cells, sep=" | ")


if __name__ == "__main__":
    main()
