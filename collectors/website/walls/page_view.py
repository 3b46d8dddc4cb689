"""A page as walls are looked for: its code, its titles, and how many words stand beside menus and forms."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from collectors.website.parse.addresses import short
from collectors.website.parse.html import collapse, decode, line_of, may_hide, paragraphs, parse_html

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from collectors.records import RawPage

FEW_WORDS, HARDLY_A_WORD, A_LINE = 600, 200, 60  # characters beside menus and forms
AROUND = "nav, header, footer, aside, form, [role=navigation]"
ALONE = 3  # links; a page of the site's own make has more
TITLE_PARTS = re.compile(r"\s+[-|–—·•»:~]+\s+|\s*[|»]\s*")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
TITLES = re.compile(r"<(title|h1)\b[^>]{0,300}>(.{0,600}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]{0,600}>")
LINK = re.compile(r"<a\b[^<>]{0,300}\bhref\s*=\s*[\"']?(?!#|javascript:|mailto:|tel:)", re.IGNORECASE)
BESIDE = ["nav", "footer", "aside", "form"]
PICTURES = "img, iframe, video, embed, object"
LISTED = re.compile(r"parent directory|\?c=[nmsd];o=[ad]|href=\"?\.\./\"?>|<(?:pre|td)\b[^>]{0,200}>\s{0,20}<a\b")
OF_CHECKS = re.compile(
    r"captcha|not a robot|(?:bukan|anda) (?:ro)?bot|you are (?:a )?human|anda (?:adalah )?manusia|(?:your|the) browser"
    r"|please wait|one moment|(?:mohon|silakan) (?:menunggu|tunggu)|tunggu sebentar|\bloading\b|redirecting|checking"
    r"|verifying|to continue|untuk melanjutkan|javascript|security check|verifikasi keamanan|memverifikasi|cookies"
    r"|dialihkan|buktikan|memuat (?:halaman|konten|data|aplikasi)|protected by",
    re.IGNORECASE,
)
PASSWORD_FIELD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)


class PageView:
    """A page as walls are looked for: its code, its titles, and how many words stand beside menus and forms."""

    def __init__(self, raw: RawPage) -> None:
        self.raw = raw

    @cached_property
    def where(self) -> str:
        """Name the page for people."""
        return short(self.raw.url)

    @cached_property
    def text(self) -> str:
        """Give the page's characters."""
        return decode(self.raw.body)

    @cached_property
    def code(self) -> str:
        """Give the page in lower case, with one kind of quotes."""
        return self.text.lower().replace("'", '"')

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Give the parsed page."""
        return parse_html(self.raw.body)

    @cached_property
    def titles(self) -> list[str]:
        """List what the page is entitled: <title>, its parts before and behind the site's name, and <h1>."""
        whole = [words for _, words in self._entitled]
        return whole + [part for tag, words in self._entitled if tag == "title" for part in TITLE_PARTS.split(words)]

    @cached_property
    def headlines(self) -> list[str]:
        """List the titles without the site's name, which stands behind the last mark of <title> and in its header."""
        parts = [TITLE_PARTS.split(words) for tag, words in self._entitled if tag == "title"]
        names = {split[-1].casefold() for split in parts if len(split) > 1}
        told = [part for split in parts for part in split] + [words for tag, words in self._entitled if tag == "h1"]
        return [words for words in told if words.casefold() not in names]

    @cached_property
    def _entitled(self) -> list[tuple[str, str]]:
        return [(tag.lower(), _words(inner)) for tag, inner in TITLES.findall(self.text)]

    @cached_property
    def asks_password(self) -> bool:
        """Tell whether the page has a field for a password."""
        return "password" in self.code and PASSWORD_FIELD.search(self.text) is not None

    @cached_property
    def has_h1(self) -> bool:
        """Tell whether the page has a heading."""
        return "<h1" in self.code

    @cached_property
    def first_heading(self) -> str:
        """Give the only heading of the second or third rank on a page that has none of the first, and no picture."""
        if self.has_h1:
            return ""
        found = [tag for tag in self.soup.select("h2, h3") if tag.find_parent(BESIDE) is None]
        hidden = any(may_hide(tag.name, tag.attrs) for tag in (*found[:1], *(found[0].parents if found else ())))
        return line_of(found[0]) if len(found) == 1 and not hidden and not self.has_pictures else ""

    @cached_property
    def has_pictures(self) -> bool:
        """Tell whether the page shows a picture, a film or a document."""
        return any(map(_is_shown, self.soup.select(PICTURES)))

    @cached_property
    def has_heading(self) -> bool:
        """Tell whether the page has a heading of the first three ranks."""
        return any(f"<h{rank}" in self.code for rank in (1, 2, 3))

    @cached_property
    def is_of_site(self) -> bool:
        """Tell whether the page is of the site's own make: with a heading, and links that lead into the site."""
        return self.has_h1 or (self.has_heading and not self.alone)

    @cached_property
    def words(self) -> int:
        """Count the characters that a reader sees beside menus and forms."""
        return len(self.shown)

    @cached_property
    def shown(self) -> str:
        """Give what a reader sees beside menus and forms."""
        body = self.soup.body or self.soup
        # old sites lay out their pages by tables
        return "\n".join(paragraphs(body, without=body.select(AROUND), with_tables=True))

    @cached_property
    def says_nothing(self) -> bool:
        """Tell whether the page shows neither a picture nor, beside menus and headings, a word but of a check."""
        if OF_CHECKS.search(self.shown):
            return True
        body = self.soup.body or self.soup
        without = body.select(f"{AROUND}, h1, h2, h3")
        return not self.has_pictures and not paragraphs(body, without=without, with_tables=True)

    @cached_property
    def lists_files(self) -> bool:
        """Tell whether the page is a server's own list of files, or hardly has a word beside such a title."""
        return LISTED.search(self.code) is not None or (self.alone and self.words < HARDLY_A_WORD)

    @cached_property
    def is_bare(self) -> bool:
        """Tell whether the page has neither a heading nor a line of text."""
        return not self.has_heading and self.words < A_LINE

    @cached_property
    def sentences(self) -> list[str]:
        """List what a page says that has hardly a word and leads nowhere."""
        if not self.alone or self.words >= HARDLY_A_WORD:
            return []
        body = self.soup.body or self.soup
        return [sentence for line in paragraphs(body) for sentence in SENTENCE.split(line)]

    @cached_property
    def alone(self) -> bool:
        """Tell whether hardly a link leads from here into a site."""
        return len(LINK.findall(self.text)) < ALONE

    def has_mark(self, mark: str) -> bool:
        """Tell whether a mark stands in the code, and not only in the words that a reader sees."""
        count = self.code.count(mark)
        return bool(count) and count > self.soup.get_text().lower().replace("'", '"').count(mark)


def _is_shown(picture: Tag) -> bool:
    """Tell whether a picture is of the page's own matter, and none of its menus or its site's sign above them."""
    around = picture.find_parent([*BESIDE, "header", "noscript"])
    return around is None or (around.name == "header" and around.find("nav") is None)


def _words(inner: str) -> str:
    """Give the words of a piece of markup."""
    return collapse(unescape(TAG.sub("", inner)).replace("\n", " "))
