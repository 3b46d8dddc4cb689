"""Posts that an export tells several times, or only to its owner. Pure.

Exports since 2024 hold ``posts.json``, which has all posts, the archived ones among them; ``posts_1.json``, with those
that are shown; and ``archived_posts.json``. Their times may be some seconds apart: one is that of the upload.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

Kept = Mapping[str, Any]

SAME_MOMENT, SOME_MINUTES, SAME_DAY = 2, 900, 86_400  # seconds
TELLING = 20  # characters; a shorter text may well be that of another post
NUMBER = re.compile(r"\d+")
HIDDEN_FOLDERS = ("archived_posts/", "recently_deleted")


@dataclass(slots=True)
class Told:
    """A post as one file tells it, completed from the other files."""

    file: str
    kept: Kept
    odd: tuple[str, ...] = ()
    """Names of side values of an unknown shape."""
    lists: set[str] = field(init=False)
    """The lists that tell of it: ``posts_1.json`` and ``posts_2.json`` are parts of one, ``posts.json`` is another."""
    names: set[str] = field(init=False)
    """The names of its media, without folders: the same medium lies in several."""

    def __post_init__(self) -> None:
        """Read lists and names out of what the file tells."""
        self.lists = {NUMBER.sub("#", self.file)}
        self.names = _names(self.kept)

    def complete(self, more: Told) -> None:
        """Add what another file tells of the post."""
        fuller = max((self.kept, more.kept), key=lambda one: len(one["media"]))
        self.kept = {**more.kept, **self.kept, "media": fuller["media"], "kinds": fuller["kinds"]}
        self.lists |= more.lists
        self.names |= more.names


class Index:
    """Finds what may tell of the same post: an equal text, with a medium of one name or some minutes apart."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str | int], list[Told]] = defaultdict(list)

    def add(self, told: Told) -> None:
        """Note where something told is found."""
        for place in (*told.names, told.kept["at"] // SOME_MINUTES):
            self._places[told.kept["text"], place].append(told)

    def near(self, told: Told) -> Iterator[Told]:
        """Yield what was noted and may tell of the same post, first that with the same media."""
        span = told.kept["at"] // SOME_MINUTES
        places = (*told.names, span - 1, span, span + 1)
        return chain.from_iterable(self._places.get((told.kept["text"], place), ()) for place in places)


class Repeats:
    """The posts of several files, each once; without those that are *hidden*."""

    def __init__(self, hidden: Iterable[Told]) -> None:
        self._posts, self._hidden, self._shown = list[Told](), Index(), Index()
        for told in hidden:
            self._hidden.add(told)

    def add(self, told: Told) -> None:
        """Note what a file tells of a post; what another one told of it before is completed."""
        if self._is_hidden(told):
            return
        near = (one for one in self._shown.near(told) if one.lists.isdisjoint(told.lists))
        earlier = next((one for one in near if is_same(one, told, minutes=True)), None)
        if earlier is None:
            self._posts.append(told)
        else:
            earlier.complete(told)
        self._shown.add(earlier or told)

    def __iter__(self) -> Iterator[Told]:
        """Yield the posts."""
        return iter(self._posts)

    def _is_hidden(self, told: Told) -> bool:
        if any(folder in name for name in told.kept["media"] for folder in HIDDEN_FOLDERS):
            return True
        return any(is_same(one, told, minutes=False) for one in self._hidden.near(told))


def is_same(one: Told, other: Told, *, minutes: bool) -> bool:
    """Tell whether two files tell of one post, of equal text: by its media, else by its moment.

    A long text of which neither file names media may be some *minutes* apart.
    """
    apart: int = abs(one.kept["at"] - other.kept["at"])
    if one.names and other.names:
        return apart <= SAME_DAY and not one.names.isdisjoint(other.names)
    alone = minutes and not (one.names or other.names) and len(one.kept["text"]) >= TELLING
    return apart <= (SOME_MINUTES if alone else SAME_MOMENT)


def _names(kept: Kept) -> set[str]:
    return {name.rpartition("/")[2] for name in kept["media"]} - {""}
