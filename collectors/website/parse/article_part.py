"""The article's own part of a page without selectors: no menus, side bars, embedded posts, comments. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from collectors.website.parse.dates import NOT_PUBLISHED
from collectors.website.parse.html import BLOCKS, collapse, line_of_element

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    Step = tuple[HtmlElement | str | None, bool, bool]

OUTSIDE_TAGS = frozenset(
    {"nav", "footer", "aside", "form", "iframe", "blockquote", "header", "script", "style", "noscript", "template"}
    | {"select", "button", "marquee", "head", "svg", "table", "figure", "picture"}
)
OUTSIDE = re.compile(
    r"top-?bar|nav(?:bar|igation)?\b|menu|foot|copyright|side-?bar|(?<!elementor-)(?<!panel-)(?<!so-)widget|related|terkait|populer|popular|trending|recent"
    r"|terbaru|latest|comment|komentar|respon[sd]|embed|instagram-media|twitter-|tweet|fb-|tiktok|clock|\bjam\b|ticker"
    r"|marquee|breaking|running|calendar|kalender|weather|cuaca|recommend|rekomendasi|\bnext\b|\bprev|baca-?juga|lainnya"
    r"|carousel|slider|modal|hari-?ini|today|header-|current|sekarang|\blain\b|-lain\b|\bother",
    re.IGNORECASE,
)
DATED = re.compile(
    r"date|tanggal|\btgl|publish|posted|submitted|waktu|\btime|meta\b|meta-|post-info|byline|created|terbit",
    re.IGNORECASE,
)
SHORT = 60  # characters of a box that holds a date and hardly more
MOST_PARTS = 40  # within a box or a table that tells a date
TABLE = 120  # characters of a table that tells author and date; a longer one is of the text
TOLD = ("datetime", "content", "title", "data-date", "data-datetime", "data-time", "data-timestamp", "data-utime")
CHANGED = re.compile(r"updat|modif|edited|changed|revis|perbarui|ubah", re.IGNORECASE)
PUBLISHED = re.compile(
    r"publish|\bentry-date (?:[\w-]+ )*updated(?![\w-])"
)  # themes call the date of an entry "updated", too
AGO = re.compile(r"\b(?:lalu|ago|kemarin|yesterday|baru saja|just now)\b", re.IGNORECASE)
TIMES = frozenset({"time", "relative-time", "local-time", "time-ago"})
LONGEST_NAMES = 500  # characters of classes that are looked at; a hostile page may write a million
LITTLE = 100  # characters beside the headline: what holds no more is not the article's part


class Line(NamedTuple):
    """A line that readers see: its words, what machines are told, whether it calls itself a date or has links."""

    words: str = ""
    told: str = ""
    dated: bool = False
    in_text: bool = False
    is_headline: bool = False
    linked: bool = False


class ArticlePart(NamedTuple):
    """The lines before and behind the headline; *is_own* where they stand in an element of their own."""

    before: tuple[Line, ...] = ()
    behind: tuple[Line, ...] = ()
    is_own: bool = False
    headline: str = ""


def read_part(tree: HtmlElement, headline: HtmlElement | None) -> ArticlePart:
    """Read the lines of the article's part of a page; without headline and mark there is none."""
    home = find_home(tree, headline)
    if home is None:
        return ArticlePart()
    lines = tuple(_lines(home, headline))
    place = next((n for n, line in enumerate(lines) if line.is_headline), -1)
    title = lines[place].words if place >= 0 else ""
    return ArticlePart(lines[: max(place, 0)], lines[place + 1 :], home.tag != "body", title)


def find_home(tree: HtmlElement, headline: HtmlElement | None) -> HtmlElement | None:
    """Give the article's part of the page: around the headline, or what is marked as one."""
    if headline is None:
        return next(iter(tree.xpath("//article | //main")), None)
    above = list(headline.iterancestors())
    marked = [tag for tag in above if tag.tag in ("article", "main")]
    near = [tag for tag in above[:2] if tag.tag not in ("body", "html", "header")]
    roomy = [tag for tag in (*reversed(near), *above[2:]) if tag.tag != "html" and _has_more(tag, headline)]
    return next(iter([*marked, *roomy, *(tag for tag in above if tag.tag == "body")]), None)


def _has_more(tag: HtmlElement, headline: HtmlElement) -> bool:
    """Tell whether an element says more than a headline alone."""
    most, said = len(line_of_element(headline)) + LITTLE, 0
    for text in tag.itertext():
        said += len(text.strip())
        if said > most:
            return True
    return False


