"""Posts of an account that a person's browser captured from X's website, written as the API shows them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors.archive_file import Entry, dated
from collectors.captures import CapturedPosts
from collectors.records import ODD, Parsed, RawPage
from collectors.side_values import SideValues
from collectors.x.archives.posts import created_at
from collectors.x.parser import parse_answer
from collectors.x.redact import minimised

Item = Mapping[str, Any]

HOSTS = ("twitter.com", "x.com")
WRAPPERS = ("tweet", "content", "itemContent", "tweet_results", "result")
COUNTS = {
    "like_count": "favorite_count", "reply_count": "reply_count", "retweet_count": "retweet_count",
    "quote_count": "quote_count",
}  # fmt: skip


class XCaptures(CapturedPosts):
    """The captured posts of one account, each once, as late as it was seen."""

    def entries(self) -> Iterator[Entry]:
        """Yield the posts, in the order in which they were captured. Raises ConfigError."""
        found: dict[str, Entry] = {}
        for capture in self._file.captures(*HOSTS):
            item = _inner(capture.item)
            if _author(item).casefold() not in self._owner.names:
                self.others += 1
                continue
            try:
                answer = minimised(as_answer(item), self._owner.names | self._owner.known)
                (post,) = parse_answer(answer, self._owner.account).posts
                found[post.post_id] = Entry(dated(post), answer, seen_at=capture.at)
            except ODD as error:
                self._file.lose(f"a post of an unknown shape ({error!r:.80})")
        yield from found.values()


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells: as one of a timeline."""
    answers = [entry.kept for entry in entries]
    includes = {name: [one for told in answers for one in told["includes"][name]] for name in ("tweets", "media")}
    answer = {"data": [one for told in answers for one in told["data"]], "includes": includes}
    raw = RawPage("timeline", f"https://x.com/{account}", json.dumps(answer).encode())
    return raw, parse_answer(answer, account)


def as_answer(item: Item) -> dict[str, Any]:
    """Write an item of the website as the API's answer for that post."""
    side, legacy = SideValues(), _legacy(item)
    repeated = _result(side.part(legacy, "retweeted_status_result") or side.part(item, "retweeted_status_result"))
    told = side.items(side.part(legacy, "extended_entities") or side.part(legacy, "entities"), "media")
    media = [{**one, "media_key": str(one.get("media_key") or f"3_{one.get('id_str')}")} for one in told]
    control = side.part(item, "edit_control")
    versions = control.get("edit_tweet_ids") or side.part(control, "edit_control_initial").get("edit_tweet_ids")
    counts = {name: legacy.get(web) for name, web in COUNTS.items()}
    post = {
        **_texts(item),
        "created_at": created_at({**legacy, "id_str": _number(item)}).isoformat(),
        "lang": legacy.get("lang"),
        "public_metrics": counts | {"impression_count": side.part(item, "views").get("count")},
        "referenced_tweets": _references(legacy, repeated),
        "attachments": {"media_keys": [one["media_key"] for one in media]},
        "edit_history_tweet_ids": versions if isinstance(versions, list) else [],
    }
    shown = [{"media_key": m["media_key"], "type": m.get("type"), "url": m.get("media_url_https"),
              "alt_text": m.get("ext_alt_text")} for m in media]  # fmt: skip
    return {"data": [post], "includes": {"tweets": [_texts(repeated)] if repeated else [], "media": shown}}


def _texts(item: Item) -> dict[str, Any]:
    """Return number, text, entities and long form of an item."""
    side, legacy = SideValues(), _legacy(item)
    kept = {"id": _number(item), "text": legacy.get("full_text"), "entities": _entities(side.part(legacy, "entities"))}
    note = _result(side.part(side.part(item, "note_tweet"), "note_tweet_results"))
    return kept | (
        {"note_tweet": {"text": note.get("text"), "entities": _entities(side.part(note, "entity_set"))}} if note else {}
    )


def _entities(told: Item) -> dict[str, Any]:
    side = SideValues()
    return {
        "hashtags": [{"tag": tag.get("text")} for tag in side.items(told, "hashtags")],
        "mentions": [{"username": one.get("screen_name")} for one in side.items(told, "user_mentions")],
        "urls": [{name: url.get(name) for name in ("expanded_url", "url")} for url in side.items(told, "urls")],
    }


def _references(legacy: Item, repeated: Item) -> list[dict[str, Any] | None]:
    told = {
        "retweeted": _number(repeated) if repeated else None,
        "replied_to": legacy.get("in_reply_to_status_id_str"),
        "quoted": legacy.get("quoted_status_id_str"),
    }
    found: list[dict[str, Any] | None] = [{"type": kind, "id": str(number)} for kind, number in told.items() if number]
    is_bare = not repeated and str(legacy.get("full_text")).startswith("RT @")  # it repeats what the page did not show
    return [*found, None] if is_bare else found


def _inner(item: Item) -> Item:
    """Return a post out of the wrappers that stand around one in a list, or around one with limited actions."""
    for name in WRAPPERS:
        if isinstance(item.get(name), dict) and "legacy" not in item:
            return _inner(item[name])
    return item


def _result(wrapper: Item) -> Item:
    return _inner(SideValues().part(wrapper, "result"))


def _legacy(item: Item) -> Item:
    return SideValues().part(item, "legacy")


def _number(item: Item) -> str:
    return str(item.get("rest_id") or _legacy(item).get("id_str"))


def _author(item: Item) -> str:
    side = SideValues()
    user = _result(side.part(side.part(item, "core"), "user_results")) or side.part(item, "user")
    places = (side.part(user, "legacy"), side.part(user, "core"), user)
    return next((name for place in places if (name := side.text(place, "screen_name"))), "")
