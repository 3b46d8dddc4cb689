"""Stored pages of websites without forgotten posts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.erasure import RedactPosts, keep_items
from collectors.records import RawPage


def _wordpress(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    from collectors.website.parse.addresses import site_of  # noqa: PLC0415  # its patterns take long to compile

    site = site_of(raw.url)
    return keep_items(raw, lambda item: f"website:{site}/{item['id']}" in post_ids)


def _press(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return keep_items(raw, lambda item: item["post_id"] in post_ids)


REDACTORS: Mapping[str, RedactPosts] = {"wordpress": _wordpress, "press": _press}
