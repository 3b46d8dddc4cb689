"""Answers of X API v2 → records. Pure."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from collectors.errors import SourceChanged
from collectors.privacy import mask_handles
from collectors.records import ODD, Account, Kind, Media, Metrics, Parsed, Post, RawPage, Reads, parse_each, told_count

Json = Mapping[str, Any]

# Of the kinds of reference a post may carry, the one that says what it is.
KINDS: tuple[tuple[str, Kind], ...] = (("retweeted", "repost"), ("replied_to", "reply"), ("quoted", "quote"))
MEDIA_KINDS: Mapping[str, Any] = {"photo": "image", "video": "video", "animated_gif": "video"}
KEY_PREFIXES: Mapping[str, Any] = {"3": "image", "7": "video", "13": "video", "16": "video"}
NAMELESS = (  # of a post's parts
    "attachments", "created_at", "edit_history_tweet_ids", "id", "lang", "public_metrics", "referenced_tweets",
)  # fmt: skip
NOT_FOUND = "/resource-not-found"
X_HOSTS = ("x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")


def minimised(answer: Json, known: Collection[str] = frozenset()) -> dict[str, Any]:
    """Drop what others wrote, and whom the account answers.

    Of the referenced posts only the text that a repost repeats is kept; of mentioned people only the handle, and in
    replies, which greet citizens, only those handles that are *known*.
    """
    data = answer.get("data")
    if isinstance(data, list):
        data = [_discreet(item, known) for item in data]
        answer = {**answer, "data": data}
    included = (answer.get("includes") or {}).get("tweets")
    if not included:
        return dict(answer)
    repeated = {number for item in data or () for number in _repeated(item)}
    kept = [
        {name: tweet[name] for name in ("id", "text", "note_tweet") if name in tweet}
        for tweet in included
        if str(tweet["id"]) in repeated
    ]
    return {**answer, "includes": {**answer["includes"], "tweets": kept}}


def _discreet(item: Json, known: Collection[str]) -> dict[str, Any]:
    try:
        return _without_people(item, known)
    except ODD:
        return _without_names(item, known)


def _without_names(item: Json, known: Collection[str]) -> dict[str, Any]:
    """Keep of a post of an unknown shape what can name nobody, as if it were a reply."""
    kept = {name: item[name] for name in NAMELESS if name in item}
    if isinstance(item.get("text"), str):
        kept["text"] = mask_handles(item["text"], known)
    long = item.get("note_tweet")
    if isinstance(long, dict) and isinstance(long.get("text"), str):
        kept["note_tweet"] = {"text": mask_handles(long["text"], known)}
    return kept


def _repeated(item: Json) -> list[str]:
    """Return the numbers of what a post repeats."""
    try:
        references = item.get("referenced_tweets") or ()
        return [str(reference["id"]) for reference in references if reference["type"] == "retweeted"]
    except ODD:
        return []


def _without_people(item: Json, known: Collection[str]) -> dict[str, Any]:
    is_reply = _kind(item)[0] == "reply"
    kept = {**item, "text": mask_handles(item["text"], known)} if is_reply else dict(item)
    if item.get("note_tweet"):
        kept["note_tweet"] = _mentioning(item["note_tweet"], known, is_reply=is_reply)
        if is_reply:
            kept["note_tweet"]["text"] = mask_handles(kept["note_tweet"]["text"], known)
    return _mentioning(kept, known, is_reply=is_reply)


def _mentioning(item: Json, known: Collection[str], *, is_reply: bool) -> dict[str, Any]:
    """Keep of the mentions among an item's entities no number of an account, in replies none of the unknown."""
    mentions = (item.get("entities") or {}).get("mentions")
    if mentions is None:
        return dict(item)
    named = [{"username": m["username"]} for m in mentions if not is_reply or m["username"].casefold() in known]
    return {**item, "entities": {**item["entities"], "mentions": named}}


def identified(answer: Json, post_ids: Mapping[str, str]) -> dict[str, Any]:
    """Note in a look-up's errors which post is meant: *post_ids* by the number that was looked up."""
    errors = [
        {**error, "post_id": post_ids[str(error["resource_id"])]}
        if str(error.get("resource_id")) in post_ids
        else error
        for error in answer.get("errors") or ()
    ]
    return {**answer, "errors": errors} if errors else dict(answer)


def reads_of(answer: Json) -> Reads:
    """Count what an answer may be billed for, ``includes`` too: X does not say that they are free."""
    data, includes = answer.get("data") or [], answer.get("includes") or {}
    one_user = isinstance(data, dict)
    return Reads(
        posts=(0 if one_user else len(data)) + len(includes.get("tweets", ())),
        users=(1 if one_user else 0) + len(includes.get("users", ())),
        media=len(includes.get("media", ())),
    )


def numbers_of(answer: Json) -> list[int]:
    """Return X's own numbers of a page's posts. Raises SourceChanged."""
    try:
        return [int(item["id"]) for item in answer.get("data") or ()]
    except (KeyError, TypeError, ValueError) as error:
        raise unknown_shape(error) from error


