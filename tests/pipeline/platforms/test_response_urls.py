"""Every response has an address of its own, where the one who answers finds it."""

from __future__ import annotations

import pytest

from pipeline.platforms.registry import platform_named


@pytest.mark.parametrize(
    ("platform", "response", "post", "parent", "url"),
    [
        ("x", "x:1850", "x:1849", "x:1849", "https://x.com/i/web/status/1850"),
        ("x", "x:1850", None, None, "https://x.com/i/web/status/1850"),
        ("instagram", "instagram:179", "instagram:DTx", None, "https://www.instagram.com/p/DTx/c/179/"),
        ("instagram", "instagram:179", "instagram:DTx", "instagram:DTx", "https://www.instagram.com/p/DTx/c/179/"),
        (
            "instagram",
            "instagram:180",
            "instagram:DTx",
            "instagram:179",
            "https://www.instagram.com/p/DTx/c/179/r/180/",
        ),
        ("instagram", "instagram:180", None, None, None),
        (
            "youtube",
            "youtube:Ugx.1",
            "youtube:abcdefghijk",
            None,
            "https://www.youtube.com/watch?v=abcdefghijk&lc=Ugx.1",
        ),
        ("youtube", "youtube:Ugx.1", None, None, None),
    ],
)
def test_a_response_has_an_address(
    platform: str, response: str, post: str | None, parent: str | None, url: str | None
) -> None:
    responses = platform_named(platform).responses
    assert responses is not None
    assert responses.url_of(response, post, parent) == url
