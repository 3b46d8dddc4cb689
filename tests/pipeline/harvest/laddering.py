"""What tests of a source with a ladder share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from pipeline.demo.world.world import NOW, Fault, InstagramPost, World
from pipeline.harvest.harvest import harvest
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.runs.backoffs import load_backoffs
from tests.pipeline.conftest import OpenNight

SOURCE = "ig-diskominfobekasi"
SECOND = {"id": "ig-pemkot", "account": "pemkotbekasi"}
DAY = timedelta(days=1)
TOKEN = {"META_ACCESS_TOKEN": "demo-meta-token"}
INSIGHTS = {"views": 900, "reach": 700, "shares": 2}
CHECKPOINT = Fault(platform="instagram", do="checkpoint_required")
SESSION_FAILS = Fault(platform="instagram", do="server_error")


def run(night_of: OpenNight, settings: Settings, at: Any = NOW) -> tuple[str, str]:
    """Run a night; return the source's outcome and reason."""
    with night_of(settings, lambda: at) as night:
        harvest(night, settings.config.sources)
        with transaction(night.engine) as connection:
            health = connection.execute(
                text("SELECT outcome, reason FROM v_source_health WHERE source_id = :s"), {"s": SOURCE}
            ).one()
    return health.outcome, health.reason or ""


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with transaction(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def stored(engine: Engine) -> list[Any]:
    with transaction(engine) as connection:
        return load_backoffs(connection)


def posts(world: World, count: int, **told: Any) -> None:
    world.now = NOW
    begun = len(world.instagram)
    world.instagram += [
        InstagramPost(caption=f"Foto {n} bersama @warga", at=NOW - timedelta(hours=200 - n), likes=n, **told)
        for n in range(begun, begun + count)
    ]


def faults(*done: str, path: str = "") -> list[Fault]:
    return [Fault(platform="meta", do=do, path=path) for do in done]
