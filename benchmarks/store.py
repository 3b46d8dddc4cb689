"""Posts stored per second, against a bare ``executemany`` of the very rows that the store wrote."""

from __future__ import annotations

import gc
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
from collectors.x.collector import TWEET_FIELDS
from collectors.x.parser import parse_stored
from pipeline.demo.standin.x.objects import tweet_object
from pipeline.demo.world.world import World, XPost
from storage.db.engine import open_engine, transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.versions import upgrade

POSTS, PAGE_SIZE, REPEATS = 20_000, 100, 5
ACCOUNT, SOURCE = "Kominfobekasi", "x-kominfobekasi"
START = datetime(2026, 11, 24, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")
# as storage.db.engine sets them
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
OF_A_PAGE = ("posts", "post_terms", "post_media", "snapshots")
PEER = "bare sqlite3 executemany of the same rows"

Statement = tuple[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock on the wall, and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Script:
    """The work of the peer: make the schema, write what was there before, then one transaction after the other."""

    schema: list[str]
    before: list[Statement]
    transactions: list[list[Statement]]


def measure(folder: Path) -> list[Ratio]:
    """Store the same posts in both ways, in turn, and compare the medians."""
    pages = list(made_pages(POSTS))
    gc.collect()
    gc.freeze()  # the pages that wait here are the benchmark's; the store must not pay for searching them
    ours, bare = [], []
    for number in range(REPEATS):
        file = folder / f"ours-{number}.db"
        ours.append(store(file, pages))
        bare.append(write_bare(folder / f"bare-{number}.db", recorded(file)))
    gc.unfreeze()
    wall = POSTS / median(s.wall for s in ours), POSTS / median(s.wall for s in bare)
    cpu = POSTS / median(s.cpu for s in ours), POSTS / median(s.cpu for s in bare)
    return [
        Ratio("storing, by the clock", PEER, "posts/s", *wall, aim=0.5, at_least=True),
        Ratio("storing, processor time", PEER, "posts/s", *cpu, aim=0.5, at_least=True),
    ]


def made_pages(count: int) -> Iterator[Page]:
    """Make the pages as X's collector yields them: the raw answer and its records."""
    posts, world = x_posts(count), World()
    while chunk := list(islice(posts, PAGE_SIZE)):
        yield _page(world, chunk)


def _page(world: World, chunk: Sequence[XPost]) -> Page:
    asked = {"id", "text", *TWEET_FIELDS}
    data = [{name: value for name, value in tweet_object(world, p).items() if name in asked} for p in chunk]
    answer = {"data": data, "meta": {"result_count": len(chunk)}}
    raw = RawPage("timeline", "https://api.twitter.com/2/users/1/tweets", json.dumps(answer).encode())
    cursor = {"user_id": "1", "newest": chunk[0].id, "ranges": [["0", chunk[-1].id]]}
    return Page(raw, parse_stored(raw, ACCOUNT), cursor=cursor)


def store(file: Path, pages: Sequence[Page]) -> Spent:
    """Store the pages as the harvest does, each in its transaction."""
    engine = open_engine(f"sqlite:///{file}", create=True)
    upgrade(engine, START)
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(SOURCE, "x", ACCOUNT)])
        run_id = start_run(connection, "harvest", "0", START)
        start_source(connection, run_id, SOURCE, START)
    wall, cpu = time.perf_counter(), time.process_time()
    for number, page in enumerate(pages):
        provenance = Provenance(run_id, SOURCE, START + timedelta(seconds=number), ZONE)
        with transaction(engine) as connection:
            commit_page(connection, page, provenance)
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu)
    engine.dispose()
    return spent


def recorded(file: Path) -> Script:
    """Read back what the store wrote, as statements of the peer."""
    with closing(sqlite3.connect(file)) as connection:
        numbers = connection.execute("SELECT page_id FROM pages ORDER BY page_id").fetchall()
        return Script(
            schema=schema_of(connection),
            before=[inserts_of(connection, table) for table in ("sources", "runs", "source_runs")],
            transactions=[_of_page(connection, number) for (number,) in numbers],
        )


def schema_of(connection: sqlite3.Connection) -> list[str]:
    """Return the statements that make the store's tables and indexes."""
    # What keeps the full-text index is made by its one statement.
    made = (
        "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL "
        "AND name NOT LIKE 'post!_search!_%' ESCAPE '!' ORDER BY rowid"
    )
    return [sql for (sql,) in connection.execute(made)]


def _of_page(connection: sqlite3.Connection, page_id: int) -> list[Statement]:
    mine = f"post_id IN (SELECT post_id FROM posts WHERE page_id = {page_id})"
    stands = "UPDATE sources SET cursor = ?, post_count = ? WHERE source_id = ?"
    counts = "UPDATE source_runs SET posts_new = ?, posts_seen = ?, requests = ? WHERE run_id = ? AND source_id = ?"
    return [
        inserts_of(connection, "pages", f"page_id = {page_id}"),
        *(inserts_of(connection, table, mine) for table in OF_A_PAGE),
        (stands, connection.execute("SELECT cursor, post_count, source_id FROM sources").fetchall()),
        (
            counts,
            connection.execute("SELECT posts_new, posts_seen, requests, run_id, source_id FROM source_runs").fetchall(),
        ),
    ]


def inserts_of(connection: sqlite3.Connection, table: str, where: str = "true") -> Statement:
    """Return the statement that writes the rows of a table anew."""
    # table_info leaves out the columns that the database generates
    names = [f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})")]
    listed, marks = ", ".join(names), ", ".join("?" for _ in names)
    rows = connection.execute(f"SELECT {listed} FROM {table} WHERE {where}").fetchall()
    return f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows


def write_bare(file: Path, script: Script) -> Spent:
    """Write the same rows in the same number of transactions, with nothing but the driver."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in (*(f"PRAGMA {pragma}" for pragma in PRAGMAS), *script.schema):
            connection.execute(statement)
        for statement, rows in script.before:
            connection.executemany(statement, rows)
        wall, cpu = time.perf_counter(), time.process_time()
        for statements in script.transactions:
            connection.execute("BEGIN")
            for statement, rows in statements:
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
        return Spent(time.perf_counter() - wall, time.process_time() - cpu)
