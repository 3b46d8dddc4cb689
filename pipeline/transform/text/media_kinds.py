"""Media that an office counts by itself: the one that a kind of activity names; the dimension of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from pipeline.transform.text.taxonomy import DIMENSIONS

MEDIA: Final[Mapping[str, tuple[str, ...]]] = {
    "whatsapp": ("whatsapp", "whats app", "wa", "wag", "grup wa"),
    "tiktok": ("tiktok", "tik tok"),
    "telegram": ("telegram",),
    "newspaper": ("newspaper", "newspapers", "koran", "surat kabar", "media cetak", "tabloid", "majalah"),
    "radio": ("radio", "rri"),
    "brochure": (
        "brochure", "brochures", "brosur", "leaflet", "leaflets", "pamflet", "pamphlet", "selebaran", "flyer",
        "flier", "buklet", "booklet",
    ),
    "banner": (
        "banner", "banners", "spanduk", "baliho", "billboard", "reklame", "umbul umbul", "videotron", "video tron",
        "poster", "x banner",
    ),
}  # fmt: skip
"""The words, English and Indonesian, that name each medium."""
_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "governance": ("tata kelola", "tata kelola pemerintahan", "pemerintahan"),
    "branding": ("citra kota", "citra"),
    "economy": ("ekonomi",),
    "living": ("kehidupan kota", "kehidupan"),
    "society": ("masyarakat",),
    "environment": ("lingkungan",),
    "none": ("tidak ada", "tidak termasuk enam dimensi"),
}
ADDRESS: Final = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+\S*", re.IGNORECASE)
_SMART: Final = "smart"
_TOLD_BY: Final = {
    _name: topic
    for topic in (*DIMENSIONS, "none")
    for _name in (topic, *_TOPICS[topic])
}  # fmt: skip


def medium_of(kind: str) -> str | None:
    """Return the medium that a kind names, as in ``siaran radio``; none where it names no medium or several."""
    told = f" {_plain_words(kind)} "
    named = {medium for medium, words in MEDIA.items() if any(f" {word} " in told for word in words)}
    return named.pop() if len(named) == 1 else None


def topic_of(told: str) -> str | None:
    """Return the dimension that is meant, by its name, its Indonesian name or its Smart City name; none if unknown."""
    return next((_TOLD_BY[name] for name in _names(told) if name in _TOLD_BY), None)


def topic_names(*, indonesian: bool = False) -> str:
    """Return the names of the dimensions, as a message lists them."""
    return ", ".join(_TOPICS[name][0] if indonesian else name for name in chain(DIMENSIONS, ("none",)))


def _names(told: str) -> Iterator[str]:
    """Yield the whole name, and its parts before and within brackets, each also without ``smart``."""
    for part in (told, *re.split(r"[()]", told)):
        name = _plain_words(part)
        yield name
        yield name.removeprefix(f"{_SMART} ")


def _plain_words(told: str) -> str:
    return " ".join(re.findall(r"\w+", told.casefold()))
