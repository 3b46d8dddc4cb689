"""JSON-LD of a page: when its article was published, as search engines are told it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

KINDS = tuple(  # the page around an article tells of itself, which counts where the article tells nothing
    re.compile(rf"(?:https?://schema\.org/|schema:)?(?:{names})")
    for names in (r"\w*(?:Article|Posting)|Report", "WebPage|CreativeWork")
)
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
