"""Check one call of X API v2, and answer it with a page of posts and what the request expands."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.demo.standin.x.errors import (
    bad,
    field_errors,
    not_found,
)
from pipeline.demo.standin.x.objects import author, media_objects, ref_id, tweet_object, user_object
from pipeline.demo.world.exchange import Answer
from pipeline.demo.world.world import Account, World, XPost

FIELDS = {
    "tweet.fields": """
        article attachments author_id context_annotations conversation_id created_at edit_controls
        edit_history_tweet_ids entities geo id in_reply_to_user_id lang non_public_metrics note_tweet
        organic_metrics possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings
        source text withheld""",
    "user.fields": """
        created_at description entities id location name pinned_tweet_id profile_image_url protected
        public_metrics url username verified verified_type withheld""",
    "media.fields": """
        alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url
        promoted_metrics public_metrics type url variants width""",
    "expansions": """
        attachments.media_keys attachments.poll_ids author_id edit_history_tweet_ids
        entities.mentions.username geo.place_id in_reply_to_user_id referenced_tweets.id
        referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id""",
}
COMMON = {*FIELDS, "place.fields", "poll.fields"}
PAGING = {"max_results", "pagination_token", "since_id", "until_id", "start_time", "end_time", "exclude"}
BROUGHT_BY = {  # an expansion also shows the field that it expands
    "author_id": "author_id",
    "in_reply_to_user_id": "in_reply_to_user_id",
    "attachments.media_keys": "attachments",
    "referenced_tweets.id": "referenced_tweets",
    "referenced_tweets.id.author_id": "referenced_tweets",
    "referenced_tweets.id.attachments.media_keys": "referenced_tweets",
}
PRIVATE_AGE = timedelta(days=30)
PRIVATE_METRICS = {"non_public_metrics", "organic_metrics", "promoted_metrics"}


def asked(query: dict[str, str], name: str) -> set[str]:
    """Return the values of a list parameter; one that X does not know is refused."""
    values = {value for value in query.get(name, "").split(",") if value}
    for value in sorted(values - set(FIELDS[name].split())):
        raise bad(name, value)
    return values


def once(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out repeated objects."""
    return list({str(o.get("media_key") or o["id"]): o for o in objects}.values())


def published(world: World) -> list[XPost]:
    """Return what the account shows now, newest first; two posts with one id are a mistake."""
    shown = [post for post in world.x if post.at <= world.now]
    if len({post.id for post in shown}) < len(shown):
        raise ValueError("two X posts have the same id; give them different texts or times")
    return sorted(shown, key=lambda post: int(post.id), reverse=True)


