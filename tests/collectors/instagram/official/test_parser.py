"""Media of the official interface whose side values are odd."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.instagram.official.parser import OWN, media_page
from collectors.records import Parsed

MEDIUM: dict[str, Any] = {
    "id": "17900000000000001", "shortcode": "DR1aBcDeFgH", "permalink": "https://www.instagram.com/p/DR1aBcDeFgH/",
    "caption": "Kata", "media_type": "VIDEO", "timestamp": "2026-11-16T03:00:00+0000", "like_count": 4,
}  # fmt: skip


def parsed(**more: Any) -> Parsed:
    return media_page(OWN, "diskominfobekasi", None, [{**MEDIUM, **more}])[1]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"media_product_type": "REELS"}, "video"),
        ({"permalink": "https://www.instagram.com/reel/DR1aBcDeFgH/"}, "video"),
        ({"children": {"data": [{"media_type": "IMAGE"}]}}, "album"),
        ({}, "image"),
    ],
)
@pytest.mark.parametrize("told", [None, 2, "FILM", [], {}])
def test_a_medium_whose_type_is_odd_is_what_the_rest_tells(more: dict[str, Any], kind: str, told: Any) -> None:
    found = parsed(media_type=told, **more)
    assert [post.kind for post in found.posts] == [kind]
    assert found.left_out == ("media_type",)


@pytest.mark.parametrize("told", ["2026-11-16T03:00:00Z", "2026-11-16T10:00:00+07:00", "2026-11-16T03:00:00.000+0000"])
def test_a_time_is_read_in_every_spelling_of_iso_8601(told: str) -> None:
    assert parsed(timestamp=told).posts[0].published_at == datetime(2026, 11, 16, 3, tzinfo=UTC)


@pytest.mark.parametrize("told", ["2026-11-16T03:00:00", "kemarin", None, 1763264000])
def test_a_medium_that_tells_no_moment_is_remembered(told: Any) -> None:
    found = parsed(timestamp=told)
    assert (found.posts, len(found.unreadable)) == ((), 1)
