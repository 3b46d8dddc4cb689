"""Link posts of different channels that carry the same message: by link, by title, or by nearly equal text.

Posts come in the order of their publication; only those of the last seven days are held, so that time and memory grow
with the posts of a week, not with all. Near-equal texts are found by their shingles (shingles.py).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from pipeline.transform.measures.texts.shingles import FEWEST_SHINGLES, bands_of, share_contained, shingles_of

WINDOW = timedelta(days=7)
CONTAINED = 0.5
"""Share of the shorter text's shingles that makes two texts nearly equal."""
CANDIDATES = 12
"""The number of posts of one key that are looked at, the newest."""
TITLE_WORDS = 5
TITLE_DEPTH = 40
BATCH = 2000
LINK, TITLE, TEXT = "link", "title", "text"
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Message:
    """A post as the linking takes it; ``exact`` tells whether its time is known to the second."""

    post_id: str
    source_id: str
    city: str | None
    published_at: datetime
    exact: bool
    url: str
    title: str | None
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A post of a message, and why: ``None`` for the first."""

    post: Message
    reason: str | None = None
    matched: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of a post by an earlier linking: its message, when that was first said, and why."""

    message_id: str
    first_at: datetime
    reason: str | None = None
    matched: str | None = None
    similarity: float | None = None


@dataclass(slots=True)
class Group:
    """The posts that carry one message, first one first."""

    members: list[Member]

    @property
    def first(self) -> Message:
        """The post that was published first."""
        return self.members[0].post


@dataclass(slots=True)
class _Held:
    """A post within the window, with what it is found by."""

    post: Message
    group: Group
    shingles: frozenset[int]
    keys: list[int]


@dataclass(slots=True)
class _Window:
    """The posts of the last seven days, and of each key those that came last.

    Boilerplate shares its keys with every post of its kind: looking at all of them would make the work quadratic.
    """

    held: deque[_Held] = field(default_factory=deque)
    found_by: dict[int, list[_Held]] = field(default_factory=dict)

    def forget_before(self, moment: datetime) -> None:
        while self.held and self.held[0].post.published_at < moment:
            old = self.held.popleft()
            for key in old.keys:
                waiting = self.found_by.get(key, [])
                if waiting and waiting[0] is old:  # posts leave in the order in which they came
                    waiting.pop(0)
                    if not waiting:
                        del self.found_by[key]

    def add(self, held: _Held) -> None:
        self.held.append(held)
        for key in held.keys:
            waiting = self.found_by.setdefault(key, [])
            waiting.append(held)
            if len(waiting) > CANDIDATES:
                waiting.pop(0)

    def newest(self, *key: object) -> Iterator[_Held]:
        return reversed(self.found_by.get(hash(key), []))


@dataclass(slots=True)
class _Earlier:
    """Puts posts before a moment where an earlier linking put them, so that only what follows is linked anew."""

    kept: Mapping[str, Kept]
    since: datetime
    groups: dict[str, Group] = field(default_factory=dict)

    def place(self, post: Message) -> tuple[Group, bool]:
        """Return the message of a post that is not linked anew, and whether the post is the first of it."""
        known = self.kept.get(post.post_id, Kept(post.post_id, post.published_at))
        group = self.groups.get(known.message_id)
        if group is not None:
            group.members.append(Member(post, known.reason, known.matched, known.similarity))
            return group, False
        first = replace(post, post_id=known.message_id, published_at=known.first_at)
        group = self.groups[known.message_id] = Group([Member(first)])
        return group, post.post_id == known.message_id  # an older message is closed: nothing joins it any more


def link_messages(
    posts: Iterable[Message], kept: Mapping[str, Kept] | None = None, since: datetime | None = None
) -> Iterator[Group]:
    """Yield the messages that more than one channel carried, from posts ordered by publication.

    A post joins the message of the best match of another source of the same city whose first post is at most seven
    days older: a shared link comes before a shared title, that before nearly equal text. Posts before *since* belong
    where they are *kept*: they must be those of the seven days before it, then the messages that were first said in
    these days or later are yielded as a linking of all posts would.
    """
    window, earlier = _Window(), _Earlier(kept or {}, since) if since else None
    open_groups: deque[Group] = deque()
    for batch in _batches(posts):
        for post, shingles, bands in zip(batch, *_signatures([post.text for post in batch]), strict=True):
            oldest = post.published_at - WINDOW
            window.forget_before(oldest)
            while open_groups and open_groups[0].first.published_at < oldest:
                yield from _if_shared(open_groups.popleft())
            if earlier is not None and post.published_at < earlier.since:
                group = _put_back(window, earlier, post, shingles, bands)
            else:
                group = _place(window, post, shingles, bands)
            if group is not None:
                open_groups.append(group)
    for group in open_groups:
        yield from _if_shared(group)


