"""Tell the articles of a site from unknown pages that stand in their place.

A page is surely an article where its title is what was announced, or where it names its own address. Any other one
waits: it must look like the site's other articles, and no second address may show the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit
from zlib import crc32

from collectors.website.parse.article import Item, post_id_of
from collectors.website.parse.html import decode

if TYPE_CHECKING:
    from collectors.records import Parsed, Post, RawPage, Validator
    from collectors.website.crawl.memory import CrawlMemory
    from collectors.website.parse.layout import Layout

NAMED = re.compile(r"\b(?:class|id)\s*=\s*(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([\w-]{1,60}))", re.IGNORECASE)
OWN_ADDRESS = re.compile(
    r"<(?:link\b[^>]{0,200}\brel\s*=\s*[\"']?canonical\b|meta\b[^>]{0,200}\bproperty\s*=\s*[\"']og:url\b)[^>]{0,500}>",
    re.IGNORECASE,
)
TARGET = re.compile(r"\b(?:href|content)\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
WORD = re.compile(r"[^\W_]{2,}")
FEW, MOST = 3, 60  # marks of a site's looks: with fewer nothing can be told, more are not needed
LIKE = 0.5  # of the looks that a page must share
AGREES = 0.6  # of the shorter title's words
ENOUGH_TEXT = 200  # characters; shorter notices may well repeat themselves
NIGHTS = 3  # in which a strange page must be the same to be believed


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that was read as an article, and is to be judged."""

    item: Item
    raw: RawPage
    parsed: Parsed
    validator: Validator | None = None
    due: bool = False
    listed: bool = True

    @property
    def post(self) -> Post:
        """Give the article."""
        return self.parsed.posts[0]

    @property
    def words(self) -> int:
        """Give a number that is equal for pages that say the same."""
        return crc32("\0".join((self.post.title or "", self.post.text)).encode("utf-8", "replace"))

    @property
    def marks(self) -> frozenset[int]:
        """Hash the names of the page's classes and parts."""
        found = NAMED.findall(decode(self.raw.body))
        return frozenset(crc32(name.encode()) for groups in found for name in "".join(groups).split())


def likeness_of(post: Post) -> int | None:
    """Give a number that is equal for equal articles; None for a short notice without a date."""
    if post.published_at is None and len(post.text) < ENOUGH_TEXT:
        return None
    return crc32("\0".join((post.title or "", post.text, str(post.published_at))).encode("utf-8", "replace"))


class ArticleJudge:
    """Judges the pages of one walk."""

    def __init__(self, layout: Layout, memory: CrawlMemory) -> None:
        self._layout, self._memory = layout, memory
        self._earlier = frozenset(memory.lately)
        self._accepted: set[int] = set()
        self._said: set[int] = set()
        """The articles that were accepted in this walk, by likeness and by words."""

    def is_sure(self, reading: Reading) -> bool:
        """Tell whether a page surely is its address's article."""
        title = reading.post.title or ""
        return any(agree(title, told) for told in _announced(reading.item)) or self._names_itself(reading)

    def is_earlier(self, reading: Reading) -> bool:
        """Tell whether a new address shows an article that an earlier night stored under another one."""
        return not reading.due and likeness_of(reading.post) in self._earlier

    def is_repeated(self, reading: Reading) -> bool:
        """Tell whether another address of this walk showed the same."""
        return likeness_of(reading.post) in self._accepted

    def accept(self, reading: Reading) -> None:
        """Remember an article's likeness, and what it shares with the others."""
        if (likeness := likeness_of(reading.post)) is not None:
            self._memory.lately.pop(likeness, None)
            self._memory.lately[likeness] = None
            self._accepted.add(likeness)
        self._said.add(reading.words)
        self._memory.strange.pop(reading.item.post_id, None)
        marks, looks = reading.marks, self._memory.looks
        shared = sorted(marks.intersection(looks)) if looks else sorted(marks)[:MOST]
        self._memory.looks = shared if len(shared) >= FEW else looks

    def settle(self, waiting: Sequence[Reading]) -> tuple[list[Reading], dict[str, list[Reading]]]:
        """Divide the waiting pages into articles and others; give the others by the reason."""
        counted = Counter(reading.words for reading in waiting)
        repeated = [one for one in waiting if counted[one.words] > 1 or one.words in self._said]
        single = [one for one in waiting if one not in repeated]
        looks = self._looks(single)
        strange = [reading for reading in single if not _is_like(reading, looks) and not self._is_believed(reading)]
        refused = {
            "is the same page for several addresses": repeated,
            "looks unlike the site's other articles": strange,
        }
        return [reading for reading in single if reading not in strange], refused

    def _looks(self, readings: Sequence[Reading]) -> Iterable[int]:
        """Give the marks that articles have in common: those of accepted articles, else those of most waiting pages."""
        if self._memory.looks or len(readings) < FEW:
            return self._memory.looks
        counted = Counter(mark for reading in readings for mark in reading.marks)
        return [mark for mark, count in counted.items() if count * 2 > len(readings)]

    def _is_believed(self, reading: Reading) -> bool:
        """Tell whether a strange page was the same for so many nights that it must be meant."""
        return self._memory.nights_strange(reading.item.post_id, reading.words) >= NIGHTS

    def _names_itself(self, reading: Reading) -> bool:
        """Tell whether a page names its own address as the one where it stands."""
        for tag in OWN_ADDRESS.findall(decode(reading.raw.body)):
            target = TARGET.search(tag)
            try:
                named = urljoin(reading.raw.url, target[1].replace("&amp;", "&")) if target else ""
                if named and post_id_of(named, self._layout) == reading.item.post_id:
                    return True
            except ValueError:  # "http://[" and its like
                continue
        return False


def agree(title: str, told: str) -> bool:
    """Tell whether two titles (or a title and a slug) mostly share their words."""
    ours, theirs = (set(WORD.findall(text.casefold())) for text in (title, told))
    shared = len(ours & theirs)
    return bool(shared) and shared >= AGREES * min(len(ours), len(theirs))


def _announced(item: Item) -> list[str]:
    """List what is said of an article before it is read: its title, and the words of its address."""
    parts = [part for part in unquote(urlsplit(item.url).path).split("/") if not part.isdecimal()]
    slug = re.sub(r"\.[a-z]{3,5}$", "", parts[-1]) if parts else ""
    return [told for told in (item.title, slug) if len(WORD.findall(told)) > (told == slug)]


def _is_like(reading: Reading, looks: Iterable[int]) -> bool:
    """Tell whether a page shares enough of the site's looks; where there are none, nothing can be told."""
    wanted = set(looks)
    return len(wanted) < FEW or len(reading.marks & wanted) >= LIKE * len(wanted)
