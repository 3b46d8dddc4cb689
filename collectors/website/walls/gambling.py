"""Advertisements for gambling, which whoever broke into a site shows in the place of its articles. Pure."""

from __future__ import annotations

import re

from collectors.website.parse.html import paragraphs, parse_html
from collectors.website.walls.marks import load_marks

ADVERTISEMENTS = "posts that advertise gambling, so that the site was broken into; they are not kept"
ENOUGH = 5
# such phrases in 1000 characters that a reader sees; who explains the words says them less often
DENSE = 6
OF_NEWS = 4  # such phrases, or fewer, for each word of news
SENTENCE = re.compile(r"[.!?]\s|\n")
TWO_FIFTHS = 0.4  # of the sentences bear such phrases, or fewer: the others tell of something else
# what somebody else has said: the page only tells it
QUOTED = re.compile(r"[\"“„][^\"“”„\n]{1,600}[\"”“]|[‘][^‘’\n]{1,600}[’]|«[^«»\n]{1,600}»|(?<!\w)'[^'\n]{1,600}'(?!\w)")


def is_advertised(titles: list[str], headlines: list[str]) -> bool:
    """Tell whether titles advertise gambling; *headlines*, without the site's name, say nothing as news do."""
    words = load_marks().gambling
    return any(map(words.advertised.search, titles)) and not any(map(words.reported.search, headlines))


def is_gambling(code: str, shown: str) -> bool:
    """Tell whether a page says most of what advertisements say, and what it shows to readers hardly anything else.

    News of them speak of victims and of offices, and quote advertisements or have more sentences beside their words.
    """
    words = load_marks().gambling
    if sum(phrase.search(code) is not None for phrase in words.phrases) < ENOUGH:
        return False
    seen = shown.lower()
    said, news = _phrases(seen), len(words.in_news.findall(seen))
    if said * 1000 < DENSE * len(seen) or said <= news * OF_NEWS:
        return False
    return not (news and _is_told(seen, said))


def _is_told(seen: str, said: int) -> bool:
    """Tell whether half of the phrases that a text says are quoted, or most of its sentences have none."""
    bearing = [_phrases(sentence) > 0 for sentence in SENTENCE.split(seen) if sentence.strip()]
    return sum(bearing) <= TWO_FIFTHS * len(bearing) or _phrases(QUOTED.sub("", seen)) * 2 <= said


def _phrases(text: str) -> int:
    """Count the phrases of advertisements in a text."""
    return sum(len(phrase.findall(text)) for phrase in load_marks().gambling.phrases)


def is_advertisement(title: str, html: str) -> bool:
    """Tell whether a post that stands among a site's own advertises gambling."""
    if not (html and is_advertised([title], [title])):
        return False
    shown = paragraphs(parse_html(html.encode("utf-8", "replace")))
    return is_gambling(html.lower(), "\n".join([title, *shown]))
