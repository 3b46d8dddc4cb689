"""Lists that belong to one object each, such as the comments of a post: one at which a platform fails costs itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from collectors.errors import Incomplete, Unavailable
from collectors.records import Page
from collectors.wording import counted

FAILURES_MOST = 2  # of objects in one reading; where a platform fails at more, it fails at all
AGAIN = "the next run asks again"
T = TypeVar("T")


class PlatformRefusal(Exception):
    """A refusal in a platform's own words, before it is turned into the house's."""

    @property
    def ends_reading(self) -> bool:
        """Whether every further request would be refused as well, whatever it asks for."""
        raise NotImplementedError

    @property
    def finds_nothing(self) -> bool:
        """Whether the platform knows no such object, or may not show it."""
        raise NotImplementedError


def while_found(pages: Iterator[T]) -> Iterator[T]:
    """Yield pages until the platform finds their object no more: it may be gone, or hidden."""
    try:
        yield from pages
    except PlatformRefusal as error:
        if not error.finds_nothing:
            raise


class Edges:
    """The lists of one reading. A refusal of the first ones is believed of all when no list was answered.

    *lost_before* names the objects that an earlier reading did not find, either.
    """

    def __init__(self, platform: str, of: str, lost_before: Collection[str] = ()) -> None:
        self._platform, self._of, self.answered = platform, of, False
        self._lost_before, self._found = frozenset(lost_before), set[str]()
        self._failed, self._lost = list[PlatformRefusal | Unavailable](), list[str]()

    def lose(self, names: Iterable[str]) -> None:
        """Note objects that cannot be asked for, since the platform lists them no more."""
        self._lost += names

    def each(self, name: str, pages: Iterator[T]) -> Iterator[T]:
        """Yield the pages of the list of *name* as far as they can be had.

        Raises Incomplete where that object alone is concerned, else PlatformRefusal and CollectorError.
        """
        try:
            for page in pages:
                self.answered = True
                self._found.add(name)
                yield page
        except (PlatformRefusal, Unavailable) as error:
            if isinstance(error, PlatformRefusal) and error.finds_nothing:
                self._lost.append(name)
                return
            if (isinstance(error, PlatformRefusal) and error.ends_reading) or len(self._failed) == FAILURES_MOST:
                raise
            self._failed.append(error)
            raise Incomplete(f"{self._platform} failed at it: {error}", advice=AGAIN) from error

    def check(self) -> None:
        """Raise the first refusal, or Incomplete for newly lost ones, where nothing was answered: it may be all."""
        if self.answered:
            return
        if self._failed:
            raise self._failed[0]
        if len(self._lost) > 1 and not self._lost_before.issuperset(self._lost):
            raise Incomplete(f"{self._platform} shows the {self._of} of none of {self._words}", advice=AGAIN)

    @property
    def lost(self) -> list[str]:
        """The objects that the platform does not find, as far as is known."""
        return sorted({*(self._lost_before - self._found), *self._lost})

    def remembered(self, page: Page) -> Page:
        """Return a page whose cursor names the lost objects: they are news on one night only."""
        return (
            replace(page, cursor={**page.cursor, "lost": self.lost}) if page.cursor is not None and self.lost else page
        )

    @property
    def note(self) -> str | None:
        """Say how many of the objects the platform does not find: one may be gone; none was read."""
        return f"{self._platform} does not show the {self._of} of {self._words}" if self._lost else None

    @property
    def _words(self) -> str:
        return f"{counted(len(self._lost), 'post')}, first {self._lost[0]}"
