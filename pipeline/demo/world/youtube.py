"""A channel on YouTube as tests write it down: its videos, and the comments below them."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

FIRST_DAY = datetime(2026, 11, 16, 3, tzinfo=UTC)


@dataclass(kw_only=True)
class YouTubeComment:
    """A comment below a video, as old as that unless ``at`` says otherwise, and the answers to it."""

    text: str
    user: str = "@wargabekasi"
    channel: str | None = None
    """The commenter's channel; "" where it is closed, None for one made of the name."""
    at: datetime | None = None
    likes: int = 0
    answers: list[YouTubeComment] = field(default_factory=list)

    @property
    def author(self) -> str:
        """The id of the commenter's channel."""
        return channel_of(self.user) if self.channel is None else self.channel


@dataclass(kw_only=True)
class YouTubeVideo:
    """A video of the channel; a count that is None is hidden."""

    title: str = "Kabar dari Kota Bekasi"
    description: str = "Halo, warga Bekasi!"
    at: datetime = FIRST_DAY
    seconds: int = 300
    upright: bool = False
    live: Literal["none", "upcoming", "live", "ended"] = "none"
    state: Literal["public", "unlisted", "private", "deleted"] = "public"
    views: int | None = 0
    likes: int | None = 0
    comments: int | None = None
    """The number that it tells; by default the true one."""
    comments_off: bool = False
    comment_list: list[YouTubeComment] = field(default_factory=list)
    id: str = ""

    def __post_init__(self) -> None:
        """Give it an id unless it has one."""
        self.id = self.id or id_of(f"{self.at.isoformat()} {self.title}", 8)


def id_of(words: str, size: int) -> str:
    """Make an id of YouTube's kind, the same whenever the world is rebuilt."""
    digits = b"".join(zlib.crc32(f"{n} {words}".encode()).to_bytes(4, "big") for n in range(1 + size // 4))
    return base64.urlsafe_b64encode(digits[:size]).decode().rstrip("=")


def channel_of(name: str) -> str:
    """Return the id of somebody's channel."""
    return f"UC{id_of(name, 16)}"