def _lines(home: HtmlElement, headline: HtmlElement | None) -> Iterator[Line]:
    """Yield the lines of an article's part of the page, without menus, side bars, embedded posts and comments."""
    around = set(headline.iterancestors()) if headline is not None else set()
    line, todo = Line(), [(home, False, False)]  # a stack, for pages nest deep; None is an edge
    while todo:
        node, dated, in_text = todo.pop()
        if isinstance(node, str):
            line = line._replace(words=line.words + node, dated=line.dated or dated, in_text=line.in_text or in_text)
        elif node is None or node is headline:
            yield from _ended(line)
            line = Line()
            if node is not None:
                yield Line(line_of_element(node), is_headline=True)
        elif _is_seen(node, around):
            if node.tag in BLOCKS:
                yield from _ended(line)
                line = Line()
            is_dated = dated or _is_dated(node, around)
            box = is_dated and len(node) > 0 and _is_box(node, headline, around)
            parts = node.iter() if box else (node,)
            line = line._replace(
                told=line.told or next(filter(None, (_told(part, line.words, dated=is_dated) for part in parts)), ""),
                linked=line.linked or node.tag == "a",
            )
            todo.extend(_box(node, in_text=in_text) if box else _steps(node, dated=is_dated))
    yield from _ended(line)


def _ended(line: Line) -> Iterator[Line]:
    if words := collapse(line.words.replace("\n", " ")):
        yield line._replace(words=words)


def _steps(node: HtmlElement, *, dated: bool) -> Iterator[Step]:
    """Yield what stands in an element, last first, before an edge where it is a block."""
    edge: list[Step] = [(None, False, False)] if node.tag in BLOCKS else []
    in_text = node.tag in ("p", "li")
    yield from edge
    for child in reversed(node):
        yield child.tail or "", dated, in_text
        yield child, dated, in_text
    yield node.text or "", dated, in_text


def _is_box(node: HtmlElement, headline: HtmlElement | None, around: set[HtmlElement]) -> bool:
    """Tell whether an element is a leaf of a calendar, whose day, month and year stand in parts of their own."""
    if not _is_small(node, SHORT):
        return False
    return all(part is not headline and _is_seen(part, around) for part in node.iterdescendants())


def _is_small(node: HtmlElement, most: int) -> bool:
    """Tell whether an element has few parts and few characters; of a large one not more is looked at than that."""
    parts = list(islice(node.iter(), MOST_PARTS + 1))
    return len(parts) <= MOST_PARTS and len(line_of_element(node)) <= most


def _box(node: HtmlElement, *, in_text: bool) -> Iterator[Step]:
    """Yield the words of a small box as one line."""
    edge: list[Step] = [(None, False, False)] if node.tag in BLOCKS else []
    yield from edge
    yield f" {line_of_element(node)} ", True, in_text


def _told(node: HtmlElement, before: str, *, dated: bool) -> str:
    """Give what an element behind the words *before* tells machines of its date, or shows when it is pointed at."""
    if node.tag in TIMES:
        return str(node.get("datetime") or _shown_when_pointed_at(node, before[-SHORT:]))
    told = (str(node.get(name) or "") for name in TOLD) if dated or node.tag == "abbr" else ()
    return next((text for text in told if re.search("[0-9]{4}", text) and not CHANGED.search(text)), "")


def _shown_when_pointed_at(node: HtmlElement, before: str) -> str:
    """Give the title of a time that says how long ago something was, unless words say that it was no publication."""
    title, words = str(node.get("title") or ""), line_of_element(node) if node.get("title") else ""
    label = re.split("[0-9]", title[:SHORT], maxsplit=1)[0]
    another = NOT_PUBLISHED.search(f"{before} {label}")
    return title if AGO.search(words) and not another else ""


def _names(node: HtmlElement) -> str:
    return f"{(node.get('class') or '')[:LONGEST_NAMES]} {(node.get('id') or '')[:LONGEST_NAMES]}"


def _is_seen(node: HtmlElement, around: set[HtmlElement]) -> bool:
    """Tell whether an element may hold the date; what is around the headline always may."""
    if not isinstance(node.tag, str) or (CHANGED.search(_names(node)) and not PUBLISHED.search(_names(node))):
        return False
    parent = node.getparent()
    if node.tag == "footer" and parent is not None and parent.tag == "article":  # where WordPress' themes tell the date
        return True
    if node.tag == "table":
        return node in around or _is_small(node, TABLE)
    return node in around or not (node.tag in OUTSIDE_TAGS or OUTSIDE.search(_names(node)))


def _is_dated(node: HtmlElement, around: set[HtmlElement]) -> bool:
    return node.tag in TIMES or (node not in around and bool(DATED.search(_names(node))))
