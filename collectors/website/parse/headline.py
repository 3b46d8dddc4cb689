"""The headline of a page without selectors: its heading, or its title without the site's name. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.website.parse.html import collapse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PARTS = re.compile(r"\s+[-–—·•|»«:]{1,2}\s+|\s*[|»«]\s*")
EDGES = " -–—·•|»«:\t\n"
NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
OWN_NAME = re.compile(r"logo|brand|site-?(?:title|name)|navbar", re.IGNORECASE)


def find_headline(tree: HtmlElement, meta: dict[str, str], url: str) -> tuple[str, HtmlElement | None]:
    """Give the headline of a page, and the heading where it stands if it stands in one."""
    title = line_of_element(next(iter(tree.iter("title")), None))
    told = [text for text in (meta.get("og:title", ""), title) if text]
    headings = [(line, tag) for tag in tree.iter("h1") if (line := line_of_element(tag))]
    own = [(line, tag) for line, tag in headings if not _names_site(line, tag, meta)]
    for line, tag in own:
        if len(own) == 1 or any(line.casefold() in text.casefold() for text in told):
            return line, tag
    if not told:
        return next(iter([*own, *headings]), ("", None))
    shown = {line_of_element(tag).casefold(): tag for tag in reversed([*tree.iter("h1", "h2", "h3", "h4")])}
    # a heading says so, or the window's title adds the site's name to it
    is_whole = told[0].casefold() in shown or (title.startswith(told[0]) and title != told[0])
    line = told[0] if is_whole else without_site(told[0], meta, url)
    return line, shown.get(line.casefold())


def without_site(title: str, meta: dict[str, str], url: str) -> str:
    """Leave the site's name out of a title: "Kabar - Kota Contoh" → "Kabar"."""
    parts = [part.strip() for part in PARTS.split(title) if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004  # a title alone
        return title
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {meta[name].casefold() for name in NAMES if name in meta} | {host, f"www.{host}"}
    if parts[0].casefold() in names and parts[-1].casefold() not in names:
        return title[title.index(parts[0]) + len(parts[0]) :].strip(EDGES)
    return title[: title.rindex(parts[-1])].strip(EDGES)  # where no name is told, it is mostly the last


def read_meta(tree: HtmlElement) -> dict[str, str]:
    """Map the names of a page's <meta> to their contents, the first of each name."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name, content = tag.get("property") or tag.get("name") or tag.get("itemprop"), tag.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), collapse(content.replace("\n", " ")))
    return found


def line_of_element(tag: HtmlElement | None) -> str:
    """Give the text of an element on one line."""
    return "" if tag is None else collapse(" ".join(tag.itertext()).replace("\n", " "))


def _names_site(line: str, tag: HtmlElement, meta: dict[str, str]) -> bool:
    """Tell whether a heading names the site, as some have on every page."""
    if line.casefold() in {meta.get(name, "").casefold() for name in NAMES}:
        return True
    near = [tag, *tag.iterancestors()][:2]
    return any(OWN_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}") for node in near)
