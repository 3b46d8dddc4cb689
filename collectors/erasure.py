"""Stored pages without what was forgotten, so that a replay brings nothing back. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from collectors.records import ODD, Forgotten, RawPage
from collectors.response_pages import without_texts

OF_ONE_POST = ("article", "gone")  # kinds of pages that are about one post, although they may name others

RedactPosts = Callable[[RawPage, frozenset[str]], RawPage]
"""Returns a page without these posts; the same object where it shows none of them."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Redacts the stored pages of one platform.

    A page of posts whose kind has no function of its own is emptied as soon as it names a forgotten post.
    """

    by_kind: Mapping[str, RedactPosts]
    response_kinds: Collection[str] = ()

    def __call__(self, raw: RawPage, forgotten: Forgotten) -> RawPage:
        """Return *raw* without what is forgotten, perhaps empty; the same object when it holds nothing of that."""
        if raw.kind in self.response_kinds:
            return without_texts(raw, forgotten)
        if not forgotten.posts:
            return raw
        try:
            return self.by_kind.get(raw.kind, empty_if_named)(raw, forgotten.posts)
        except ODD:  # a post of an unknown shape stands in it: better no page than one that names what was forgotten
            return empty_if_named(raw, forgotten.posts)


def keep_items(raw: RawPage, is_forgotten: Callable[[Any], object]) -> RawPage:
    """Return a page that is a JSON list without the forgotten items; the same object when there are none."""
    items = json.loads(raw.body)
    kept = [item for item in items if not is_forgotten(item)]
    return raw if len(kept) == len(items) else with_body(raw, kept)


def empty_if_named(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    """Empty a page that shows a forgotten post; of an article only its own page, although others may link to it."""
    shown = unquote(raw.url)
    if raw.kind.partition("@")[0] not in OF_ONE_POST:
        shown += "\n" + raw.body.decode("utf-8", "replace")
    if not any(_names(shown, re.split("[:/]", post_id)[-1]) for post_id in post_ids):
        return raw
    return replace(raw, body=b"")


def with_body(raw: RawPage, body: Any) -> RawPage:
    """Return a page with another JSON body."""
    return replace(raw, body=json.dumps(body).encode())


def _names(text: str, native: str) -> bool:
    """Whether *native* stands in *text* as a whole part of an address or a value."""
    found = text.find(native)
    while found >= 0:
        around = text[found - 1 : found] + text[found + len(native) : found + len(native) + 1]
        if not any(character.isalnum() for character in around):
            return True
        found = text.find(native, found + 1)
    return False
