"""Many accounts, night after night, with faults: memory stays flat, and work follows what is new.

``python -m benchmarks.soak --accounts 1000 --nights 30`` runs the whole, ``--minutes`` bounds it; a test runs fifty
accounts for five nights. The stand-in lives in the same process, so that time and memory are the most that Pantau can
have taken; the processor time of the main thread is Pantau's own while there is one lane.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import yaml
from sqlalchemy import Engine, func, select

from benchmarks.costs import FIRST_NIGHT, NEXT
from benchmarks.count import Count
from pipeline.cli import GARBAGE_AFTER
from pipeline.demo.run import credentials
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.world import Account, Article, Fault, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.label.posts import label_by_night
from pipeline.operate.db import upgrade_store
from pipeline.run.console import keep
from pipeline.run.context import open_run
from pipeline.settings.models import Settings, load_settings
from storage.db.engine import open_engine, reading
from storage.schema.tables import posts, reads, runs, source_runs

HISTORY = 10  # days of posts before the first night
FAULTS = {"x": ("reset", "over_capacity"), "instagram": ("reset", "server_error"), "website": ("reset", "server_error")}
SITE = "https://diskominfo.bekasikota.go.id"
PAGE = 4096
logger = logging.getLogger(__name__)


class Chance:
    """Numbers of requests that fail: a share of all, the same in every run."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._random = share, random.Random(seed)

    def __contains__(self, _number: object) -> bool:
        """Draw whether the next one fails."""
        return self._random.random() < self._share


@dataclass(frozen=True)
class Night:
    """The yield and the cost of a night."""

    new: int
    requests: int
    failed: int
    """Requests that a fault spoiled."""
    read_posts: int
    """Posts that X was paid for."""
    cpu_seconds: float
    main_seconds: float
    """Processor time of the main thread, in which the stand-in has no part."""
    memory_mb: float
    incomplete: int


@dataclass(frozen=True)
class Soaked:
    """All nights, and what was there at the end."""

    nights: list[Night]
    stored: int
    published: int
    disk_mb: float
    """The SQLite file at the end."""
    bought_twice: int
    """Source and day of the ledger whose reads pass the posts that the account showed on that day."""


