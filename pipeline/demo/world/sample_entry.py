"""One thing that the sample says, at its moment."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date

from pipeline.demo.world.world import WIB

RIPENING = timedelta(hours=20)  # after this a post has gathered about two thirds of its counts


@dataclass(frozen=True)
class Entry:
    """One post to be made: what the YAML says of it, how many days old it is, its moment, and the clock."""

    says: Mapping[str, Any]
    days: int
    at: datetime
    now: datetime
    districts: list[str]

    def fill(self, text: str) -> str:
        """Put district, figure and dates into a text."""
        local = self.at + WIB
        return text.format(
            kec=self.districts[self.days % len(self.districts)],
            n=20 + self.vary("n") % 280,
            tgl=format_date(local, "d MMMM", locale="id"),
            besok=format_date(local + timedelta(days=1), "EEEE, d MMMM", locale="id"),
        )

    def vary(self, what: str) -> int:
        """Return a number that looks random, and is the same every night."""
        return zlib.crc32(f"{what} {self.days} {self.says}".encode())

    def count(self, share: float = 1.0) -> int:
        """Return what the post has gathered so far of its likes, or of a count that is a *share* of them."""
        age = max(self.now - self.at, timedelta()) / RIPENING
        luck = 0.6 + self.vary(str(share)) % 90 / 100
        return round(float(self.says["reach"]) * share * luck * (1 - math.exp(-age)))
