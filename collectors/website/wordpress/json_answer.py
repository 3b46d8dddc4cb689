"""JSON as a WordPress answers it, also where a plugin's warning stands before it or a cache's remark behind. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from collectors.website.parse.html import decode

BEGINS = re.compile(r"\[\s*[{\]]|\{\s*[\"}]")
PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
MOST_TRIES = 5
READER = json.JSONDecoder(strict=False)


def read_json(body: bytes) -> Any:
    """Read an answer's object or list. Raises ValueError where there is none, RecursionError where it is too deep."""
    text = decode(body)
    try:
        return json.loads(text, strict=False)
    except ValueError as error:
        broken = error
    for _, begin in zip(range(MOST_TRIES), BEGINS.finditer(text), strict=False):
        if PAGE.search(text, 0, begin.start()):
            break
        try:
            return READER.raw_decode(text, begin.start())[0]
        except ValueError:
            continue
    raise broken
