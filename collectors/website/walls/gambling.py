"""Advertisements for gambling, which whoever broke into a site shows in the place of its articles. Pure."""

from __future__ import annotations

from collectors.website.parse.html import paragraphs, parse_html
from collectors.website.walls.marks import load_marks

ADVERTISEMENTS = "posts that advertise gambling, so that the site was broken into; they are not kept"
ENOUGH = 5
# such phrases in 1000 characters that a reader sees; who explains the words says them less often
DENSE = 6
OF_NEWS = 4  # such phrases, or fewer, for each word of news


def is_advertised(titles: list[str], headlines: list[str]) -> bool:
    """Tell whether titles advertise gambling; *headlines*, without the site's name, say nothing as news do."""
    words = load_marks().gambling
    return any(map(words.advertised.search, titles)) and not any(map(words.reported.search, headlines))


def is_gambling(code: str, shown: str) -> bool:
    """Tell whether a page says most of what advertisements say, and what it shows to readers hardly anything else.

    Who tells of players speaks of victims, families and offices beside them.
    """
    words = load_marks().gambling
    if sum(phrase.search(code) is not None for phrase in words.phrases) < ENOUGH:
        return False
    seen = shown.lower()
    said = sum(len(phrase.findall(seen)) for phrase in words.phrases)
    return said * 1000 >= DENSE * len(seen) and len(words.reported.findall(seen)) * OF_NEWS < said


def is_advertisement(title: str, html: str) -> bool:
    """Tell whether a post that stands among a site's own advertises gambling."""
    if not (html and is_advertised([title], [title])):
        return False
    return is_gambling(html.lower(), "".join(paragraphs(parse_html(html.encode("utf-8", "replace")))))
