"""The output of collectors: pages, and the records parsed from them.

All moments are aware and in UTC. A value that a platform does not tell is ``None``, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, datetime
from functools import partial
from typing import Any, Literal

Kind = Literal["post", "reply", "quote", "repost", "image", "video", "short", "live", "album", "article"]
Precision = Literal["second", "day", "unknown"]
ResponseKind = Literal["reply", "mention", "comment"]

Cursor = Mapping[str, Any]
"""The place where a source stands, as JSON; its own collector reads it, and gaps.py. Empty before the first harvest."""


LONGEST_TEXT = 200_000  # characters of a post that are stored
LARGEST_COUNT = 2**63 - 1  # what a database's whole number holds

VIEWED = r"(?:di(?:lihat|baca|akses|kunjungi|tonton)|tayangan|pembaca|views?|viewed|hits?|reads|[\N{EYE}\N{EYES}])"
NUMBER = r"[0-9]{1,9}(?:[., ][0-9]{3}){0,3}(?:(?:[.,][0-9]{1,2})?\s?(?:rb|ribu|jt|juta|k|m)\b)?"
TIMES = r"(?:kali|x|orang|times|views?|hits?)"
VISITORS = (
    r"(?:(?:total )?(?:pengunjung|visitors?)"
    rf" (?:hari ini|kemarin|minggu ini|bulan ini|tahun ini|online|today|yesterday)\W{{0,4}}{NUMBER}"
    rf"|total (?:pengunjung|visitors?)\W{{0,4}}{NUMBER}(?:\sorang)?)"
)
PERIOD = "detik|menit|jam|hari|minggu|bulan|(?:second|min|minute|hour|day|week|month)s?"  # years are the author's
WEEKDAY = "senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
CHANGES_ALONE = (  # lines of nothing else; "Video ini dilihat 50 kali" is an author's
    (
        r"\W{0,5}(?:(?:artikel|berita|halaman|tulisan|post(?:ing(?:an)?)?|konten) ini )?"
        r"(?:(?:telah|sudah|jumlah|total|post|kali) ){0,2}"
        rf"(?:{VIEWED}(?:\s(?:oleh|sebanyak))?\W{{0,4}}{NUMBER}(?:\s?{TIMES})?|{NUMBER}\s?(?:{TIMES}\s)?{VIEWED})\W{{0,3}}"
    ),
    # "50 kali dilihat, 2 kali dilihat hari ini"
    rf"{NUMBER}\s(?:{TIMES}|total)\s{VIEWED},\s{NUMBER}\s(?:{TIMES}\s)?{VIEWED}\s(?:hari ini|today)\W{{0,3}}",
    rf"{VISITORS}(?:\W{{1,4}}{VISITORS}){{0,5}}",
    rf"\W{{0,3}}{NUMBER}\s(?:komentar|tanggapan|comments?)[^\w.]{{0,3}}",
    # "(3 votes, average: 4.67 out of 5)"; "250 votes" may be an author's
    (
        rf"[(\[]{NUMBER}\s(?:suka|likes?|shares?|votes?)"
        r"(?:,\s(?:average|rata-rata)\W{1,3}[0-9.,]{1,5}(?:\s[a-z ]{2,8}\s[0-9]{1,2})?)?[)\]]"
    ),
    r"(?:(?:tidak|belum) ada komentar|no comments)\W{0,3}",
    (
        r"(?:(?:di(?:posting|terbitkan|perbarui|tulis)|posted|published|updated)\W{1,3})?"
        rf"[0-9]{{1,3}}\s(?:{PERIOD})\s(?:yang )?(?:lalu|ago)[^\w.]{{0,3}}"
    ),
    # a clock: "Selasa, 24 November 2026 08:14:10"; what names no weekday or says "pukul" may be an event
    (
        rf"(?:{WEEKDAY})\W{{1,3}}[0-9]{{1,2}} [a-z]{{3,10}} 20[0-9]{{2}}\W{{1,5}}"
        r"[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}(?:\s(?:wib|wita|wit|am|pm))?"
    ),
)
COUNT_ALONE = re.compile("|".join(CHANGES_ALONE), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counts of one post at one moment, each ``None`` where the platform does not tell it."""

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    views: int | None = None

    @property
    def interactions(self) -> int | None:
        """Likes + comments + shares, of those told; ``None`` when none is."""
        told = [n for n in (self.likes, self.comments, self.shares) if n is not None]
        return sum(told) if told else None


