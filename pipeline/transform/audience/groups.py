"""Find the group of people that a text speaks to or offers something to. Pure (codebook, section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipeline.transform.audience.places import Mention, Text
from pipeline.transform.audience.words import (
    ACTING,
    ADDRESSING,
    GENERAL,
    GROUP_WORDS,
    LOCATIVES,
    MARKERS,
    WARD,
    WEAK,
)

ENOUGH = 2.0  # weight from which a group counts as addressed
NEAR = 3  # words before a group that tell whether it is spoken to or acts
_FIRST_WORDS = frozenset(words[0] for words in GROUP_WORDS)
_WARD_WORDS = frozenset(("warga", "rw", "rt"))
_WARD_BEGINS = frozenset(("wa", "rw", "rt"))


class GroupFound(NamedTuple):
    """A group named in a text, and how much that speaks for its being addressed."""

    group: str
    start: int
    end: int
    weight: float


def find_groups(text: Text, places: Sequence[Mention], lead: int) -> list[GroupFound]:
    """Give the groups named, in their order; what stands before *lead*, in title or first sentence, weighs more."""
    named = {one.start for one in places}
    places_to_look = [
        place for place, word in enumerate(text.folded) if word in _FIRST_WORDS or word[:2] in _WARD_BEGINS
    ]
    return [one for place in places_to_look for one in _groups_at(text, place, named, lead)]


def audience_of(found: Sequence[GroupFound]) -> str:
    """Decide for one group: of those with enough weight the one named first, ``general`` without any."""
    weights: dict[str, float] = defaultdict(float)
    for one in found:
        weights[one.group] += one.weight
    enough = [one.group for one in found if weights[one.group] >= max(ENOUGH, max(weights.values()) / 2)]
    return enough[0] if enough else GENERAL


def _groups_at(text: Text, place: int, named: set[int], lead: int) -> Iterator[GroupFound]:
    word = text.folded[place]
    if word in _FIRST_WORDS:
        for size in (2, 1):
            words = tuple(text.folded[place : place + size])
            if words in GROUP_WORDS:
                weight = _weight(text, place, lead, weak=words in WEAK)
                if weight > 0:
                    yield _make_found(text, GROUP_WORDS[words], place, place + len(words), weight)
                return
    elif word in _WARD_WORDS or word[:2] == "rw":
        weight = _ward_weight(text, place, named, lead)
        if weight > 0:
            yield _make_found(text, WARD, place, place + 1, weight)


def _make_found(text: Text, group: str, place: int, after: int, weight: float) -> GroupFound:
    return GroupFound(group, text.words[place].start, text.words[after - 1].end, weight)


def _weight(text: Text, place: int, lead: int, *, weak: bool) -> float:
    near = set(islice(text.before(place), NEAR))
    addressed, acts = bool(near & ADDRESSING), bool(near & ACTING)
    opens = text.words[place].start < lead
    if text.words[place].tagged:
        return 0.5
    if weak:
        return 2.0 if addressed and not acts else 0.5 if opens else 0.25
    return max(0.0, 1.0 + addressed + opens - 1.5 * acts)


def _ward_weight(text: Text, place: int, named: set[int], lead: int) -> float:
    """Weigh residents: "warga" of a place that is named, or of a neighbourhood by its number."""
    if text.words[place].tagged:
        return 0.0
    word, following = text.folded[place], text.word(place + 1)
    numbered = word[2:].isdecimal() or following.isdecimal()
    if word == "warga":
        numbered = following in ("rw", "rt")
        place_named = any(
            text.words[other].start in named for other in range(place + 1, min(place + 4, len(text.words)))
        )
        if not (numbered or place_named or following in MARKERS):
            return 0.0
    elif not numbered:
        return 0.0
    near = set(islice(text.before(place), NEAR))
    if near & {"ketua", "pengurus"}:
        return 0.0
    return 1.0 + bool(near & (ADDRESSING | LOCATIVES)) + (text.words[place].start < lead)
