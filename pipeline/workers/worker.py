"""A worker: take jobs of shared nights until it is asked to end, and lose none."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision, exceptions
from procrastinate.jobs import Job

from collectors.errors import ASKED, ConfigError, Locked, Stopped, StoreError
from pipeline.run.console import say
from pipeline.run.stop import Stop
from pipeline.settings.models import Settings
from pipeline.workers.plan import QUEUE, TASK, put_into_queue, queued_again
from pipeline.workers.work import do_job
from storage.db.engine import reading
from storage.jobs.night_jobs import NightJob, shared_nights
from storage.jobs.queue import ensure_queue, open_queue, pool_errors, worker_app
from storage.schema.versions import open_store

HEARTBEAT, STALLED = 5.0, 20.0  # seconds between signs of life; without one for so long a worker counts as dead
KEEPING = 5.0  # seconds between looks at what is lost
POLLING = 1.0  # seconds: a freed lane is seen so soon
CALM = 300.0  # seconds of work after which the tries begin anew
AGAIN = {Stopped: 0, Locked: 5, StoreError: 5, ConfigError: 60}
"""Seconds after which a job is done again; after a ConfigError by a worker that is set up rightly."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)  # seconds between tries to reach a database that went away


class Again(BaseRetryStrategy):
    """Do a job again that was stopped, found its lane taken, or lost the store."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002  # given by name
        """Return when to do it again; None for a job that ended."""
        for kind, seconds in AGAIN.items():
            if isinstance(exception, kind):
                return RetryDecision(retry_in={"seconds": seconds})
        return None


def serve(settings: Settings, *, lanes: int = 1, until: Callable[[], bool] = lambda: False) -> None:
    """Take jobs, *lanes* side by side, until asked to end or until *until* says so.

    A database that went away is waited for. Raises ConfigError where the queue cannot be used, StoreError for a
    database that stays away, Stopped when asked to end.
    """
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # jobs tell themselves how they ended
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    stop = Stop()
    tries = 0
    while True:
        began = time.monotonic()
        try:
            with open_store(settings.database_url) as engine:
                ensure_queue(engine, settings.database_url)
            with pool_errors():
                asyncio.run(_serve(settings, stop, lanes, until))
        except (exceptions.ConnectorException, StoreError, OSError) as error:
            tries = 0 if time.monotonic() - began > CALM else tries
            if tries == len(PAUSES):
                raise StoreError(
                    f"the database went away and did not come back; is its server running? ({error})"
                ) from error
            say(f"the database does not answer; trying again in {PAUSES[tries]:.0f} s", logging.WARNING)
            stop.pause(PAUSES[tries])
            tries += 1
        else:
            break
    if stop.requested:
        raise Stopped(ASKED)


async def _serve(settings: Settings, stop: Stop, lanes: int, until: Callable[[], bool]) -> None:
    app = worker_app(settings.database_url)

    @app.task(name=TASK, queue=QUEUE, retry=Again())
    def work(run_id: int, job: str) -> None:
        _work(settings, stop, run_id, job)

    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=lanes,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=POLLING,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
            )
        )
        keeper = asyncio.create_task(_keep(settings, app, until))
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_tell_untaken)

        def end() -> None:
            stop.request()
            worker.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, end)
        await asyncio.wait({worker, keeper}, return_when=asyncio.FIRST_COMPLETED)
        for task in (worker, keeper):
            task.cancel()
        for ended in await asyncio.gather(worker, keeper, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def _tell_untaken(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in a line that the queue took no end of a job: nobody waits for what raised that."""
    if isinstance(context.get("exception"), exceptions.ConnectorException):
        say("a job that this worker had was taken over by another, or the queue was away", logging.WARNING)
    else:
        loop.default_exception_handler(context)


def _work(settings: Settings, stop: Stop, run_id: int, name: str) -> None:
    """Do a job and put into the queue what may begin now. Raises what makes it be done again."""
    stop.check()
    try:
        kind, _, subject = name.partition(":")
        coming = do_job(settings, stop, run_id, NightJob(kind, subject))
        if coming:
            with open_queue(settings.database_url) as app:
                put_into_queue(app, settings, run_id, coming)
    except (Stopped, Locked):
        raise
    except ConfigError as error:
        say(f"{name} waits for a worker that is set up rightly: {error}", logging.ERROR)
        raise
    except (StoreError, exceptions.ConnectorException) as error:
        say(f"{name} is done again: {error}", logging.WARNING)
        raise StoreError(str(error)) from error


async def _keep(settings: Settings, app: App, until: Callable[[], bool]) -> None:
    """Give the jobs of dead workers to others, and put jobs that got lost into the queue again."""
    while not await asyncio.to_thread(until):
        stalled = await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED)
        for job in stalled:
            say(f"{job.task_kwargs.get('job')}: its worker died; it is done again", logging.WARNING)
            with suppress(exceptions.ConnectorException):  # another keeper was quicker
                await app.job_manager.retry_job(job)
        await asyncio.to_thread(_find_lost, settings)
        for _ in range(int(KEEPING)):
            if await asyncio.to_thread(until):
                return
            await asyncio.sleep(1)


def _find_lost(settings: Settings) -> None:
    with open_store(settings.database_url) as engine:
        with reading(engine) as connection:
            nights = shared_nights(connection)
        if nights:
            with open_queue(settings.database_url) as app:
                for night in nights:
                    queued_again(settings, engine, app, night.run_id)