def soak(  # noqa: PLR0913  # the numbers of the command line
    folder: Path, accounts: int, nights: int, *, faults: float = 0.02, lanes: int = 1, until: float = inf
) -> Soaked:
    """Run nights over invented accounts, half on X, half on Instagram, and a website; the last is without faults.

    The night that begins after *until*, a moment of the monotonic clock, is the last.
    """
    offices = max(1, (accounts - 1) // 2)
    world = _world(offices, nights)
    with _watched(folder, world, offices, lanes) as (settings, engine):
        found = []
        for number in range(nights):
            last = number == nights - 1 or time.monotonic() > until
            world.faults = [] if last else _faults(faults, number)
            found.append(_run_night(world, settings, engine, FIRST_NIGHT + number * NEXT))
            logger.info("night %s: %s", number + 1, found[-1])
            if last:
                break
        with reading(engine) as connection:
            stored = int(connection.scalar(select(func.count()).select_from(posts)) or 0)
            seen = connection.execute(
                select(reads.c.source_id, reads.c.day, func.sum(reads.c.posts)).group_by(reads.c.source_id, reads.c.day)
            ).all()
    shown = HISTORY + len(found)
    disk = sum(file.stat().st_size for file in (folder / "data").glob("pantau.db*")) / 1e6
    return Soaked(found, stored, _published(world), disk, sum(count > shown for _, _, count in seen))


def _world(offices: int, nights: int) -> World:
    """Make offices that publish a post a day on each channel; what is dated later than now is not published yet."""
    first, *others = (_office(number, nights) for number in range(offices))
    first.neighbours = others
    days = HISTORY + nights
    first.articles = [
        Article(number=n + 1, title=f"Kabar kota {n}", on=(FIRST_NIGHT + (n - HISTORY) * NEXT).date())
        for n in range(days)
    ]
    return first


def _office(number: int, nights: int) -> World:
    moments = [
        FIRST_NIGHT + (day - HISTORY) * NEXT - timedelta(hours=3, seconds=number) for day in range(HISTORY + nights)
    ]
    return World(
        x_account=Account(name=f"kantor_{number}", native_id=str(2_000_000 + number)),
        instagram_account=Account(name=f"kantor.{number}", native_id=str(3_000_000 + number)),
        x=[XPost(text=f"Layanan KTP keliling {number} hari ke-{n}", at=at) for n, at in enumerate(moments)],
        instagram=[
            InstagramPost(caption=f"Perbaikan jalan {number} hari ke-{n}", at=at) for n, at in enumerate(moments)
        ],
    )


def _published(world: World) -> int:
    channels = sum(
        sum(post.at <= world.now for post in one.x) + sum(post.at <= world.now for post in one.instagram)
        for one in (world, *world.neighbours)
    )
    return channels + sum(article.on <= world.today for article in world.articles)


def _faults(share: float, number: int) -> list[Fault]:
    kinds = [(platform, do) for platform, kinds in FAULTS.items() for do in kinds]
    return [
        Fault(platform=platform, do=do, nth=Chance(share / 2, seed=100 * number + place))  # type: ignore[arg-type]  # a platform's name
        for place, (platform, do) in enumerate(kinds)
    ]


@contextmanager
def _watched(folder: Path, world: World, offices: int, lanes: int) -> Iterator[tuple[Settings, Engine]]:
    names = [(f"x-{n}", "x", f"kantor_{n}") for n in range(offices)]
    names += [(f"ig-{n}", "instagram", f"kantor.{n}") for n in range(offices)]
    sources: list[dict[str, object]] = [
        {"id": name, "platform": platform, "account": account, "pace_seconds": 0} for name, platform, account in names
    ]
    sources.append({"id": "web", "platform": "website", "url": SITE, "pace_seconds": 0})
    config = folder / "config.yaml"
    told = {"sources": sources, "lanes": lanes, "x": {"monthly_budget_usd": 1_000_000}}
    config.write_text(yaml.safe_dump(told), encoding="utf-8")
    settings = load_settings(config, credentials(world))
    upgrade_store(settings)
    engine = open_engine(settings.database_url)
    try:
        with serve(world) as server, redirected(server), patch("urllib3.util.Retry.sleep", lambda *_: None):
            yield settings, engine
    finally:
        engine.dispose()


def _run_night(world: World, settings: Settings, engine: Engine, at: datetime) -> Night:
    for one in (world, *world.neighbours):
        one.now = at
    world.requests.clear()
    before, own = time.process_time(), time.thread_time()
    with open_run(settings, "nightly", now=lambda: at) as run:
        run.say = keep([])
        harvest(run, settings.config.sources)
        label_by_night(run)
    taken, own = time.process_time() - before, time.thread_time() - own
    newest = select(func.max(runs.c.run_id)).scalar_subquery()
    with reading(engine) as connection:
        counted = select(func.sum(source_runs.c.posts_new), func.sum(source_runs.c.outcome != "complete"))
        new, incomplete = connection.execute(counted.where(source_runs.c.run_id == newest)).one()
        bought = connection.scalar(select(func.sum(reads.c.posts)).where(reads.c.run_id == newest))
    failed = sum(request.status not in {200, 304} for request in world.requests)
    return Night(new, len(world.requests), failed, int(bought or 0), taken, own, _memory_mb(), int(incomplete))


def _memory_mb() -> float:
    """Return the memory that this process holds now; Linux tells it in pages."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def counts(soaked: Soaked, accounts: int) -> list[Count]:
    """Return the figures for the table of the benchmarks."""
    later = soaked.nights[1:]
    nights = f"{accounts} accounts, {len(soaked.nights)} nights, 2 % of requests failing"
    return [
        Count(f"{nights}: posts that are missing at the end", "posts", soaked.published - soaked.stored, 0),
        Count("days on which a source's posts were bought twice", "days", soaked.bought_twice, 0),
        Count(
            "memory of the last night over that of the second", "times", later[-1].memory_mb / later[0].memory_mb, 1.2
        ),
        Count("requests a source and night, at most", "requests", max(n.requests for n in later) / accounts),
        Count("the store's size a post", "kB", 1000 * soaked.disk_mb / soaked.stored),
        Count("processor time of a night, stand-in included, at most", "s", max(n.cpu_seconds for n in later)),
    ]


def measure(folder: Path) -> list[Count]:
    """Soak as ``make bench`` does: fifty accounts, five nights."""
    folder.mkdir(parents=True, exist_ok=True)
    return counts(soak(folder, 50, 5), 50)


def main() -> None:
    """Soak as the command line says, and print each night."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Many accounts, night after night.")
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--lanes", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=inf, help="begin no night but a last one after them")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    gc.set_threshold(GARBAGE_AFTER)  # as the command does
    with TemporaryDirectory() as folder:
        until = time.monotonic() + 60 * asked.minutes
        soaked = soak(Path(folder), asked.accounts, asked.nights, lanes=asked.lanes, until=until)
    for count in counts(soaked, asked.accounts):
        print(*count.cells)


if __name__ == "__main__":
    main()
