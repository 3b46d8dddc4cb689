"""Name a theme by the words of its people: words that five of them used, and that may not be a person's name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from pipeline.transform.issues.themes import FEWEST, Theme
from pipeline.transform.issues.voices import Voice, Writing, words_of

MOST = 3
ADDRESSED = 0.2
"""Share of its places in which a word stands after an honorific, from which it may be somebody's name."""
CAPITAL = 0.4
"""Share of its places inside a sentence with a capital letter, from which a word of the dictionary may be a name."""
_GIVEN_NAMES = words_of("""
tri dwi eka budi dewi sri indah intan surya putra putri bayu angga bima wahyu ratna cahya cahaya bunga mawar melati
dian rini yuli agus joko slamet sugeng rahmat hidayat nur siti ayu wati adi arif amin iman taufik ridho fitri
kartika permata bagus gita citra mega bintang satria yudha utama wijaya setia setiawan hari jaka johan ahmad
muhammad abdul rizki reza fajar guntur gilang gatot sapto sabar suci lestari mulia mulya
""")
"""Given names that are words of the dictionary, or so common that small letters tell nothing."""


def name_of(
    theme: Theme, voices: Sequence[Voice], stem: Callable[[str], str], writing: Writing, known: Collection[str]
) -> str | None:
    """Give a theme a name of up to three words, in the order of speech; None where no word may be used.

    *known* are names of places, services and agencies, which no dictionary holds.
    """
    people: dict[str, set[str]] = {}
    order: dict[str, list[float]] = {}
    for voice in voices:
        for at, word in enumerate(voice.words):
            if stem(word) in theme.weights:
                order.setdefault(word, []).append(at / len(voice.words))
                if voice.person:
                    people.setdefault(word, set()).add(voice.person)
    chosen = _choose_words(theme, {word: len(who) for word, who in people.items()}, stem, writing, known)
    return " ".join(sorted(chosen, key=lambda word: sum(order[word]) / len(order[word]))) or None


def _choose_words(
    theme: Theme, people: Mapping[str, int], stem: Callable[[str], str], writing: Writing, known: Collection[str]
) -> list[str]:
    """Choose the words that most people used, one of each stem."""
    chosen: dict[str, str] = {}
    for word in sorted(people, key=lambda one: (-people[one], -theme.weights[stem(one)], one)):
        fit = people[word] >= FEWEST and not may_be_name(word, stem(word), writing, known)
        if fit and stem(word) not in chosen and len(chosen) < MOST:
            chosen[stem(word)] = word
    return list(chosen.values())


def may_be_name(word: str, stem: str, writing: Writing, known: Collection[str]) -> bool:
    """Tell whether a word may be a person's name: unknown, written like one, addressed like one, or given often."""
    places = writing.places[word]
    if word in _GIVEN_NAMES or (places and writing.addressed[word] / places >= ADDRESSED):
        return True
    if word in known:
        return False
    if word not in _dictionary() and stem not in _dictionary():
        return True
    inside = writing.inside[word]
    return bool(inside) and writing.capital[word] / inside >= CAPITAL


@cache
def _dictionary() -> frozenset[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415  # read once, by who names a theme

    return frozenset(StemmerFactory().get_words())
