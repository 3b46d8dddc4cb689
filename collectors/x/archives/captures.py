"""Posts of an account that a person's browser captured from X's website, written as the API shows them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from collectors.archive_file import Entry
from collectors.captures import Capture, CapturedPosts
from collectors.records import Parsed, RawPage
from collectors.side_values import SideValues, seconds_of
from collectors.x.archives.posts import STATUS, created_at
from collectors.x.parser import is_number, parse_answer
from collectors.x.redact import HOSTS, minimise_answer

Item = Mapping[str, Any]

PARTS = ("details", "counts", "legacy")  # of an item, what the website says of a post; the last is the oldest shape
CHOICES_MOST = 4  # of a poll
WRAPPERS = ("tweet", "content", "itemContent", "tweet_results", "result")
COUNTS = {
    "like_count": "favorite_count", "reply_count": "reply_count", "retweet_count": "retweet_count",
    "quote_count": "quote_count",
}  # fmt: skip


class XCaptures(CapturedPosts):
    """The captured posts of one account, known by names, numbers and pictures."""

    def _captures(self) -> Iterator[Capture]:
        for capture in self._file.captures(*HOSTS):
            yield replace(capture, item=_unwrap_post(capture.item))

    def _is_own(self, capture: Capture) -> bool | None:
        if not (author := _author(capture.item)):
            return None
        self._authors.note(author, _author_number(capture.item))
        return author.casefold() in self._owner.names

    def _is_own_by_number(self, capture: Capture) -> bool | None:
        own = self._is_writers(capture.item)
        return own if own is not None or _merge_parts(capture.item).get("full_text") else False

    def _is_writers(self, item: Item) -> bool | None:
        """Tell whether an item that names nobody is the account's by its writer's number, else by its own pictures.

        Their addresses may have an earlier name of the writer, or none.
        """
        number = _author_number(item)
        own = self._authors.owns(number)
        if own is None and number and self._authors.know_own:
            return False
        shown = {found[1].casefold() for found in _own_pictures(item)} - {"i"}
        if own is not None or not shown:
            return own
        return True if shown & self._owner.names else None if number else False

    def _parsed(self, item: Item) -> tuple[Item, Parsed]:
        if _is_withheld(item):
            raise ValueError("X withholds its text")
        answer = minimise_answer(as_answer(item), self._owner.names | self._owner.known)
        return answer, parse_answer(answer, self._owner.account)


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells: as one of a timeline."""
    answers = [entry.kept for entry in entries]
    includes = {
        name: [one for told in answers for one in told["includes"][name]] for name in ("tweets", "media", "polls")
    }
    answer = {"data": [one for told in answers for one in told["data"]], "includes": includes}
    raw = RawPage("timeline", f"https://x.com/{account}", json.dumps(answer).encode())
    return raw, parse_answer(answer, account)


def as_answer(item: Item) -> dict[str, Any]:
    """Write an item of the website as the API's answer for that post."""
    side, legacy = SideValues(), _merge_parts(item)
    repeated = _result(side.part(legacy, "retweeted_status_result"))
    repeated = {} if _is_withheld(repeated) or not _number(repeated) else repeated
    polls = _polls(item, side)
    told = side.items(side.part(legacy, "extended_entities") or side.part(legacy, "entities"), "media")
    media = [{**one, "media_key": str(one.get("media_key") or f"3_{one.get('id_str')}")} for one in told]
    control = side.part(item, "edit_control")
    versions = side.digits(control, "edit_tweet_ids") or side.digits(
        side.part(control, "edit_control_initial"), "edit_tweet_ids"
    )
    if not versions and control.get("initial_tweet_id"):
        versions = [str(control["initial_tweet_id"]), _number(item)]
    counts = {name: legacy.get(web) for name, web in COUNTS.items()}
    post = {
        **_texts(item),
        "created_at": created_at({**legacy, "id_str": _number(item)}).isoformat(),
        "lang": legacy.get("lang"),
        "public_metrics": counts | {"impression_count": side.part(item, "views").get("count")},
        "article": _result(side.part(side.part(item, "article"), "article_results")),
        "referenced_tweets": _references(item, repeated),
        "attachments": {"media_keys": [one["media_key"] for one in media], "poll_ids": [poll["id"] for poll in polls]},
        "edit_history_tweet_ids": versions,
    }
    shown = [{"media_key": m["media_key"], "type": m.get("type"), "url": m.get("media_url_https"),
              "alt_text": m.get("ext_alt_text")} for m in media]  # fmt: skip
    tweets = [_texts(repeated)] if repeated else []
    return {"data": [post], "includes": {"tweets": tweets, "media": shown, "polls": polls}}


