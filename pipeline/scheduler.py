"""Run the nights of `pantau nightly` by APScheduler, for machines without cron."""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import suppress
from datetime import datetime, timedelta

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from collectors.errors import PantauError, Stopped
from pipeline import clock
from pipeline.missed_nights import begin_at_once, last_due
from pipeline.run.console import complain, say
from pipeline.run.context import STOPPED
from pipeline.settings.models import Settings
from pipeline.workers import night


def run_night(settings: Settings, scheduler: BlockingScheduler) -> None:
    """Run one night and say how it ended; what a person can mend must not end the scheduler."""
    began = clock.now()
    try:
        say(f"night ended with code {night.run_night(settings)}; next: {_next_night(settings, scheduler, began)}")
    except PantauError as error:
        complain(error)
        if isinstance(error, Stopped):
            end(scheduler)


def _next_night(settings: Settings, scheduler: BlockingScheduler, began: datetime) -> str:
    """Say when the next night is due: at once where that was while this one ran, and not too long ago.

    Within a job the scheduler still tells the one that runs.
    """
    now, trigger = clock.now(), scheduler.get_job("nightly").trigger
    grace = timedelta(minutes=settings.config.schedule.misfire_grace_minutes)
    waiting = last_due(trigger, now, now - began)
    if waiting and waiting > began and now - waiting <= grace:
        return "at once"
    due = trigger.get_next_fire_time(None, now)
    return f"{due:%Y-%m-%d %H:%M %Z}" if due else "never"


def end(scheduler: BlockingScheduler) -> None:
    """End a running scheduler from a thread of its own: a job that ends it would miss the next one."""

    def shut_down() -> None:
        with suppress(SchedulerNotRunningError):  # asked twice
            scheduler.shutdown(wait=False)

    threading.Thread(target=shut_down).start()


def build(settings: Settings) -> BlockingScheduler:
    """Make the scheduler with its one job, which runs in the main thread: only there can signals end it."""
    plan, zone = settings.config.schedule, settings.zone
    trigger = CronTrigger.from_crontab(plan.cron, timezone=zone)
    scheduler = BlockingScheduler(timezone=zone, executors={"default": DebugExecutor()})
    one = {"id": "nightly", "coalesce": True, "max_instances": 1, "misfire_grace_time": plan.misfire_grace_minutes * 60}
    scheduler.add_job(run_night, trigger, [settings, scheduler], **one, **begin_at_once(settings, trigger))
    return scheduler


def wake_at_signals(scheduler: BlockingScheduler) -> None:
    """Wake the scheduler at each signal; else one that comes just before a wait is heeded only after it."""
    told, tell = socket.socketpair()
    tell.setblocking(False)

    def wake() -> None:
        while told.recv(1):
            if scheduler.running:
                scheduler.wakeup()

    threading.Thread(target=wake, daemon=True).start()
    signal.set_wakeup_fd(tell.detach(), warn_on_full_buffer=False)


def serve(settings: Settings) -> int:
    """Run until asked to end; return the exit code."""
    scheduler, asked = build(settings), threading.Event()

    def ask(*_signal: object) -> None:  # no exception: the scheduler catches what comes while it tells that it started
        asked.set()
        if scheduler.running:
            end(scheduler)

    def end_at_start(_event: object) -> None:
        if asked.is_set():
            end(scheduler)

    scheduler.add_listener(end_at_start, EVENT_SCHEDULER_STARTED)
    signal.signal(signal.SIGTERM, ask)  # while idle; a night has its own way to end
    wake_at_signals(scheduler)
    say(f"nights at {settings.config.schedule.cron} {settings.config.timezone}; end with Ctrl-C or SIGTERM")
    scheduler.start()
    return STOPPED
