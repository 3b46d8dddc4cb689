"""The paging of one list: one that names the same page twice goes round; a page ends at its last item in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeVar

from collectors.errors import Incomplete

T = TypeVar("T", bound=Any)
NOWHERE = "*"
"""The place of a list that led back: what stands behind was never read, so the next reading stops at nothing known."""


@dataclass
class PageMarks:
    """The marks that were followed within one list, such as ``QVFIUm…`` of the Graph API."""

    of: str
    """The list in words, such as ``Meta's list of posts``."""
    _followed: set[str] = field(default_factory=set)

    def leads_back(self, mark: str | None) -> bool:
        """Whether a mark was followed before, so that :meth:`follow` would refuse it."""
        return mark in self._followed

    def follow(self, mark: str | None) -> str | None:
        """Return the mark to ask for next; None where no page follows. Raises Incomplete for one that came before."""
        if mark is None:
            return None
        if mark in self._followed:
            raise Incomplete(f"{self.of} leads back to a page that it showed before", advice="the next run asks again")
        self._followed.add(mark)
        return mark


def end_of(page: Sequence[T]) -> T:
    """Return the number, or moment, down to which a page was read: an old post among newer ones is not its end.

    ``[9, 2, 8, 7]`` → 7. A page that is in no order ends at its smallest.
    """
    in_order = len(set(accumulate(reversed(page), max)))  # those that are greater than all that follow
    return page[-1] if 2 * in_order > len(page) else min(page)
