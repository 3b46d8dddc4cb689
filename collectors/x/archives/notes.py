"""Long texts of an X archive: ``note-tweet.js`` holds them apart from their posts. Pure.

An item is ``{"noteTweet": {"noteTweetId", "createdAt", "core": {"text", "hashtags", "urls", "mentions"}}}``, or
``{"noteTweet": {"noteTweetId", "noteTweetResults": {"text", "entitySet"}}, "tweetId"}``. If no number tells whose
text it is, its beginning does, and a time that is near.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.archive_file import EARLIEST
from collectors.x.content import CUT

Item = Mapping[str, Any]

NEAR = timedelta(days=1)  # a text may have been written long before its post was published
EQUAL = timedelta(seconds=2)
TELLING = 20  # characters; a shorter beginning may be that of any post of the day
FULL = 270  # characters, from which on a post's text may be the beginning of a longer one
HANDLES = re.compile(r"^(?:\s*@\w+)+\s+")
NUMBERS = ("tweetId", "tweet_id", "tweetID")
NOTE = ("noteTweet", "note_tweet", "noteTweetId", "note_tweet_id")  # a wrapper's name, or that of its number
OF_TEXT = ("core", "noteTweetResults", "note_tweet_results")


@dataclass(frozen=True, slots=True)
class Note:
    """A long text, what hangs on it, and what tells whose it is."""

    text: str
    entities: Item
    at: datetime | None = None


class Notes:
    """The long texts of an archive; each is given to one post."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._by_number: dict[str, Note] = {}
        self._by_beginning: dict[str, list[Note]] = defaultdict(list)
        for item in items:
            numbers, note = _read(item)
            if note is None:
                continue
            self._by_number |= {number: max(note, self._by_number.get(number, note), key=_when) for number in numbers}
            self._by_beginning[_beginning(note.text)].append(note)

    def __bool__(self) -> bool:
        """Whether a long text waits for its post."""
        return bool(self._by_number or self._by_beginning)

    def take(self, number: str, text: str, at: datetime | None) -> Note | None:
        """Return the long text of a post by its number, else by its *text*, of which the archive has the beginning."""
        told = self._by_number.get(number)
        if told is None:
            told = self._nearest(html.unescape(text), at)
        if told is None:
            return None
        rest = self._by_beginning[_beginning(told.text)]
        rest[:] = [note for note in rest if note is not told]
        return Note(_with_handles(_unescaped(told.text, text), html.unescape(text)), told.entities, told.at)

    def _nearest(self, text: str, at: datetime | None) -> Note | None:
        if not self._by_beginning or (len(text) < FULL and not CUT.search(text)):
            return None
        shown = _shown(text)
        allowed = NEAR if len(shown) >= TELLING else EQUAL
        keys = [shown[:TELLING]] if len(shown) >= TELLING else list(self._by_beginning)
        candidates = [note for key in keys for note in self._by_beginning.get(key, ())]
        near = [note for note in candidates if _begins(note.text, shown) and _apart(note, at) <= allowed]
        return min(near, key=lambda note: _apart(note, at), default=None)


def _read(item: Any) -> tuple[Sequence[str], Note | None]:
    """Return the numbers by which an item names its post, and the text; None for an item of an unknown shape."""
    if not isinstance(item, dict):
        return (), None
    wrapped = next((item[name] for name in NOTE if isinstance(item.get(name), dict)), item)
    told = next((part for name in OF_TEXT if isinstance(part := wrapped.get(name), dict)), wrapped)
    told = told["result"] if isinstance(told.get("result"), dict) else told
    text, entities = told.get("text"), _either(told, "entitySet", "entity_set") or told
    if not isinstance(text, str) or not text:
        return (), None
    numbers = [str(of[name]) for of in (item, wrapped) for name in NUMBERS if of.get(name)]
    own = _either(wrapped, "noteTweetId", "note_tweet_id")
    at = _moment(_either(wrapped, "createdAt", "created_at"))
    return numbers or ([str(own)] if own else []), Note(text, entities if isinstance(entities, dict) else {}, at)


def _either(of: Item, *names: str) -> Any:
    return next((of[name] for name in names if of.get(name)), None)


def _moment(told: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _when(note: Note) -> datetime:
    """Order the texts of one post, of which the latest stands: it was edited."""
    return note.at or EARLIEST


def _apart(note: Note, at: datetime | None) -> timedelta:
    return abs(note.at - at) if note.at and at else EQUAL


def _shown(text: str) -> str:
    """Return what a post shows of its long text, up to the first address, which the two write differently."""
    return " ".join(HANDLES.sub("", CUT.sub("", text)).partition("http")[0].split())


def _beginning(text: str) -> str:
    return _shown(html.unescape(text))[:TELLING]


def _begins(text: str, shown: str) -> bool:
    return any(" ".join(HANDLES.sub("", one).split()).startswith(shown) for one in (text, html.unescape(text)))


def _unescaped(text: str, cut: str) -> str:
    """Return a long text as it was written: some archives escape it as they do the posts."""
    shown = _shown(html.unescape(cut))
    plain = " ".join(HANDLES.sub("", text).split())
    if "&" in shown and plain.startswith(shown):
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _with_handles(text: str, shown: str) -> str:
    """Return a long text with the handles that its post begins with, which some archives leave out."""
    handles = HANDLES.match(shown)
    return handles[0] + text if handles and not HANDLES.match(text) else text
