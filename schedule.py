"""The long-running scheduler, for machines without cron: the same night as `pantau nightly`, by APScheduler.

Run it with ``python schedule.py`` (PANTAU_CONFIG names another configuration). SIGTERM ends it between pages.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from collectors.errors import PantauError, Stopped
from pipeline import clock
from pipeline.cli import exit_code
from pipeline.nightly import nightly, nights_since
from pipeline.run.context import STOPPED, say
from pipeline.settings.models import Settings, load_settings

DAY = timedelta(days=1)
UNFINISHED = (None, STOPPED)  # exit codes of nights that were killed, or asked to end


def run_night(settings: Settings, scheduler: BlockingScheduler) -> None:
    """Run one night and say how it ended; what a person can mend must not end the scheduler."""
    try:
        say(f"night ended with code {nightly(settings)}; next: {scheduler.get_job('nightly').next_run_time}")
    except Stopped as asked:
        say(f"pantau: {asked}")
        # From a thread of its own: within the job, the scheduler would miss the job that it is about to move on.
        threading.Thread(target=scheduler.shutdown, kwargs={"wait": False}).start()
    except PantauError as error:
        say(f"pantau: {error}")


def missed(settings: Settings, trigger: CronTrigger) -> bool:
    """Whether the night that was due last must be run at once.

    It is when it has not begun, and was due within the grace; or when it broke off within a day. Once: a night that
    dies again is left to the next one.
    """
    now, grace = clock.now(), timedelta(minutes=settings.config.schedule.misfire_grace_minutes)
    due = _last_due(trigger, now, max(grace, DAY))
    if due is None:
        return False
    begun = nights_since(settings, due)
    return due >= now - grace if not begun else len(begun) == 1 and begun[0].exit_code in UNFINISHED


def _last_due(trigger: CronTrigger, now: datetime, back: timedelta) -> datetime | None:
    """Return when the trigger fired last; None where that is further back."""
    last, due = None, trigger.get_next_fire_time(None, now - back)
    while due is not None and due <= now:
        last, due = due, trigger.get_next_fire_time(due, due)
    return last


def build(settings: Settings) -> BlockingScheduler:
    """Make the scheduler with its one job, which runs in the main thread: only there can signals end it."""
    plan = settings.config.schedule
    trigger = CronTrigger.from_crontab(plan.cron, timezone=settings.zone)
    scheduler = BlockingScheduler(timezone=settings.zone, executors={"default": DebugExecutor()})
    scheduler.add_job(
        run_night,
        trigger,
        args=[settings, scheduler],
        id="nightly",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=plan.misfire_grace_minutes * 60,
        **({"next_run_time": clock.now()} if missed(settings, trigger) else {}),
    )
    return scheduler


def main() -> int:
    """Run until asked to end; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # while idle; a night has its own way to end
    try:
        settings = load_settings(Path(os.environ.get("PANTAU_CONFIG", "config.yaml")), os.environ)
        scheduler = build(settings)
    except PantauError as error:
        say(f"pantau: {error}")
        return exit_code(error)
    say(f"nights at {settings.config.schedule.cron} {settings.config.timezone}; end with Ctrl-C or SIGTERM")
    scheduler.start()
    return STOPPED


if __name__ == "__main__":
    sys.exit(main())