def _put_back(
    window: _Window, earlier: _Earlier, post: Message, shingles: frozenset[int], bands: Sequence[int]
) -> Group | None:
    """Put a post where it was; return its message where it is the first of it."""
    group, is_first = earlier.place(post)
    window.add(_Held(post, group, shingles, _keys(post, bands)))
    return group if is_first else None


def _batches(posts: Iterable[Message]) -> Iterator[list[Message]]:
    waiting = iter(posts)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _if_shared(group: Group) -> Iterator[Group]:
    if len(group.members) > 1:
        yield group


def _place(window: _Window, post: Message, shingles: frozenset[int], bands: Sequence[int]) -> Group | None:
    """Put a post into its message, or open a new one and return it."""
    match = _best_match(window, post, shingles, bands)
    if match is None:
        group = Group([Member(post)])
    else:
        held, reason, similarity = match
        group = held.group
        group.members.append(Member(post, reason, held.post.post_id, similarity))
    window.add(_Held(post, group, shingles, _keys(post, bands)))
    return group if match is None else None


def _best_match(
    window: _Window, post: Message, shingles: frozenset[int], bands: Sequence[int]
) -> tuple[_Held, str, float | None] | None:
    for held in _find_linked(window, post):
        if _may_join(held, post):
            return held, LINK, None
    for held in _find_quoted_title(window, post):
        if _may_join(held, post):
            return held, TITLE, None
    best: tuple[_Held, float] | None = None
    seen: set[str] = set()
    for band in enumerate(bands):
        for held in window.newest(post.city, "band", *band):
            if held.post.post_id in seen or not _may_join(held, post):
                continue
            seen.add(held.post.post_id)
            similarity = share_contained(shingles, held.shingles)
            if similarity >= CONTAINED and (best is None or similarity > best[1]):
                best = held, similarity
    return None if best is None else (best[0], TEXT, best[1])


def _may_join(held: _Held, post: Message) -> bool:
    other = held.post
    near = held.group.first.published_at >= post.published_at - WINDOW
    return near and other.source_id != post.source_id


def _find_linked(window: _Window, post: Message) -> Iterator[_Held]:
    """Find the posts that this one links to, and those that link to it."""
    for link in post.links:
        yield from window.newest(post.city, "url", address(link))
    yield from window.newest(post.city, "links to", address(post.url))


def _find_quoted_title(window: _Window, post: Message) -> Iterator[_Held]:
    """Find the articles whose title this text quotes, and the texts that quote this title."""
    title = _words(post.title or "")
    if len(title) >= TITLE_WORDS:
        for held in window.newest(post.city, "words", *title[:TITLE_WORDS]):
            if _quotes(_words(held.post.text), title):
                yield held
        for held in window.newest(post.city, "title", *title[:TITLE_WORDS]):
            if _words(held.post.title or "") == title:
                yield held
    words = _words(post.text)
    for start in range(min(len(words), TITLE_DEPTH) - TITLE_WORDS + 1):
        for held in window.newest(post.city, "title", *words[start : start + TITLE_WORDS]):
            if _quotes(words, _words(held.post.title or "")):
                yield held


def _quotes(words: Sequence[str], title: Sequence[str]) -> bool:
    size = len(title)
    return any(words[start : start + size] == title for start in range(min(len(words), TITLE_DEPTH) - TITLE_WORDS + 1))


def _keys(post: Message, bands: Sequence[int]) -> list[int]:
    """Tell by what a post is found; within its city, each key once, as its hash: a week has millions."""
    keys: list[tuple[object, ...]] = [("band", *band) for band in enumerate(bands)]
    keys.append(("url", address(post.url)))
    keys += [("links to", address(link)) for link in post.links]
    title = _words(post.title or "")
    if len(title) >= TITLE_WORDS:
        keys.append(("title", *title[:TITLE_WORDS]))
    if post.title is None:  # what may quote a title; an article's own text rather begins with its place
        words = _words(post.text)[:TITLE_DEPTH]
        keys += [("words", *words[start : start + TITLE_WORDS]) for start in range(len(words) - TITLE_WORDS + 1)]
    return list(dict.fromkeys(hash((post.city, *key)) for key in keys))


def address(url: str) -> str:
    """Bring an address to one form: host without ``www.``, path, neither scheme nor query."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _signatures(texts: Sequence[str]) -> tuple[list[frozenset[int]], list[tuple[int, ...]]]:
    """Give each text's shingles, and its band keys: none for a text with too few shingles."""
    hashed = [shingles_of(text) for text in texts]
    shingles = [frozenset(values.tolist()) for values in hashed]
    return shingles, [bands_of(values) if len(values) >= FEWEST_SHINGLES else () for values in hashed]
