"""The report's queries over a million posts: against a bare GROUP BY, and against loading all into pandas."""

from __future__ import annotations

import random
import sqlite3
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
from storage.database import open_engine, transaction
from storage.frames import account_frame, view_frame
from storage.schema import upgrade
from storage.weeks import interactions_at_age, programme_counts

POSTS, SOURCES, WEEKS = 1_000_000, 300, 520
NEWEST = datetime(2026, 11, 22, 20, tzinfo=UTC)
AGES = (16, 40, 64, 184, 352)  # hours: five nights that looked at each post
BATCH = 20_000
TOPICS = ("governance", "branding", "economy", "living", "society", "environment", "none")
LEVELS = ("named", "initiative", "dimension", "none")
BARE = """
    SELECT p.iso_week, p.source_id, l.topic, count(*), sum(s.interactions), sum(s.views)
    FROM posts p
    JOIN labels l ON l.post_id = p.post_id AND l.current
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id)
    WHERE p.iso_week BETWEEN '2026-W43' AND '2026-W47' GROUP BY p.iso_week, p.source_id, l.topic"""
Rows = Iterator[tuple[Any, ...]]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _fill(file: Path) -> None:
    """Write the posts with labels, scores and five observations each, as the store would hold them."""
    chance = random.Random(20261124)
    step = timedelta(weeks=WEEKS) / POSTS
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        platforms = ("x", "instagram", "website")
        for number in range(SOURCES):
            row = (f"s{number}", platforms[number % 3], f"akun{number}")
            connection.execute("INSERT INTO sources (source_id, platform, account, cursor) VALUES (?, ?, ?, '{}')", row)
        connection.execute("INSERT INTO runs VALUES (1, 'nightly', ?, NULL, NULL, '0')", (_moment(NEWEST),))
        connection.execute("INSERT INTO pages VALUES (1, 1, 's0', ?, 'a', 'b', x'00')", (_moment(NEWEST),))
        for start in range(0, POSTS, BATCH):
            numbers = range(start, min(start + BATCH, POSTS))
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
                "INSERT INTO engagement VALUES (?, 1000, 0.01, ?, 'normal', 100)",
                ((f"x:{n}", chance.random() * 3) for n in numbers),
            )
            connection.executemany(
                "INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row for n in numbers for row in _snapshots(n, NEWEST - n * step, chance.randrange(900))),
            )
        connection.execute("ANALYZE")
        connection.commit()


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
    account_frame(connection, "2026-W47", NEWEST)
    view_frame(connection, "v_topic_weekly", "WHERE iso_week = :week ORDER BY platform, topic", week="2026-W47")
    before = "WHERE iso_week >= :first AND iso_week < :week ORDER BY iso_week, platform, topic"
    view_frame(connection, "v_topic_weekly", before, first="2026-W43", week="2026-W47")
    view_frame(connection, "v_campaigns", "ORDER BY campaign, platform")
    programme_counts(connection, "2026-W43", "2026-W47")
    interactions_at_age(connection, ("2026-W47", "2026-W46"), 24)
    interactions_at_age(connection, ("2026-W46", "2026-W45"), 168)


def _pandas(connection: Connection) -> None:
    """Load the tables, as a notebook would."""
    raw = connection.connection.driver_connection
    for table in ("posts", "labels", "engagement", "snapshots"):
        pd.read_sql_query(f"SELECT * FROM {table}", raw)


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def measure(folder: Path) -> list[Ratio]:
    """Fill a store and compare."""
    file = folder / "million.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    upgrade(engine, NEWEST)
    _fill(file)
    with transaction(engine) as connection:
        ours = _seconds(lambda: _report_queries(connection))
        bare = _seconds(lambda: connection.exec_driver_sql(BARE).all())
        loading = _seconds(lambda: _pandas(connection), times=1)
    engine.dispose()
    return [
        Ratio(name="the report's queries ÷ bare GROUP BY of its five weeks", ours=ours, peer=bare, unit="s", aim=3),
        Ratio(
            name="the report's queries ÷ loading the tables into pandas", ours=ours, peer=loading, unit="s", aim=0.02
        ),
    ]


def main() -> None:
    """Print the ratios."""
    with TemporaryDirectory() as folder:
        for ratio in measure(Path(folder)):
            sys.stdout.write(
                f"{ratio.name}: {ratio.ours:.3f} ÷ {ratio.peer:.3f} s = {ratio.value:.3f} (aim {ratio.aim})\n"
            )


if __name__ == "__main__":
    main()
