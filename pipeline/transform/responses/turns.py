"""Intents that a response can still bear by what it denies or reproaches, where single words mislead the model.

A word of blame stays one for the model when a denial turns it round: "tidak pernah mengecewakan" is praise. A question
that states a failure is a complaint (codebook, section 3), one that asks politely stays a question (rule 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from pipeline.transform.responses.cue_search import Cue
from pipeline.transform.responses.features import FAULT, Reading

_SHORT = 12  # words up to which a denial is what a response says; in longer ones other words decide
_DENIES = frozenset({"tidak", "tanpa", "belum"})
_COMFORTS = frozenset({"usah", "perlu", "menyangka", "nyangka"})
"""Words of a denial that speaks to a person: "ga usah pusing", "ga nyangka"."""
_OTHER_FAULTS = (*FAULT, "infrastructure", "procedure", "budget", "but")
_WISHES = frozenset("semoga jangan biar agar supaya tolong mohon kalau harus andai kapan".split())  # noqa: SIM905  # words read better than a list
_DOUBTS = frozenset("masa apanya mana sih kata".split())  # noqa: SIM905  # words read better than a list
"""Words that take a denial back: "masa ga ribet", "ga ribet apanya"."""
_HEARSAY = "katanya"  # the lexicon of slang makes "saya dengar" of it
_POLITE = frozenset(
    """
    maaf mohon permisi izin ijin punten tanya bertanya nanya numpang info informasi infonya petunjuk terima
    """.split()  # noqa: SIM905  # a block of words reads better than a list
)
_UNTIL = frozenset(
    """
    kami kita saya begini gini terus dibiarkan mau harus rusak banjir gelap macet warga
    """.split()  # noqa: SIM905  # a block of words reads better than a list
)
"""Words one of which follows "sampai kapan" in a reproach: "sampai kapan begini", not "sampai kapan dibuka"."""
_NEAR = 3  # words after "sampai kapan" that are looked at


class Turn(NamedTuple):
    """The intents that are left to a response, and the denials of the only fault that it names."""

    intents: set[str]
    denials: tuple[Cue, ...] = ()


def read_turn(reading: Reading, intents: Collection[str]) -> Turn:
    """Leave those of the *intents* that fit what a response denies or reproaches."""
    words = [token.text for token in reading.tokens]
    denials = _denials(reading, words)
    if denials:
        return Turn(_of_denial(reading, words, set(intents)), denials)
    if _reproaches(reading, words):
        return Turn({"complaint"} & set(intents) or set(intents))
    if reading.cues["unpraised"] and not any(reading.cues[group] for group in ("positive", "thanks", "relief")):
        return Turn(set(intents) - {"praise"})
    return Turn(set(intents))


def _denials(reading: Reading, words: list[str]) -> tuple[Cue, ...]:
    """Find the denials of a short response that names no fault but those that it denies."""
    denied = tuple(cue for cue in reading.cues["relief"] if _is_denial(cue, words))
    if len(words) > _SHORT or not _DOUBTS.isdisjoint(words) or _is_hearsay(reading):
        return ()
    left = (cue for group in _OTHER_FAULTS for cue in reading.cues[group])
    named = any(not _is_within(cue, denied) and words[cue.first - 1 : cue.first] != ["tanpa"] for cue in left)
    return () if named else denied


def _is_hearsay(reading: Reading) -> bool:
    return _HEARSAY in reading.text.casefold()


def _is_denial(cue: Cue, words: list[str]) -> bool:
    return words[cue.first] in _DENIES and _COMFORTS.isdisjoint(words[cue.first : cue.last + 1])


def _is_within(cue: Cue, denied: Iterable[Cue]) -> bool:
    return any(cue.first <= other.last and other.first <= cue.last for other in denied)


def _of_denial(reading: Reading, words: list[str], intents: set[str]) -> set[str]:
    """Give the intents of a denied fault: praise, or what is asked, wished or told to another person."""
    open_ended = "?" in words or reading.text.lstrip().startswith("@") or not _WISHES.isdisjoint(words)
    return intents - {"complaint"} if open_ended else intents & {"praise"} or intents


def _reproaches(reading: Reading, words: list[str]) -> bool:
    """Tell whether a response asks in reproach: how long yet, when at last, where is what was promised."""
    if not _POLITE.isdisjoint(words):
        return False
    cues = reading.cues
    broken = any(cues[group] for group in ("infrastructure", "unanswered", "repair", "officers"))
    promised = "?" in words and _is_hearsay(reading)
    return (
        any(_asks_how_long(cue, words) for cue in cues["why_not"])
        or ("kapan" in words and bool(cues["lasting"]) and broken)
        or (promised and any(cues[group] for group in ("budget", "lasting", "unanswered")))
        or ("?" in words and len(words) <= 2 * _SHORT and bool(cues["why_not"]) and bool(cues["infrastructure"]))
        or any(cue.phrase == "mana ~ janji*" for cue in cues["why_not"])
    )


def _asks_how_long(cue: Cue, words: list[str]) -> bool:
    return cue.phrase == "sampai kapan" and not _UNTIL.isdisjoint(words[cue.last + 1 : cue.last + 1 + _NEAR])
