"""Indonesian words to stems, quickly: *pengaduan*, *mengadu* and *aduan* are one word to the taxonomy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.transform.text import fold

PROTECTED = frozenset(
    """
    bekasi wisatawan pemerintah pemerintahan bantargebang margahayu jatiasih jatisampurna jatirangga jatikarya
    bantuan perairan kemacetan
    """.split()
)
"""Words that the stemmer would cut into other words."""

OVERRIDES = {
    "ditindaklanjuti": "tindaklanjut",
    "menindaklanjuti": "tindaklanjut",
    "penindaklanjutan": "tindaklanjut",
}
"""Words whose stem PySastrawi misses or gets wrong, with the right one."""

_LIMIT = 200_000  # words remembered: about 40 MB, the vocabulary of some 100,000 posts
_AFFIXED = re.compile(r"(?:[mpb]e|te|di|ke|se|ku|kau)[a-z]{3}|[a-z]{3}(?:kan|an|i|[km]u|nya|[lkt]ah|pun)\Z")
_LONGEST = 40  # letters; no Indonesian word is longer, and the stemmer's time grows with length


class Stem(NamedTuple):
    """A word as written (folded) and its stem."""

    folded: str
    stem: str


class Stemmer:
    """PySastrawi behind a bounded memory of its own: every distinct word is stemmed once."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._known: dict[str, Stem] = {}
        self._sastrawi: Callable[[str], str] | None = None

    def __call__(self, surface: str) -> Stem:
        """Give the folded form and the stem of one word; the empty word has the empty stem."""
        known = self._known.get(surface)
        return known if known is not None else self._learn(surface)

    def _learn(self, surface: str) -> Stem:
        if len(self._known) >= self._limit:
            self._known.clear()
        folded = fold(surface)
        stem = self._known[surface] = Stem(folded, self._stem(folded))
        return stem

    def _stem(self, folded: str) -> str:
        if folded in OVERRIDES:
            return OVERRIDES[folded]
        if folded in PROTECTED or len(folded) > _LONGEST or not _AFFIXED.search(folded):
            return folded
        if self._sastrawi is None:
            self._sastrawi = _load_sastrawi()
        return self._sastrawi(folded)


def _load_sastrawi() -> Callable[[str], str]:
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # noqa: PLC0415  # loading costs every start
    from Sastrawi.Stemmer.Stemmer import Stemmer as Uncached  # noqa: PLC0415
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415

    stem: Callable[[str], str] = Uncached(ArrayDictionary(StemmerFactory().get_words())).stem_word
    return stem
