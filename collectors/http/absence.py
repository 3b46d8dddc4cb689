"""Posts that a platform does not find: deleted or hidden, which it never tells; so time must pass. Pure.

One that is stored and not found, while others are found, is a note; on another day, hours later, it counts as gone.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from collectors.wording import counted

LONG_ENOUGH = timedelta(hours=12)  # two readings around midnight are one disturbance


def waiting_note(count: int, name: str = "post") -> str | None:
    """Say that so many cannot be found for the first time; None for no one."""
    return (
        f"{counted(count, name)} cannot be found; what is not there on a second day counts as gone" if count else None
    )


def proves_absence(since: str, now: datetime | None) -> bool:
    """Whether what was not found *since* then, and is not found *now*, counts as gone: another day, hours later.

    An older cursor tells only the day; of that the end counts.
    """
    if now is None or not since:
        return False
    first = datetime.fromisoformat(since)
    if "T" not in since:
        first = datetime.combine(first, time.max, UTC)
    return first.astimezone(UTC).date() < now.astimezone(UTC).date() and now - first >= LONG_ENOUGH
