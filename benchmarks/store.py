"""Posts stored per second, against a bare ``executemany`` of the very rows that the store wrote."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.ratio import Ratio
from benchmarks.texts import x_posts
from collectors.records import Page, RawPage
from collectors.x_posts import parse_stored
from pipeline.demo.world import World, XPost
from pipeline.demo.x_objects import tweet_object
from storage.database import open_engine, transaction
from storage.pages import Visit, commit_page
from storage.runs import SourceRow, start_run, start_source, upsert_sources
from storage.schema import upgrade

POSTS, PAGE_SIZE, REPEATS = 20_000, 100, 3
ACCOUNT, SOURCE = "Kominfobekasi", "x-kominfobekasi"
START = datetime(2026, 11, 24, 1, tzinfo=UTC)
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")  # as storage.database sets them
WRITTEN = ("posts", "post_terms", "post_media", "snapshots")


@dataclass(frozen=True)
class Peer:
    """What the bare program writes: the schema, the rows that were there before, and each transaction's statements."""

    schema: list[str]
    before: list[tuple[str, list[Any]]]
    transactions: list[list[tuple[str, list[Any]]]]


def measure(folder: Path) -> list[Ratio]:
    """Store the same posts in both ways, in turn, and compare the medians."""
    found = list(_pages())
    ours, bare = [], []
    peer: Peer | None = None
    for number in range(REPEATS):
        file = folder / f"ours-{number}.db"
        ours.append(_store(file, found))
        peer = peer or _recorded(file)
        bare.append(_write_bare(folder / f"bare-{number}.db", peer))
    return [
        Ratio(
            name="posts stored a second ÷ bare executemany of the same rows",
            ours=POSTS / median(ours),
            peer=POSTS / median(bare),
            unit="posts/s",
            aim=0.5,
            at_least=True,
        )
    ]


def _pages() -> Iterator[Page]:
    """Make the pages as the collector yields them, raw answer and records."""
    posts, world = x_posts(POSTS), World()
    while chunk := list(islice(posts, PAGE_SIZE)):
        yield _page(world, chunk)


def _page(world: World, chunk: Sequence[XPost]) -> Page:
    answer = {"data": [tweet_object(world, post) for post in chunk], "meta": {"result_count": len(chunk)}}
    raw = RawPage("timeline", "https://api.twitter.com/2/users/1/tweets", json.dumps(answer).encode())
    cursor = {"user_id": "1", "newest": chunk[0].id, "ranges": [["0", chunk[-1].id]]}
    return Page(raw, parse_stored(raw, ACCOUNT), cursor=cursor)


def _store(file: Path, found: Sequence[Page]) -> float:
    """Store the pages as the harvest does; return the seconds that it took."""
    engine = open_engine(f"sqlite:///{file}", create=True)
    upgrade(engine, START)
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(SOURCE, "x", ACCOUNT)])
        run_id = start_run(connection, "harvest", "0", START)
        start_source(connection, run_id, SOURCE, START)
    began = time.perf_counter()
    for number, page in enumerate(found):
        visit = Visit(run_id, SOURCE, START + timedelta(seconds=number), ZoneInfo("Asia/Jakarta"))
        with transaction(engine) as connection:
            commit_page(connection, page, visit)
    took = time.perf_counter() - began
    engine.dispose()
    return took


def _recorded(file: Path) -> Peer:
    """Read back what the store wrote."""
    with closing(sqlite3.connect(file)) as connection:
        schema = [
            sql
            for (sql,) in connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
            )
        ]
        before = [_rows(connection, table) for table in ("sources", "runs", "source_runs")]
        transactions = [
            _transaction(connection, page_id) for (page_id,) in connection.execute("SELECT page_id FROM pages")
        ]
    return Peer(schema, before, transactions)


def _transaction(connection: sqlite3.Connection, page_id: int) -> list[tuple[str, list[Any]]]:
    mine = f"post_id IN (SELECT post_id FROM posts WHERE page_id = {page_id})"
    cursor = connection.execute("SELECT cursor, source_id FROM sources").fetchone()
    counts = connection.execute("SELECT posts_new, posts_seen, requests, run_id, source_id FROM source_runs").fetchone()
    return [
        _rows(connection, "pages", f"page_id = {page_id}"),
        *(_rows(connection, table, mine) for table in WRITTEN),
        ("UPDATE sources SET cursor = ? WHERE source_id = ?", [cursor]),
        (
            "UPDATE source_runs SET posts_new = ?, posts_seen = ?, requests = ? WHERE run_id = ? AND source_id = ?",
            [counts],
        ),
    ]


def _rows(connection: sqlite3.Connection, table: str, where: str = "1") -> tuple[str, list[Any]]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE {where}").fetchall()
    marks = ", ".join("?" * len(rows[0]))
    return f"INSERT INTO {table} VALUES ({marks})", rows


def _write_bare(file: Path, peer: Peer) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        for statement in peer.schema:
            connection.execute(statement)
        for statement, rows in peer.before:
            connection.executemany(statement, rows)
        began = time.perf_counter()
        for statements in peer.transactions:
            connection.execute("BEGIN")
            for statement, rows in statements:
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
        return time.perf_counter() - began
