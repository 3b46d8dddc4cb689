"""Find the group of people that a text speaks to or offers something to. Pure (codebook, section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    found = (_group_at(text, place, named, lead) for place in places_to_look)
    return [one for one in found if one is not None]


def audience_of(found: Sequence[GroupFound]) -> str:
    """Decide for one group: of those with enough weight the one named first, ``general`` without any."""
    weights: dict[str, float] = defaultdict(float)
    for one in found:
        weights[one.group] += one.weight
    enough = [one.group for one in found if weights[one.group] >= max(ENOUGH, max(weights.values()) / 2)]
    return enough[0] if enough else GENERAL


def _group_at(text: Text, place: int, named: set[int], lead: int) -> GroupFound | None:
    """Give the group whose name begins with this word, if any; of two names the longer one counts."""
    word, pair = text.folded[place], tuple(text.folded[place : place + 2])
    if word in _FIRST_WORDS:
        words = pair if pair in GROUP_WORDS else pair[:1]
        group, weight = GROUP_WORDS.get(words), _weight(text, place, lead, weak=words in WEAK)
    elif word in _WARD_WORDS or word[:2] == "rw":
        words, group, weight = pair[:1], WARD, _ward_weight(text, place, named, lead)
    else:
        return None
    if group is None or weight <= 0:
        return None
    return GroupFound(group, text.words[place].start, text.words[place + len(words) - 1].end, weight)


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
