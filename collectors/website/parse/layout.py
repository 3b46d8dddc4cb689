"""The places in which a website keeps its articles, and how its pages are built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Self
from urllib.parse import unquote, urljoin

from collectors.website.parse.addresses import page_identity, place_of

SELECTORS = ("item", "item_link", "title", "date", "body", "author", "views", "listing")
IDENTITY = ("number", "slug")
IDENTITY_CHARACTERS = 500  # file systems, where slugs often come from, allow 255
ANY_PAGE = r"^/(?P<slug>[^?]*[^/?])/?(?:\?|$)"  # every page but the home, named by page_identity


@dataclass(frozen=True, slots=True)
class Layout:
    """The keys of ``layout:`` of a website; the defaults are those of diskominfo.bekasikota.go.id.

    Selectors are CSS. An empty ``author``, ``views``, ``listing`` or ``whole`` is not used.
    Raises ValueError, naming the key, for what cannot work.
    """

    list_path: str = "/content/berita-terkini"
    """The first list page, newest articles first."""
    page_path: str = "/content/berita-terkini/page/{page}"
    first_page: int = 1
    """The ``{page}`` that ``list_path`` stands for."""
    page_step: int = 1
    """The step by which ``{page}`` grows from page to page: 10 where a site counts articles instead of pages."""
    article_pattern: str = r"^/(?:content/berita-terkini|home/detail)/(?P<number>[0-9]+)(?:/|$)"
    """Searched in path and query of an address: ``number`` or ``slug`` is what identifies the article."""
    item: str = ".berita-item"
    """One article on a list page; links outside of items (side bars) are not followed."""
    item_link: str = ".judul-item a"
    """Within the item; empty where the item itself is the link."""
    listing: str = ".pagination, .kosong"
    """A part that a list page has even when it lists nothing."""
    title: str = "h1.judul"
    date: str = ".meta-berita"
    author: str = ".meta-berita"
    """May be the element of the date: then the author is what stands there besides the date."""
    views: str = ".dibaca"
    views_pattern: str = r"([0-9][0-9.,]*)"
    body: str = ".isi-berita"
    drop: tuple[str, ...] = (".baca-juga", ".share", ".wp-caption-text")
    """Parts of the body that are not its text."""
    routed: bool = False
    """Whether, without a pattern, pages also differ by a router such as ``r=berita/view`` in their query."""
    whole: str = "</html>"
    """A text that the end of every complete page holds: a page without it was cut short."""

    def __post_init__(self) -> None:
        """Refuse what would only fail at night."""
        object.__setattr__(self, "drop", tuple(self.drop))  # YAML gives lists
        for name in SELECTORS:
            _check_selector(name, getattr(self, name))
        for selector in self.drop:
            _check_selector("drop", selector)
        for name in ("item", "title", "date", "body", "list_path"):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty")
        if not set(_compiled("article_pattern", self.article_pattern).groupindex) & set(IDENTITY):
            raise ValueError("article_pattern needs a group (?P<number>…) or (?P<slug>…)")
        if not _compiled("views_pattern", self.views_pattern).groups:
            raise ValueError("views_pattern needs a group around the number")
        if "{page}" not in self.page_path:
            raise ValueError("page_path must contain {page}")
        if self.page_step < 1:
            raise ValueError("page_step must be at least 1")

    @classmethod
    def read(cls, block: Mapping[str, Any]) -> Self:
        """Make a layout of a ``layout:`` block; ValueError names a key or value that cannot be."""
        kinds = {field.name: type(field.default) for field in fields(cls)}
        for name, value in block.items():
            if name not in kinds:
                near = get_close_matches(str(name), kinds, n=1)
                raise ValueError(f"{name} is not known" + (f"; did you mean {near[0]}?" if near else ""))
            if kinds[name] is tuple and isinstance(value, (list, tuple)):
                if not all(isinstance(selector, str) for selector in value):
                    raise ValueError(f"{name} must be a list of CSS selectors")
            elif type(value) is not kinds[name]:
                wanted = {
                    str: "a text",
                    int: "a whole number",
                    bool: "true or false",
                    tuple: "a list of CSS selectors",
                }[kinds[name]]
                raise ValueError(f"{name} must be {wanted}")
        return cls(**block)

    def _matched(self, place: str) -> str:
        """Give what the pattern finds in path and query: the number before the slug; empty for no article."""
        match = re.search(self.article_pattern, place)
        told = match.groupdict() if match else {}
        number, slug = told.get("number"), unquote(told.get("slug") or "")
        return (number.lstrip("0") or "0") if number else slug

    def list_address(self, base: str, page: int) -> str:
        """Give the address of a list page by the site's own counting."""
        path = self.list_path if page == self.first_page else self.page_path.replace("{page}", str(page))
        return urljoin(base, path)

    def page_of(self, url: str) -> int | None:
        """Tell which list page *url* leads to; ``None`` when it leads to none."""
        pattern = re.escape(self.page_path).replace(re.escape("{page}"), "([0-9]{1,7})")
        match = re.fullmatch(pattern, place_of(url))
        return int(match[1]) if match else None

    def identity_of(self, url: str) -> str | None:
        """Tell the number or slug of the article at *url*; ``None`` when it is no article's address."""
        any_page = self.article_pattern == ANY_PAGE
        identity = page_identity(url, routed=self.routed) if any_page else self._matched(place_of(url))
        # A hostile link may spell NUL, or more than a database takes as a key.
        return identity if identity.isprintable() and 0 < len(identity) <= IDENTITY_CHARACTERS else None


def _check_selector(name: str, selector: str) -> None:
    """Raise ValueError for what is no CSS selector."""
    import soupsieve  # noqa: PLC0415  # heavy, and other platforms need no selectors

    try:
        if selector:
            soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"{name}: {selector!r} is no CSS selector") from error


def _compiled(name: str, pattern: str) -> re.Pattern[str]:
    """Compile a pattern, or raise ValueError that names its key."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{name}: {pattern!r} is no regular expression ({error})") from error
