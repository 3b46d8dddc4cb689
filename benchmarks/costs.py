"""The requests of a night and X's bill for it, counted at the local stand-in: no timing, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.count import Count
from pipeline.demo.run import credentials
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.world import Article, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.operate.db import upgrade_store
from pipeline.platforms import x as platform_x
from pipeline.run.console import keep
from pipeline.run.context import open_run
from pipeline.settings.models import Settings, load_settings
from storage.db.engine import open_engine, transaction
from storage.runs.ledger import BudgetPeriod, spent_in

CONFIG = """\
sources:
  - {id: x-kominfobekasi, platform: x, account: Kominfobekasi, pace_seconds: 0}
  - {id: ig-diskominfobekasi, platform: instagram, account: diskominfobekasi, pace_seconds: 0}
  - {id: web-diskominfo, platform: website, url: https://diskominfo.bekasikota.go.id, pace_seconds: 0}
"""
FIRST_NIGHT = datetime(2026, 9, 30, 18, tzinfo=UTC)  # one o'clock in Bekasi, a month before that which is counted
MONTH = datetime(2026, 11, 1, tzinfo=UTC)
NIGHTS = 62  # the last is that of November 30
NEXT = timedelta(days=1)
SETTLED = timedelta(days=70)  # older than every planned look
X, INSTAGRAM, WEBSITE = "x", "instagram", "website"
FIRST_OF_120 = "first harvest of 120 posts"
FIRST_INSTAGRAM, FIRST_WEBSITE = 13, 133


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests of one night to the stand-in, and X's bill in posts and users."""

    requests: dict[str, int]
    posts: int
    """With those that the answers brought along."""
    users: int

    @classmethod
    def of(cls, world: World) -> Asked:
        """Count the log of a world; robots.txt is not counted."""
        x = world.asked(X)
        asked = {
            X: len(x),
            INSTAGRAM: len(world.asked(INSTAGRAM)),
            WEBSITE: len(world.asked(WEBSITE, "^(?!/robots)")),
        }
        referred = sum(len(request.includes.get("tweets", ())) for request in x)
        return cls(
            asked,
            sum(request.items for request in x) + referred,
            sum("/by/username/" in request.path for request in x),
        )


class City:
    """A city's office that is harvested night after night, by a clock that the caller sets."""

    def __init__(self, world: World, settings: Settings, engine: Engine) -> None:
        self.world, self.settings, self.engine = world, settings, engine

    def night(self, at: datetime, *platforms: str) -> Asked:
        """Harvest at that moment, all platforms or some; every source must come to its end."""
        self.world.now = at
        self.world.requests.clear()
        chosen = [source for source in self.settings.config.sources if not platforms or _platform(source) in platforms]
        with open_run(self.settings, "harvest", now=lambda: at) as run:
            run.say = keep([])
            harvest(run, chosen)
        if run.exit_code:
            raise SystemExit(f"the night of {at} was not complete; its figures would mean nothing")
        return Asked.of(self.world)

    def spent(self, since: datetime) -> float:
        """Return the US dollars that the ledger holds since then."""
        with transaction(self.engine) as connection:
            return spent_in(connection, BudgetPeriod(since.date())).total


def _platform(source: object) -> str:
    return str(getattr(source, "platform", ""))


@contextmanager
def city(folder: Path, world: World, text: str = CONFIG) -> Iterator[City]:
    """Serve a world, and give it a new store in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(text, encoding="utf-8")
    tokens = {"META_ACCESS_TOKEN": world.meta_token, "YOUTUBE_API_KEY": world.youtube_key}
    settings = load_settings(config, {**credentials(world), **tokens})
    upgrade_store(settings)
    engine = open_engine(settings.database_url)
    try:
        with serve(world) as server, redirected(server):
            yield City(world, settings, engine)
    finally:
        engine.dispose()


def settled_world(until: datetime, posts: int = 40) -> World:
    """Make an office whose posts are all too old to be looked at again."""
    moments = [until - SETTLED - timedelta(hours=5 * n) for n in range(posts)]
    return World(
        x=[XPost(text=f"Kabar {n}", at=at) for n, at in enumerate(moments)],
        instagram=[InstagramPost(caption=f"Foto {n}", at=at) for n, at in enumerate(moments)],
        articles=[Article(number=posts - n, on=at.date()) for n, at in enumerate(moments)],
        now=until,
    )


def publish(world: World, count: int, before: datetime) -> None:
    """Let the office publish so many posts on X and Instagram and so many articles in the hours before a moment."""
    for n in range(1, count + 1):
        at = before - timedelta(hours=2 * n)
        world.x.append(XPost(text=f"Baru {at}", at=at))
        world.instagram.append(InstagramPost(caption=f"Baru {at}", at=at))
        number = max((article.number for article in world.articles), default=0) + 1
        world.articles.append(Article(number=number, title=f"Baru {number}", on=at.date()))


def quiet_night(folder: Path) -> Asked:
    """Count a night that finds nothing new and has nothing to look at again."""
    with city(folder, settled_world(FIRST_NIGHT)) as ours:
        ours.night(FIRST_NIGHT)
        return ours.night(FIRST_NIGHT + NEXT)


def busy_nights(folder: Path, new: int = 5) -> tuple[Asked, Asked]:
    """Count a night that finds so many new posts at each source, and the night after it, which looks at them again."""
    with city(folder, settled_world(FIRST_NIGHT)) as ours:
        ours.night(FIRST_NIGHT)
        publish(ours.world, new, FIRST_NIGHT + NEXT)
        return ours.night(FIRST_NIGHT + NEXT), ours.night(FIRST_NIGHT + 2 * NEXT)


def first_harvest(folder: Path, posts: int = 3200) -> Asked:
    """Count the first harvest of as many posts as X shows."""
    world = World(x=[XPost(text=f"Kabar {n}", at=FIRST_NIGHT - timedelta(hours=n + 1)) for n in range(posts)])
    with city(folder, world) as ours:
        return ours.night(FIRST_NIGHT, X)


def first_harvest_of(folder: Path, platform: str, count: int = 120) -> int:
    """Count the requests of the first harvest of so many posts of Instagram with a session, or of the website."""
    with city(folder, settled_world(FIRST_NIGHT, posts=count)) as ours:
        return ours.night(FIRST_NIGHT, platform).requests[platform]


def month_of_posts(folder: Path, a_day: int = 5) -> float:
    """Return what a month costs a city that posts so often, when all planned looks are under way."""
    with city(folder, World(now=FIRST_NIGHT)) as ours:
        for number in range(NIGHTS):
            at = FIRST_NIGHT + number * NEXT
            publish(ours.world, a_day, at)
            ours.night(at, X)
        return ours.spent(MONTH)


def month_by_hand(settings: Settings, a_day: int = 5, days: int = 30) -> float:
    """Return the same by arithmetic: each post is read when new and at each planned age, the account once a day."""
    prices, looks = settings.prices(platform_x.X), len(settings.config.snapshot_days)
    assert isinstance(prices, platform_x.XPrices)
    return days * (a_day * (1 + looks) * prices.usd_per_post + prices.usd_per_user)


def measure(folder: Path) -> Sequence[Count]:
    """Count five situations; what is counted is the same in every run."""
    quiet, (busy, after) = quiet_night(folder / "quiet"), busy_nights(folder / "busy")
    first, month = first_harvest(folder / "first"), month_of_posts(folder / "month")
    by_hand = month_by_hand(load_settings(folder / "month" / "config.yaml", {}))
    return [
        *_counts("a night with nothing new", quiet, (2, 0, 1, 4, 1)),
        *_counts("a night with 5 new posts at each source", busy, (2, 5, 1, 4, 7)),
        *_counts("the night after: 5 looks that are due", after, (3, 5, 1, 4, 6)),
        *_counts("first harvest of 3,200 posts", first, (33, 3200, 1)),
        Count(FIRST_OF_120, "requests to Instagram", first_harvest_of(folder / "ig", INSTAGRAM), FIRST_INSTAGRAM),
        Count(FIRST_OF_120, "requests to the website", first_harvest_of(folder / "web", WEBSITE), FIRST_WEBSITE),
        Count("a month of 5 posts a day, each looked at 6 times", "US dollars for X", month, by_hand),
    ]


def _counts(what: str, asked: Asked, aims: Sequence[float]) -> list[Count]:
    """Make the lines of one situation, as many as have aims."""
    figures = {
        "requests to X": asked.requests[X],
        "X posts read": asked.posts,
        "X users read": asked.users,
        "requests to Instagram": asked.requests[INSTAGRAM],
        "requests to the website": asked.requests[WEBSITE],
    }
    return [Count(what, unit, figure, aim) for (unit, figure), aim in zip(figures.items(), aims, strict=False)]