NOT_TOLD = Metrics()
"""The counts of a post of which the platform tells none."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or file of a post: where it is, not its content."""

    kind: Literal["image", "video", "file"]
    url: str | None = None
    alt_text: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post as the platform shows it now.

    ``post_id`` is ``<platform>:<native id>``; ``reference`` is the post_id of what it answers, quotes or
    repeats; ``coauthors`` are the other accounts of a collaboration.
    """

    post_id: str
    kind: Kind
    url: str
    text: str
    published_at: datetime | None
    published_precision: Precision = "second"
    title: str | None = None
    language: str | None = None
    byline: str | None = None
    metrics: Metrics = NOT_TOLD
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    coauthors: tuple[str, ...] = ()
    reference: str | None = None
    pinned: bool = False
    method: str | None = None
    """The source of text and counts where a platform leaves a choice: selectors, feed, archive, official, session."""
    insights: tuple[tuple[str, int], ...] = ()
    """Further counts by the platform's own names, such as reach and saved; what is not told has no entry."""
    signless: bool = False
    """Whether the interface leaves out the @ before names: a text that differs by such signs alone is no edit."""
    reduced: bool = False
    """Whether the answer lacked part of the text, or of what hangs on it: a whole one that is held stays."""
    revision: int | None = None
    """The platform's own number of the text's version, with which the address ends; a smaller one is old."""
    dated_by_change: bool = False
    """Whether ``published_at`` is the last change: it dates a new post alone, and moves no date that is held."""
    summary: bool = False
    """Whether the source itself calls the text a summary: a much longer one that is held stays."""
    clipped: bool = False
    """Whether no more of the text may be kept."""


@dataclass(frozen=True, slots=True)
class Validator:
    """The marks to ask next time whether an address has changed; ``body`` where the answer is kept, too."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    body: bytes | None = None
    seen_at: datetime | None = None
    """The time at which the store remembered it; None for one that was just learned."""


@dataclass(frozen=True, slots=True)
class Response:
    """A citizen's words to the account: the author is a keyed hash, and the text is masked (collectors/privacy.py).

    ``post_id`` is what it hangs on, as far as the platform tells; that may be a post which is none of the account's.
    ``parent_id`` is what it answers, if it answers anything. ``text`` is ``None`` where it may no longer be kept.
    """

    response_id: str
    kind: ResponseKind
    published_at: datetime
    text: str | None
    author_hash: str | None = None
    """None where the account itself answers."""
    is_official: bool = False
    post_id: str | None = None
    parent_id: str | None = None
    language: str | None = None
    likes: int | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Posts that may not be stored, whatever a platform shows; moments from which on texts of responses may be kept."""

    posts: frozenset[str] = frozenset()
    responses: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    before: datetime | None = None
    """Texts of responses that were published earlier are not kept."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The part of a source that is wanted and was not read yet.

    Between two moments, each None where it is not known or has no limit; so many things, where that is known.
    """

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The watched account at one moment; ``post_count`` is what the platform says it holds."""

    name: str
    followers: int | None = None
    following: int | None = None
    post_count: int | None = None
    method: str | None = None
    """The way in which it was seen where a platform leaves a choice."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Billable resources of a request, or the units that it takes of a quota."""

    posts: int = 0
    users: int = 0
    media: int = 0
    units: int = 0
    owned: int = 0
    """The part of the posts that its owner reads, which may cost less."""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A thing of an unknown shape: the reason in one line, and its post_id and address where it tells them."""

    why: str
    post_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The records of one raw answer."""

    posts: tuple[Post, ...] = ()
    account: Account | None = None
    gone: tuple[str, ...] = ()
    """post_ids and response_ids that the platform said no longer exist (positive proof, never absence)."""
    unreadable: tuple[Unparsed, ...] = ()
    """The parts of the answer that could not be parsed; the others are here all the same."""
    responses: tuple[Response, ...] = ()
    unchanged: tuple[str, ...] = ()
    """post_ids that stand as they were when last seen."""
    left_out: tuple[str, ...] = ()
    """Names of the side values that were of an unknown shape, once for each; the posts are here without them."""