def unknown_shape(error: Exception) -> SourceChanged:
    """Explain an answer that lacks what it always had."""
    return SourceChanged(f"X sent a post of an unknown shape ({error!r})", advice="update Pantau")


def parse_stored(raw: RawPage, account: str) -> Parsed:
    """Parse a stored page. Raises SourceChanged."""
    return parse_answer(json.loads(raw.body), account)


def parse_answer(answer: Json, account: str) -> Parsed:
    """Parse any stored answer: an account, a timeline page, a look-up. Raises SourceChanged."""
    data = answer.get("data") or []
    try:
        if isinstance(data, dict):
            return Parsed(account=_account(data))
        posts, unreadable = parse_each(
            list(data),
            lambda item: _post(item, answer.get("includes") or {}, account),
            lambda item: _named(item, account),
        )
        return Parsed(posts=posts, gone=_gone(answer), unreadable=unreadable)
    except ODD as error:
        raise unknown_shape(error) from error


def _account(user: Json) -> Account:
    counts = user.get("public_metrics", {})
    return Account(
        name=user["username"],
        followers=told_count(counts.get("followers_count")),
        following=told_count(counts.get("following_count")),
        post_count=told_count(counts.get("tweet_count")),
    )


def _gone(answer: Json) -> tuple[str, ...]:
    """Return the looked-up posts that X says do not exist; a post merely referred to is not meant."""
    return tuple(
        error.get("post_id") or f"x:{error['resource_id']}"
        for error in answer.get("errors") or ()
        if error.get("parameter") == "ids" and str(error.get("type", "")).endswith(NOT_FOUND)
    )


def _post(item: Json, includes: Json, account: str) -> Post:
    kind, reference = _kind(item)
    long = item.get("note_tweet") or {}
    entities = long.get("entities") or item.get("entities") or {}
    post_id, url = _named(item, account)
    return Post(
        post_id=post_id,
        kind=kind,
        url=url,
        text=_text(item, includes, reference if kind == "repost" else None),
        published_at=datetime.fromisoformat(item["created_at"]).astimezone(UTC),
        language=item.get("lang"),
        metrics=Metrics() if kind == "repost" else _metrics(item.get("public_metrics", {})),
        hashtags=tuple(tag["tag"] for tag in entities.get("hashtags", ())),
        mentions=tuple(mention["username"] for mention in entities.get("mentions", ())),
        links=_links(entities),
        media=_media(item, includes),
        reference=f"x:{reference}" if reference else None,
    )


def _named(item: Json, account: str) -> tuple[str, str]:
    """Return a post's identity, the first id of its history, and the address of its newest version."""
    history = item.get("edit_history_tweet_ids") or [item["id"]]
    return f"x:{history[0]}", f"https://x.com/{account}/status/{item['id']}"


def _kind(item: Json) -> tuple[Kind, str | None]:
    references = {reference["type"]: str(reference["id"]) for reference in item.get("referenced_tweets") or ()}
    for name, kind in KINDS:
        if name in references:
            return kind, references[name]
    return "post", None


def _text(item: Json, includes: Json, repeated: str | None) -> str:
    """Return the whole text, unescaped once: X sends &amp; &lt; &gt;, cuts long posts and reposts."""
    original = next((t for t in includes.get("tweets", ()) if str(t["id"]) == repeated), None) if repeated else None
    if original:
        prefix, colon, _ = item["text"].partition(": ")  # "RT @name: …"
        return html.unescape(prefix + colon + whole_text(original))
    return html.unescape(whole_text(item))


def whole_text(item: Json) -> str:
    """Return the text of a post, still escaped: of a long one all of it."""
    return str((item.get("note_tweet") or {}).get("text") or item["text"])


def _metrics(counts: Json) -> Metrics:
    shares = [counts[name] for name in ("retweet_count", "quote_count") if counts.get(name) is not None]
    return Metrics(
        likes=told_count(counts.get("like_count")),
        comments=told_count(counts.get("reply_count")),
        shares=told_count(sum(shares)) if shares else None,
        views=told_count(counts.get("impression_count")),
    )


def _links(entities: Json) -> tuple[str, ...]:
    """Return where the post's links lead, without those to its own pictures."""
    found = (url.get("unwound_url") or url.get("expanded_url") or url["url"] for url in entities.get("urls", ()))
    return tuple(dict.fromkeys(url for url in found if not _own_media(url)))


def _own_media(url: str) -> bool:
    address = urlsplit(url)
    parts = address.path.split("/")
    # …/status/1/photo/1
    return address.hostname in X_HOSTS and "status" in parts and parts[-2] in ("photo", "video")


def _media(item: Json, includes: Json) -> tuple[Media, ...]:
    """Return the media by their keys; what they are is told by the key, where they are only by an expansion."""
    told = {media.get("media_key"): media for media in includes.get("media", ())}
    found = []
    for key in (item.get("attachments") or {}).get("media_keys", ()):
        media = told.get(key, {})
        kind = MEDIA_KINDS.get(media.get("type", ""), KEY_PREFIXES.get(key.split("_")[0], "image"))
        found.append(Media(kind, media.get("url") or media.get("preview_image_url"), media.get("alt_text")))
    return tuple(found)
