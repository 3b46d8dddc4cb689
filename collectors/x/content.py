"""Text of a post on X and what hangs on it: hashtags, mentions, links. Pure.

The API, the owner's archive and the website name the same things differently; all their names are known here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from collectors.side_values import SideValues

Json = Mapping[str, Any]
Part = tuple[Any, str]
"""Entities, or None where an answer has none, and the text that they are of."""

X_HOSTS = ("x.com", "twitter.com", "www.x.com", "www.twitter.com", "mobile.twitter.com", "mobile.x.com")
HASHTAG = re.compile(r"(?<![\w&/#])[#\uff03](?=\w*[^\W\d_])(\w++)(?!…)")  # one that is cut is none
CUT = re.compile(r"…(?:\s*https://t\.co/\w+)*\s*$")  # how X ends a text of which it shows the beginning
TAGS, HANDLES = ("tag", "text"), ("username", "screen_name", "screenName")
ADDRESSES = ("unwound_url", "expanded_url", "expandedUrl", "url", "shortUrl")
MENTIONS = ("mentions", "user_mentions", "userMentions")


@dataclass(frozen=True, slots=True)
class Terms:
    """The values that belong to a text."""

    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def terms_of(parts: Iterable[Part], own: Collection[str], side: SideValues) -> Terms:
    """Collect the terms of a text's parts; *own* are the post's numbers, to which X's "read more" leads."""
    hashtags, mentions, links = list[str](), list[str](), list[str]()
    for entities, text in parts:
        told = entities if isinstance(entities, dict) else side.part({"entities": entities}, "entities")
        hashtags += _hashtags(told, text, side)
        mentions += _named(told, next((name for name in MENTIONS if name in told), "mentions"), HANDLES, side)
        addresses = [side.address(url, *ADDRESSES) for url in side.items(told, "urls")]
        links += [url for url in addresses if url and not _own(url, own)]
    tags = list(dict.fromkeys(hashtags))
    if len(tags) > 1:
        folded = {tag.casefold(): tag for tag in reversed(hashtags)}
        tags = [tag for tag in tags if folded[tag.casefold()] == tag]
    return Terms(tuple(tags), tuple(dict.fromkeys(mentions)), tuple(dict.fromkeys(links)))


def _hashtags(entities: Json, text: str, side: SideValues) -> list[str]:
    """Return the hashtags as X tells them; out of the text itself where X does not."""
    before = len(side.odd)
    told = _named(entities, "hashtags", TAGS, side)
    if len(side.odd) > before:  # one that cannot be read stands in the text
        return [*told, *HASHTAG.findall(text)]
    return told if told or (entities and "hashtags" not in entities) else HASHTAG.findall(text)


def _named(of: Json, name: str, keys: Sequence[str], side: SideValues) -> list[str]:
    """Return the names of the objects of a list."""
    found: list[str] = []
    for item in side.items(of, name):
        key = next((key for key in keys if key in item), keys[0])
        if told := side.text(item, key):
            found.append(told)
    return found


def _own(url: str, numbers: Collection[str]) -> bool:
    """Whether an address leads to the post itself or to one of its pictures: …/status/1/photo/1."""
    if "/status/" not in url:  # as in most
        return False
    address = urlsplit(url)
    parts = address.path.split("/")
    if address.hostname not in X_HOSTS or "status" not in parts:
        return False
    after = parts[parts.index("status") + 1 :]
    return bool(numbers.__contains__(after[0]) if after else False) or (
        len(after) > 1 and after[1] in ("photo", "video")
    )


def long_form(item: Json) -> Json | None:
    """Return what X tells of a long post beside its beginning."""
    told = item.get("note_tweet")
    return told if isinstance(told, dict) and told.get("text") and isinstance(told["text"], str) else None


def is_cut(item: Json) -> bool:
    """Whether X shows only the beginning of a post's text."""
    return not long_form(item) and (item.get("note_tweet") is not None or bool(CUT.search(whole_text(item))))


def whole_text(item: Json) -> str:
    """Return the text of a post, still escaped: of a long one all of it. Raises ValueError without any."""
    text = (long_form(item) or item).get("text")
    if not isinstance(text, str):
        raise ValueError("it has no text")  # noqa: TRY004  # as for every post that cannot be read
    return text


def unescape_text(text: str) -> str:
    """Undo once what X does to its texts: &amp; &lt; &gt;."""
    return html.unescape(text)
