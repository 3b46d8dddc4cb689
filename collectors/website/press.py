"""The press: of an outlet's articles only title, beginning, address and day are kept, in raw pages too.

The texts are the outlets' and their authors': what is kept is what a clipping list needs. A page is reduced before the
store sees it; what is left can be read again, so that a replay works without the whole texts.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from collectors.errors import CollectorError
from collectors.records import Page, Parsed, Post, RawPage
from collectors.website.wordpress.json_answer import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.request import Collector, Limits, Request

PRESS = "press"
"""The kind of a raw page that holds what is kept of articles: a JSON list of them."""
EXCERPT = 300  # characters
DEEPEST = 50  # levels of an answer; no article has as many
_NAME = r"(?-i:[A-Z])[\w.'’-]{0,30}(?:[ ](?-i:[A-Z])[\w.'’-]{0,30}){0,4}"
_WRITER = re.compile(
    rf"""
    \s{{0,5}}(?:(?:penulis|oleh|reporter|pewarta|wartawan|kontributor|editor|by)(?:[ ]?:)?|laporan[ ]?:)[ ]{{1,3}}
    {_NAME}(?:[ ]?[|,/–-][^\n]{{0,60}})?[ ]{{0,5}}(?:\n|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A line above a text that names who wrote it."""
_INITIALS = re.compile(r"\([^\W\d_][\w. ]{1,30}(?:/[^\W\d_][\w. ]{1,30}){1,3}\)$")
"""Initials of the writers in brackets at the end of a text, such as (bud/ant)."""
LONGEST_INITIALS = 150  # characters


class PressCollector:
    """Reads a site as any other, and keeps no whole text of it."""

    def __init__(self, site: Collector) -> None:
        self._site = site

    def __getattr__(self, name: str) -> Any:
        """Answer as the site's own collector does."""
        return getattr(self._site, name)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the pages of the site, each reduced. Raises what the site's own collector raises."""
        for page in self._site.pages(request, limits):
            if page.parsed.unreadable:
                yield self._unread(page)
            yield reduced(replace(page, parsed=replace(page.parsed, unreadable=())))

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page: a reduced one, or one that was stored before the source was one of the press."""
        if raw.kind == PRESS:
            return Parsed(posts=tuple(map(_post, json.loads(raw.body))))
        found = self._site.parse(raw)
        return replace(found, posts=tuple(map(clipped, found.posts)))

    def _unread(self, page: Page) -> Page:
        """Return the page of the articles that could not be read, their texts cut; a later version may read them."""
        items = [clipped_item(item) for item in _items(page.raw) if self._puzzles(item, page.raw)]
        raw = replace(page.raw, body=json.dumps(items, ensure_ascii=False).encode("utf-8", "replace"))
        return Page(raw, Parsed(unreadable=page.parsed.unreadable), requests=0)

    def _puzzles(self, item: Any, raw: RawPage) -> bool:
        try:
            return bool(self._site.parse(replace(raw, body=json.dumps([item]).encode())).unreadable)
        except CollectorError:  # what has no number is no article
            return False


def _items(raw: RawPage) -> list[Any]:
    """Return the articles of an answer; only interfaces, which list them as JSON, give some that cannot be read."""
    told = read_json(raw.body)
    return told if isinstance(told, list) else []


def clipped_item(told: Any, levels: int = DEEPEST) -> Any:
    """Return a part of an answer with every text in it cut after 300 characters, and nothing of what lies too deep."""
    if isinstance(told, (dict, list)) and not levels:
        return None
    if isinstance(told, dict):
        return {name: clipped_item(value, levels - 1) for name, value in told.items()}
    if isinstance(told, list):
        return [clipped_item(value, levels - 1) for value in told]
    return excerpt(told) if isinstance(told, str) else told


def reduced(page: Page) -> Page:
    """Return a page with the clippings of its articles alone; of what says that one is gone only that it did."""
    posts = tuple(map(clipped, page.parsed.posts))
    raw = page.raw
    if posts:
        raw = RawPage(PRESS, raw.url, json.dumps([_kept(post) for post in posts], ensure_ascii=False).encode())
    elif raw.body and not (page.parsed.gone or page.parsed.unchanged):
        raw = RawPage(PRESS, raw.url, b"[]")
    elif raw.body:
        raw = replace(raw, body=f"{len(raw.body)} bytes of the press, not kept".encode())
    return replace(page, raw=raw, parsed=replace(page.parsed, posts=posts))


def clipped(post: Post) -> Post:
    """Return an article without its author and pictures, its text cut after 300 characters."""
    return Post(
        post_id=post.post_id,
        kind=post.kind,
        url=post.url,
        text=excerpt(without_writer(post.text)),
        published_at=post.published_at,
        published_precision=post.published_precision,
        title=post.title,
        method=post.method,
        reduced=post.reduced,
        dated_by_change=post.dated_by_change,
        clipped=True,
    )


def without_writer(text: str) -> str:
    """Return a text without the lines above it, and the brackets behind it, that name who wrote it."""
    begins = 0
    while found := _WRITER.match(text, begins):
        begins = found.end()
    told = text[begins:].rstrip()
    found = _INITIALS.search(told, max(len(told) - LONGEST_INITIALS, 0))
    return told[: found.start()].rstrip() if found else text[begins:]


def excerpt(text: str) -> str:
    """Return the beginning of a text, 300 characters at most, the last word whole where there is a gap."""
    if len(text) <= EXCERPT:
        return text
    cut = text[: EXCERPT - 1]
    whole = cut if text[EXCERPT - 1].isspace() else cut.rpartition(" ")[0] or cut
    return f"{whole.rstrip()}…"


def _kept(post: Post) -> dict[str, Any]:
    return {
        "post_id": post.post_id,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        "published_at": post.published_at.isoformat() if post.published_at else None,
        "precision": post.published_precision,
        "method": post.method,
        "reduced": post.reduced,
        "dated_by_change": post.dated_by_change,
    }


def _post(told: dict[str, Any]) -> Post:
    return Post(
        post_id=told["post_id"],
        kind="article",
        url=told["url"],
        text=told["text"],
        published_at=_moment(told["published_at"]),
        published_precision=told["precision"],
        title=told["title"],
        method=told["method"],
        reduced=told.get("reduced", False),
        dated_by_change=told.get("dated_by_change", False),
        clipped=True,
    )


def _moment(told: object) -> datetime | None:
    """Read when an article was published, as Pantau wrote it; anything else is not known."""
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return None
