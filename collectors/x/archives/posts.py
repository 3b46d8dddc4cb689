"""Posts of an X archive: what is kept of an item, and the record that is made of it. Pure.

An item is ``{"tweet": {…}}`` (before 2019 without the wrapper), with ids and counts as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import require_possible_time
from collectors.records import ODD, Kind, Media, Metrics, Post
from collectors.side_values import SideValues
from collectors.x.archives.notes import Note, Notes
from collectors.x.content import CUT, terms_of
from collectors.x.cursor import moment_of
from collectors.x.parser import FIRST_DATED, is_number
from collectors.x.redact import drop_names_of_urls, greets_people, nameless_text

STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w+)/status(?:es)?/(\d+)", re.ASCII)
MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
MEDIA_KINDS: Mapping[str, Any] = {"photo": "image", "video": "video", "animated_gif": "video"}
PLAIN = ("created_at", "lang", "favorite_count", "retweet_count", "in_reply_to_status_id_str")
WRAPPERS = ("tweet", "communityTweet", "community_tweet", "deletedTweet", "twitterCircleTweet")
KEPT_OF_ENTITIES = {"hashtags": ("text",), "user_mentions": ("screen_name",), "urls": ("url", "expanded_url")}
KEPT_OF_NOTE = {
    "hashtags": ("text",), "mentions": ("screenName", "screen_name"), "userMentions": ("screenName", "screen_name"),
    "urls": ("expandedUrl", "expanded_url", "shortUrl", "url"),
}  # fmt: skip
KEPT_OF_MEDIA = ("type", "media_url_https", "ext_alt_text")

Item = Mapping[str, Any]


def is_post(item: Item) -> bool:
    """Whether an object is an item of posts, and not a part of one."""
    tweet = unwrap_item(item)
    return isinstance(item.get("tweet"), dict) or ("id_str" in tweet and _text(tweet) is not None)


def unwrap_item(item: Item) -> Item:
    """Return the post of an item, whatever its wrappers are called; an empty one where there is none."""
    for name in WRAPPERS:
        if name in item and "id_str" not in item:
            return unwrap_item(item[name]) if isinstance(item[name], dict) else {}
    return item


def _text(tweet: Item) -> str | None:
    return next((text for name in ("full_text", "text") if isinstance(text := tweet.get(name), str)), None)


def minimise_item(tweet: Item, notes: Notes, known: Collection[str]) -> dict[str, Any]:
    """Keep of a post what is read of it, without citizens' handles; raise ValueError when it lacks number or text."""
    kept = {name: tweet[name] for name in PLAIN if name in tweet}
    kept["id_str"] = _number(tweet.get("id_str") or tweet.get("id"))
    text = _text(tweet)
    if text is None:
        raise ValueError("it has no text")
    note = notes.take(kept["id_str"], text, created_at(kept)) if notes else None
    if not is_number(kept.get("in_reply_to_status_id_str")) and is_number(
        answered := tweet.get("in_reply_to_status_id")
    ):
        kept["in_reply_to_status_id_str"] = str(answered)
    answers = greets_people({}, text) or is_number(kept.get("in_reply_to_status_id_str"))
    kept["full_text"] = nameless_text(text, known) if answers else text
    kept["entities"] = _only(tweet.get("entities"), KEPT_OF_ENTITIES, known if answers else None)
    extended = tweet.get("extended_entities")
    pictures = extended if isinstance(extended, dict) else tweet.get("entities")
    kept["media"] = _only(pictures, {"media": KEPT_OF_MEDIA}, None).get("media", [])
    if history := _history(tweet.get("edit_info"), kept["id_str"]):
        kept["history"] = history
    return kept | (_kept_note(note, known if answers else None) if note else {})


def _kept_note(note: Note, known: Collection[str] | None) -> dict[str, Any]:
    text = note.text if known is None else nameless_text(note.text, known)
    return {"note": text, "note_entities": _only(note.entities, KEPT_OF_NOTE, known)}


def _only(entities: Any, wanted: Mapping[str, Sequence[str]], known: Collection[str] | None) -> dict[str, Any]:
    """Keep of entities what is read of them; of mentions only those of the *known* accounts, if any are given."""
    told = entities if isinstance(entities, dict) else {}
    kept = {
        name: [{key: one[key] for key in keys if key in one} for one in found if isinstance(one, dict)] if found else []
        for name, keys in wanted.items()
        if isinstance(found := told.get(name), list)
    }
    if known is None:
        return kept
    return {
        name: drop_names_of_urls(found, known)
        if name == "urls"
        else [one for one in found if not _names(one) or _names(one).casefold() in known]
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


def _history(info: Any, own: str) -> list[str]:
    """Return the ids of all versions of an edited post, oldest first."""
    side = SideValues()
    told = info if isinstance(info, dict) else {}
    edit = side.part(told, "edit")
    control = side.part(told, "initial") or side.part(edit, "editControlInitial")
    ids = side.digits(control, "editTweetIds")
    if edit and is_number(edit.get("initialTweetId")):
        ids += [str(edit["initialTweetId"]), own]
    return sorted(set(ids), key=int) if len(ids) > 1 and len(set(ids)) > 1 else []


def post_id_of(item: Item) -> str:
    """Return a post's identity: the number of its first version."""
    return f"x:{(item.get('history') or [item['id_str']])[0]}"


def odd_parts(tweet: Item) -> list[str]:
    """Name the parts of an item that are of an unknown shape, and of which nothing is kept."""
    side = SideValues()
    entities = side.part(tweet, "entities")
    for name in KEPT_OF_ENTITIES:
        side.items(entities, name)
    side.items(side.part(tweet, "extended_entities"), "media")
    return side.odd


def post_of(item: Item, account: str, side: SideValues | None = None) -> Post:
    """Make the record of what is kept of an item; what of it is odd is noted in *side*."""
    side, note, text = side or SideValues(), item.get("note"), str(item["full_text"])
    numbers = [*(item.get("history") or ()), item["id_str"]]
    parts = [(item.get("note_entities"), note)] if note else []
    entities = item.get("entities")
    terms = terms_of([*parts, *([(entities, "" if note else text)] if entities or not note else [])], numbers, side)
    kind, reference = _kind(item, terms.links)
    return Post(
        post_id=post_id_of(item),
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
        reduced=not note and bool(CUT.search(text)),
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
    return ("quote", quoted[2]) if quoted else ("post", None)


def _metrics(item: Item, side: SideValues) -> Metrics:
    return Metrics(likes=side.count(item, "favorite_count"), shares=side.count(item, "retweet_count"))


def _media(media: Item, side: SideValues) -> Media:
    kind = MEDIA_KINDS.get(str(media.get("type")), "image")
    return Media(kind, side.address(media, "media_url_https"), side.text(media, "ext_alt_text"))


def created_at(item: Item) -> datetime:
    """Read "Sat Feb 18 12:33:11 +0000 2023", in any language of the machine, or ISO 8601; else ask the number."""
    text: Any = item.get("created_at")
    try:
        spelt = (
            text.replace(" +", "+")
            if text[4:5] == "-"
            else f"{text[26:30]}-{MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}{text[20:25]}"
        )
        told = datetime.fromisoformat(spelt)
        return require_possible_time(told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC))
    except (*ODD, OverflowError):
        if not is_number(item["id_str"]) or int(item["id_str"]) < FIRST_DATED:
            raise
        return moment_of(int(item["id_str"]))