def _texts(item: Item) -> dict[str, Any]:
    """Return number, text, entities and long form of an item."""
    side, legacy = SideValues(), _merge_parts(item)
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


def _polls(item: Item, side: SideValues) -> list[dict[str, Any]]:
    """Return the poll of a post, whose choices stand in its card by name."""
    card = side.part(item, "card")
    values = _by_name((side.part(card, "legacy") or card).get("binding_values"))
    names = (f"choice{place}_label" for place in range(1, CHOICES_MOST + 1))
    labels = [label for name in names if (label := side.text(side.part(values, name), "string_value"))]
    options = [{"position": place, "label": label} for place, label in enumerate(labels, start=1)]
    return [{"id": _number(item), "options": options}] if options else []


def _by_name(told: Any) -> Item:
    """Return the values of a card by name, which also come as a list."""
    if isinstance(told, list):
        return {str(one.get("key")): one.get("value") for one in told if isinstance(one, dict)}
    return told if isinstance(told, dict) else {}


def _references(item: Item, repeated: Item) -> list[dict[str, Any] | None]:
    legacy = _merge_parts(item)
    is_bare = not repeated and str(legacy.get("full_text")).startswith("RT @")  # it repeats what the page did not show
    quoted = legacy.get("quoted_status_id_str") or _number(_result(SideValues().part(legacy, "quoted_status_result")))
    is_quote = legacy.get("is_quote_status") is True and not (repeated or is_bare)
    told = {
        "retweeted": _number(repeated) or None,
        "replied_to": legacy.get("in_reply_to_status_id_str") or legacy.get("in_reply_to_status_id"),
        "quoted": quoted or ("" if is_quote else None),
    }
    found: list[dict[str, Any] | None] = [
        {"type": kind, "id": str(number)} for kind, number in told.items() if number is not None
    ]
    return [*found, None] if is_bare else found


def _unwrap_post(item: Item) -> Item:
    """Return a post out of the wrappers that stand around one in a list, or around one with limited actions."""
    for name in WRAPPERS:
        if isinstance(item.get(name), dict) and "legacy" not in item:
            return _unwrap_post(item[name])
    return item


def _result(wrapper: Item) -> Item:
    return _unwrap_post(SideValues().part(wrapper, "result"))


def _merge_parts(item: Item) -> Item:
    """Return what the website says of a post itself, in whichever of its parts it stands."""
    parts = [item, *(SideValues().part(item, name) for name in PARTS)]
    found = {name: value for part in parts for name, value in part.items() if value is not None}
    at = seconds_of(found.get("created_at_ms"))
    return found if at is None else {"created_at": datetime.fromtimestamp(at, UTC).isoformat(), **found}


def _number(item: Item) -> str:
    """Return a post's number; an empty text where none is told."""
    written = _merge_parts(item)
    told = (item.get("rest_id"), written.get("id_str"), written.get("id"))
    return next((str(number) for number in told if is_number(number)), "")


def _is_withheld(item: Item) -> bool:
    """Tell whether X shows a notice in the place of a post's text."""
    written = _merge_parts(item)
    return bool(written.get("withheld_scope")) and "withheld" in str(written.get("full_text")).lower()


def _author(item: Item) -> str:
    """Name the writer of a post, as X tells; an empty text where it does not."""
    side, user = SideValues(), _user(item)
    places = (side.part(user, "legacy"), side.part(user, "core"), user)
    return next((name for place in places if (name := side.text(place, "screen_name"))), "")


def _user(item: Item) -> Item:
    side = SideValues()
    return _result(side.part(side.part(item, "core"), "user_results")) or side.part(item, "user")


def _author_number(item: Item) -> str:
    user = _user(item)
    told = (user.get("rest_id"), user.get("id_str"), _merge_parts(item).get("user_id_str"))
    return next((str(number) for number in told if is_number(number)), "")


def _own_pictures(item: Item) -> Iterator[re.Match[str]]:
    """Yield the addresses of pictures that stand under the post's own number; a borrowed one has another's."""
    side, legacy = SideValues(), _merge_parts(item)
    media = [one for name in ("extended_entities", "entities") for one in side.items(side.part(legacy, name), "media")]
    for address in filter(None, (side.text(one, "expanded_url") for one in media)):
        if (found := STATUS.match(address)) and found[2] == _number(item):
            yield found
