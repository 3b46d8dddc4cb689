"""Finds where a WordPress answers: below its folder, behind ``?rest_route=``, or where its home page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from collectors.errors import Blocked, CollectorError, SourceChanged
from collectors.website.client import OK
from collectors.website.parse.addresses import site_of
from collectors.website.parse.html import decode
from collectors.website.walls.diagnose import Walled
from collectors.website.wordpress.interface import WordPress, news_types, shown, total_of
from collectors.website.wordpress.pages import TooMuch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.website.wordpress.pages import WordPressPages

NAMED = re.compile(r"<link\b[^>]{0,300}api\.w\.org[^>]{0,300}>", re.IGNORECASE)
TARGET = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,300})", re.IGNORECASE)
IN_HEADER = re.compile(r"<([^>]{1,300})>\s*;\s*rel=\"?https://api\.w\.org/")


def usual_root(base: str) -> str:
    """Give where the interface of a WordPress mostly answers."""
    return urljoin(_home(base), "wp-json/")


def find_wordpress(base: str, pages: WordPressPages, kind: str, failure: CollectorError) -> WordPress:
    """Find where the WordPress at *base* answers if not where it mostly does, and which kind of posts are its news.

    Raises the *failure* that was met there where it answers nowhere.
    """
    for root in _roots(base, pages):
        wordpress = WordPress(root, kind or "posts")
        try:
            found = shown(pages.ask(wordpress.address(1, 1)))
        except Walled:
            raise
        except (Blocked, SourceChanged, TooMuch):
            continue
        return news_of(wordpress, pages) if found.is_unused and not kind else wordpress
    raise failure


def _home(base: str) -> str:
    return base if urlsplit(base).path.endswith("/") else f"{base}/"


def _roots(base: str, pages: WordPressPages) -> Iterator[str]:
    """Yield where else the interface may be: where the home page says, and without rewritten addresses."""
    home, tried = _home(base), [usual_root(base)]
    plain = [urljoin(home, "?rest_route=/"), urljoin(home, "index.php?rest_route=/")]
    for root in (*_told_by_home(home, pages), *plain):
        if root not in tried and site_of(root) == site_of(base):
            tried.append(root)
            yield root


def _told_by_home(home: str, pages: WordPressPages) -> list[str]:
    """Read where the home page says that its interface is."""
    try:
        answer = pages.client.fetch(home)
    except CollectorError:
        return []
    if answer.status != OK:
        return []
    linked = [TARGET.search(tag) for tag in NAMED.findall(decode(answer.body)[:100_000])]
    told = [match[1] for match in linked if match] + IN_HEADER.findall(answer.headers.get("Link", ""))
    return [urljoin(home, address.replace("&amp;", "&").replace("&#038;", "&")) for address in told]


def news_of(wordpress: WordPress, pages: WordPressPages) -> WordPress:
    """Choose, where there are no posts, the kind of posts that looks like news and has the most of them."""
    counts: dict[str, int] = {}
    try:
        for base in news_types(pages.ask(wordpress.types()).body):
            answer = pages.ask(WordPress(wordpress.root, base).address(1, 1))
            counts[base] = total_of(answer.headers) or len(shown(answer).post_ids)
    except (Blocked, SourceChanged, TooMuch) as error:
        if isinstance(error, Walled):
            raise
    best = max(counts, key=lambda base: counts[base], default="")
    return WordPress(wordpress.root, best) if best and counts[best] else wordpress