ODD = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError)
"""The errors that a parser raises if an answer lacks what it expects."""


def is_counter(line: str) -> bool:
    """Tell whether a line of an article is a counter, an age or a clock and nothing else, which change each night."""
    return COUNT_ALONE.fullmatch(line) is not None


def require_storable(post: Post) -> Post:
    """Return a post whose texts are texts and whose time may be, as the store needs them. Raises ValueError."""
    media = (text for medium in post.media for text in (medium.url, medium.alt_text))
    texts = (post.text, post.language, *post.hashtags, *post.mentions, *post.links, *media)
    if odd := [text for text in texts if text is not None and not isinstance(text, str)]:
        raise ValueError(f"{str(odd[0])[:40]!r} is no text")
    if post.published_at is not None and not MINYEAR < post.published_at.year < MAXYEAR:  # another zone has another
        raise ValueError(f"nothing was published at {post.published_at}")
    return post


def explain_unparsed(error: Exception, named: Callable[[], tuple[str, str | None]] | None = None) -> Unparsed:
    """Say why something could not be parsed; *named* tells its post_id and address, or fails, too."""
    why = f"{type(error).__name__}: {' '.join(str(error).split())[:80]}"
    try:
        return Unparsed(why, *named()) if named else Unparsed(why)
    except ODD:
        return Unparsed(why)


def parse_each(
    items: Iterable[Any], parse: Callable[[Any], Post], named: Callable[[Any], tuple[str, str | None]]
) -> tuple[tuple[Post, ...], tuple[Unparsed, ...]]:
    """Parse posts one by one: one of an unknown shape costs the others nothing, and is told in the second part."""
    posts, unreadable = list[Post](), list[Unparsed]()
    for item in items:
        try:
            posts.append(require_storable(parse(item)))
        except ODD as error:
            unreadable.append(explain_unparsed(error, partial(named, item)))
    return tuple(posts), tuple(unreadable)


@dataclass(frozen=True, slots=True)
class RawPage:
    """An answer as it came (less what may not be stored); ``kind`` tells the collector's parser what it is.

    ``url`` names the request for people and for replay; it carries no secret.
    """

    kind: str
    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One answer with its records: the unit that the store commits in one transaction.

    ``cursor``, if any, replaces the source's cursor in that same transaction. ``reads`` settles what was
    reserved for this page. ``expected_total`` is what the platform says the account holds.
    """

    raw: RawPage
    parsed: Parsed = Parsed()
    cursor: Cursor | None = None
    reads: Reads = Reads()
    requests: int = 1
    expected_total: int | None = None
    answered: tuple[str, ...] = ()
    """post_ids whose comments were now read to the end."""
    validators: tuple[Validator, ...] = ()
    note: str | None = None
    """Something a person should know although nothing is wrong, such as a platform's own limit."""


def within_bounds(page: Page) -> Page:
    """Return a page whose texts are no longer than LONGEST_TEXT; one that was cut is named among what was left out."""
    if all(len(post.text) <= LONGEST_TEXT for post in page.parsed.posts):
        return page
    cut = tuple(replace(post, text=post.text[:LONGEST_TEXT]) for post in page.parsed.posts)
    told = (*page.parsed.left_out, f"the end of a text beyond {LONGEST_TEXT:,} characters")
    return replace(page, parsed=replace(page.parsed, posts=cut, left_out=tuple(dict.fromkeys(told))))
