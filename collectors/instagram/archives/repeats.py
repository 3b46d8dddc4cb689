"""Posts that an export tells several times, or only to its owner. Pure.

Exports since 2024 hold ``posts.json``, which has all posts, the archived ones among them; ``posts_1.json``, with those
that are shown; and ``archived_posts.json``. Their times may be some seconds apart: one is that of the upload.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Kept = Mapping[str, Any]

SAME_MOMENT, SAME_DAY = 2, 86_400  # seconds
TELLING = 20  # characters; a shorter text may well be that of another post of the day
NUMBER = re.compile(r"\d+")
HIDDEN_FOLDERS = ("archived_posts/", "recently_deleted")


@dataclass(slots=True)
class Told:
    """What one file tells of a post."""

    file: str
    kept: Kept
    odd: tuple[str, ...] = ()
    """Names of side values of an unknown shape."""

    @property
    def view(self) -> str:
        """The list that the file is a part of: ``posts_1.json`` and ``posts_2.json`` are, ``posts.json`` is not."""
        return NUMBER.sub("#", self.file)


class Repeats:
    """The posts of several files, each once; without those that are *hidden*."""

    def __init__(self, hidden: Iterable[Told]) -> None:
        self._hidden: dict[str, list[Told]] = defaultdict(list)
        for told in hidden:
            self._hidden[told.kept["text"]].append(told)
        self._by_text: dict[str, list[Told]] = defaultdict(list)

    def add(self, told: Told) -> None:
        """Note what a file tells of a post; what another one told of it before is completed."""
        if self._is_hidden(told):
            return
        alike = self._by_text[told.kept["text"]]
        earlier = next((one for one in alike if one.view != told.view and _is_same(one.kept, told.kept)), None)
        if earlier is None:
            alike.append(told)
        else:
            earlier.kept = _completed(earlier.kept, told.kept)

    def __iter__(self) -> Iterator[Told]:
        """Yield the posts."""
        for alike in self._by_text.values():
            yield from alike

    def _is_hidden(self, told: Told) -> bool:
        kept = told.kept
        return any(folder in name for name in kept["media"] for folder in HIDDEN_FOLDERS) or any(
            _is_same(one.kept, kept) for one in self._hidden[kept["text"]]
        )


def _is_same(one: Kept, other: Kept) -> bool:
    """Whether two files tell of one post, of equal text: by its media, else by its time."""
    apart: int = abs(one["at"] - other["at"])
    if one["media"] and other["media"]:
        return apart <= SAME_DAY and not _names(one).isdisjoint(_names(other))
    return apart <= (SAME_DAY if len(one["text"]) >= TELLING else SAME_MOMENT)


def _names(kept: Kept) -> set[str]:
    """Name the media of a post; the same one lies in several folders."""
    return {name.rpartition("/")[2] for name in kept["media"]}


def _completed(kept: Kept, more: Kept) -> Kept:
    fuller = max((kept, more), key=lambda one: len(one["media"]))
    return {**more, **kept, "media": fuller["media"], "kinds": fuller["kinds"]}
