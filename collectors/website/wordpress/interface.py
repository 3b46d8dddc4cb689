"""WordPress' REST interface: whole posts, newest first, with exact times and the site's own count of them.

https://developer.wordpress.org/rest-api/reference/posts/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from collectors.errors import SourceChanged
from collectors.records import Parsed, Post, RawPage, parse_each
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.html import line_of, parse_html, text_of
from collectors.website.parse.moments import parse_moment
from collectors.website.walls.gambling import is_advertisement
from collectors.website.wordpress.json_answer import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from collectors.records import Precision
    from collectors.website.client import Answer
    from collectors.website.parse.layout import Layout

POSTS = "wordpress"
PER_PAGE = 100  # the most that WordPress gives
CHANGES_PER_PAGE = 20  # most nights bring fewer
FIELDS = "id,date_gmt,date,modified_gmt,link,title,content,status"
NEWS = (
    "berita",
    "news",
    "artikel",
    "article",
    "post",
    "kabar",
    "warta",
    "siaran",
    "press",
    "pengumuman",
    "informasi",
    "kegiatan",
)
SHORTCODE = re.compile(  # what builders of pages leave unrendered in the interface: [vc_row][vc_column_text]
    r"\[/?(?:(?:vc|et_pb|fusion|av|mk|tatsu|nectar|ux|su|wpsm|cs|qode|edgtf|mkdf|tdc|td_block)_\w+|caption|gallery|embed|wp_caption)\b[^\[\]]{0,2000}\]"
)
FORM = 200  # characters, in which the form for a password begins
PASSWORD_FORM = re.compile(r"""<form[^>]*\sclass=["'][^"'>]*post-password-form""", re.IGNORECASE)
SAMPLES = {"hello-world", "hello world", "halo-dunia", "halo dunia"}
BUILT_IN = ("page", "attachment", "nav_menu_item", "wp_")


@dataclass(frozen=True, slots=True)
class ShownPosts:
    """The content of one answer, before the source's wishes: identities, the total if told, whether it is the last."""

    post_ids: tuple[str, ...] = ()
    last: bool = True
    full: bool = False
    """Whether there are as many as were asked for, so that only the next page proves an end."""
    total: int | None = None
    oldest_change: str = ""
    """The earliest change of the answer's posts, where it tells."""
    newest_change: str = ""
    advertisements: int = 0
    """The number of posts that advertise gambling: whoever broke into the site wrote them."""
    bare: int = 0
    """The number of public posts of which nothing at all is shown."""
    is_unused: bool = True
    """Whether there is no post, or only the sample that comes with every WordPress."""


@dataclass(frozen=True, slots=True)
class WordPress:
    """The address at which a WordPress answers, and its kind of posts.

    ``https://kota.example/wp-json/``, or ``https://kota.example/?rest_route=/``.
    """

    root: str
    posts: str = "posts"

    def _asking(self, route: str, **asked: Any) -> str:
        query = urlencode(asked, safe=",")
        return f"{self.root}wp/v2/{route}{'&' if '?' in self.root else '?'}{query}"

    def address(self, number: int, size: int = PER_PAGE) -> str:
        """Give the address of a page of posts, newest first."""
        return self._asking(self.posts, per_page=size, page=number, orderby="date", order="desc", _fields=FIELDS)

    def changes(self, number: int, size: int = CHANGES_PER_PAGE) -> str:
        """Give the address of a page of posts, those first that were changed last."""
        return self._asking(self.posts, per_page=size, page=number, orderby="modified", order="desc", _fields=FIELDS)

    def types(self) -> str:
        """Give the address that tells which kinds of posts there are."""
        return self._asking("types", _fields="slug,rest_base,viewable,name")

    def lookups(self, post_ids: Sequence[str], size: int = PER_PAGE) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give addresses that show posts again, so many at a time, and which."""
        for start in range(0, len(post_ids), size):
            batch = tuple(post_ids[start : start + size])
            numbers = ",".join(post_id.rpartition("/")[2] for post_id in batch)
            yield self._asking(self.posts, include=numbers, per_page=size, _fields=FIELDS), batch

    def proof(self, post_id: str) -> str:
        """Give the address of one post."""
        return self._asking(f"{self.posts}/{post_id.rpartition('/')[2]}", _fields="id,status")


def shown(answer: Answer, number: int = 1, before: AbstractSet[str] = frozenset()) -> ShownPosts:
    """Tell which posts a page holds; those behind a password count, too. Raises SourceChanged.

    If the site's counters are stripped on the way, or count fewer posts than it showed by then (*before* this page,
    and on it), only a page without posts is the last.
    """
    items, size = _items(answer.page(POSTS)), _size_of(answer.url)
    post_ids = tuple(_post_id(item, answer.url) for item in items)
    pages, total = answer.headers.get("X-WP-TotalPages", ""), total_of(answer.headers)
    if total is not None and items and total < len(before | {*post_ids}):
        pages, total = "", None
    changed = [str(item.get("modified_gmt") or "") for item in items]
    return ShownPosts(
        post_ids,
        last=number >= int(pages) if pages.isdecimal() else not items,
        full=len(items) >= size > 0,
        total=total,
        oldest_change=min(changed, default=""),
        newest_change=max(changed, default=""),
        advertisements=sum(map(_is_advertisement, items)),
        bare=sum(map(_is_bare, items)),
        is_unused=all(map(_is_sample, items)),
    )


def _is_sample(item: dict[str, Any]) -> bool:
    """Tell whether a post is the sample that comes with every WordPress."""
    named = {str(item.get("link")).rstrip("/").rpartition("/")[2], _words(item.get("title")).strip(" !").lower()}
    return _number(item) == "1" and not named.isdisjoint(SAMPLES)


def _is_bare(item: Mapping[str, Any]) -> bool:
    """Tell whether the interface shows nothing of a public post: some builders of pages write into their own place."""
    content = item.get("content")
    told = content.get("rendered") if isinstance(content, dict) and not content.get("protected") else None
    return isinstance(told, str) and not told.strip()


def _size_of(url: str) -> int:
    """Tell how many posts an address asks for; 0 where a redirect left that out."""
    told = parse_qs(urlsplit(url).query).get("per_page", [""])[0]
    return int(told) if told.isdecimal() else 0


def total_of(headers: Mapping[str, str]) -> int | None:
    """Tell how many posts there are, if the site counts them."""
    told = headers.get("X-WP-Total", "")
    return int(told) if told.isdecimal() else None


def code_of(body: bytes) -> str:
    """Give WordPress' own word for an error, such as ``rest_no_route``; empty where it is none of WordPress'."""
    try:
        code = read_json(body).get("code")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return code if isinstance(code, str) else ""


def is_gone(answer: Answer) -> bool:
    """Whether WordPress says that a post does not exist, or is no longer public (binned, private, a draft)."""
    told = (404, "rest_post_invalid_id"), (401, "rest_forbidden"), (403, "rest_forbidden")
    return (answer.status, code_of(answer.body)) in told


def news_types(body: bytes) -> list[str]:
    """List the kinds of posts that look like news, by where WordPress gives them: ``berita``."""
    try:
        found = read_json(body)
    except (ValueError, RecursionError):
        return []
    kinds = [kind for kind in found.values() if isinstance(kind, dict)] if isinstance(found, dict) else []
    named = [(str(kind.get("slug") or ""), str(kind.get("rest_base") or "")) for kind in kinds]
    return [base for slug, base in named if base != "posts" and base.isascii() and _is_news(slug, base)]


def _is_news(slug: str, base: str) -> bool:
    plain = base.replace("-", "").replace("_", "").isalnum() and not slug.startswith(BUILT_IN)
    return plain and any(word in f"{slug} {base}".lower() for word in NEWS)


def parse_wordpress(raw: RawPage, layout: Layout, zone: ZoneInfo) -> Parsed:
    """Read the posts of an answer, but those that advertise gambling. Raises SourceChanged.

    Posts behind a password are no longer public.
    """
    items = [item for item in _items(raw) if not _is_advertisement(item)]
    locked = [item for item in items if _is_locked(item.get("content"))]
    posts, unreadable = parse_each(
        (item for item in items if item not in locked),
        lambda item: _post(item, raw.url, layout, zone),
        lambda item: (_post_id(item, raw.url), None),
    )
    return Parsed(posts=posts, gone=tuple(_post_id(item, raw.url) for item in locked), unreadable=unreadable)


def _is_locked(content: Any) -> bool:
    """Tell whether a post stands behind a password: by the flag, or by the form that is shown in its place."""
    if not isinstance(content, dict):
        return False
    return content.get("protected") is True or bool(PASSWORD_FORM.search(str(content.get("rendered"))[:FORM]))


def _is_advertisement(item: dict[str, Any]) -> bool:
    """Tell whether a post advertises gambling."""
    return is_advertisement(_words(item.get("title")), _words(item.get("content")))


def _words(told: Any) -> str:
    """Give what WordPress shows of a part; empty where it is told otherwise."""
    words = told.get("rendered") if isinstance(told, dict) else told
    return words if isinstance(words, str) else ""


def _items(raw: RawPage) -> list[dict[str, Any]]:
    """List the posts of an answer; what has no number is none. Raises SourceChanged where it is no list of them."""
    try:
        items = read_json(raw.body)
    except (ValueError, RecursionError) as error:
        raise SourceChanged(f"{short(raw.url)} is no JSON", advice="the site may have no REST interface") from error
    if isinstance(items, dict) and items and all(map(str.isdecimal, items)):  # PHP's list, of which some were left out
        items = list(items.values())
    if not isinstance(items, list):
        raise SourceChanged(f"{short(raw.url)} is no list of posts", advice="the site may have no REST interface")
    found = [item for item in items if isinstance(item, dict) and _number(item)]
    if items and not found:
        raise SourceChanged(f"{short(raw.url)} is no list of posts", advice="the site may have no REST interface")
    return found


def _number(item: dict[str, Any]) -> str:
    told = item.get("id")
    number = str(told) if isinstance(told, (int, str)) and not isinstance(told, bool) else ""
    return number if number.isascii() and number.isdecimal() else ""


def _post_id(item: dict[str, Any], url: str) -> str:
    return f"website:{site_of(url)}/{_number(item)}"


def _post(item: dict[str, Any], url: str, layout: Layout, zone: ZoneInfo) -> Post:
    """Read one post; what is odd beside number, time and text costs itself alone."""
    content = item["content"]["rendered"]
    if not isinstance(content, str):
        raise TypeError(f"the text is {type(content).__name__}")
    soup = parse_html(f"<div>{SHORTCODE.sub('', content)}</div>".encode("utf-8", "replace"))
    dropped = [tag for selector in layout.drop for tag in soup.select(selector)]
    (at, precision), title = _moment(item, zone), _title(item)
    text = text_of(soup, site_of(url), without=dropped)
    return Post(
        post_id=_post_id(item, url),
        kind="article",
        url=_link(item, url),
        text=text,
        published_at=at,
        published_precision=precision,
        title=title or None,
        method="wordpress",
        reduced=title is None or not text,
    )


def _title(item: dict[str, Any]) -> str | None:
    """Read the title, which may be empty; None where it is not told as a text."""
    told = item.get("title")
    words = told.get("rendered") if isinstance(told, dict) else told
    return line_of(parse_html(f"<p>{words}</p>".encode("utf-8", "replace"))) if isinstance(words, str) else None


def _link(item: dict[str, Any], url: str) -> str:
    """Give where a post stands; where that is not told, the address that every WordPress knows."""
    told = item.get("link")
    if isinstance(told, str) and told.isprintable() and told.startswith(("http://", "https://")):
        return told
    return f"https://{site_of(url)}/?p={_number(item)}"


def _moment(item: dict[str, Any], zone: ZoneInfo) -> tuple[datetime | None, Precision]:
    """Read when a post was published: in UTC, else in the site's own time."""
    from zoneinfo import ZoneInfo as Zone  # noqa: PLC0415  # the field is in UTC

    for name, of in (("date_gmt", Zone("UTC")), ("date", zone)):
        found = parse_moment(str(item.get(name) or ""), of)
        if found:
            return found
    return None, "unknown"
