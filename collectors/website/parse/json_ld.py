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
FEWEST = 200  # characters of a body; with less it may be a teaser
DATES = ("datePublished", "dateCreated")
BEFORE = ("//", "/*", "<![CDATA[", "<!--", "*/")  # marks of comments, in the order in which they stand
BEHIND = ("*/", "]]>", "-->", "/*", "//")
TRAILING = re.compile(r",(?=\s*[}\]])|;\s*$")
HANGING = ("@graph", "mainEntity")


def published_in_json(tree: HtmlElement) -> list[str]:
    """List when JSON-LD says that the page's article was published; nothing where it names several days."""
    scripts = tree.xpath("//script[contains(@type, '+json') or contains(@type, '+JSON')]")
    items = [item for script in scripts for item in _items(_loaded(script.text or ""))]
    for kind in KINDS:
        found = [date for item in items if _is_a(item, kind) for date in _dates(item)[:1]]
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
    found = {_told(item) for item in islice(items, MOST_ITEMS) if _is_a(item, WITH_BODY) and _is_of(item, url)} - {None}
    if len(found) != 1:
        return None
    headline, text = map(escape, found.pop() or ())
    shown = "".join(f"<p>{line}</p>" for line in text.splitlines())
    told = "".join(map(str, scripts))
    return f"<html>{soup.head or ''}<body>{told}<article><h1>{headline}</h1>{shown}</article></body></html>".encode(
        "utf-8", "replace"
    )


def _told(item: dict[str, Any]) -> tuple[str, str] | None:
    """Give headline and text of an article; None where one is missing or short."""
    headline, text = (_words(item.get(name)) for name in ("headline", "articleBody"))
    return (headline, text) if headline.strip() and len(text) > FEWEST else None


def _words(told: Any) -> str:
    """Give what is told as words, also where it was written as HTML."""
    text = told if isinstance(told, str) else ""
    if re.search(r"</?[a-z][^<>]{0,300}>|&[#\w]{2,10};", text, re.IGNORECASE):
        text = "\n".join(paragraphs(parse_html(f"<div>{text}</div>".replace("\n", "<br>").encode("utf-8", "replace"))))
    return text


def _is_of(item: dict[str, Any], url: str) -> bool:
    """Tell whether an article is the page at *url*, or names no address."""
    told = [item.get(name) for name in ("url", "mainEntityOfPage")]
    named = [one.get("@id") or one.get("url") if isinstance(one, dict) else one for one in told]
    try:
        whole = [urljoin(url, one.strip()) for one in named if isinstance(one, str) and one.strip()]
        return all((site_of(one), page_identity(one)) == (site_of(url), page_identity(url)) for one in whole)
    except ValueError:  # "http://[" and its like
        return False


def _loaded(text: str) -> Any:
    """Read JSON as people write it: in a comment, escaped, with a comma too many; None for what is none."""
    bare = _bare(text)
    for form in (bare, TRAILING.sub("", bare), unescape(bare) if "&quot;" in bare else ""):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _bare(text: str) -> str:
    """Take JSON out of the comments and the CDATA that old programs wrap it in."""
    for mark in BEFORE:
        text = text.lstrip().removeprefix(mark)
    for mark in BEHIND:
        text = text.rstrip().removesuffix(mark)
    return text


def _items(told: Any) -> Iterator[dict[str, Any]]:
    """Yield the things at the top, and those of a graph; what hangs on them (comments, lists) is not asked."""
    for item in told if isinstance(told, list) else [told]:
        if isinstance(item, dict):
            yield item
            for name in HANGING:
                parts = item.get(name)
                yield from (part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict))


def _is_a(item: dict[str, Any], kind: re.Pattern[str]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and kind.fullmatch(name) for name in named)


def _dates(item: dict[str, Any]) -> list[str]:
    """List the dates of an article, the surest first."""
    told = (item.get(name) for name in DATES)
    firsts = (value[0] if isinstance(value, list) and value else value for value in told)
    firsts = (value.get("@value") if isinstance(value, dict) else value for value in firsts)
    return [str(value) for value in firsts if isinstance(value, str | int) and value]
