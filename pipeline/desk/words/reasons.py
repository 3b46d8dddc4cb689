"""The reasons why a source was not wholly read, in Indonesian: what happened, and what to do.

The program tells them in English, freely worded, as parts that "; " joins: what happened, what to do, what follows.
``reasons.yaml`` holds the kinds of such parts, each with its sentence; names, numbers and addresses are carried over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

UNKNOWN: Final = "Penyebab teknisnya tertulis dalam kata-kata program. Bila berulang, sampaikan kepada pengelola."
"""The sentence for what is of no known kind."""
AGAIN: Final = "Malam berikutnya mencoba lagi; bila terus begini, hubungi pengelola."
LONGEST: Final = 1000  # letters that are looked at
GROUPS: Final = {
    "%who": r"(?P<who>[\w.'-]+)",
    "%page": r"(?P<page>\S+?):?(?: \(where \S+ leads\))? ",
    "%at": r"(?P<at>\d[\d :-]*\d)",
    "%n": r"(?P<n>\d+)",
    "%why": r"(?P<why>.+)",
}
GAPS: Final = (
    (r"comments \w+ ", "komentar pada "),
    (r"replies and mentions", "balasan dan sebutan"),
    (r"\bposts?\b", "unggahan"),
    (r"\barticles\b", "artikel"),
    (r"\bvideos\b", "video"),
    (r"\bfrom (?=\d)", "dari "),
    (r" to (?=\d)", " hingga "),
    (r"\bsince (?=\d)", "sejak "),
    (r"\bup to (?=\d)", "sampai "),
    (r"of unknown dates", "yang tanggalnya belum diketahui"),
)


def explain_reason(reason: str) -> str:
    """Say a reason of the program in Indonesian; UNKNOWN begins it where what happened is of no known kind.

    >>> explain_reason("robots.txt does not allow kota.example/berita; ask the webmaster to allow Pantau")
    'robots.txt melarang kota.example/berita dibaca. Mintalah webmaster mengizinkan Pantau.'
    """
    return " ".join(dict.fromkeys(_sentences(reason[:LONGEST])))


def explain_gaps(words: str) -> str:
    """Say the gaps of a source in Indonesian.

    >>> explain_gaps("comments of 3 posts from 2026-11-02 08:00 to 2026-11-09 23:59")
    'komentar pada 3 unggahan dari 2026-11-02 08:00 hingga 2026-11-09 23:59'
    """
    for english, indonesian in GAPS:
        words = re.sub(english, indonesian, words)
    return words


@cache
def read_kinds() -> Sequence[tuple[re.Pattern[str], str]]:
    """Read once how the parts of each kind begin, with the sentence for them."""
    kinds = yaml.safe_load(files(__package__).joinpath("reasons.yaml").read_text(encoding="utf-8"))
    return [(re.compile(_written_out(pattern)), kind["says"]) for kind in kinds for pattern in kind["of"]]


def _written_out(pattern: str) -> str:
    for name, group in GROUPS.items():
        pattern = pattern.replace(name, group)
    return pattern


def _sentences(reason: str) -> Iterator[str]:
    """Say the first part, which is what happened, and of the others those that are of a kind."""
    for place, part in enumerate(reason.split("; ")):
        found = _sentence(part)
        if found or not place:
            yield found or UNKNOWN


def _sentence(part: str) -> str:
    for pattern, sentence in read_kinds():
        if found := pattern.match(part):
            told = {name: value or "" for name, value in found.groupdict().items()}
            why = explain_reason(told["why"]) if told.get("why") else ""
            return " ".join(sentence.format(**{"again": AGAIN, **told, "why": why}).split())
    return ""
