"""Find out whether the night that was due last is still to be run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from pipeline import clock
from pipeline.clock import DAY
from pipeline.nightly import nights_since
from pipeline.run.context import STOPPED
from pipeline.settings.models import Settings

UNFINISHED = (None, STOPPED)  # exit codes of nights that were killed, or asked to end


class Trigger(Protocol):
    """The part of APScheduler's triggers that tells when nights are due."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return when the trigger fires next."""


def begin_at_once(settings: Settings, trigger: Trigger) -> dict[str, datetime]:
    """Return the moment of a missed night as APScheduler's ``add_job`` takes it; nothing where none was missed."""
    return {"next_run_time": clock.now()} if is_missed(settings, trigger) else {}


def is_missed(settings: Settings, trigger: Trigger) -> bool:
    """Whether the night that was due last must be run at once.

    It is when it has not begun, and was due within the grace; or when it broke off within a day. Once: a night that
    dies again is left to the next one.
    """
    now, grace = clock.now(), timedelta(minutes=settings.config.schedule.misfire_grace_minutes)
    due = last_due(trigger, now, max(grace, DAY))
    if due is None:
        return False
    begun = nights_since(settings, due)
    return due >= now - grace if not begun else len(begun) == 1 and begun[0].exit_code in UNFINISHED


def last_due(trigger: Trigger, now: datetime, back: timedelta) -> datetime | None:
    """Return when the trigger fired last; None where that is further back."""
    last, due = None, trigger.get_next_fire_time(None, now - back)
    while due is not None and due <= now:
        last, due = due, trigger.get_next_fire_time(due, due)
    return last
