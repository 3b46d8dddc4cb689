"""Indonesian words to stems, quickly: *pengaduan*, *mengadu* and *aduan* are one word to the taxonomy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType

PROTECTED = frozenset(
    {
        "bekasi",
        "pengasinan",
        "pejuang",
        "pedurenan",
        "harapan",
        "pemerintah",
        "pemerintahan",
        "penduduk",
        "relawan",
        "penyelamatan",
        "keselamatan",
        "diseminasi",
        "kinerja",
    }
)
"""Names and words that the stemmer would cut into others: Bekasi into *bekas*, relawan into *rawan*."""

OVERRIDES = {
    "wisatawan": "wisata",
    "ditindaklanjuti": "tindaklanjut",
    "menindaklanjuti": "tindaklanjut",
    "peternakan": "ternak",
    "pengecekan": "cek",
    "penegakan": "tegak",
    "penumpukan": "tumpuk",
    "mencemari": "cemar",
    "pengesahan": "sah",
    "pemersatu": "satu",
    "pengecoran": "cor",
    "pengerukan": "keruk",
    "pengurasan": "kuras",
    "pemadam": "padam",
    "pemadaman": "padam",
    "tumpukan": "tumpuk",
    "gerakan": "gerak",
    "kerusakan": "rusak",
    "perpajakan": "pajak",
    "berbaris": "baris",
    "berbasis": "basis",
    "memilah": "pilah",
    "menemani": "teman",
    "ditemani": "teman",
    "menikah": "nikah",
}
"""Words whose stem PySastrawi misses or gets wrong, with the right one."""

_LIMIT = 200_000  # words remembered: about 30 MB, the vocabulary of some 100,000 posts
_SHARED = 16_384  # words: the taxonomy's 4,000 are stemmed for labels and again for issues, by a stemmer of their own
_LONGEST = 40  # letters; no Indonesian word is longer, and the stemmer's time grows with length
_SWALLOWED = "kpst"  # first letters of a root that me- and pe- replace: sapu, menyapu
_PREFIX = [
    *("", "ku", "kau", "di", "ke", "se", "te", "ter", "be", "ber", "bel"),
    *("me", "mem", "men", "meng", "meny", "pe", "pem", "pen", "peng", "peny", "per", "pel"),
]
_PREFIXES = frozenset("".join(parts) for parts in product(_PREFIX, repeat=2))
_SUFFIX = [("", "kan", "an", "i"), ("", "ku", "mu", "nya"), ("", "lah", "kah", "tah", "pun")]
_SUFFIXES = frozenset("".join(parts) for parts in product(*_SUFFIX))
_CUT = 9  # letters that prefixes or suffixes may take


class Stemmer:
    """PySastrawi behind a bounded memory of its own: every distinct word is stemmed at most once."""

    def __init__(
        self,
        fixed: Mapping[str, str] = MappingProxyType(OVERRIDES),
        roots: frozenset[str] | None = None,
        limit: int = _LIMIT,
    ) -> None:
        """Stem words as *fixed* says, then by PySastrawi; with *roots*, only those that could have such a root."""
        self._fixed = fixed
        self._roots = roots
        self._rests = (roots or frozenset()) | {root[1:] for root in roots or () if root[:1] in _SWALLOWED}
        self._limit = limit
        self._known: dict[str, str] = {}

    def narrowed(self, stems: Mapping[str, str]) -> Stemmer:
        """Make a stemmer for texts in which only these words' stems are looked for: it leaves other words alone."""
        roots = frozenset(stems.values())
        return Stemmer({**{root: root for root in roots}, **self._fixed, **stems}, roots, self._limit)

    def __call__(self, folded: str) -> str:
        """Give the stem of one folded word; the empty word has the empty stem."""
        stem = self._known.get(folded)
        if stem is None:
            if len(self._known) >= self._limit:
                self._known.clear()
            stem = self._known[folded] = self._stem(folded)
        return stem

    def _stem(self, folded: str) -> str:
        if folded in self._fixed:
            return self._fixed[folded]
        if folded in PROTECTED or len(folded) > _LONGEST:
            return folded
        if self._roots is not None and not self._may_have_root(folded):
            return folded
        return stem_of(folded)

    def _may_have_root(self, folded: str) -> bool:
        """Tell whether cutting affixes can leave one of the roots, in a small part of the stemmer's time."""
        size = len(folded)
        ends = [end for end in range(max(2, size - _CUT), size + 1) if folded[end:] in _SUFFIXES]
        starts = [start for start in range(min(size, _CUT)) if folded[:start] in _PREFIXES]
        return any(folded[start:end] in self._rests for start in starts for end in ends)


@lru_cache(maxsize=_SHARED)
def stem_of(folded: str) -> str:
    """Give PySastrawi's own stem of a word, remembered for all stemmers of the process."""
    return _sastrawi()(folded)


@cache
def _sastrawi() -> Callable[[str], str]:
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # noqa: PLC0415  # only who stems pays for it
    from Sastrawi.Stemmer.Stemmer import Stemmer as Uncached  # noqa: PLC0415
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415

    stem: Callable[[str], str] = Uncached(ArrayDictionary(StemmerFactory().get_words())).stem_word
    return stem
