"""Find posts whose text was published long before: near-equal texts of one city, at least half a year apart.

What an office says again and again is left out: greetings, and texts that stand in three earlier weeks or more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from pipeline.transform.measures.texts.shingles import (
    ADDRESS,
    BANDS,
    SHINGLE,
    VERSION,
    WORD,
    bands_of,
    share_contained,
    shingles_of,
)
from pipeline.transform.text.occasions import is_another_occasion

RULES = f"4-{VERSION}"
"""The way in which keys are made and texts compared: those of another one are made anew."""
WAITING = f"{RULES}, not compared yet"
"""The same, for texts that still wait for their comparison."""
MOVED = f"{RULES}, moved, not compared yet"
"""The same, for posts of which the date or the city changed: what shares a key with them waits, too."""
LONG_AGO = timedelta(days=180)
FEWEST = 12
"""Shingles of the shorter text; fifteen words."""
ALIKE = 0.6
"""Share of the shorter text's shingles that the longer one contains."""
OLDEST = 12
"""The number of posts of one key that are looked at, the oldest."""
HABIT = 3
"""Earlier weeks with the text, from which on it is a formula."""
FRIDAY = re.compile(r"\b(jum)['’`ʼ](at)\b", re.IGNORECASE)
THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}\b)")
GREETING_WORDS = 80
GREETING = re.compile(
    r"\b(?:selamat (?:hari|tahun|natal|paskah|idul|lebaran|waisak|nyepi|galungan|kuningan|imlek|hut|berpuasa|beribadah"
    r"|memperingati|menunaikan|menjalankan|merayakan|menyambut|ulang tahun|datang|pagi)"
    r"|dirgahayu|marhaban|minal aidin|mohon maaf lahir|taqabbalallahu|gong xi|mengucapkan selamat"
    r"|turut berduka|(?:bela ?sungkawa|duka ?cita)|innalillahi)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A post with the keys of its text, as bytes."""

    post_id: str
    city: str | None
    published_at: datetime
    keys: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post, and the earlier ones whose texts may be nearly equal."""

    post: Signed
    earlier: Sequence[Signed]


@dataclass(frozen=True, slots=True)
class Return:
    """A post whose text was first published long before, in ``weeks`` earlier weeks."""

    post_id: str
    first_post_id: str
    similarity: float
    weeks: int
    numbers_changed: bool


@dataclass(slots=True)
class Search:
    """Earlier posts that share a key with those looked for; ``later`` are known ones that come after these.

    ``near`` are all that share a key with one that ``moved``, whatever their date and city: it may have been of theirs.
    """

    wanted: Collection[str]
    moved: Collection[int] = ()
    """The keys of posts that moved."""
    later: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)

    def over(self, keys: Collection[int], batches: Iterable[Sequence[Signed]]) -> Iterator[Candidate]:
        """Go through all posts, oldest first, holding of each key the oldest posts only."""
        sought = np.fromiter(keys, dtype=np.uint64, count=len(keys))
        moved = np.fromiter(self.moved, dtype=np.uint64, count=len(self.moved))
        held: dict[tuple[str | None, int], list[Signed]] = {}
        for batch in batches:
            table = np.frombuffer(b"".join(one.keys for one in batch), dtype="<u8").reshape(-1, BANDS)
            if self.moved:
                self.near |= {batch[int(place)].post_id for place in np.flatnonzero(np.isin(table, moved).any(axis=1))}
            for place in np.flatnonzero(np.isin(table, sought).any(axis=1)):
                post = batch[int(place)]
                mine = [held.setdefault((post.city, key), []) for key in table[place].tolist()]
                earlier = {one.post_id: one for waiting in mine for one in waiting}
                if post.post_id in self.wanted:
                    if earlier:
                        yield Candidate(post, list(earlier.values()))
                elif any(one.post_id in self.wanted for one in earlier.values()):
                    self.later.add(post.post_id)  # long after or not: how often a text was said counts, too
                for waiting in mine:
                    if len(waiting) < OLDEST:
                        waiting.append(post)


def keys_of(text: str) -> bytes | None:
    """Return the keys of a text as bytes; none for one that is too short or a greeting."""
    shingles = shingles_of(text)
    if len(shingles) < FEWEST or is_greeting(text):
        return None
    keys = np.array(bands_of(shingles), dtype=np.uint64) ^ np.arange(BANDS, dtype=np.uint64)  # each band by itself
    return keys.astype("<u8").tobytes()


def unpacked(keys: bytes) -> list[int]:
    """Return the keys that bytes hold."""
    found: list[int] = np.frombuffer(keys, dtype="<u8").tolist()
    return found


def is_greeting(text: str) -> bool:
    """Whether a text of few words greets, congratulates or condoles."""
    words = text.split()
    return len(words) <= GREETING_WORDS and GREETING.search(" ".join(words)) is not None


def recirculated(candidate: Candidate, texts: Mapping[str, str], most: int) -> Return | None:
    """Tell of what a post is the return; none for a new text, one that was said lately, or a formula.

    Of longer *texts* only *most* characters were read.
    """
    mine = texts.get(candidate.post.post_id, "")
    shingles = frozenset(shingles_of(mine).tolist())
    alike = {
        one.post_id: similarity
        for one in candidate.earlier
        if one.published_at < candidate.post.published_at
        and (similarity := share_contained(shingles, frozenset(shingles_of(texts.get(one.post_id, "")).tolist())))
        >= ALIKE
    }
    family = sorted((one for one in candidate.earlier if one.post_id in alike), key=lambda one: one.published_at)
    weeks = len({one.published_at.isocalendar()[:2] for one in family})
    if not family or not _long_after(candidate.post, family[0]) or weeks >= HABIT:
        return None
    first = family[0].post_id
    cut = max(len(mine), len(texts[first])) >= most
    changed = is_another_occasion(_plain_words(mine), _plain_words(texts[first]), SHINGLE, cut=cut)
    return Return(candidate.post.post_id, first, round(alike[first], 3), weeks, changed)


def _plain_words(text: str) -> list[str]:
    """Return all words that were read, with numbers and Friday in one way of writing: 1.200 is 1200."""
    return WORD.findall(ADDRESS.sub(" ", FRIDAY.sub(r"\1\2", THOUSANDS.sub("", text))))


def _long_after(post: Signed, other: Signed) -> bool:
    return post.published_at - other.published_at >= LONG_AGO
