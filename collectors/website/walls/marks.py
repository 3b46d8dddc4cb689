"""The table of walls (walls.yaml), ready to be asked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

TABLE = Path(__file__).with_name("walls.yaml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one is fifteen times as fast
TITLE_CHARACTERS = 200
ENDS = " \t.!…:"


class Gambling(NamedTuple):
    """The words of advertisements for gambling in titles and texts, and of news about it in titles and texts."""

    advertised: re.Pattern[str]
    reported: re.Pattern[str]
    in_news: re.Pattern[str]
    phrases: tuple[re.Pattern[str], ...]


class Marks(NamedTuple):
    """The marks of walls: (mark of the code, vendor), parts of a wall's own code, titles by their kind."""

    checks: tuple[tuple[str, str], ...]
    refusals: tuple[tuple[str, str], ...]
    suspended: tuple[str, ...]
    parked: tuple[str, ...]
    debugged: tuple[tuple[str, ...], ...]
    captchas: tuple[str, ...]
    provider: tuple[str, ...]
    titles: dict[str, re.Pattern[str]]
    gambling: Gambling


@cache
def load_marks() -> Marks:
    """Read the table once."""
    table: dict[str, Any] = yaml.load(TABLE.read_text(encoding="utf-8"), _LOADER)  # noqa: S506  # a safe one
    checks, refusals = (
        tuple((mark, vendor) for vendor, marks in table[name].items() for mark in marks)
        for name in ("checks", "refusals")
    )
    titles = {kind: _compiled(forms, table["words"]) for kind, forms in table["titles"].items()}
    names = ("suspended", "parked", "captchas", "provider")
    suspended, parked, captchas, provider = (tuple(table[name]) for name in names)
    debugged = tuple((mark,) if isinstance(mark, str) else tuple(mark) for mark in table["debugged"])
    return Marks(
        checks, refusals, suspended, parked, debugged, captchas, provider, titles, _gambling(table["gambling"])
    )


def _gambling(table: dict[str, str]) -> Gambling:
    reported, in_news = (
        _any_word([word.replace("_", " ") for word in table[name].split()]) for name in ("reported", "in_news")
    )
    return Gambling(
        _any_word(table["advertised"].splitlines()),
        reported,
        in_news,
        tuple(map(re.compile, table["phrases"].splitlines())),
    )


def _any_word(forms: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


def _compiled(forms: str, words: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(forms.splitlines())
    for name, pattern in words.items():
        joined = joined.replace(f"{{{name}}}", pattern)
    return re.compile(f"{words['sorry']}(?:{joined})", re.IGNORECASE)


def kind_of_title(title: str) -> str | None:
    """Tell which kind of wall is entitled so; None for anything longer or other."""
    line = title.strip(ENDS)
    if not 0 < len(line) <= TITLE_CHARACTERS:
        return None
    return next((kind for kind, whole in load_marks().titles.items() if whole.fullmatch(line)), None)
