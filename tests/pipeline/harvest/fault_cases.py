"""Something that a platform does to a night, and how the night must end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """Something that a platform does, and how the night must end."""

    what: str
    outcome: str
    reason: str
    stored: int
    fault: dict[str, Any] = field(default_factory=dict)
    world: dict[str, Any] = field(default_factory=dict)


def does(do: str, path: str = "", nth: Any = None, **more: Any) -> dict[str, Any]:
    """Make a fault."""
    return {"do": do, "path": path, "nth": nth, **more}