@dataclass
class Call:
    """One request to the API: what it asked for, and the objects built accordingly."""

    world: World
    query: dict[str, str]
    fault: str | None = None
    owner: bool = False
    """Whether the owner's token asks."""

    def __post_init__(self) -> None:
        """Read the fields and expansions, and what there is to see now."""
        self.posts = published(self.world)
        self.expansions = asked(self.query, "expansions")
        brought = {BROUGHT_BY[name] for name in self.expansions if name in BROUGHT_BY}
        self.tweet_fields = asked(self.query, "tweet.fields") | brought
        self.user_fields = asked(self.query, "user.fields")
        self.media_fields = asked(self.query, "media.fields")

    def allow(self, *names: str) -> None:
        """Refuse query parameters other than the common ones and *names*."""
        for name in sorted(set(self.query) - COMMON - set(names)):
            raise bad(name, self.query[name])

    def findable(self) -> dict[str, XPost]:
        """Return by id what can be looked up: posts, their earlier versions, and what they refer to."""
        earlier = [replace(post, id=old, text=text) for post in self.posts for old, text in post.earlier.items()]
        referred = list(self.world.x_others)
        referred += [post.ref for post in self.posts if isinstance(post.ref, XPost)]
        return {post.id: post for post in [*referred, *earlier, *self.posts]}

    def user(self, account: Account) -> dict[str, Any]:
        """Build a user object with the fields that were asked for."""
        count = account.post_count if account.post_count is not None else len(self.posts)
        keep = {"id", "name", "username"} | self.user_fields
        return {key: value for key, value in user_object(account, count).items() if key in keep}

    def media(self, post: XPost) -> list[dict[str, Any]]:
        """Build the media objects of *post* with the fields that were asked for."""
        keep = {"media_key", "type"} | self.media_fields
        return [{key: value for key, value in media.items() if key in keep} for media in media_objects(post)]

    def tweet(self, post: XPost) -> dict[str, Any]:
        """Build a post object with the fields that were asked for."""
        keep = {"id", "text", "edit_history_tweet_ids"} | self.tweet_fields
        whole = tweet_object(self.world, post)
        if post.private and self.may_tell_all(post):
            whole["non_public_metrics"] = post.private
        return {key: value for key, value in whole.items() if key in keep}

    def may_tell_all(self, post: XPost) -> bool:
        """Whether the one who asks may see a post's private counts: its owner, of young posts that are no reposts."""
        owns = self.owner and self.world.x_owner.account_id in (None, self.world.x_account.native_id)
        young = post.at > self.world.now - PRIVATE_AGE
        return owns and post.author is None and post.kind != "repost" and young

    def answer(
        self, posts: list[XPost], errors: Iterable[dict[str, Any]] = (), meta: dict[str, Any] | None = None
    ) -> Answer:
        """Answer with *posts* and what the expansions bring; empty parts are left out, as X does."""
        private = sorted(self.tweet_fields & PRIVATE_METRICS)
        closed = [post for post in posts if private and not self.may_tell_all(post)]
        if self.fault == "omits_private":
            posts = [post for post in posts if post not in closed]
        includes, gone = self.includes(posts)
        body = {
            "data": [self.tweet(post) for post in posts],
            "includes": {kind: objects for kind, objects in includes.items() if objects},
            "errors": [*errors, *gone, *field_errors(private, closed)],
            "meta": meta,
        }
        brought = {kind: [str(o.get("media_key") or o["id"]) for o in objects] for kind, objects in includes.items()}
        return Answer(
            body={key: value for key, value in body.items() if value},
            post_ids=[post.id for post in posts],
            includes={kind: ids for kind, ids in brought.items() if ids},
        )

    def includes(self, posts: list[XPost]) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
        """Return what the expansions bring, and an error for each referenced post that is gone."""
        users, tweets, media, errors = [], [], [], []
        wants_posts = any(name.startswith("referenced_tweets.id") for name in self.expansions)
        for post in posts:
            if "author_id" in self.expansions:
                users.append(self.user(author(self.world, post)))
            if "attachments.media_keys" in self.expansions:
                media += self.media(post)
            if isinstance(post.ref, XPost) and wants_posts:
                tweets.append(self.tweet(post.ref))
                if "referenced_tweets.id.author_id" in self.expansions:
                    users.append(self.user(author(self.world, post.ref)))
                if "referenced_tweets.id.attachments.media_keys" in self.expansions:
                    media += self.media(post.ref)
            elif post.ref and wants_posts:
                errors.append(not_found("tweet", ref_id(post), "referenced_tweets.id"))
        return {"users": once(users), "tweets": once(tweets), "media": once(media)}, errors


def page_size(call: Call, *, least: int) -> int:
    """Return how many posts a page may hold, within X's own limits."""
    size = call.query.get("max_results", "10")
    if not size.isdigit() or not least <= int(size) <= 100:  # noqa: PLR2004  # X's own limit
        raise bad("max_results", size)
    return int(size)


def within(call: Call, posts: list[XPost]) -> list[XPost]:
    """Keep the posts between the ids and times of the request."""
    query = call.query
    try:
        newer, older = int(query.get("since_id", 0)), int(query.get("until_id", 1 << 70))
        start = datetime.fromisoformat(query.get("start_time", "2000-01-01T00:00:00Z"))
        end = datetime.fromisoformat(query.get("end_time", "2100-01-01T00:00:00Z"))
    except ValueError as error:
        raise bad("since_id, until_id, start_time or end_time", str(error)) from error
    return [post for post in posts if newer < int(post.id) < older and start <= post.at < end]


def page(call: Call, posts: list[XPost], size: int) -> Answer:
    """Answer with the page that the token names; it goes on after a post even if that is gone by now."""
    after = after_of(call.query.get("pagination_token"))
    rest = [post for post in posts if int(post.id) < after]
    chunk = rest[:size]
    meta: dict[str, Any] = {"result_count": len(chunk)}
    if chunk:
        meta |= {"newest_id": chunk[0].id, "oldest_id": chunk[-1].id}
    if len(rest) > size or (chunk and call.fault == "trailing_page"):
        meta["next_token"] = token_after(int(chunk[-1].id))
    if call.fault == "empty_page" and chunk:
        return call.answer([], meta={"result_count": 0, "next_token": token_after(int(chunk[0].id) + 1)})
    return call.answer(chunk, meta=meta)


def token_after(number: int) -> str:
    """Return the token of the page that begins below a post's number."""
    return base64.b32encode(str(number).encode()).decode().strip("=").lower()


def after_of(token: str | None) -> int:
    """Return the id that the next page stays below."""
    if not token:
        return 1 << 70
    try:
        return int(base64.b32decode(token.upper() + "=" * (-len(token) % 8)))
    except (binascii.Error, ValueError) as error:
        raise bad("pagination_token", token) from error
