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

from collectors.archive_file import Archive, Entry, Owner, all_left_out, dated
from collectors.errors import ConfigError, SourceChanged
from collectors.instagram.archives.owner import confirm
from collectors.instagram.parser import SITE, terms_of
from collectors.instagram.stored import UNNUMBERED
from collectors.records import ODD, Media, Parsed, Post, RawPage
from collectors.side_values import SideValues

EXPORT = "instagram export"  # the kind of the pages that an import keeps

POSTS = re.compile(r"^(?!.*(?:insights|threads)/)(?:.*/)?(?:posts(?:_\d+)?|reels(?:_\d+)?|igtv_videos(?:_\d+)?)\.json$")
OPENING = re.compile(r'\s*(?:\{\s*"ig_\w+"\s*:\s*)?\[')
VIDEO = re.compile(r"\.(?:mp4|mov|m4v|webm|srt)$", re.IGNORECASE)
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|heic|gif)$", re.IGNORECASE)

Item = Mapping[str, Any]


class InstagramExport:
    """An opened export of one account."""

    made_at: datetime | None = None  # it does not tell

    def __init__(self, archive: Archive, owner: Owner) -> None:
        """Raise ConfigError when the export has no posts or is not of the owner."""
        self._archive, self.account = archive, owner.account
        # Insights have files of the same names, which list figures of posts.
        self._files = [name for name in archive.members(POSTS) if "insights" not in archive.beginning(name)]
        if not self._files:
            wanted = "no posts_1.json; ask Instagram for the format JSON (not HTML), with your posts"
            raise ConfigError(f"{archive.name} has {wanted}")
        confirm(archive, owner)

    @property
    def losses(self) -> Sequence[str]:
        """The parts of the export that could not be read."""
        return self._archive.losses

    def entries(self) -> Iterator[Entry]:
        """Yield the posts. Raises ConfigError."""
        for name in self._files:
            for item in self._archive.items(name, OPENING, is_post):
                try:
                    side = SideValues()
                    kept = minimised(item, side)
                    yield Entry(dated(_post(kept, self.account)), kept, left_out=tuple(side.odd))
                except (*ODD, OSError) as error:  # OSError: a moment beyond the machine's
                    self._archive.lose(name, f"a post of an unknown shape ({error!r:.80})")


def is_post(item: Item) -> bool:
    """Whether an object is an item of posts, and not a part of one."""
    return isinstance(item.get("media"), (list, dict))


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells."""
    kept = [entry.kept for entry in entries]
    body = json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass")
    posts = tuple(entry.post for entry in entries)
    return RawPage(EXPORT, f"{SITE}/{account}/", body), Parsed(posts=posts, left_out=all_left_out(entries))


def parse_exported(raw: RawPage, account: str) -> Parsed:
    """Parse a page that an import kept. Raises SourceChanged."""
    try:
        items = json.loads(raw.body.decode("utf-8", "surrogatepass"))
        return Parsed(posts=tuple(_post(item, account) for item in items))
    except ODD as error:
        raise SourceChanged(f"a page of an imported export is broken ({error!r})", advice="update Pantau") from error


def repaired(text: str) -> str:
    """Undo what Instagram does to its texts: each byte of the UTF-8 became a character."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def minimised(item: Item, side: SideValues) -> dict[str, Any]:
    """Keep text, time and the names and kinds of the media; raise ValueError when an item lacks what every post has."""
    told = item["media"]
    media = [medium for medium in (told if isinstance(told, list) else [told]) if isinstance(medium, dict)]
    if not media:
        raise KeyError("media")
    text = next((words for one in (item, *media) if (words := side.text(one, "title"))), "")
    times = (side.count(one, name) for one in (item, *media) for name in ("creation_timestamp", "timestamp"))
    at = next((seconds for seconds in times if seconds), None)
    if at is None:
        raise ValueError("it tells no time")
    names = [side.text(medium, "uri") or "" for medium in media]
    kinds = [_kind_of(name, medium) for name, medium in zip(names, media, strict=True)]
    return {"text": repaired(text), "at": at, "media": names, "kinds": kinds}


def _kind_of(name: str, medium: Item) -> str:
    """Tell a film from a picture: by the name's ending, else by the metadata, else by the folder."""
    for pattern, kind in ((VIDEO, "video"), (PICTURE, "image")):
        if pattern.search(name):
            return kind
    told = SideValues().part(medium, "media_metadata")
    if "video_metadata" in told or "photo_metadata" in told:
        return "video" if "video_metadata" in told else "image"
    return "video" if re.search(r"(?:^|/)(?:reels|igtv)/", name) else "image"


def _post(item: Item, account: str) -> Post:
    text, terms = item["text"], terms_of(item["text"])
    kinds: Sequence[Any] = item.get("kinds") or ["video" if VIDEO.search(name) else "image" for name in item["media"]]
    return Post(
        post_id=post_id_of(item),
        kind="album" if len(kinds) > 1 else kinds[0],
        url=f"{SITE}/{account}/",
        text=text,
        published_at=datetime.fromtimestamp(item["at"], UTC),
        hashtags=terms.hashtags,
        mentions=terms.mentions,
        links=terms.links,
        media=tuple(Media(kind) for kind in kinds),
        method="archive",
    )


def post_id_of(item: Item) -> str:
    """Name a post by its second and its text: the same in every export, and in every version of Pantau."""
    digest = hashlib.sha256(item["text"].encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{UNNUMBERED}{datetime.fromtimestamp(item['at'], UTC):%Y%m%dT%H%M%SZ}-{digest}"
