"""Answers of X API v2 → records. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.errors import SourceChanged
from collectors.records import (
    LARGEST_COUNT,
    ODD,
    Account,
    Kind,
    Media,
    Metrics,
    Parsed,
    Post,
    RawPage,
    Reads,
    parse_each,
)
from collectors.side_values import SideValues, count_of
from collectors.x.content import Part, is_cut, long_form, terms_of, unescape_text, whole_text
from collectors.x.cursor import moment_of
from collectors.x.redact import references_of

Json = Mapping[str, Any]

# Of the kinds of reference a post may carry, the one that says what it is.
KINDS: tuple[tuple[str, Kind], ...] = (("retweeted", "repost"), ("replied_to", "reply"), ("quoted", "quote"))
MEDIA_KINDS: Mapping[str, Any] = {"photo": "image", "video": "video", "animated_gif": "video"}
KEY_PREFIXES: Mapping[str, Any] = {"3": "image", "7": "video", "13": "video", "16": "video"}
NOT_FOUND = ("/resource-not-found", "Not Found Error", "Not Found")
UNTYPED = ("about:blank", "None")  # of an error whose kind only its title tells
FIRST_DATED = 29_700_859_247  # the first number that tells when its post was published
PRIVATE_COUNTS = ("impression_count", "url_link_clicks", "user_profile_clicks", "engagements")
COUNTS = (
    "like_count", "reply_count", "retweet_count", "quote_count", "public_metrics", "non_public_metrics", "lang",
    *PRIVATE_COUNTS,
)  # fmt: skip
"""Side values that change nothing of a post's text, nor of what hangs on it."""


def identify_posts(answer: Json, post_ids: Mapping[str, str]) -> dict[str, Any]:
    """Note in a look-up's errors which post is meant: *post_ids* by the number that was looked up."""
    meant = [(error, next((one for one in _numbers_of(error) if one in post_ids), None)) for error in errors_of(answer)]
    errors = [error if number is None else {**error, "post_id": post_ids[number]} for error, number in meant]
    return {**answer, "errors": errors} if errors else dict(answer)


def errors_of(answer: Json) -> list[Json]:
    """Return what an answer says could not be served."""
    return SideValues().items(answer, "errors")


def _numbers_of(error: Json) -> list[str]:
    """Return the numbers that an error may speak of, the likeliest first; X names it in several places."""
    told = [error.get(name) for name in ("resource_id", "value", "id")]
    plain = [str(one).strip() for part in told for one in (part if isinstance(part, list) else [part])]
    return [number for number in (*plain, *re.findall(r"\d+", str(error.get("detail")))) if is_number(number)]


def reads_of(answer: Json) -> Reads:
    """Count what an answer may be billed for, ``includes`` too: X does not say that they are free."""
    data, includes = answer.get("data"), SideValues().part(answer, "includes")
    brought = {name: len(told) for name, told in includes.items() if isinstance(told, list)}
    return Reads(
        posts=(len(data) if isinstance(data, list) else 0) + brought.get("tweets", 0),
        users=int(isinstance(data, dict)) + brought.get("users", 0),
        media=brought.get("media", 0),
    )


def numbers_of(answer: Json) -> list[int]:
    """Return X's own numbers of a page's posts, as the posts or the page itself tell them. Raises SourceChanged."""
    data, meta = answer.get("data") or [], SideValues().part(answer, "meta")
    if not isinstance(data, list):
        raise unknown_shape(TypeError("data is no list"))
    numbers = [int(item["id"]) for item in data if isinstance(item, dict) and is_number(item.get("id"))]
    if len(numbers) < len(data):  # a page tells of its posts what they do not tell themselves
        numbers += [int(meta[name]) for name in ("newest_id", "oldest_id") if is_number(meta.get(name))]
    if data and not numbers:
        raise unknown_shape(KeyError("id"))
    return numbers


def is_number(told: Any) -> bool:
    """Whether *told* is a number of X's."""
    return count_of(told) is not None


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
            return _parsed_account(data, account)
        if not isinstance(data, list):
            raise TypeError("data is no list")  # told like all that is odd
        odd, includes = list[str](), SideValues().part(answer, "includes")
        posts, unreadable = parse_each(
            [item for item in data if item is not None],
            lambda item: _post(item, includes, account, odd),
            lambda item: _identity_of(item, account),
        )
        odd += ["data"] * sum(item is None for item in data)
        return Parsed(
            posts=keep_newest_versions(posts), gone=_deleted_posts(answer), unreadable=unreadable, left_out=tuple(odd)
        )
    except ODD as error:
        raise unknown_shape(error) from error


