"""The archive that X sends to an account's owner: ``data/tweets.js`` and its parts, communities, deleted posts, notes.

An item is ``{"tweet": {…}}`` (before 2019 without the wrapper), with ids and counts as text. It tells likes and
reposts, no replies, quotes or impressions, and of a repost only the first 140 characters. Of citizens the same is kept
as of a harvest.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import Archive, Entry, Owner, dated, possible
from collectors.errors import ConfigError, SourceChanged
from collectors.privacy import mask_handles
from collectors.records import ODD, Kind, Media, Metrics, Parsed, Post, RawPage
from collectors.side_values import SideValues
from collectors.x.content import is_cut, terms_of
from collectors.x.cursor import moment_of
from collectors.x.notes import Note, Notes
from collectors.x.parser import FIRST_DATED, is_number
from collectors.x.redact import greets_people

ARCHIVE = "x archive"  # the kind of the pages that an import keeps

TWEETS = re.compile(r"(?:^|/)tweets?(?:-part\d+)?\.js$")
COMMUNITY = re.compile(r"(?:^|/)community-tweets?(?:-part\d+)?\.js$")
CIRCLE = re.compile(r"(?:^|/)twitter-circle-tweets?(?:-part\d+)?\.js$")
DELETED = re.compile(r"(?:^|/)deleted-tweets?(?:-part\d+)?\.js$")
NOTES = re.compile(r"(?:^|/)note-tweets?(?:-part\d+)?\.js$")
ACCOUNT = re.compile(r"(?:^|/)account\.js$")
MANIFEST = re.compile(r"(?:^|/)manifest\.js$")
LISTED = ("tweets", "tweet", "communityTweet", "communityTweets", "noteTweet", "noteTweets")  # in the manifest
OPENING = re.compile(r"\s*(?:window\.YTD\.\w+\.part\d+\s*=\s*)?\[")
STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status(?:es)?/(\d+)")
MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
MEDIA_KINDS: Mapping[str, Any] = {"photo": "image", "video": "video", "animated_gif": "video"}
PLAIN = ("created_at", "lang", "favorite_count", "retweet_count", "in_reply_to_status_id_str")
KEPT_OF_ENTITIES = {"hashtags": ("text",), "user_mentions": ("screen_name",), "urls": ("url", "expanded_url")}
KEPT_OF_NOTE = {
    "hashtags": ("text",), "mentions": ("screenName", "screen_name"), "userMentions": ("screenName", "screen_name"),
    "urls": ("expandedUrl", "expanded_url", "shortUrl", "url"),
}  # fmt: skip
KEPT_OF_MEDIA = ("type", "media_url_https", "ext_alt_text")

Item = Mapping[str, Any]


class XArchive:
    """An opened archive of one account."""

    def __init__(self, archive: Archive, owner: Owner) -> None:
        """Raise ConfigError when the archive has no posts or is not of the owner."""
        self._archive, self.account = archive, owner.account
        self._known = owner.names | owner.known
        self._tweets, self._deleted = archive.members(TWEETS), archive.members(DELETED)
        if not self._tweets:
            raise ConfigError(f"{archive.name} has no data/tweets.js; it is not the archive that X sends")
        manifest = next((told for told in archive.small(MANIFEST) if isinstance(told, dict)), {})
        told = _account(next(archive.small(ACCOUNT), None)) or _name(manifest.get("userInfo"), "userName")
        owner.confirm(archive.name, told)
        info = SideValues().part(manifest, "archiveInfo")
        self.made_at = _moment(info.get("generationDate"))
        self._undivided = str(info.get("isPartialArchive")).lower() == "false"
        self.newest = 0
        """The greatest number of the posts that were yielded so far."""
        self._note_absent(manifest)

    @property
    def losses(self) -> Sequence[str]:
        """What of the archive could not be read."""
        return self._archive.losses

    @property
    def whole(self) -> bool:
        """Whether every post up to the newest was yielded: X splits the largest archives, and a file may be damaged."""
        return self._undivided and not self.losses

    def entries(self) -> Iterator[Entry]:
        """Yield the posts in their newest versions, the deleted ones last. Raises ConfigError."""
        notes = Notes(
            item for name in self._archive.members(NOTES) for item in self._archive.items(name, OPENING, _any)
        )
        circle = {str(item.get("id_str")) for item in self._items(CIRCLE)}
        members = [(name, False) for name in (*self._tweets, *self._archive.members(COMMUNITY))]
        for name, deleted in (*members, *((name, True) for name in self._deleted)):
            for item in self._archive.items(name, OPENING, is_post):
                entry = self._entry(name, item.get("tweet", item), notes, deleted=deleted)
                if entry and entry.kept["id_str"] not in circle and _is_newest(entry.kept):
                    self.newest = max(self.newest, int(entry.kept["id_str"]))
                    yield entry

    def _items(self, members: re.Pattern[str]) -> Iterator[Item]:
        for name in self._archive.members(members):
            for item in self._archive.items(name, OPENING, is_post):
                told = item.get("tweet", item)
                yield told if isinstance(told, dict) else {}

    def _entry(self, name: str, tweet: Item, notes: Notes, *, deleted: bool) -> Entry | None:
        try:
            kept = minimised(tweet, notes, self._known)
            if deleted:
                kept["deleted"] = True
            return Entry(dated(_post(kept, self.account)), kept, deleted)
        except ODD as error:
            self._archive.lose(name, f"a post of an unknown shape ({error!r:.80})")
            return None

    def _note_absent(self, manifest: Item) -> None:
        """Note which files of posts the manifest lists and the archive lacks."""
        side, here = SideValues(), set(self._archive.members(re.compile(r"\.js$")))
        for name in LISTED:
            for file in side.items(side.part(side.part(manifest, "dataTypes"), name), "files"):
                told = side.text(file, "fileName")
                if told and not any(member.endswith(told) for member in here):
                    self._archive.lose(told, "its manifest lists this file, which is not there")


def is_post(item: Item) -> bool:
    """Whether an object is an item of posts, and not a part of one."""
    text = item.get("full_text", item.get("text"))
    return isinstance(item.get("tweet"), dict) or ("id_str" in item and isinstance(text, str))


def _any(item: Item) -> bool:
    return "noteTweet" in item


def _is_newest(kept: Item) -> bool:
    return "history" not in kept or kept["id_str"] == kept["history"][-1]


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
    except ODD as error:
        raise SourceChanged(f"a page of an imported archive is broken ({error!r})", advice="update Pantau") from error


def minimised(tweet: Item, notes: Notes, known: Collection[str]) -> dict[str, Any]:
    """Keep of a post what is read of it, without citizens' handles; raise ValueError when it lacks number or text."""
    kept = {name: tweet[name] for name in PLAIN if name in tweet}
    kept["id_str"] = _number(tweet.get("id_str") or tweet.get("id"))
    text = tweet.get("full_text", tweet.get("text"))
    if not isinstance(text, str):
        raise ValueError("it has no text")  # noqa: TRY004  # as for every post that cannot be read
    note = notes.take(kept["id_str"], text, created_at(kept))
    answers = greets_people({}, text) or is_number(tweet.get("in_reply_to_status_id_str"))
    kept["full_text"] = mask_handles(text, known) if answers else text
    kept["entities"] = _only(tweet.get("entities"), KEPT_OF_ENTITIES, known if answers else None)
    extended = tweet.get("extended_entities")
    pictures = extended if isinstance(extended, dict) else tweet.get("entities")
    kept["media"] = _only(pictures, {"media": KEPT_OF_MEDIA}, None).get("media", [])
    if history := _history(tweet.get("edit_info")):
        kept["history"] = history
    return kept | (_kept_note(note, known if answers else None) if note else {})


