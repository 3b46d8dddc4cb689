"""What tests of the Facebook collectors share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from collectors.facebook.collector import FacebookCollector
from collectors.facebook.comments import FacebookComments
from collectors.privacy import Pseudonyms
from pipeline.demo.standin.server import LAST_WEEK, FacebookPost, World

CONTACT = "https://pantau.example"
LIST = "/published_posts$"


def eager(world: World, **wanted: Any) -> FacebookCollector:
    told: dict[str, Any] = {"account": "diskominfobekasi", "token": world.meta_token, "contact": CONTACT}
    return FacebookCollector(pace_seconds=0, **told | wanted)


def commenting(world: World, *, most: int = 1000) -> FacebookComments:
    return FacebookComments(
        account="diskominfobekasi",
        token=world.meta_token,
        contact=CONTACT,
        pace_seconds=0,
        pseudonyms=Pseudonyms(b"a key of sixteen or more"),
        known=frozenset(),
        most=most,
    )


def hourly(count: int, *, first: int = 0, **told: Any) -> list[FacebookPost]:
    return [
        FacebookPost(message=f"Layanan ke-{n} dibuka", at=LAST_WEEK + timedelta(hours=n), **told)
        for n in range(first, first + count)
    ]
