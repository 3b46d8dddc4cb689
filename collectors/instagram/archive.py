"""The JSON export that Instagram sends to an account's owner: posts and reels, without ids and counts.

An item is ``{"media": [{"uri", "creation_timestamp", "title"}], "title", "creation_timestamp"}``: text and time stand
at the item where it has several media, else at its medium. The text is UTF-8 that was written as Latin-1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import Archive, Entry, dated
from collectors.errors import ConfigError, SourceChanged
from collectors.instagram.parser import HASHTAG, LINK, MENTION, SITE
from collectors.records import ODD, Kind, Media, Parsed, Post, RawPage

EXPORT = "instagram export"  # the kind of the pages that an import keeps
UNNUMBERED = "instagram:export-"  # how the identity begins of a post whose shortcode is not known

POSTS = re.compile(r"(?:^|/)(?:posts(?:_\d+)?|reels(?:_\d+)?|igtv_videos)\.json$")
OWNER = re.compile(r"(?:^|/)personal_information\.json$")
OPENING = re.compile(r'\s*(?:\{\s*"ig_\w+"\s*:\s*)?\[')
VIDEO = re.compile(r"\.(?:mp4|mov|srt)$", re.IGNORECASE)

Item = Mapping[str, Any]


class InstagramExport:
    """An opened export of one account."""

    made_at: datetime | None = None  # it does not tell

    def __init__(self, archive: Archive, account: str) -> None:
        """Raise ConfigError when the export has no posts or is of another account."""
        self._archive, self.account = archive, account
        self._files = archive.members(POSTS)
        if not self._files:
            wanted = "no posts_1.json; ask Instagram for the format JSON (not HTML), with your posts"
            raise ConfigError(f"{archive.name} has {wanted}")
        owner = _owner(archive.small(OWNER))
        if owner and owner.lower() != account.lower():
            raise ConfigError(f"{archive.name} is the export of @{owner}, but the source watches @{account}")

    def entries(self) -> Iterator[Entry]:
        """Yield the posts. Raises ConfigError."""
        for name in self._files:
            for item in self._archive.items(name, OPENING):
                try:
                    kept = minimised(item)
                    yield Entry(dated(_post(kept, self.account)), kept)
                except (*ODD, OSError) as error:  # OSError: a moment beyond the machine's
                    where = f"{name} in {self._archive.name}"
                    raise ConfigError(f"{where} holds a post of an unknown shape ({error!r}); update Pantau") from error


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells."""
    kept = [entry.kept for entry in entries]
    body = json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return RawPage(EXPORT, f"{SITE}/{account}/", body), Parsed(posts=tuple(entry.post for entry in entries))


def parse_exported(raw: RawPage, account: str) -> Parsed:
    """Parse a page that an import kept. Raises SourceChanged."""
    try:
        items = json.loads(raw.body.decode("utf-8", "surrogatepass"))
        return Parsed(posts=tuple(_post(item, account) for item in items))
    except (KeyError, TypeError, ValueError) as error:
        raise SourceChanged(f"a page of an imported export is broken ({error!r})", advice="update Pantau") from error


def repaired(text: str) -> str:
    """Undo what Instagram does to its texts: each byte of the UTF-8 became a character."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def minimised(item: Item) -> dict[str, Any]:
    """Keep text, time and the names of the media; raise KeyError when an item lacks what every post has."""
    media = item["media"]
    if not isinstance(media, list) or not media:
        raise KeyError("media")
    text = item.get("title") or next((medium["title"] for medium in media if medium.get("title")), "")
    at = item.get("creation_timestamp") or media[0]["creation_timestamp"]
    return {"text": repaired(text), "at": int(at), "media": [medium.get("uri") or "" for medium in media]}


def _post(item: Item, account: str) -> Post:
    text = item["text"]
    return Post(
        post_id=post_id_of(item),
        kind=_kind(item["media"]),
        url=f"{SITE}/{account}/",
        text=text,
        published_at=datetime.fromtimestamp(item["at"], UTC),
        hashtags=tuple(HASHTAG.findall(text)),
        mentions=tuple(MENTION.findall(text)),
        links=tuple(LINK.findall(text)),
        media=tuple(Media("video" if VIDEO.search(uri) else "image") for uri in item["media"]),
        method="archive",
    )


def post_id_of(item: Item) -> str:
    """Name a post by its second and its text: the same in every export, and in every version of Pantau."""
    digest = hashlib.sha256(item["text"].encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{UNNUMBERED}{datetime.fromtimestamp(item['at'], UTC):%Y%m%dT%H%M%SZ}-{digest}"


def _kind(media: Sequence[str]) -> Kind:
    if len(media) > 1:
        return "album"
    return "video" if VIDEO.search(media[0]) else "image"


def _owner(told: Any) -> str | None:
    try:
        return str(told["profile_user"][0]["string_map_data"]["Username"]["value"])
    except (KeyError, TypeError, IndexError):
        return None
