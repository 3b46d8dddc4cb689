"""Signs of a response beside its words: marks, handles, links, capitals, emoji and length.

Whoever tags other people mostly talks to them; a link or several hashtags without a question are mostly news.
"""

from __future__ import annotations

import re

_HANDLE = re.compile(r"@\[?[\w.]+\]?")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\[tautan\]")
_TAG = re.compile(r"#\w+")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2}")
_ASKS_ADMIN = re.compile(r"\b(?:min|admin|mimin|minkes)\b")
_MASKED = {"@user", "@[akun]"}
"""The form in which handles of people who are not the office stand in a text."""
_LONGEST = 5000  # characters looked at: signs of a longer text are those of its beginning
_SEVERAL = 3


def signs_of(text: str) -> list[float]:
    """Put in a row which signs a text bears, 1.0 or 0.0 each."""
    text = text[:_LONGEST]
    handles = _HANDLE.findall(text)
    masked = sum(handle.lower() in _MASKED for handle in handles)
    body = _LINK.sub(" ", _HANDLE.sub(" ", text))
    asks, links, tags = "?" in body, bool(_LINK.search(text)), len(_TAG.findall(text))
    tells = [
        masked > 0, masked >= _SEVERAL, len(handles) > masked, text.lstrip().startswith("@"),
        masked > 0 and len(handles) == masked, len(handles) > masked and asks,
        links, links and not asks, tags > 0, tags >= _SEVERAL, tags > 0 and not asks,
        *_case(body), *_length(len(body.split())), *_marks(body),
        bool(re.search(r"\d", body)), bool(re.search(r"\d{3}", body)), "\n" in text,
        bool(_ASKS_ADMIN.search(body.lower())),
    ]  # fmt: skip
    return [float(told) for told in tells]


def _case(body: str) -> list[bool]:
    letters, words = [one for one in body if one.isalpha()], body.split()
    capitals = sum(one.isupper() for one in letters)
    titled = sum(word[:1].isupper() and word[1:2].islower() for word in words)
    return [len(letters) > 8 and capitals > 0.6 * len(letters), len(words) > 5 and titled > 0.4 * len(words)]  # noqa: PLR2004  # shouting; a headline


def _length(words: int) -> list[bool]:
    return [words <= 2, words <= 4, words <= 8, words <= 15, words > 30, words > 50]  # noqa: PLR2004  # a scale


def _marks(body: str) -> list[bool]:
    emoji = len(_EMOJI.findall(body))
    return [
        emoji > 0,
        emoji >= _SEVERAL,
        "?" in body,
        body.count("?") > 1,
        body.rstrip(" .,\n").endswith("?"),
        "!" in body,
        body.count("!") > 1,
        ".." in body,
        bool(_DRAWN_OUT.search(body.lower())),
    ]
