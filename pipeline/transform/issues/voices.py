"""Citizens' responses as the grouping takes them: their words that bear a theme, and how each word was written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.transform.responses.words import Token, read_tokens
from pipeline.transform.text.stems import Stemmer

STOP_WORDS = Path(__file__).with_name("stopwords.txt")
SHORTEST = 3
WORDS = 60
"""The characters of a response that count: a theme is told at its beginning."""


def words_of(listed: str) -> frozenset[str]:
    """Give the words of a list that is written with blanks between."""
    return frozenset(listed.split())


HONORIFICS = words_of("""
pak bapak bpk bu ibu mas mbak mba bang abang kang teh kak kakak om tante haji hajah ustaz ustadz kyai kiai gus habib
ning dik adik sdr saudara tuan nyonya dokter dr prof gubernur bupati walikota camat lurah presiden menteri
""")
"""Words before a person's name."""
_FILLERS = words_of("""
min admin mimin kak kakak mas mbak mba bang abang kang om tante sob gan bro sis guys nih dong deh lah loh lho sih
kok aja saja banget sekali nya amin semoga terima kasih makasih tolong mohon halo hai selamat pagi siang sore malam
assalamualaikum alhamdulillah subhanallah masyaallah wkwk haha hehe hihi iya siap oke maaf matur suwun nuwun nah wah
waduh duh aduh moga ayo yuk yok info bos user link kemarin besok lusa coba kali berkali
""")
_PRAISE = words_of("""
bagus baik mantap mantab mantul keren jos joss hebat sukses semangat top sip good nice best great terbaik luar
bangga salut membantu bantu terbantu bermanfaat manfaat memudahkan mudah kemudahan cepat jelek buruk parah payah
kecewa mengecewakan senang suka
""")
"""Praise and blame that name nothing: a tone, no theme."""


_ALIKE = """
error bug crash lemot loading hang gagal lelet
login daftar registrasi
banjir genang
sampah runtah limbah
jalan aspal
lampu pju
lapor adu keluh
respon balas jawab tanggap
update versi
verifikasi otp
naik lonjak
"""
"""Stems that citizens use for one thing, a line each; they are grouped as the first, and named as they were said."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A response: who wrote it (a hash), on which day, its words with their stems, its tone, and where it stands."""

    person: str | None
    day: date
    words: tuple[str, ...]
    stems: tuple[str, ...]
    """Each once: a set of them would take four times the memory."""
    sentiment: str | None = None
    agency: str | None = None
    """That of the account below which it stands, as configured."""
    topics: tuple[str, ...] = ()
    """Dimension and sub-dimension of the post below which it stands."""
    mentioned: frozenset[str] = frozenset()
    """Agencies whose names, aliases or kelurahan its words hold."""
    response_id: str = ""
    text_is_gone: bool = False
    """Whether only the name of its issue was kept, of which its words are."""


@dataclass(slots=True)
class Writing:
    """Counts of each word in the texts, inside a sentence with a capital letter, and after an honorific."""

    places: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    addressed: Counter[str] = field(default_factory=Counter)


class VoiceReader:
    """Reads the words of responses; each distinct word is stemmed once."""

    def __init__(
        self,
        mentions: Callable[[Sequence[str]], frozenset[str]] = lambda _: frozenset(),
        stemmer: Stemmer | None = None,
    ) -> None:
        """Find the agencies that plain words name by *mentions*; several readers may share a *stemmer*."""
        self._stemmer = stemmer or Stemmer()
        self._mentions = mentions
        self.writing = Writing()

    def read(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
        """Give the words that may bear a theme, their stems, and the agencies that the text names."""
        found = read_tokens(text)[:WORDS]
        shouted = text.isupper()
        for at, token in enumerate(found):
            self._note(token, found[at - 1] if at else None, text, shouted=shouted)
        words = tuple(dict.fromkeys(sys.intern(token.text) for token in found if _bears_theme(token.text)))
        stems = tuple(dict.fromkeys(self.stem(word) for word in words))
        return words, stems, self._mentions([token.text for token in found])

    def read_name(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
        """Give the same of the name of an issue, which tells nothing of how its words were written."""
        words = tuple(name.split())
        return words, tuple(dict.fromkeys(map(self.stem, words))), frozenset()

    def stem(self, word: str) -> str:
        """Give the stem of a plain word, that of its like where several words say one thing."""
        stem = self._stemmer(word)
        return sys.intern(_likes().get(stem, stem))

    def _note(self, token: Token, before: Token | None, text: str, *, shouted: bool) -> None:
        """Count how a word is written: names betray themselves by capitals and by what stands before them."""
        seen, word = self.writing, token.text
        if not word.isalpha():
            return
        seen.places[word] += 1
        if before is not None and before.text in HONORIFICS:
            seen.addressed[word] += 1
        begins = before is None or any(sign in text[before.end : token.start] for sign in ".!?\n:;")
        if not begins and not shouted:
            seen.inside[word] += 1
            written = text[token.start : token.end]
            if written[:1].isupper() and not written.isupper():  # KTP is an abbreviation
                seen.capital[word] += 1


def _bears_theme(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha() and word not in _stop_words()


@cache
def _likes() -> dict[str, str]:
    return {word: line.split()[0] for line in _ALIKE.strip().splitlines() for word in line.split()}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(STOP_WORDS.read_text(encoding="utf-8").split()) | _FILLERS | _PRAISE | HONORIFICS