def keep_newest_versions(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return of each post its newest version: a page may show an edited one twice, in any order."""
    ordered = sorted(posts, key=lambda post: post.revision or 0)
    last = {post.post_id: post for post in ordered}
    return tuple(post for post in posts if last[post.post_id] is post)


def _parsed_account(user: Json, account: str) -> Parsed:
    side = SideValues()
    counts = side.part(user, "public_metrics")
    seen = Account(
        name=side.text(user, "username") or account,
        followers=side.count(counts, "followers_count"),
        following=side.count(counts, "following_count"),
        post_count=side.count(counts, "tweet_count"),
    )
    return Parsed(account=seen, left_out=tuple(side.odd))


def _deleted_posts(answer: Json) -> tuple[str, ...]:
    """Return the looked-up posts that X says do not exist; a post merely referred to is not meant."""
    told = (error for error in errors_of(answer) if error.get("resource_type") != "user")
    meant = (error for error in told if error.get("post_id") or error.get("parameter") == "ids")
    proofs = [error for error in meant if _kind_of(error).endswith(NOT_FOUND)]
    gone = (error.get("post_id") or next((f"x:{number}" for number in _numbers_of(error)), None) for error in proofs)
    return tuple(str(post_id) for post_id in gone if post_id)


def _kind_of(error: Json) -> str:
    """Return the kind of an error: its type, else its title."""
    told = str(error.get("type"))
    return str(error.get("title")) if told in UNTYPED else told


def _post(item: Json, includes: Json, account: str, odd: list[str]) -> Post:
    side = SideValues()
    kind, reference = _kind(item, side)
    included = side.items(includes, "tweets") if kind == "repost" else []
    original = _original_of(included, reference, side)
    post_id, url = _identity_of(item, account)
    terms = terms_of(_parts(item, original), versions_of(item, side), side)
    text = _text(item, original)
    post = Post(
        post_id=post_id,
        kind=kind,
        url=url,
        text=_with_more(text, item, includes, side),
        title=_title(item, side),
        published_at=published_at(item),
        language=side.text(item, "lang"),
        metrics=Metrics() if kind == "repost" else _metrics(side.part(item, "public_metrics"), side),
        insights=() if kind == "repost" else _insights(side.part(item, "non_public_metrics"), side),
        hashtags=terms.hashtags,
        mentions=terms.mentions,
        links=terms.links,
        media=_media(item, includes, side),
        reference=f"x:{reference}" if reference else None,
        reduced=is_cut(original or item) or not set(side.odd) <= set(COUNTS),
        revision=int(item["id"]),
    )
    odd += side.odd
    return post


def _original_of(included: Sequence[Json], reference: str | None, side: SideValues) -> Json | None:
    """Return the post that a repost repeats; one without a text is no more told than one that is not there."""
    found = next((one for one in included if str(one.get("id")) == reference), None)
    try:
        return found if found is None or whole_text(found) else None
    except ValueError:
        side.note("tweets")
        return None


def _identity_of(item: Json, account: str) -> tuple[str, str]:
    """Return a post's identity, the first id of its history, and the address of its newest version."""
    if not is_number(item["id"]):
        raise ValueError(f"{str(item['id'])[:40]!r} is no post's number")
    return f"x:{versions_of(item, SideValues())[0]}", f"https://x.com/{account}/status/{item['id']}"


def versions_of(item: Json, side: SideValues) -> list[str]:
    """Return the numbers of all versions of a post, oldest first; without a history its own."""
    history = side.digits(item, "edit_history_tweet_ids")
    return sorted(history, key=int) if str(item["id"]) in history else [str(item["id"])]


def _kind(item: Json, side: SideValues) -> tuple[Kind, str | None]:
    side.items(item, "referenced_tweets")  # notes odd ones
    references = references_of(item)
    for name, kind in KINDS:
        if name in references:
            return kind, references[name] or None
    told = item.get("referenced_tweets", ())
    odd = "referenced_tweets" in side.odd or told is None or (told and not references)
    repeats = odd and whole_text(item).startswith("RT @")
    return ("repost" if repeats else "post"), None


def _place(option: Json) -> int:
    """Return the place of a poll's choice; one that is not told comes last."""
    return count_of(option.get("position")) or LARGEST_COUNT


def published_at(item: Json) -> datetime:
    """Return when a post was published: as X says it, else as its number tells."""
    try:
        told = datetime.fromisoformat(item["created_at"])
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except ODD:
        if int(item["id"]) < FIRST_DATED:
            raise
        return moment_of(int(item["id"]))


def _text(item: Json, original: Json | None) -> str:
    """Return the whole text, unescaped once: X sends &amp; &lt; &gt;, cuts long posts and reposts."""
    if original is None:
        return unescape_text(whole_text(item))
    prefix, colon, _ = whole_text(item).partition(": ")  # "RT @name: …"
    return unescape_text(prefix + colon + whole_text(original))


def _with_more(text: str, item: Json, includes: Json, side: SideValues) -> str:
    """Return the text with what X shows beneath it: an article's own text, the choices of a poll."""
    article = side.part(item, "article")
    told = unescape_text(article_text(article, side))
    keys = side.digits(side.part(item, "attachments"), "poll_ids")
    polls = [poll for poll in side.items(includes, "polls") if keys and str(poll.get("id")) in keys]
    if len(polls) < len(keys):  # without its choices the text is not whole
        side.note("polls")
    options = [sorted(side.items(poll, "options"), key=_place) for poll in polls]
    choices = [side.text(option, "label") for poll in options for option in poll]
    more = [told, *(f"• {choice}" for choice in choices if choice)]
    return "\n".join([text, *(one for one in more if one and one not in text)])


def article_text(article: Json, side: SideValues) -> str:
    """Return the text of an article post, or its beginning; empty where there is none."""
    return side.text(article, "plain_text") or side.text(article, "preview_text") or ""


def _title(item: Json, side: SideValues) -> str | None:
    return unescape_text(side.text(side.part(item, "article"), "title") or "") or None


def _parts(item: Json, original: Json | None) -> Iterable[Part]:
    """Return a post's texts with their entities: its long form, its article, and of a repost the original's, too."""
    if article := article_text(SideValues().part(item, "article"), SideValues()):
        yield None, article
    for one in (original, item):
        if one is None:
            continue
        whole = long_form(one)
        if whole:
            yield whole.get("entities"), str(whole["text"])
        if one.get("entities") or not (whole or (original and one is item)):  # of a cut text its tags may be cut, too
            yield one.get("entities"), str(one.get("text") or "")


def _metrics(counts: Json, side: SideValues) -> Metrics:
    shares = [side.count(counts, name) for name in ("retweet_count", "quote_count") if counts.get(name) is not None]
    known = [count for count in shares if count is not None]
    total = sum(known) if known and len(known) == len(shares) else None  # a part of the sum is not the sum
    return Metrics(
        likes=side.count(counts, "like_count"),
        comments=side.count(counts, "reply_count"),
        shares=total if total is None or total <= LARGEST_COUNT else None,
        views=side.count(counts, "impression_count"),
    )


def _insights(counts: Json, side: SideValues) -> tuple[tuple[str, int], ...]:
    """Return the counts that only the account's owner is told, by X's names; what is not told has no entry."""
    told = ((name, side.count(counts, name)) for name in PRIVATE_COUNTS if name in counts)
    return tuple((name, count) for name, count in told if count is not None)


def _media(item: Json, includes: Json, side: SideValues) -> tuple[Media, ...]:
    """Return the media by their keys; what they are is told by the key, where they are only by an expansion."""
    keys = side.texts(side.part(item, "attachments"), "media_keys")
    told = {media.get("media_key"): media for media in (side.items(includes, "media") if keys else ())}
    return tuple(_medium(key, told.get(key, {}), side) for key in keys)


def _medium(key: str, media: Json, side: SideValues) -> Media:
    kind = MEDIA_KINDS.get(str(media.get("type")), KEY_PREFIXES.get(key.split("_", maxsplit=1)[0], "image"))
    return Media(kind, side.address(media, "url", "preview_image_url"), side.text(media, "alt_text"))
