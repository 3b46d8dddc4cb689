"""Run the nights of `pantau nightly` by APScheduler, for machines without cron."""

from __future__ import annotations

import signal
import sys
import threading

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from collectors.errors import PantauError, Stopped
from pipeline.missed_nights import begin_at_once
from pipeline.run.console import complain, say
from pipeline.run.context import STOPPED
from pipeline.settings.models import Settings
from pipeline.workers import night


def run_night(settings: Settings, scheduler: BlockingScheduler) -> None:
    """Run one night and say how it ended; what a person can mend must not end the scheduler."""
    try:
        say(f"night ended with code {night.run_night(settings)}; next: {scheduler.get_job('nightly').next_run_time}")
    except PantauError as error:
        complain(error)
        if isinstance(error, Stopped):
            # From a thread of its own: within the job, the scheduler would miss the job that it is about to move on.
            threading.Thread(target=scheduler.shutdown, kwargs={"wait": False}).start()


def build(settings: Settings) -> BlockingScheduler:
    """Make the scheduler with its one job, which runs in the main thread: only there can signals end it."""
    plan, zone = settings.config.schedule, settings.zone
    trigger = CronTrigger.from_crontab(plan.cron, timezone=zone)
    scheduler = BlockingScheduler(timezone=zone, executors={"default": DebugExecutor()})
    one = {"id": "nightly", "coalesce": True, "max_instances": 1, "misfire_grace_time": plan.misfire_grace_minutes * 60}
    scheduler.add_job(run_night, trigger, [settings, scheduler], **one, **begin_at_once(settings, trigger))
    return scheduler


def serve(settings: Settings) -> int:
    """Run until asked to end; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # while idle; a night has its own way to end
    scheduler = build(settings)
    say(f"nights at {settings.config.schedule.cron} {settings.config.timezone}; end with Ctrl-C or SIGTERM")
    scheduler.start()
    return STOPPED
