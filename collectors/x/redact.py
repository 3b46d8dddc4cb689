"""Redact answers of X: of other people only what the account's own post shows of them is kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from collectors.privacy import ASKING, mask_handles

Json = Mapping[str, Any]

KEPT = (  # of a post's parts those that name nobody
    "article", "attachments", "conversation_id", "created_at", "edit_history_tweet_ids", "id", "lang",
    "non_public_metrics", "public_metrics", "referenced_tweets",
)  # fmt: skip
KEPT_OF_ENTITIES = ("hashtags", "urls")
KEPT_INCLUDES = ("media", "polls")
ADDRESSES = ("url", "expanded_url", "unwound_url", "expandedUrl", "shortUrl")
HOSTS = ("x.com", "twitter.com")
# Parts of X whose paths name no account.
PLACES = ("about", "blog", "business", "developer", "help", "legal", "pic", "privacy", "support", "transparency")
OF_NOBODY = frozenset({"i", "hashtag"})
OF_POSTS = ("status", "statuses", "photo", "video")  # with numbers, what may stand behind a name
SCHEME = re.compile(r"\s*(?:https?:)?[/\\]*", re.IGNORECASE)
IN_TEXT = re.compile(
    r"(?<![\w.-])(?:https?:/[/\\]*)?(?:[\w-]+\.)*(?:twitter|x)\.com(?![\w-])[^\s<>\"',;()?#]*(?:[?#][^\s<>\"']*)?",
    re.IGNORECASE,
)
CLOSING = ".,;:!?)]}\u2026\u201d\u2019"  # of the sentence, not of the address at its end


def minimise_answer(answer: Json, known: Collection[str] = frozenset()) -> dict[str, Any]:
    """Drop what others wrote, and whom the account answers.

    Of the referenced posts only the text that a repost repeats is kept; of mentioned people only the handle, and in
    replies, which greet citizens, only those handles that are *known*.
    """
    data, includes = answer.get("data"), answer.get("includes")
    kept = dict(answer)
    if not isinstance(data, (dict, list, type(None))):
        kept["data"] = None
    if isinstance(data, list):
        kept["data"] = [_without_people(item, known) if isinstance(item, dict) else None for item in data]
    if isinstance(includes, dict):
        kept["includes"] = _kept_includes(includes, _repeated_numbers(kept.get("data")))
    return kept


def greets_people(item: Json, text: Any) -> bool:
    """Whether a post answers somebody: X says so, or it begins with a handle, as answers to deleted posts do."""
    begins = isinstance(text, str) and text.lstrip().startswith(("@", "\uff20"))
    return begins or "replied_to" in references_of(item)


def references_of(item: Json) -> dict[str, str]:
    """Return the numbers of what a post answers, quotes or repeats, by the kind of reference; "" where one lacks."""
    told = item.get("referenced_tweets")
    found = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return {str(one["type"]): str(one.get("id") or "") for one in found if one.get("type")}


def _without_people(item: Json, known: Collection[str]) -> dict[str, Any]:
    kept = {name: item[name] for name in KEPT if name in item}
    long = item.get("note_tweet")
    whole = long.get("text") if isinstance(long, dict) else None
    greets = greets_people(item, item.get("text")) or greets_people({}, whole)
    kept |= _texts(item, known, greets=greets)
    if isinstance(long, dict):
        kept["note_tweet"] = _texts(long, known, greets=greets)
    return kept


def _texts(item: Json, known: Collection[str], *, greets: bool) -> dict[str, Any]:
    """Keep text and entities of a post, or of its long form."""
    kept: dict[str, Any] = {}
    text = item.get("text")
    if isinstance(text, str):
        kept["text"] = nameless_text(text, known) if greets else text
    entities = item.get("entities")
    if isinstance(entities, dict):
        kept["entities"] = {name: entities[name] for name in KEPT_OF_ENTITIES if name in entities}
        if greets and "urls" in entities:
            kept["entities"]["urls"] = drop_names_of_urls(entities["urls"], known)
        kept["entities"] |= _redact_mentions(entities.get("mentions"), known if greets else None)
    return kept


def drop_names_of_urls(urls: Any, known: Collection[str]) -> list[dict[str, Any]]:
    """Return the addresses of an answer, without the names of others whose pages on X they lead to."""
    found = [one for one in urls if isinstance(one, dict)] if isinstance(urls, list) else []
    return [{key: _redact_address(one[key], known) for key in ADDRESSES if key in one} for one in found]


def nameless_text(text: str, known: Collection[str]) -> str:
    """Return the text of an answer, without the names of others in it and in its addresses of X."""
    return mask_handles(IN_TEXT.sub(lambda found: _without_tail(found[0], known), text), known)


def _without_tail(found: str, known: Collection[str]) -> str:
    address = found.rstrip(CLOSING)
    return f"{_redact_address(address, known)}{found[len(address) :]}"


def _redact_address(address: Any, known: Collection[str]) -> Any:
    """Return an address; one of X without its parameters and without the names of others, however it is spelt."""
    if not isinstance(address, str):
        return address
    whole = unquote(unquote(address)).replace("\\", "/")
    try:
        parts = urlsplit(f"//{SCHEME.sub('', whole, count=1)}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:  # a bracket where a host should be
        return "https://x.com/i" if any(name in whole.casefold() for name in HOSTS) else address
    if not host.endswith(tuple(f".{name}" for name in HOSTS)) and host not in HOSTS:
        return address
    told = [part for part in parts.path.split("/") if part not in ("", ".")]
    kept = told if host.partition(".")[0] in PLACES else _kept_path(told, known)
    if kept == told and "//" not in parts.path and not (parts.query or parts.fragment or "@" in parts.netloc):
        return address
    return f"https://{host}/{quote('/'.join(kept), safe='/@:')}"


def _kept_path(told: Sequence[str], known: Collection[str]) -> Sequence[str]:
    """Return the parts of a path on X that name nobody but *known* accounts."""
    name = told[0].strip("@\uff20.").casefold() if told else ""
    if name in ASKING or told[:2] == ["i", "user"]:
        return [name]
    if ".." not in told and (not name or name in OF_NOBODY or name in known):
        return told
    return ["i", *takewhile(lambda part: part.isdigit() or part in OF_POSTS, told[1:])]


def _redact_mentions(told: Any, known: Collection[str] | None) -> dict[str, Any]:
    """Keep of mentions the handles, of no other account than the *known* if any are given."""
    if not isinstance(told, list):
        return {}
    names = [one["username"] for one in told if isinstance(one, dict) and isinstance(one.get("username"), str)]
    return {"mentions": [{"username": name} for name in names if known is None or name.casefold() in known]}


def _repeated_numbers(data: Any) -> set[str]:
    """Return the numbers of what posts repeat."""
    items = [item for item in data if item] if isinstance(data, list) else []
    return {references_of(item)["retweeted"] for item in items if "retweeted" in references_of(item)}


def _kept_includes(includes: Json, repeated: Collection[str]) -> dict[str, Any]:
    kept = {name: includes[name] for name in KEPT_INCLUDES if name in includes}
    tweets = includes.get("tweets")
    if isinstance(tweets, list):
        found = [one for one in tweets if isinstance(one, dict) and str(one.get("id")) in repeated]
        kept["tweets"] = [{"id": one["id"]} | _redact_original(one) for one in found]
    return kept


def _redact_original(item: Json) -> dict[str, Any]:
    long = item.get("note_tweet")
    more = {"note_tweet": _texts(long, (), greets=False)} if isinstance(long, dict) else {}
    return _texts(item, (), greets=False) | more
