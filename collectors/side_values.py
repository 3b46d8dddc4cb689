"""Side values of a post: an odd one costs itself alone, and its name is noted. Pure.

Id, author, time and text make a post. Everything else may be null, missing, of another type or beyond any number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeVar
from urllib.parse import urlsplit

from collectors.records import LARGEST_COUNT
from collectors.wording import counted

T = TypeVar("T")
Item = Mapping[str, Any]
LARGEST_DIGITS = 19  # of a count
MILLISECONDS = 10**11  # in seconds, that were the year 5138


class SideValues:
    """Reads side values out of JSON objects; ``odd`` holds the names of those that could not be read."""

    __slots__ = ("odd",)

    def __init__(self) -> None:
        self.odd: list[str] = []

    def count(self, of: Item, name: str) -> int | None:
        """Return a count; None where none is told. Archives write counts as text."""
        value = of.get(name)
        if value is None:
            return None
        found = count_of(value)
        if found is None:
            self.odd.append(name)
        return found

    def text(self, of: Item, name: str) -> str | None:
        """Return a text; None where none is told."""
        value = of.get(name)
        if value is None or isinstance(value, str):
            return value
        self.odd.append(name)
        return None

    def part(self, of: Item, name: str) -> Item:
        """Return an object within *of*; an empty one where there is none."""
        value = of.get(name)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.odd.append(name)
        return {}

    def items(self, of: Item, name: str) -> list[Item]:
        """Return the objects of a list, without elements that are none."""
        return self._elements(of, name, dict)

    def texts(self, of: Item, name: str) -> list[str]:
        """Return the texts of a list, without elements that are none."""
        return self._elements(of, name, str)

    def digits(self, of: Item, name: str) -> list[str]:
        """Return the numbers of a list as text, whether they are told as text or as numbers."""
        told = self._list(of, name)
        if not told:
            return []
        found = [str(one) for one in told if count_of(one) is not None]
        self.odd += [name] * (len(told) - len(found))
        return found

    def address(self, of: Item, *names: str) -> str | None:
        """Return the first of *names* that is an address which can be parsed."""
        told = [of[name] for name in names if of.get(name) is not None]
        for value in told:
            if is_address(value):
                return str(value)
        if told:
            self.odd.append(names[0])
        return None

    def note(self, name: str) -> None:
        """Note that a value could not be read."""
        self.odd.append(name)

    def _elements(self, of: Item, name: str, wanted: type[T]) -> list[T]:
        told = self._list(of, name)
        if not told:  # as most lists are
            return []
        found = [element for element in told if isinstance(element, wanted)]
        if len(found) < len(told):
            self.odd += [name] * (len(told) - len(found))
        return found

    def _list(self, of: Item, name: str) -> list[Any]:
        value = of.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.odd.append(name)
        return []


def count_of(value: Any) -> int | None:
    """Return a count that any database can hold, also from its digits; None for everything else."""
    if value is None:  # as most are
        return None
    if isinstance(value, str):
        if not (value.isdigit() and value.isascii() and len(value) <= LARGEST_DIGITS):
            return None
        value = int(value)
    elif isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def seconds_of(value: Any) -> int | None:
    """Return a moment in whole seconds, whether it is told as number or text, in seconds or parts of them."""
    seconds = count_of(int(value) if isinstance(value, float) and isfinite(value) else value)
    while seconds and seconds > MILLISECONDS:
        seconds //= 1000
    return seconds


def is_address(value: Any) -> bool:
    """Whether *value* is an address with a host that can be parsed, and be written down."""
    try:
        return isinstance(value, str) and bool(urlsplit(value).hostname) and bool(value.encode())
    except ValueError:  # a bracket where a host should be, a lone surrogate
        return False


def left_out_in_words(names: Iterable[str]) -> str | None:
    """Say which side values were left out: "2 side values of an unknown shape were left out (like_count, lang)"."""
    found = Counter(names)
    if not found:
        return None
    told = ", ".join(sorted(found)[:5])
    many = counted(found.total(), "side value of an unknown shape was", "side values of an unknown shape were")
    return f"{many} left out ({told})"
