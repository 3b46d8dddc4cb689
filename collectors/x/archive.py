"""The archive that X sends to an account's owner: ``data/tweets.js`` and its parts, deleted posts, long texts.

An item is ``{"tweet": {…}}`` (before 2019 without the wrapper), with ids and counts as text. It tells likes and
reposts, no replies, quotes or impressions, and of a repost only the first 140 characters.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import Archive, Entry, dated
from collectors.errors import ConfigError, SourceChanged
from collectors.records import ODD, Kind, Media, Metrics, Parsed, Post, RawPage, told_count

ARCHIVE = "x archive"  # the kind of the pages that an import keeps

TWEETS = re.compile(r"(?:^|/)tweets?(?:-part\d+)?\.js$")
DELETED = re.compile(r"(?:^|/)deleted-tweets?(?:-part\d+)?\.js$")
NOTES = re.compile(r"(?:^|/)note-tweet(?:-part\d+)?\.js$")
ACCOUNT = re.compile(r"(?:^|/)account\.js$")
MANIFEST = re.compile(r"(?:^|/)manifest\.js$")
OPENING = re.compile(r"\s*(?:window\.YTD\.\w+\.part\d+\s*=\s*)?\[")
NUMBER = re.compile(r"[0-9]{1,19}")
STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status(?:es)?/(\d+)")
MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
MEDIA_KINDS: Mapping[str, Any] = {"photo": "image", "video": "video", "animated_gif": "video"}
PLAIN = ("id_str", "created_at", "full_text", "lang", "favorite_count", "retweet_count", "in_reply_to_status_id_str")
SAME = 60  # characters that a long text and its post's cut text have in common

Item = Mapping[str, Any]
Notes = Mapping[tuple[datetime | None, str], str]


class XArchive:
    """An opened archive of one account."""

    def __init__(self, archive: Archive, account: str) -> None:
        """Raise ConfigError when the archive has no posts or is of another account."""
        self._archive, self.account = archive, account
        self._tweets, self._deleted = archive.members(TWEETS), archive.members(DELETED)
        if not self._tweets:
            raise ConfigError(f"{archive.name} has no data/tweets.js; it is not the archive that X sends")
        owner = _owner(archive.small(ACCOUNT))
        if owner and owner.lower() != account.lower():
            raise ConfigError(f"{archive.name} is the archive of @{owner}, but the source watches @{account}")
        manifest = archive.small(MANIFEST)
        told = manifest.get("archiveInfo", {}) if isinstance(manifest, dict) else {}
        self.made_at = _moment(told.get("generationDate"))
        self.whole = not told.get("isPartialArchive", False)
        """Whether every post up to the newest is in it: X splits the largest archives."""

    def entries(self) -> Iterator[Entry]:
        """Yield the posts in their newest versions, the deleted ones last. Raises ConfigError."""
        notes: Notes = dict(self._notes())
        for names, deleted in ((self._tweets, False), (self._deleted, True)):
            for name in names:
                for item in self._archive.items(name, OPENING):
                    entry = self._entry(name, item, notes, deleted=deleted)
                    if "history" not in entry.kept or entry.kept["id_str"] == entry.kept["history"][-1]:
                        yield entry

    def _entry(self, name: str, item: Item, notes: Notes, *, deleted: bool) -> Entry:
        try:
            kept = minimised(item.get("tweet", item), notes)
            if deleted:
                kept["deleted"] = True
            return Entry(dated(_post(kept, self.account)), kept, deleted)
        except ODD as error:
            where = f"{name} in {self._archive.name}"
            raise ConfigError(f"{where} holds a post of an unknown shape ({error!r}); update Pantau") from error

    def _notes(self) -> Iterator[tuple[tuple[datetime | None, str], str]]:
        """Yield each long text by its second and its beginning, which its post has, too."""
        for name in self._archive.members(NOTES):
            for item in self._archive.items(name, OPENING):
                try:
                    note = item["noteTweet"]
                    text = (note.get("core") or note["noteTweetResults"])["text"]
                except (KeyError, TypeError, AttributeError):  # the post itself holds its beginning
                    continue
                if isinstance(text, str):
                    yield (_moment(note.get("createdAt")), text[:SAME]), text


def gone_only(entry: Entry) -> Entry:
    """Reduce the entry of a post that is stored already to the proof that it was deleted."""
    return Entry(entry.post, {"id_str": entry.kept["id_str"], "deleted": True}, deleted=True)


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells."""
    kept = [entry.kept for entry in entries]
    body = json.dumps(kept, check_circular=False, separators=(",", ":")).encode()
    posts = tuple(entry.post for entry in entries if "full_text" in entry.kept)
    gone = tuple(entry.post.post_id for entry in entries if entry.deleted)
    return RawPage(ARCHIVE, f"https://x.com/{account}", body), Parsed(posts=posts, gone=gone)


