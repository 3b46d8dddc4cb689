"""Say of a committed page whose it is, in which run it came, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Provenance:
    """The source and run of a page that is committed, and the time at which it was seen."""

    run_id: int
    source_id: str
    seen_at: datetime
    zone: ZoneInfo
    stream: Literal["posts", "responses"] = "posts"
