"""JSON as a WordPress answers it, also where a plugin's warning stands before it or a cache's remark behind. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from collectors.website.parse.html import decode

BEGINS = re.compile(r"\[\s*[{\]]|\{\s*[\"}]")
PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
BEFORE = re.compile(r"(?:\A|[\n>])\s*\Z")  # at the begin of a line, or right behind a warning's last tag
MOST_TRIES, LONGEST_GAP = 20, 100
READER = json.JSONDecoder(strict=False)


def read_json(body: bytes) -> Any:
    """Read an answer's object or list. Raises ValueError where there is none, RecursionError where it is too deep."""
    text = decode(body)
    try:
        return json.loads(text, strict=False)
    except ValueError as error:
        broken = error
    found = max(_pieces(text), key=lambda piece: piece[:2], default=None)
    if found is None:
        raise broken
    return found[2]


def _pieces(text: str) -> Iterator[tuple[int, int, Any]]:
    """Yield likeness to an answer, length and value of each part that is JSON, until a page begins."""
    place = 0
    for _ in range(MOST_TRIES):
        begin = BEGINS.search(text, place)
        if begin is None or PAGE.search(text, 0, begin.start()):
            return
        try:
            value, place = READER.raw_decode(text, begin.start())
            begins_line = BEFORE.search(text, max(begin.start() - LONGEST_GAP, 0), begin.start()) is not None
            yield _rank(value, begins_line=begins_line), place - begin.start(), value
        except ValueError:
            place = begin.start() + 1


def _rank(value: Any, *, begins_line: bool) -> int:
    """Tell how surely a piece is the answer: a warning, and what a plugin adds behind, may hold lists and objects."""
    if isinstance(value, list):
        objects = all(isinstance(one, dict) and one for one in value)
        if value and objects and all("id" in one for one in value):
            return 4
        return int(objects and begins_line)
    names = set(value)
    return 3 if "id" in names or {"namespaces", "routes"} <= names else 2 if {"code", "message"} <= names else 0