def parse_archived(raw: RawPage, account: str) -> Parsed:
    """Parse a page that an import kept. Raises SourceChanged."""
    try:
        return _parsed(json.loads(raw.body.decode("utf-8", "surrogatepass")), account)
    except (KeyError, TypeError, ValueError) as error:
        raise SourceChanged(f"a page of an imported archive is broken ({error!r})", advice="update Pantau") from error


def minimised(tweet: Item, notes: Notes) -> dict[str, Any]:
    """Keep of a post what is read of it; raise KeyError when it lacks what every post has."""
    kept = {name: tweet[name] for name in PLAIN if name in tweet}
    kept["id_str"] = _number(tweet.get("id_str") or tweet["id"])
    kept["full_text"] = tweet["full_text"] if "full_text" in tweet else tweet["text"]
    kept["created_at"] = tweet["created_at"]
    entities = tweet.get("entities") or {}
    kept["entities"] = {
        "hashtags": _only(entities.get("hashtags"), "text"),
        "user_mentions": _only(entities.get("user_mentions"), "screen_name"),
        "urls": _only(entities.get("urls"), "url", "expanded_url"),
    }
    media = (tweet.get("extended_entities") or entities).get("media")
    kept["media"] = _only(media, "type", "media_url_https", "ext_alt_text")
    if history := _history(tweet.get("edit_info")):
        kept["history"] = history
    note = notes.get((_created(kept["created_at"]), html.unescape(kept["full_text"])[:SAME])) if notes else None
    return {**kept, "note": note} if note else kept


def _only(items: Any, *names: str) -> list[dict[str, Any]]:
    return [{name: item[name] for name in names if name in item} for item in items] if items else []


def _number(told: Any) -> str:
    """Return a post's number as text. Raises ValueError."""
    if not NUMBER.fullmatch(str(told)):
        raise ValueError(f"{str(told)[:40]!r} is no post's number")
    return str(told)


def _history(info: Any) -> list[str]:
    """Return the ids of all versions of an edited post, oldest first."""
    info = info or {}
    control = info.get("initial") or (info.get("edit") or {}).get("editControlInitial") or {}
    ids = [_number(number) for number in control.get("editTweetIds", ())]
    return ids if len(ids) > 1 else []


def _parsed(kept: Sequence[Item], account: str) -> Parsed:
    posts = (_post(item, account) for item in kept if "full_text" in item)
    return Parsed(posts=tuple(posts), gone=tuple(_post_id(item) for item in kept if item.get("deleted")))


def _post_id(item: Item) -> str:
    return f"x:{(item.get('history') or [item['id_str']])[0]}"


def _post(item: Item, account: str) -> Post:
    entities = item["entities"]
    links = tuple(dict.fromkeys(url.get("expanded_url") or url["url"] for url in entities["urls"]))
    kind, reference = _kind(item, links)
    return Post(
        post_id=_post_id(item),
        kind=kind,
        url=f"https://x.com/{account}/status/{item['id_str']}",
        text=item.get("note") or html.unescape(item["full_text"]),
        published_at=_created(item["created_at"]),
        language=item.get("lang"),
        metrics=Metrics() if kind == "repost" else _metrics(item),
        hashtags=tuple(tag["text"] for tag in entities["hashtags"]),
        mentions=tuple(mention["screen_name"] for mention in entities["user_mentions"]),
        links=links,
        media=tuple(_media(media) for media in item["media"]),
        reference=f"x:{reference}" if reference else None,
        method="archive",
    )


def _kind(item: Item, links: Sequence[str]) -> tuple[Kind, str | None]:
    """Tell what a post is; the archive says it of replies only."""
    if item["full_text"].startswith("RT @"):
        return "repost", None
    if answered := item.get("in_reply_to_status_id_str"):
        return "reply", _number(answered)
    # X makes a quote of a post that ends in the address of another.
    quoted = STATUS.match(links[-1]) if links else None
    return ("quote", quoted[1]) if quoted else ("post", None)


def _metrics(item: Item) -> Metrics:
    return Metrics(likes=_count(item.get("favorite_count")), shares=_count(item.get("retweet_count")))


def _count(told: Any) -> int | None:
    return told_count(int(told) if isinstance(told, str) else told)


def _media(media: Item) -> Media:
    return Media(
        MEDIA_KINDS.get(media.get("type", ""), "image"), media.get("media_url_https"), media.get("ext_alt_text")
    )


def _created(text: str) -> datetime:
    """Read "Sat Feb 18 12:33:11 +0000 2023", which is always in UTC, whatever the machine's language."""
    return datetime.fromisoformat(f"{text[26:30]}-{MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}+00:00")


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(microsecond=0)
    except ValueError:
        return None


def _owner(account: Any) -> str | None:
    try:
        return str(account[0]["account"]["username"])
    except (KeyError, TypeError, IndexError):
        return None