def _kept_note(note: Note, known: Collection[str] | None) -> dict[str, Any]:
    text = note.text if known is None else mask_handles(note.text, known)
    return {"note": text, "note_entities": _only(note.entities, KEPT_OF_NOTE, known)}


def _only(entities: Any, wanted: Mapping[str, Sequence[str]], known: Collection[str] | None) -> dict[str, Any]:
    """Keep of entities what is read of them; of mentions only those of the *known* accounts, if any are given."""
    told = entities if isinstance(entities, dict) else {}
    kept = {
        name: [{key: one[key] for key in keys if key in one} for one in told[name] if isinstance(one, dict)]
        for name, keys in wanted.items()
        if isinstance(told.get(name), list)
    }
    if known is None:
        return kept
    return {
        name: [one for one in found if not _names(one) or _names(one).casefold() in known]
        for name, found in kept.items()
    }


def _names(one: Item) -> str:
    """Return whom an element of entities names."""
    return str(one.get("screen_name") or one.get("screenName") or "")


def _number(told: Any) -> str:
    """Return a post's number as text. Raises ValueError."""
    if not is_number(told):
        raise ValueError(f"{str(told)[:40]!r} is no post's number")
    return str(told)


def _history(info: Any) -> list[str]:
    """Return the ids of all versions of an edited post, oldest first."""
    side = SideValues()
    told = side.part({"info": info}, "info")
    control = side.part(told, "initial") or side.part(side.part(told, "edit"), "editControlInitial")
    ids = [number for number in side.texts(control, "editTweetIds") if is_number(number)]
    return ids if len(ids) > 1 else []


