"""The parts to which a statement gives names of its own (``WITH name AS (…)``), read as SQLite reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from storage.schema.dictionary import VIEWS
from storage.schema.views import definition_of

# A byte order mark (a space to SQLite where a word would begin), comments, what is quoted in four ways, words, single
# signs; what is not closed ends with the text.
_WORD = re.compile(
    r"""\ufeff|--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)|`(?:[^`]|``)*(?:`|\Z)"""
    r"""|\[[^\]]*(?:\]|\Z)|[\w$\x80-\U0010ffff]+|\S""",
    re.DOTALL | re.ASCII,
)
_QUOTES = {"'": "'", '"': '"', "`": "`", "[": "]"}
_SPACES = ("--", "/*", "\ufeff")
_BODY = ("(", "not", "materialized")


def named_parts(statement: str) -> set[str]:
    """Return the names that a statement gives to parts of itself, in lower case."""
    words = [word for word in _WORD.findall(statement) if not word.startswith(_SPACES)]
    ends = _closing(words)  # a list of columns may stand between the name and AS
    found = (word for at, word in enumerate(words) if _is_body(words, ends.get(at + 1, at) + 1))
    return {_plain(word) for word in found if word != ")"}


def invisible_signs(statement: str) -> set[str]:
    """Return the signs outside quotes and comments that no reader sees, and that readers of SQL take differently."""
    bare = (word for word in _WORD.findall(statement) if not word.startswith((*_QUOTES, "--", "/*")))
    return {sign for word in bare for sign in word if not sign.isprintable()}


@cache
def names_of_views() -> frozenset[str]:
    """Return the names that SQLite tells a table is read through, where a view reads it: views, and their own parts."""
    return frozenset(VIEWS).union(*(named_parts(definition_of(view, "sqlite")) for view in VIEWS))


def _closing(words: Sequence[str]) -> Mapping[int, int]:
    found, opened = dict[int, int](), list[int]()
    for at, word in enumerate(words):
        if word == "(":
            opened.append(at)
        elif word == ")" and opened:
            found[opened.pop()] = at
    return found


def _is_body(words: Sequence[str], at: int) -> bool:
    return "".join(words[at : at + 1]).lower() == "as" and "".join(words[at + 1 : at + 2]).lower() in _BODY


def _plain(word: str) -> str:
    end = _QUOTES.get(word[0])
    return (word[1:].removesuffix(end).replace(end * 2, end) if end else word).lower()
