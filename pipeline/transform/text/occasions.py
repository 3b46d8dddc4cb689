"""Tell a yearly call with a new date from an old text that comes back with a new beginning or end. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_ROMAN = re.compile(r"[XVI]{2,}|XL[XVI]*")  # MTQ XXXVI; in capitals, and never DI, MI or CV
_DIGITS = re.compile(r"\d+")
_WAYS = {"ahad": "minggu", "nopember": "november", "pebruari": "februari"}
_COUNT = r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh|ratus)"
_NAMED = re.compile(
    rf"pertama|(?:ke)?{_COUNT}|senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad"
    r"|januari|[fp]ebruari|maret|april|mei|juni|juli|agustus|september|oktober|no[vp]ember|desember"
)


def is_another_occasion(words: Sequence[str], earlier: Sequence[str], run: int, *, cut: bool = False) -> bool:
    """Whether numbers, months or weekdays changed from an earlier text to one that is nearly equal, both as words.

    Within what both say, from the first to the last *run* of so many equal words, any change counts. Before and behind
    it only a change for another one does: a date that an opening adds makes an old text no new call. Where
    one of them was *cut*, what stands behind is not known of both and does not count.
    """
    new, old = [word.casefold() for word in words], [word.casefold() for word in earlier]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    if common := [block for block in blocks if block.size >= run]:
        first, last = common[0], common[-1]
        told, before = words[first.b : last.b + last.size], earlier[first.a : last.a + last.size]
        if _marks(told) != _marks(before):
            return True
        if cut:
            words, earlier = words[: last.b + last.size], earlier[: last.a + last.size]
    added, dropped = _marks(words) - _marks(earlier), _marks(earlier) - _marks(words)
    return bool(added and dropped)


def _marks(words: Iterable[str]) -> Counter[str]:
    return Counter(_in_one_way(word) for word in words if _is_mark(word))


def _in_one_way(word: str) -> str:
    """Return the numbers of a word that has some, else the word: ke80, Rp080 and 80 are one."""
    numbers = [number.lstrip("0") or "0" for number in _DIGITS.findall(word)]
    return " ".join(numbers) or _WAYS.get(folded := word.casefold(), folded)


def _is_mark(word: str) -> bool:
    """Whether a word may tell one occasion from another, such as 28, XXXVI, kelima, Maret or Senin."""
    named = _NAMED.fullmatch(word.casefold()) or _ROMAN.fullmatch(word)
    return bool(named) or any(sign.isdecimal() for sign in word)
