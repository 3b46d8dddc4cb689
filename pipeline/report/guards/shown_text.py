"""Texts and addresses from elsewhere, made fit to be shown on a page of ours."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

EXCERPT = 180  # characters
# Characters that reorder the text around them; they stay in the tables, but may not disguise a line of a page.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def excerpt(text: object) -> str:
    """Shorten a text to one line."""
    line = " ".join(BIDI.sub("", str(text or "")).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def safe_link(url: object) -> str | None:
    """Return *url* if it leads to a website, and ``None`` for anything else (scripts, files, garbage)."""
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    printable = text.isprintable() and " " not in text
    return text if printable and parts.scheme in {"http", "https"} and parts.hostname else None
