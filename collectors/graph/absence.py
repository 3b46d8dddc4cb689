"""Objects that Meta does not find: deleted or hidden from the token, which it never tells; so time must pass. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

LONG_ENOUGH = timedelta(hours=12)  # two readings around midnight are one disturbance of Meta's


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
