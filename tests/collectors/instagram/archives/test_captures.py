"""Items of Instagram's website under the names that it gave their kinds over the years."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.instagram.archives.captures import as_node, page_of_nodes
from collectors.instagram.parser import minimise_medium

ITEM = {"id": "3700000000000000001", "shortcode": "DNcontohA1", "taken_at_timestamp": 1795294800}
ALBUM = {"edges": [{"node": {"is_video": True, "video_url": "https://cdn.example/v"}}, {"node": {"is_video": False}}]}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"__typename": "GraphImage"}, "image"),
        ({"__typename": "XDTGraphImage"}, "image"),
        ({"__typename": "XDTGraphVideo"}, "video"),
        ({"__typename": "XIGPolarisVideoMedia"}, "video"),
        ({"__typename": "XDTGraphSidecar"}, "album"),
        ({"__typename": "XIGPolarisCarouselMedia"}, "album"),
        ({"__typename": "XDTMediaDict", "is_video": True}, "video"),
        ({"__typename": None, "is_video": False}, "image"),
        ({"is_video": True, "edge_sidecar_to_children": ALBUM}, "album"),
        ({"is_video": True, "carousel_media": None, "edge_sidecar_to_children": {"edges": []}}, "video"),
        ({"__typename": "XDTGraphVideo", "media_type": 8}, "album"),
    ],
)
def test_what_a_post_is_is_told_by_any_name_of_its_kind(told: dict[str, Any], kind: str) -> None:
    (post,) = page_of_nodes([minimise_medium(as_node(ITEM | told))], "diskominfobekasi")[1].posts
    assert post.kind == kind


def test_an_album_that_begins_with_a_video_is_an_album() -> None:
    parts = [{"media_type": 2}, {"media_type": 1}]
    told = {"id": "3700000000000000001", "code": "DNcontohA1", "taken_at": 1795294800}
    item = told | {"is_video": True, "carousel_media": parts}
    (post,) = page_of_nodes([minimise_medium(as_node(item))], "diskominfobekasi")[1].posts
    assert post.kind == "album"
