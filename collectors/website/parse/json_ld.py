"""JSON-LD of a page: its article and when it was published, as search engines are told it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from collectors.website.parse.addresses import page_identity, site_of
from collectors.website.parse.html import paragraphs, parse_html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

KINDS = tuple(  # the page around an article tells of itself, which counts where the article tells nothing
    re.compile(rf"(?:https?://schema\.org/|schema:)?(?:{names})")
    for names in (r"\w*(?:Article|Posting)|Report", "WebPage|CreativeWork")
)
WITH_BODY = re.compile(r"(?:https?://schema\.org/|schema:)?(?:\w*Article|BlogPosting)")
MOST_ITEMS = 100  # of a page
DEEPEST = 4  # things within things
MOST_ESCAPES = 3  # times that a text was escaped
ADDRESS = re.compile(r"[^/]*/.*|[^\s?.#-]*[?.#-]\S*", re.DOTALL)  # a word ("True", "WebPage") is none
FEWEST = 200  # characters of a body; with less it may be a teaser
DATES = ("datePublished", "dateCreated")
YEAR = re.compile(r"(?!1970-01-01)[1-9][0-9]{3}")  # a machine's empty date has none
BROKEN_TYPE = re.compile(r'"@type"\s*:\s*"(\w*Article|BlogPosting)"')
BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"<>\\]{8,40})"')
BEFORE = ("//", "/*", "<![CDATA[", "<!--", "*/")  # marks of comments, in the order in which they stand
BEHIND = ("*/", "]]>", "-->", "/*", "//")
TRAILING = re.compile(r",(?=\s*[}\]])|;\s*$")
HANGING = ("@graph", "mainEntity")
HANGING_ALONE = ("blogPost",)  # a list of them is one of other articles
ESCAPED = re.compile(r"&(?:amp;)?lt;/?(?:p|div|br|span|strong|em|a|img|h[1-6]|ul|ol|li)\b", re.IGNORECASE)


def published_in_json(tree: HtmlElement) -> list[str]:
    """List when JSON-LD says that the page's article was published; nothing where it names several days."""
    scripts = tree.xpath("//script[contains(@type, '+json') or contains(@type, '+JSON')]")
    read = [(text, _loaded(text)) for text in (script.text or "" for script in scripts)]
    items = [item for _, told in read for item in _items(told)]
    broken = [item for text, told in read if told is None for item in _broken(text)]
    article, page = KINDS
    for kind, among in ((article, items), (page, items), (article, broken)):
        found = [date for item in among if _is_a(item, kind) for date in _dates(item)[:1]]
        if found:
            return found if len({text[:10] for text in found}) == 1 else []
    return []


def with_article_of_json(body: bytes, url: str) -> bytes | None:
    """Give a page that shows the article of its JSON-LD alone; None where that tells none, or several.

    For a page at *url* that shows no text: a script of its own would draw it.
    """
    soup = parse_html(body)
    scripts = soup.select("script[type*='+json' i]")
    items = (item for script in scripts for item in _items(_loaded(script.get_text())))
    articles = (item for item in islice(items, MOST_ITEMS) if _is_a(item, WITH_BODY) and _is_of(item, url))
    told_by = [(bool(_addresses(item)), pair) for item in articles if (pair := _told(item))]
    surest = max((named for named, _ in told_by), default=False)  # one that names its address
    found = dict(pair for named, pair in reversed(told_by) if named == surest)
    if len(found) != 1:
        return None
    text, headline = map(escape, found.popitem())
    shown = "".join(f"<p>{line}</p>" for line in text.splitlines())
    told = "".join(map(str, scripts))
    return f"<html>{soup.head or ''}<body>{told}<article><h1>{headline}</h1>{shown}</article></body></html>".encode(
        "utf-8", "replace"
    )


def _told(item: dict[str, Any]) -> tuple[str, str] | None:
    """Give text and headline of an article; None where one is missing or short."""
    headline, text = (_words(item.get(name)) for name in ("headline", "articleBody"))
    return (text, headline) if headline.strip() and len(text) > FEWEST else None


def _words(told: Any) -> str:
    """Give what is told as words, also where it was written as HTML, or each paragraph apart."""
    parts = [_value(one) for one in (told if isinstance(told, list) else [told])]
    text = "\n".join(part for part in parts if isinstance(part, str))
    for _ in range(MOST_ESCAPES):
        text = unescape(text) if ESCAPED.search(text) else text
    if re.search(r"</?[a-z][^<>]{0,300}>|&[#\w]{2,10};", text, re.IGNORECASE):
        text = "\n".join(paragraphs(parse_html(f"<div>{text}</div>".replace("\n", "<br>").encode("utf-8", "replace"))))
    return text


def _is_of(item: dict[str, Any], url: str) -> bool:
    """Tell whether an article is the page at *url*, or names no address."""
    try:
        whole = [urljoin(url, one) for one in _addresses(item)]
        return all((site_of(one), page_identity(one)) == (site_of(url), page_identity(url)) for one in whole)
    except ValueError:  # "http://[" and its like
        return False


def _addresses(item: dict[str, Any]) -> list[str]:
    """List the addresses that an article gives as its own."""
    told = [item.get(name) for name in ("url", "mainEntityOfPage")]
    named = [one.get("@id") or one.get("url") if isinstance(one, dict) else one for one in told]
    return [one.strip() for one in named if isinstance(one, str) and ADDRESS.fullmatch(one.strip())]


def _loaded(text: str) -> Any:
    """Read JSON as people write it: in a comment, escaped, with a comma too many; None for what is none."""
    bare = _bare(text)
    forms = (bare, TRAILING.sub("", bare), bare.replace("\\'", "'"), unescape(bare) if "&quot;" in bare else "")
    for form in forms:
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _broken(text: str) -> list[dict[str, str]]:
    """List articles with their dates, of what is no JSON: one bare quote in a description is enough for that."""
    kinds = BROKEN_TYPE.findall(text)[:1]
    return [{"@type": kind, "datePublished": date} for kind in kinds for date in BROKEN_DATE.findall(text)]


def _bare(text: str) -> str:
    """Take JSON out of the comments and the CDATA that old programs wrap it in."""
    for mark in BEFORE:
        text = text.lstrip().removeprefix(mark)
    for mark in BEHIND:
        text = text.rstrip().removesuffix(mark)
    return text


def _items(told: Any, depth: int = DEEPEST) -> Iterator[dict[str, Any]]:
    """Yield the things at the top, those of a graph and the main ones; what else hangs on them is not asked."""
    if isinstance(told, list) and depth:
        for one in told:
            yield from _items(one, depth - 1)
    elif isinstance(told, dict):
        yield told
        inner = [told.get(name) for name in HANGING]
        inner += [part for name in HANGING_ALONE if isinstance(part := told.get(name), dict)]
        for part in inner if depth else ():
            yield from _items(part, depth - 1)


def _is_a(item: dict[str, Any], kind: re.Pattern[str]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and kind.fullmatch(name) for name in named)


def _dates(item: dict[str, Any]) -> list[str]:
    """List the dates of an article, the surest first."""
    told = (item.get(name) for name in DATES)
    every = (_value(one) for value in told for one in (value if isinstance(value, list) else [value]))
    return [str(value).strip() for value in every if isinstance(value, (str, int, float)) and YEAR.search(str(value))]


def _value(told: Any) -> Any:
    """Give the value where it stands beside its type or language."""
    return told.get("@value") if isinstance(told, dict) else told
