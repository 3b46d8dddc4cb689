"""Stored pages of Facebook without forgotten posts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.erasure import RedactPosts, keep_items
from collectors.facebook.parser import GONE, POSTS, post_id_of
from collectors.records import RawPage


def _posts(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return keep_items(raw, lambda item: post_id_of(item["id"]) in post_ids)


def _keep_page(raw: RawPage, _post_ids: frozenset[str]) -> RawPage:
    """Return the page as it is: it holds ids, and that their posts are gone."""
    return raw


REDACTORS: Mapping[str, RedactPosts] = {POSTS: _posts, GONE: _keep_page}
