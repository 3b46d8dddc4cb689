"""When an article was published, by its page: what it tells machines, else the date line by its headline. Pure.

No date is: a clock in the head of the page, the time of an embedded post or a comment, a change, an event, the year
of the footer. A date that is not told stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from collectors.website.parse.dates import find_date, find_publication, parse_exact
from collectors.website.parse.headline import line_of_element

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from collectors.records import Precision
    from collectors.website.parse.article_part import ArticlePart, Line

    Moment = tuple[datetime, Precision]

DECLARED = (  # names of <meta>
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "published_date",
    "published-date", "publication_date", "publication-date", "article.published", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date", "dc.date.issued",
    "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "dcterms.created", "article:created_time",
    "created", "tanggal",
)  # fmt: skip
ARTICLES = re.compile(r"\w*(?:Article|Posting)|Report|WebPage|CreativeWork")
LONGEST = 160  # characters of a date line
REST, REST_IN_TEXT = 90, 30  # characters of what a date line says beside the date
PARAGRAPH, LONG_LINE = 80, 220  # characters; behind them the text has begun
IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?:/|$)")
LATER = timedelta(hours=36)  # more cannot be another zone


def find_published(
    tree: HtmlElement, meta: dict[str, str], part: ArticlePart, url: str, zone: ZoneInfo
) -> Moment | None:
    """Give the moment of publication in UTC and how exactly it was told; None where the page does not tell it.

    If the date by the headline or in the address is older than what the page tells machines, that is a clock.
    """
    found = _declared(tree, meta, zone)
    for other in (_shown(part, zone), _in_address(url, zone)):
        if other and (found is None or other[0] < found[0] - LATER):
            found = other
    return found


def _declared(tree: HtmlElement, meta: dict[str, str], zone: ZoneInfo) -> Moment | None:
    """Read what the page tells machines of its publication."""
    told = [meta[name] for name in DECLARED if name in meta]
    marked = tree.xpath("//*[@itemprop='datePublished' and not(self::meta)] | //time[@pubdate]")
    texts = [tag.get("datetime") or tag.get("content") or line_of_element(tag) for tag in marked]
    return next(
        filter(None, (parse_exact(str(text)[:LONGEST], zone) for text in (*told, *_in_json(tree), *texts))), None
    )


def _in_json(tree: HtmlElement) -> list[str]:
    """List when JSON-LD says that the page's article was published; nothing where it names several days."""
    found: list[str] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            told = json.loads(script.text or "null", strict=False)
        except (ValueError, RecursionError):
            continue
        articles = (item for item in _items(told) if _is_article(item) and item.get("datePublished"))
        found += [str(item["datePublished"]) for item in articles]
    return found if len({text[:10] for text in found}) == 1 else []


def _items(told: Any) -> Iterator[dict[str, Any]]:
    """Yield the things at the top, and those of a graph; what hangs on them (comments, lists) is not asked."""
    for item in told if isinstance(told, list) else [told]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield item
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and ARTICLES.fullmatch(kind) for kind in named)


def _shown(part: ArticlePart, zone: ZoneInfo) -> Moment | None:
    """Read the date line between headline and text, else one right before, else one behind the text."""
    behind = part.behind
    text = next((n for n, line in enumerate(behind) if _is_text(line)), len(behind))
    # a whole page may hold a clock before the headline and other articles behind the text
    further = (*reversed(part.before), *(line for line in behind[text:] if line.dated)) if part.is_own else ()
    return next(filter(None, (_date_line(line, zone) for line in (*behind[:text], *further))), None)


def _is_text(line: Line) -> bool:
    return len(line.words) > LONG_LINE or (line.in_text and not line.dated and len(line.words) > PARAGRAPH)


def _date_line(line: Line, zone: ZoneInfo) -> Moment | None:
    """Read the date of a line that says hardly more; a change or an event is none."""
    words = line.words[: LONGEST + 1]
    found = find_publication(words, zone)
    if line.told and (found or not find_date(words, zone)):
        return parse_exact(line.told[:LONGEST], zone)
    rest = REST_IN_TEXT if line.in_text and not line.dated else REST
    if found is None or len(words) > LONGEST or len(words) - (found.end - found.start) > rest:
        return None
    return found.at, found.precision


def _in_address(url: str, zone: ZoneInfo) -> Moment | None:
    """Read the day in an address such as /2026/9/5/judul."""
    match = IN_ADDRESS.search(urlsplit(url).path)
    found = find_date("-".join(match.groups()), zone) if match else None
    return (found.at, "day") if found else None
