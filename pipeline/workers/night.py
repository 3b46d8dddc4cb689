"""A night as configured: by this process alone, or shared with the workers."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from time import sleep
from typing import Any

from sqlalchemy import Engine, Row

from collectors.errors import ConfigError, Locked
from collectors.extras import how_to_install
from pipeline import clock
from pipeline.nightly import COMMAND, nightly
from pipeline.notify.health import signs_of_life
from pipeline.run.console import say
from pipeline.run.context import FAILED, INCOMPLETE, begin_run
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.db.lock import LOOK, SILENT, run_lock
from storage.jobs.night_jobs import night_of, plan_jobs, shared_nights
from storage.schema.versions import open_store

NO_WORKER = "no worker took its turn before the next night began"


def run_night(settings: Settings) -> int:
    """Run one night and return its exit code, as ``nightly`` does; with ``workers: true`` others take part.

    This process is one of the workers, so that a night ends without any other. When it is killed, the others end the
    night; begun again on the same day, it goes on with it.
    """
    if not settings.config.workers:
        return nightly(settings)
    require_workers(settings)
    with signs_of_life(settings) as codes:
        codes.append(_share(settings))
    return codes[0]


def require_workers(settings: Settings) -> None:
    """Raise ConfigError where nights cannot be shared."""
    if not settings.config.workers:
        raise ConfigError("this office's nights run in one process; to share them, set workers: true in config.yaml")
    if not settings.database_url.startswith("postgresql"):
        raise ConfigError("workers share a night by PostgreSQL only; set PANTAU_DATABASE_URL to one, or workers: false")
    if find_spec("procrastinate") is None:
        raise ConfigError(f"workers need packages of their own; {how_to_install('cluster')}")


def run_worker(settings: Settings, lanes: int) -> None:
    """Take jobs of nights until asked to end. Raises ConfigError, StoreError, Stopped."""
    require_workers(settings)
    from pipeline.workers.worker import serve  # noqa: PLC0415  # an extra

    say("a worker waits for nights (Ctrl+C ends it)")
    serve(settings, lanes=lanes)


def _share(settings: Settings) -> int:
    from pipeline.workers.worker import serve  # noqa: PLC0415  # an extra

    run_id = _open_night(settings)
    serve(settings, lanes=settings.config.lanes, until=lambda: _run(settings, run_id).finished_at is not None)
    code = _run(settings, run_id).exit_code
    return FAILED if code is None else int(code)


def _run(settings: Settings, run_id: int) -> Row[Any]:
    with open_store(settings.database_url) as engine, reading(engine) as connection:
        return night_of(connection, run_id)


def _open_night(settings: Settings) -> int:
    """Return the night of today that is under way, or begin one and put its first jobs into the queue."""
    from storage.jobs.queue import ensure_queue  # noqa: PLC0415  # an extra

    now = clock.now()
    with open_store(settings.database_url) as engine:
        ensure_queue(engine, settings.database_url)
        if (run_id := _night_of_today(settings, engine, now)) is not None:
            return run_id
        try:
            with run_lock(engine):  # another machine may have begun a night while this one waited for the lock
                return _night_of_today(settings, engine, now) or _begin_night(settings, engine, now)
        except Locked:  # another machine may be beginning such a night, or its workers be at work already
            for _ in range(round(SILENT / LOOK)):
                if (run_id := _night_of_today(settings, engine, now)) is not None:
                    return run_id
                sleep(LOOK)
            raise


def _night_of_today(settings: Settings, engine: Engine, now: datetime) -> int | None:
    for night in _nights_under_way(engine):
        if night.night == now.astimezone(settings.zone).date():
            say(f"goes on with the night that began at {night.started_at.astimezone(settings.zone):%H:%M}")
            return int(night.run_id)
    return None


def _begin_night(settings: Settings, engine: Engine, now: datetime) -> int:
    """Close earlier nights that are still open, begin one, and put its first jobs into the queue."""
    from pipeline.workers.plan import empty_queue, give_up, put_into_queue, source_jobs  # noqa: PLC0415  # an extra
    from storage.jobs.queue import open_queue  # noqa: PLC0415  # as above

    with open_queue(settings.database_url) as app:
        for night in _nights_under_way(engine):
            give_up(engine, night.run_id, NO_WORKER, INCOMPLETE, now)
        empty_queue(app)
        jobs, run_id = source_jobs(settings), begin_run(settings, engine, COMMAND, now)
        with transaction(engine) as connection:
            plan_jobs(connection, run_id, jobs)
        put_into_queue(app, settings, run_id, jobs)
    return run_id


def _nights_under_way(engine: Engine) -> list[Row[Any]]:
    with reading(engine) as connection:
        return shared_nights(connection)
