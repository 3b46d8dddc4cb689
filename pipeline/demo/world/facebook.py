"""A Page on Facebook as tests write it down: its posts, and the comments on them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

FIRST_DAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
PAGE_ID = "100200300400500"


@dataclass(kw_only=True)
class FacebookComment:
    """A comment on a post, as old as that unless ``at`` says otherwise, and the answers to it.

    ``user`` is None where Meta does not tell who wrote; the Page itself answers where it is the Page's number.
    """

    text: str
    user: str | None = "Warga Bekasi"
    at: datetime | None = None
    likes: int = 0
    tagged: tuple[str, ...] = ()
    """The people whose names stand in it as tags."""
    tagged_as: str | None = "user"
    """The kind of those tags; None where Meta does not tell it."""
    answers: list[FacebookComment] = field(default_factory=list)


@dataclass(kw_only=True)
class FacebookPost:
    """A post of the Page; a count that is None is not told."""

    message: str | None = "Halo, warga Bekasi!"
    at: datetime = FIRST_DAY
    kind: Literal["status", "photo", "video", "album", "link"] = "status"
    link: str = "https://www.bekasikota.go.id/berita"
    reactions: dict[str, int] = field(default_factory=dict)
    """Kind → number, such as ``{"like": 3, "love": 1}``."""
    shares: int | None = None
    insights: dict[str, int] = field(default_factory=dict)
    """Metric → value; what is not named here is absent there."""
    comments: int | None = None
    """The number that it tells; by default the true one."""
    comment_list: list[FacebookComment] = field(default_factory=list)
    number: str = ""

    def __post_init__(self) -> None:
        """Give it a number unless it has one."""
        words = f"{self.kind} {self.message} {self.at.isoformat()}"
        self.number = self.number or f"{int(self.at.timestamp())}{zlib.crc32(words.encode()) % 100_000:05}"

    @property
    def id(self) -> str:
        """Its id: the Page's number and its own."""
        return f"{PAGE_ID}_{self.number}"
