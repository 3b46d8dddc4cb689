"""The archive that X sends to an account's owner: ``data/tweets.js`` and its parts, communities, deleted posts, notes.

An item is ``{"tweet": {…}}`` (before 2019 without the wrapper), with ids and counts as text. It tells likes and
reposts, no replies, quotes or impressions, and of a repost only the first 140 characters. Of citizens the same is kept
as of a harvest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import Archive, Entry, Owner, all_left_out, require_dated
from collectors.errors import SourceChanged
from collectors.records import ODD, Parsed, RawPage
from collectors.side_values import SideValues
from collectors.x.archives.notes import NOTE, Notes
from collectors.x.archives.posts import is_post, minimise_item, odd_parts, post_id_of, post_of, unwrap_item

ARCHIVE = "x archive"  # the kind of the pages that an import keeps

PART = r"(?:[-_ ]?part[-_ ]?\d+)?(?: ?\(\d+\))?\.js(?:on)?$"  # also as whoever unpacked and packed again names it


def _files(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{name}){PART}", re.IGNORECASE)


TWEETS = _files(r"tweets?|js/tweets/\d{4}_\d\d")  # the latter until 2018, a file a month
COMMUNITY = _files("community[-_]tweets?")
CIRCLE = _files("(?:twitter[-_])?circle[-_]tweets?")
DELETED = _files("deleted[-_]tweets?")
NOTES = _files("note[-_]tweets?")
ACCOUNT = re.compile(r"(?:^|/)(?:account|user_details)\.js$", re.IGNORECASE)
MANIFEST = re.compile(r"(?:^|/)manifest\.js$", re.IGNORECASE)
LISTED = ("tweets", "tweet", "communityTweet", "communityTweets", "noteTweet", "noteTweets")  # in the manifest
OPENING = re.compile(r"\s*(?:window\.YTD\.\w+\.part\d+\s*=\s*)?\[")
Item = Mapping[str, Any]


class XArchive:
    """An opened archive of one account."""

    def __init__(self, archive: Archive, owner: Owner) -> None:
        """Raise ConfigError when the archive has no posts or is not of the owner."""
        self._archive, self.account = archive, owner.account
        self._known = owner.names | owner.known
        self._tweets, self._deleted = archive.members(TWEETS), archive.members(DELETED)
        if not self._tweets:
            raise archive.lacking("no data/tweets.js; it is not the archive that X sends")
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
        """The parts of the archive that could not be read."""
        return self._archive.losses

    @property
    def whole(self) -> bool:
        """Whether every post up to the newest was yielded: X splits the largest archives, and a file may be damaged."""
        return self._undivided and not self.losses

    def entries(self) -> Iterator[Entry]:
        """Yield the posts in their newest versions, the deleted ones last. Raises ConfigError."""
        notes = Notes(
            item for name in self._archive.members(NOTES) for item in self._archive.items(name, OPENING, _holds_note)
        )
        circle = {str(item.get("id_str") or item.get("id")) for item in self._items(CIRCLE)}
        members = [(name, False) for name in (*self._tweets, *self._archive.members(COMMUNITY))]
        earlier, yielded = dict[str, Entry](), set[str]()
        for name, deleted in (*members, *((name, True) for name in self._deleted)):
            for item in self._archive.items(name, OPENING, is_post):
                entry = self._entry(name, unwrap_item(item), notes, deleted=deleted)
                if entry is None or entry.kept["id_str"] in circle:
                    continue
                self.newest = max(self.newest, int(entry.kept["id_str"]))
                if _is_newest(entry.kept):
                    yielded |= {entry.post.post_id} if "history" in entry.kept else set()
                    yield entry
                else:
                    _keep_later(earlier, entry)
        yield from (entry for post_id, entry in earlier.items() if post_id not in yielded)

    def _items(self, members: re.Pattern[str]) -> Iterator[Item]:
        for name in self._archive.members(members):
            for item in self._archive.items(name, OPENING, is_post):
                yield unwrap_item(item)

    def _entry(self, name: str, tweet: Item, notes: Notes, *, deleted: bool) -> Entry | None:
        try:
            kept = minimise_item(tweet, notes, self._known)
            if deleted:
                kept["deleted"] = True
            side = SideValues()
            post = require_dated(post_of(kept, self.account, side))
            return Entry(post, kept, deleted, left_out=(*odd_parts(tweet), *side.odd))
        except ODD as error:
            self._archive.lose(name, f"a post of an unknown shape ({error!r:.80})")
            return None

    def _note_absent(self, manifest: Item) -> None:
        """Note which files of posts the manifest lists and the archive lacks."""
        side, here = SideValues(), set(self._archive.members(re.compile(r"\.js$")))
        for name in LISTED:
            for file in side.items(side.part(side.part(manifest, "dataTypes"), name), "files"):
                told = side.text(file, "fileName")
                if told and not any(member.replace("\\", "/").endswith(told) for member in here):
                    self._archive.lose(told, "its manifest lists this file, which is not there")


def _holds_note(item: Item) -> bool:
    return any(name in item for name in NOTE)


def _keep_later(earlier: dict[str, Entry], entry: Entry) -> None:
    """Keep the latest of those versions of a post that are not its newest."""
    held = earlier.get(entry.post.post_id)
    if held is None or int(held.kept["id_str"]) < int(entry.kept["id_str"]):
        earlier[entry.post.post_id] = entry


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
    parsed = Parsed(posts=posts, gone=gone, left_out=all_left_out(entries))
    return RawPage(ARCHIVE, f"https://x.com/{account}", body), parsed


def parse_archived(raw: RawPage, account: str) -> Parsed:
    """Parse a page that an import kept. Raises SourceChanged."""
    try:
        return _parse_items(json.loads(raw.body.decode("utf-8", "surrogatepass")), account)
    except ODD as error:
        raise SourceChanged(f"a page of an imported archive is broken ({error!r})", advice="update Pantau") from error


def _parse_items(kept: Sequence[Item], account: str) -> Parsed:
    posts = (post_of(item, account) for item in kept if "full_text" in item)
    return Parsed(posts=tuple(posts), gone=tuple(post_id_of(item) for item in kept if item.get("deleted")))


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _account(told: Any) -> str | None:
    first = told[0] if isinstance(told, list) and told else told
    if not isinstance(first, dict):
        return None
    return _name(first.get("account"), "username") or _name(first, "screen_name")


def _name(of: Any, key: str) -> str | None:
    told = SideValues().text(of, key) if isinstance(of, dict) else None
    return (told or "").strip().removeprefix("@") or None
