"""Stored pages of Instagram without forgotten posts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.erasure import RedactPosts, keep_items
from collectors.records import RawPage


def _posts(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return keep_items(raw, lambda node: f"instagram:{node['code']}" in post_ids)


def _erase_from_export(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    from collectors.instagram.archives.export import post_id_of  # noqa: PLC0415  # instaloader is heavy

    return keep_items(raw, lambda item: post_id_of(item) in post_ids)


def _official(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    from collectors.instagram.official.parser import without_posts  # noqa: PLC0415  # instaloader is heavy

    return without_posts(raw, post_ids)


REDACTORS: Mapping[str, RedactPosts] = {
    "posts": _posts,
    "instagram export": _erase_from_export,
    "official": _official,
    "discovery": _official,
}