def _parsed(kept: Sequence[Item], account: str) -> Parsed:
    posts = (_post(item, account) for item in kept if "full_text" in item)
    return Parsed(posts=tuple(posts), gone=tuple(_post_id(item) for item in kept if item.get("deleted")))


def _post_id(item: Item) -> str:
    return f"x:{(item.get('history') or [item['id_str']])[0]}"


def _post(item: Item, account: str) -> Post:
    side, note, text = SideValues(), item.get("note"), str(item["full_text"])
    numbers = [*(item.get("history") or ()), item["id_str"]]
    parts = [(item.get("note_entities"), note)] if note else []
    entities = item.get("entities")
    terms = terms_of([*parts, *([(entities, "" if note else text)] if entities or not note else [])], numbers, side)
    kind, reference = _kind(item, terms.links)
    return Post(
        post_id=_post_id(item),
        kind=kind,
        url=f"https://x.com/{account}/status/{item['id_str']}",
        text=note or html.unescape(text),
        published_at=created_at(item),
        language=side.text(item, "lang"),
        metrics=Metrics() if kind == "repost" else _metrics(item, side),
        hashtags=terms.hashtags,
        mentions=terms.mentions,
        links=terms.links,
        media=tuple(_media(media, side) for media in side.items(item, "media")),
        reference=f"x:{reference}" if reference else None,
        method="archive",
        reduced=not note and is_cut({"text": text}),
        revision=int(item["id_str"]),
    )


def _kind(item: Item, links: Sequence[str]) -> tuple[Kind, str | None]:
    """Tell what a post is; the archive says it of replies only."""
    if item["full_text"].startswith("RT @"):
        return "repost", None
    if is_number(answered := item.get("in_reply_to_status_id_str")):
        return "reply", str(answered)
    # X makes a quote of a post that ends in the address of another.
    quoted = STATUS.match(links[-1]) if links else None
    return ("quote", quoted[1]) if quoted else ("post", None)


def _metrics(item: Item, side: SideValues) -> Metrics:
    return Metrics(likes=side.count(item, "favorite_count"), shares=side.count(item, "retweet_count"))


def _media(media: Item, side: SideValues) -> Media:
    kind = MEDIA_KINDS.get(str(media.get("type")), "image")
    return Media(kind, side.address(media, "media_url_https"), side.text(media, "ext_alt_text"))


def created_at(item: Item) -> datetime:
    """Read "Sat Feb 18 12:33:11 +0000 2023", always in UTC whatever the machine's language; else ask the number."""
    text: Any = item.get("created_at")
    try:
        told = datetime.fromisoformat(f"{text[26:30]}-{MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}+00:00")
        return possible(told)
    except ODD:
        if not is_number(item["id_str"]) or int(item["id_str"]) < FIRST_DATED:
            raise
        return moment_of(int(item["id_str"]))


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _account(told: Any) -> str | None:
    first = told[0] if isinstance(told, list) and told else told
    return _name(first.get("account"), "username") if isinstance(first, dict) else None


def _name(of: Any, key: str) -> str | None:
    return SideValues().text(of, key) or None if isinstance(of, dict) else None
