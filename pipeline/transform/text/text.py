"""Posts to words: what a reader reads, with the place where it stands.

Web and mail addresses, mentions and unprintable characters are no words, and no phrase reaches across them or
from one sentence into the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

UNSEEN = "\xad\u200c\u200d\u2060\ufeff"
"""What nobody sees inside a word, such as a soft hyphen; a zero-width space parts words."""
_NOTHING = dict.fromkeys(map(ord, UNSEEN))
# Quantifiers are possessive or bounded, so that no text makes the search slower than its length.
_TOKEN = re.compile(
    r"""
    (?P<gap> (?:https?://|www\.)\S++                               # web address
           | [\w.+-]{1,64}@(?:[\w-]{1,63}+\.){1,4}\w{2,}           # e-mail
           | @[\w.]++                                              # mention
           | (?:[\w-]{1,63}+\.){1,4}(?:id|com|net|org|online|ly|me|app)\b(?:/\S*+)?  # address without https://
           | (?<=[^\W_]{4})[.!?…]++(?!\S)                          # end of a sentence, not "Kec. Mawar"
           | [\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]++ )     # what no database takes
  | \#(?P<tag> \w++ (?:[UNSEEN]++\w++)*+ )
  | (?P<word> [^\W_]++ (?:[UNSEEN]++[^\W_]++)*+ )
    """.replace("UNSEEN", UNSEEN),
    re.VERBOSE | re.IGNORECASE,
)
_TAG_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
# Elements of HTML that were left in a text; "<3" and "suhu <nol dan >dua" are none.
_ELEMENT = re.compile(
    r"""<(?: (?P<unread> !-- | (?:script|style)(?![\w-])(?=[^<>]*+>))
           | /?+(?:a|abbr|article|aside|b|blockquote|body|br|button|center|div|em|figcaption|figure|font|footer|form
                  |h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|ol|p|pre|script
                  |section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|video
             )(?![\w-])[^<>]*+>)""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = {
    name: re.compile(end, re.IGNORECASE)
    for name, end in {"script": r"</script[^<>]*+>", "style": r"</style[^<>]*+>", "!--": "-->"}.items()
}


class Word(NamedTuple):
    """A word of a text; ``surface`` is empty where no phrase may pass."""

    surface: str
    start: int
    end: int
    tagged: bool = False


def fold(surface: str) -> str:
    """Make styled, full-width and capital letters equal to plain small ones, and leave out what nobody sees."""
    return surface.lower() if surface.isascii() else normalize("NFKC", surface).casefold().translate(_NOTHING)


def words(text: str) -> list[Word]:
    """Cut *text* into words with character offsets; ``#BekasiKeren`` gives two, each marked as tagged."""
    if text.isalpha():
        return [Word(text, 0, len(text))]
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "word":
            found.append(Word(match.group(), start, end))
        elif match.lastgroup == "gap":
            found.append(Word("", start, start))
        else:
            spans = tag_spans(match.group("tag"), start + 1)
            found.extend(Word(text[first:after], first, after, tagged=True) for first, after in spans)
    return found


def tokens(text: str) -> list[str]:
    """Give the words of *text*, folded; an empty one where no phrase may pass."""
    return [fold(word.surface) for word in words(text)]


def without_markup(text: str) -> str:
    """Blank the elements of HTML in *text*, scripts and comments with their content; all else keeps its place."""
    if "<" not in text:
        return text
    parts, done, closings = list[str](), 0, dict(_CLOSING)
    while found := _ELEMENT.search(text, done):
        name = (found["unread"] or "").lower()
        end = closings[name].search(text, found.end()) if name in closings else None
        if end is None:
            closings.pop(name, None)  # no other of its kind ends either
        stop = (end or found).end()
        parts += [text[done : found.start()], " " * (stop - found.start())]
        done = stop
    return "".join([*parts, text[done:]])


def stands_in(phrase: Sequence[str], text: Sequence[str]) -> bool:
    """Tell whether the words of *phrase* stand in a row in those of *text*; no words stand nowhere."""
    size = len(phrase)
    return size > 0 and any(text[place : place + size] == phrase for place in range(len(text) - size + 1))


def tag_spans(tag: str, offset: int) -> list[tuple[int, int]]:
    """Part a hashtag, which begins at *offset*, at its capitals and digits; what nobody sees in it parts nothing."""
    seen = [place for place, character in enumerate(tag, offset) if character not in UNSEEN]
    parts = _TAG_PART.finditer(tag.translate(_NOTHING))
    return [(seen[part.start()], seen[part.end() - 1] + 1) for part in parts]


def lead_end(text: str, at_least: int = 60) -> int:
    """Tell where the first sentence ends.

    Captions open with a date or a "Halo!": a sentence ending within *at_least* characters is passed over.
    """
    end = _SENTENCE_END.search(text, at_least)
    return end.start() if end else len(text)
