"""Find the audience and the places of posts, each with the words that tell it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pipeline.transform.audience import words as word_lists
from pipeline.transform.audience.groups import GroupFound, audience_of, find_groups
from pipeline.transform.audience.places import Mention, PlaceFinder, Rank, Text
from pipeline.transform.text.gazetteer import Gazetteer, gazetteer_version, load_gazetteer
from pipeline.transform.text.text import lead_end, words

AUDIENCE, PLACES = "audience", "places"
LONGEST = 6_000  # characters read of a text: what comes later names hardly anything new


class Addressed(NamedTuple):
    """The people whom a post addresses, the places that it names, and evidence as label rows keep it."""

    audience: str
    places: tuple[str, ...]
    evidence: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class PostText:
    """The facts that are read of a post; *account* and *city* are whose it is, as far as known."""

    text: str
    title: str | None = None
    account: str = ""
    city: str | None = None


class Addressing:
    """Finds audience and places by a gazetteer and lists of words; ``version`` changes when one of them does."""

    def __init__(self, finder: PlaceFinder, version: str) -> None:
        self._finder = finder
        self.version = version

    @property
    def gazetteer(self) -> Gazetteer:
        """The names of places."""
        return self._finder.gazetteer

    def find(self, post: PostText) -> Addressed:
        """Give audience and places of one post; any text has an audience, if only ``general``."""
        whole = f"{post.title}\n{post.text}" if post.title else post.text
        text = Text.of(whole, words(whole[:LONGEST]))
        at_home = self.gazetteer.of_city(post.city)
        named = self._finder.find(text, at_home=at_home)
        lead = len(whole) - len(post.text) + lead_end(post.text)
        groups = find_groups(text, named, lead)
        audience = audience_of(groups)
        places = [one.name for one in named]
        evidence = [_place_evidence(whole, one) for one in named]
        own = self._finder.own(post.account, at_home=at_home)
        if own and all(one.rank == Rank.TAG for one in named):
            places, evidence = [own], [_evidence(own, post.account, (0, 0), PLACES, own, 1.0, "account")]
        evidence += [_group_evidence(whole, one) for one in groups if one.group == audience]
        return Addressed(audience, tuple(places), tuple(evidence))

    def find_all(self, posts: Iterable[PostText]) -> list[Addressed]:
        """Give audience and places of posts."""
        return [self.find(post) for post in posts]


def _place_evidence(whole: str, one: Mention) -> dict[str, object]:
    at = (one.start, one.end)
    return _evidence(f"{one.level} {one.name}", whole[one.start : one.end], at, PLACES, one.name, 1.0, one.source)


def _group_evidence(whole: str, one: GroupFound) -> dict[str, object]:
    found = whole[one.start : one.end]
    return _evidence(found.lower(), found, (one.start, one.end), AUDIENCE, one.group, one.weight, "words")


def _evidence(  # noqa: PLR0913, PLR0917  # the fields of evidence
    phrase: str, found: str, at: tuple[int, int], label: str, answer: str, weight: float, source: str
) -> dict[str, object]:
    return {
        "phrase": phrase,
        "found": found,
        "start": at[0],
        "end": at[1],
        "label": label,
        "answer": answer,
        "weight": weight,
        "source": source,
    }


def load_addressing(gazetteer: Path | None = None) -> Addressing:
    """Read the gazetteer, by default the packaged one. Raises TaxonomyError with all its mistakes."""
    rules = sha256(Path(word_lists.__file__).read_bytes()).hexdigest()[:4]
    return Addressing(PlaceFinder(load_gazetteer(gazetteer)), f"g{gazetteer_version(gazetteer)}{rules}")
