"""The methods by which a website's articles are found, read and chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from collectors.website.parse.html import collapse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collectors.records import Post

Discovery = Literal["list", "feed", "sitemap", "wordpress"]
TextSource = Literal["selectors", "trafilatura", "feed"]
SIGNS = r"\s()–-"  # between two words of one name: "(Pemkab) Bekasi"; a full stop only as in "Kab. Bekasi"
MOST_SIGNS = 3
SHORTENED = re.compile(  # before a full stop that ends no sentence
    r"(?:.*\W)?(?:(?:pem)?(?:kab|kot|prov|prop|des)|kec|kel|ds|jl|gg|no|drs?|ir|hj?|kh|prof|moh|muh|tn|ny|[a-z]"
    r"|st|rsu?d?|sd[nit]?|smpn?|sman?|smkn?|pt|cv|dinkes|disdik|dishub)"
)
OUTLET = r"[^,()–—-]{1,40}"  # the name of an outlet before the news: "Bekasi (ANTARA) - ", "KABAR.ID, BEKASI - "
HYPHEN = r"\s?[–-]\s?"  # one that a phrase itself has is not a full stop: "Kota-Kabupaten Bekasi"
DASH = r"(?:\s[–—-]{1,2}|[–—-]{1,2}\s|\s?[|:]\s)"
ADDRESSED = ("feed", "sitemap")
"""The ways that begin at an address of their own; their articles are read by trafilatura if not told otherwise."""


@dataclass(frozen=True, slots=True)
class Method:
    """The way to articles; the default walks list pages and reads articles by the layout's selectors.

    ``must`` and ``must_not`` are phrases, of which one and none have to stand in title or text: portals and news
    write of namesakes, too.
    """

    discovery: Discovery = "list"
    address: str = ""
    """The address of the feed or sitemap; of a WordPress its kind of posts, empty where that is found by itself."""
    text: TextSource = "selectors"
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    homonyms: tuple[str, ...] = ()
    """Phrases that are none of ``must`` although they hold one: "Kabupaten Bekasi" where the city is meant.

    One of ``must`` that itself holds such a phrase counts all the same: "Kota dan Kabupaten Bekasi".
    """

    def keeps(self, post: Post) -> bool:
        """Whether a post is wanted; case and white space do not matter, and words are matched whole.

        Where a namesake stands in it, the place before the news may be of either and tells nothing: "BEKASI - ".
        """
        title, text = (collapse(part.replace("\n", " ")).casefold() for part in (post.title or "", post.text))
        if any(_stands_in(phrase, f"{title} {text}") for phrase in self.must_not):
            return False
        longer = (phrase for phrase in self.must if any(_stands_in(one, phrase.casefold()) for one in self.homonyms))
        if not self.must or any(_stands_in(phrase, f"{title} {text}") for phrase in longer):
            return True
        others = [_without(self.homonyms, part) for part in (title, text)]
        if others != [title, text]:
            others[1] = self._without_place(others[1])
        return any(_stands_in(phrase, " ".join(others)) for phrase in self.must)

    def _without_place(self, text: str) -> str:
        """Take away the place with which a text begins, where a namesake is called so, too: ``BEKASI, KABAR.ID - ``."""
        shared = (phrase for phrase in self.must if any(_stands_in(phrase, one.casefold()) for one in self.homonyms))
        places = "|".join(map(_pattern, shared)) or "(?!)"
        before = rf"(?:{OUTLET},\s?)?(?:{places})(?:,\s{OUTLET}|\s\({OUTLET}\))?{DASH}"
        found = re.match(rf"\s*(?:{before}|\((?:{places})\)\s)", text)
        return text[found.end() :] if found else text


def _without(phrases: Iterable[str], words: str) -> str:
    for phrase in phrases:
        words = _whole(phrase).sub(" ", words)
    return words


def _stands_in(phrase: str, words: str) -> bool:
    return _whole(phrase).search(words) is not None


def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_pattern(phrase)}(?!\w)")


def _pattern(phrase: str) -> str:
    """Write a phrase as a pattern: a bracket, a dash or the stop of a short form may stand between its words."""
    words = re.split(rf"([.{SIGNS}]+)", collapse(phrase).casefold().strip(" .()–-"))
    behind = [*map(_between, words[::2], words[1::2]), ""]
    return "".join(re.escape(word) + signs for word, signs in zip(words[::2], behind, strict=True))


def _between(word: str, signs: str) -> str:
    """Write as a pattern what may stand behind a word of a phrase that has these signs there."""
    if re.search("[–-]", signs):
        return f"(?:{HYPHEN}|{re.escape(signs)})"
    stop = "." if "." in signs or SHORTENED.fullmatch(word) else ""
    return f"[{stop}{SIGNS}]{{1,{max(MOST_SIGNS, len(signs))}}}"
