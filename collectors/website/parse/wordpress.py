"""WordPress' REST interface: whole posts, newest first, with exact times and the site's own count of them.

https://developer.wordpress.org/rest-api/reference/posts/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from collectors.errors import SourceChanged
from collectors.records import Parsed, Post, RawPage, parse_each
from collectors.website.crawl.text_crawl import ListPage
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.dates import find_date
from collectors.website.parse.html import line_of, paragraphs, parse_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from collectors.website.client import Answer
    from collectors.website.parse.layout import Layout

POSTS = "wordpress"
PATH = "/wp-json/wp/v2/posts"
PER_PAGE = 100  # the most that WordPress gives
CHANGES_PER_PAGE = 20  # most nights bring fewer
FIELDS = "id,date_gmt,modified_gmt,link,title,content,status"


class WordPress:
    """The posts of a WordPress."""

    kind, whole = POSTS, True

    def __init__(self, url: str) -> None:
        self._url = url

    def address(self, base: str, number: int) -> str:
        """Give the address of a page of posts."""
        asked = {"per_page": PER_PAGE, "page": number, "orderby": "date", "order": "desc", "_fields": FIELDS}
        return urljoin(base, f"{PATH}?{urlencode(asked)}")

    def changes(self, base: str, number: int) -> str:
        """Give the address of a page of posts, those first that were changed last."""
        asked = {
            "per_page": CHANGES_PER_PAGE, "page": number, "orderby": "modified", "order": "desc", "_fields": FIELDS,
        }  # fmt: skip
        return urljoin(base, f"{PATH}?{urlencode(asked)}")

    def shown(self, answer: Answer, layout: Layout) -> ListPage:  # noqa: ARG002  # ids are numbers here
        """Tell which posts an answer holds; those behind a password count, too."""
        items = _items(answer.page(POSTS))
        pages, asked = answer.headers.get("X-WP-TotalPages", ""), parse_qs(urlsplit(answer.url).query)
        number, size = (int(asked.get(name, ["1"])[0]) for name in ("page", "per_page"))
        last = number >= int(pages) if pages.isdecimal() else len(items) < size
        changed = [str(item.get("modified_gmt") or "") for item in items]
        ids = tuple(_post_id(item, answer.url) for item in items)
        return ListPage(ids, last, self.total(answer), min(changed, default=""), max(changed, default=""))

    def total(self, answer: Answer) -> int | None:
        """Tell how many posts there are."""
        told = answer.headers.get("X-WP-Total", "")
        return int(told) if told.isdecimal() else None

    def lookups(self, base: str, post_ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give addresses that show posts again, a hundred at a time, and which."""
        for start in range(0, len(post_ids), PER_PAGE):
            batch = tuple(post_ids[start : start + PER_PAGE])
            numbers = ",".join(post_id.rpartition("/")[2] for post_id in batch)
            asked = {"include": numbers, "per_page": PER_PAGE, "_fields": FIELDS}
            yield urljoin(base, f"{PATH}?{urlencode(asked, safe=',')}"), batch

    def proof(self, base: str, post_id: str) -> str:
        """Give the address of one post."""
        return urljoin(base, f"{PATH}/{post_id.rpartition('/')[2]}?_fields=id,status")

    def is_gone(self, answer: Answer) -> bool:
        """Whether WordPress says that a post does not exist, or is no longer public (binned, private, a draft)."""
        try:
            code = json.loads(answer.body).get("code")
        except (ValueError, AttributeError):
            return False
        return (answer.status, code) in (
            (404, "rest_post_invalid_id"),
            (401, "rest_forbidden"),
            (403, "rest_forbidden"),
        )


def parse_wordpress(raw: RawPage, layout: Layout) -> Parsed:
    """Read the posts of an answer; those behind a password are no longer public. Raises SourceChanged."""
    items = _items(raw)
    locked = [item for item in items if isinstance(held := item.get("content"), dict) and held.get("protected")]
    posts, unreadable = parse_each(
        (item for item in items if item not in locked),
        lambda item: _post(item, raw.url, layout),
        lambda item: (_post_id(item, raw.url), None),
    )
    return Parsed(posts=posts, gone=tuple(_post_id(item, raw.url) for item in locked), unreadable=unreadable)


def _items(raw: RawPage) -> list[dict[str, Any]]:
    try:
        items = json.loads(raw.body)
    except (ValueError, RecursionError) as error:
        raise SourceChanged(f"{short(raw.url)} is no JSON", advice="the site may have no REST interface") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) and "id" in item for item in items):
        raise SourceChanged(f"{short(raw.url)} is no list of posts", advice="the site may have no REST interface")
    return items


def _post_id(item: dict[str, Any], url: str) -> str:
    return f"website:{site_of(url)}/{item['id']}"


def _post(item: dict[str, Any], url: str, layout: Layout) -> Post:
    soup = parse_html(f"<div>{item['content']['rendered']}</div>".encode())
    dropped = [tag for selector in layout.drop for tag in soup.select(selector)]
    at = _moment(item["date_gmt"])
    return Post(
        post_id=_post_id(item, url),
        kind="article",
        url=str(item["link"]),
        text="\n".join(paragraphs(soup, without=dropped)),
        published_at=at,
        published_precision="second" if at else "unknown",
        title=line_of(parse_html(f"<p>{item['title']['rendered']}</p>".encode())) or None,
        method="wordpress",
    )


def _moment(text: Any) -> datetime | None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # the field is in UTC

    found = find_date(str(text or ""), ZoneInfo("UTC"))
    return found.at if found else None
