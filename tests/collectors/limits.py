"""Limits for tests of collectors: everything may be spent, and nobody waits, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from collectors.records import Reads


@dataclass
class OpenLimits:
    """Remembers what was asked of it; *on_reserve*, *on_pause* and *on_wait* stand for what the night would do."""

    reserved: list[Reads] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    on_reserve: Callable[[Reads], object] | None = None
    on_pause: Callable[[float], object] | None = None
    on_wait: Callable[[datetime], bool] | None = None

    def check_budget(self, reads: Reads) -> None:
        """Find every read affordable."""

    def reserve(self, reads: Reads) -> None:
        """Remember what was reserved."""
        (self.on_reserve or self.reserved.append)(reads)

    def record_reads(self, reads: Reads) -> None:
        """Book nothing."""

    def pause(self, seconds: float) -> None:
        """Remember a pause, and wait not at all."""
        (self.on_pause or self.pauses.append)(seconds)

    def wait_until(self, moment: datetime) -> bool:
        """Wait for nothing."""
        return self.on_wait is not None and self.on_wait(moment)
