"""The JSON export that Instagram sends to an account's owner: posts and reels, without ids and counts.

An item is ``{"media": [{"uri", "creation_timestamp", "title"}], "title", "creation_timestamp"}``: text and time stand
at the item where it has several media, else at its medium. Newer ones have ``label_values`` for text, link and time.
The text is UTF-8 that was written as Latin-1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from collectors.archive_file import Archive, Entry, Owner, all_left_out, require_dated
from collectors.errors import SourceChanged
from collectors.instagram.archives.labels import Labelled, read_labels
from collectors.instagram.archives.owner import confirm, repair_text
from collectors.instagram.archives.repeats import Repeats, Told
from collectors.instagram.parser import SECONDS, SITE, terms_of
from collectors.instagram.stored import UNNUMBERED
from collectors.records import ODD, Media, Parsed, Post, RawPage
from collectors.side_values import SideValues, seconds_of

EXPORT = "instagram export"  # the kind of the pages that an import keeps

NOT_OWN = "insights|threads|saved|likes|comments|subscriptions|story_interactions|ads_information|ads_and_topics"
POSTS = re.compile(
    rf"^(?!.*(?:{NOT_OWN})/)(?:.*/)?(?:posts?|reels|igtv_videos)(?:_\d+)?(?: ?\(\d+\))?\.json$", re.IGNORECASE
)
HIDDEN = re.compile(r"(?:^|/)(?:archived_posts|recently_deleted_content)(?:_\d+)?(?: ?\(\d+\))?\.json$", re.IGNORECASE)
OPENING = re.compile(r'\s*(?:\{\s*"(?!media"|label_values")\w+"\s*:\s*)?\[')
OF_LISTS = ("string_map_data", "string_list_data", "media_map_data")  # of Insights, and of what was saved or liked
VIDEO = re.compile(r"\.(?:mp4|mov|m4v|webm|srt)(?:\?.*)?$", re.IGNORECASE)
OF_VIDEOS = re.compile(r"(?:^|/)(?:reels?|igtv|tv)/")  # folders of an export, and addresses of posts
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|heic|gif)(?:\?.*)?$", re.IGNORECASE)

Item = Mapping[str, Any]


class InstagramExport:
    """An opened export of one account."""

    made_at: datetime | None = None  # it does not tell

    def __init__(self, archive: Archive, owner: Owner) -> None:
        """Raise ConfigError when the export has no posts or is not of the owner."""
        self._archive, self.account, self._names = archive, owner.account, owner.names
        # Insights have files of the same names, which list figures of posts.
        self._files = [name for name in archive.members(POSTS) if "insights" not in archive.beginning(name)]
        if not self._files:
            raise archive.lacking("no posts_1.json; ask Instagram for the format JSON (not HTML), with your posts")
        confirm(archive, owner)

    @property
    def losses(self) -> Sequence[str]:
        """The parts of the export that could not be read."""
        return self._archive.losses

    def entries(self) -> Iterator[Entry]:
        """Yield the posts, each once, without those that only their owner sees. Raises ConfigError."""
        twins, posts = Twins(), Repeats(self._told_by(self._archive.members(HIDDEN)))
        for told in self._told_by(self._files):
            posts.add(told)
        for told in posts:
            kept = twins.numbered(dict(told.kept))
            try:
                yield Entry(require_dated(_post(kept, self.account)), kept, left_out=told.odd)
            except (*ODD, OSError) as error:  # OSError: a moment beyond the machine's
                self._archive.lose(told.file, f"a post of an unknown shape ({error!r:.80})")

    def _told_by(self, files: Sequence[str]) -> Iterator[Told]:
        for name in files:
            for item in self._archive.items(name, OPENING, is_post):
                if not is_post(item) and any(part in item for part in OF_LISTS):
                    continue
                try:
                    side = SideValues()
                    yield Told(name, minimise_item(item, side, self._names), tuple(side.odd))
                except ODD as error:
                    self._archive.lose(name, f"a post of an unknown shape ({error!r:.80})")


class Twins:
    """Tells posts without caption apart that were published in one second, by their media and addresses."""

    def __init__(self) -> None:
        self._seen: dict[str, list[set[str]]] = defaultdict(list)

    def numbered(self, kept: dict[str, Any]) -> dict[str, Any]:
        """Return what is kept of a post; from the second of a moment on with its number among them."""
        own = {name.rpartition("/")[2] for name in kept["media"]} | {kept.get("url", "")} - {""}
        if kept["text"] or not own:
            return kept
        seen = self._seen[post_id_of(kept)]
        number = next((place for place, other in enumerate(seen) if own & other), len(seen))
        seen[number:] = [own.union(*seen[number : number + 1]), *seen[number + 1 :]]
        return kept | ({"twin": number + 1} if number else {})


def is_post(item: Item) -> bool:
    """Tell whether an object is an item of posts, and not a part of one."""
    return isinstance(item.get("media"), (list, dict)) or isinstance(item.get("label_values"), list)


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


def minimise_item(item: Item, side: SideValues, names: Collection[str]) -> dict[str, Any]:
    """Keep text, time, link, and names and kinds of the media.

    Raise ValueError when an item lacks what every post has, or is of another account than *names*.
    """
    labels = read_labels(item, side)
    if labels.owner and labels.owner.casefold() not in names:
        raise ValueError("it is of another account")
    media = _media(item, labels)
    text = next((words for one in (item, *media) if (words := side.text(one, "title"))), labels.text or "")
    if not (media or text or labels.url):
        raise ValueError("it has neither text nor media nor address")
    told = [one.get(name) for one in (item, *media) for name in ("creation_timestamp", "timestamp")]
    at = next(
        (seconds for one in (*told, *labels.moments) if (seconds := seconds_of(one)) and seconds in SECONDS), None
    )
    if at is None:
        raise ValueError("it tells no time")
    uris = [side.text(medium, "uri") or "" for medium in media]
    kinds = [_kind_of(uri, medium) for uri, medium in zip(uris, media, strict=True)]
    kept = {"text": repair_text(text), "at": at, "media": uris, "kinds": kinds}
    return kept | ({"url": labels.url} if labels.url else {})


def _media(item: Item, labels: Labelled) -> list[Item]:
    """List the media of an item: a list, one alone, only their names, or the item itself."""
    told = item.get("media")
    found = [*(told if isinstance(told, list) else [told]), *labels.media]
    media = [{"uri": medium} if isinstance(medium, str) else medium for medium in found]
    return [medium for medium in media if isinstance(medium, dict)] or ([item] if item.get("uri") else [])


def _kind_of(name: str, medium: Item) -> Literal["image", "video"]:
    """Tell a film from a picture: by the name's ending, else by the metadata, else by the folder."""
    if VIDEO.search(name) or PICTURE.search(name):
        return "video" if VIDEO.search(name) else "image"
    told = SideValues().part(medium, "media_metadata")
    films, pictures = (told.get(name) is not None for name in ("video_metadata", "photo_metadata"))
    if films or pictures:
        return "video" if films else "image"
    return "video" if OF_VIDEOS.search(name) else "image"


def _post(item: Item, account: str) -> Post:
    text, terms = item["text"], terms_of(item["text"])
    kinds: Sequence[Any] = item.get("kinds") or ["video" if VIDEO.search(name) else "image" for name in item["media"]]
    return Post(
        post_id=post_id_of(item),
        kind="album" if len(kinds) > 1 else kinds[0] if kinds else _kind_of(str(item.get("url")), {}),
        url=item.get("url") or f"{SITE}/{account}/",
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
    name = f"{UNNUMBERED}{datetime.fromtimestamp(item['at'], UTC):%Y%m%dT%H%M%SZ}-{digest}"
    return f"{name}-{item['twin']}" if "twin" in item else name
