"""JSON as a WordPress answers it, also where a plugin's warning stands before it or a cache's remark behind. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from collectors.website.parse.html import decode

BEGINS = re.compile(r"\[\s*[{\]]|\{\s*[\"}]")
PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
MOST_TRIES = 20
READER = json.JSONDecoder(strict=False)


def read_json(body: bytes) -> Any:
    """Read an answer's object or list. Raises ValueError where there is none, RecursionError where it is too deep."""
    text = decode(body)
    try:
        return json.loads(text, strict=False)
    except ValueError as error:
        broken = error
    found = max(_pieces(text), key=lambda piece: piece[0], default=None)
    if found is None:
        raise broken
    return found[1]


def _pieces(text: str) -> Iterator[tuple[int, Any]]:
    """Yield what of a text is JSON, before a page begins, and how long it is: a warning may hold some, too."""
    place = 0
    for _ in range(MOST_TRIES):
        begin = BEGINS.search(text, place)
        if begin is None or PAGE.search(text, 0, begin.start()):
            return
        try:
            value, place = READER.raw_decode(text, begin.start())
            yield place - begin.start(), value
        except ValueError:
            place = begin.start() + 1
