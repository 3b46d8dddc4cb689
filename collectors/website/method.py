"""The methods by which a website's articles are found, read and chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from collectors.website.parse.html import collapse

if TYPE_CHECKING:
    from collectors.records import Post

Discovery = Literal["list", "feed", "sitemap", "wordpress"]
TextSource = Literal["selectors", "trafilatura", "feed"]
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
    """Phrases that are none of ``must`` although they hold one: "Kabupaten Bekasi" where the city is meant."""

    def keeps(self, post: Post) -> bool:
        """Whether a post is wanted; case and white space do not matter, and words are matched whole."""
        words = collapse(f"{post.title or ''} {post.text}".replace("\n", " ")).casefold()
        if any(_stands_in(phrase, words) for phrase in self.must_not):
            return False
        for phrase in self.homonyms:
            words = _whole(phrase).sub(" ", words)
        return not self.must or any(_stands_in(phrase, words) for phrase in self.must)


def _stands_in(phrase: str, words: str) -> bool:
    return _whole(phrase).search(words) is not None


def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(collapse(phrase).casefold())}(?!\w)")
