"""Instagram through instaloader: with a session (a page brings 12 whole posts) or anonymously (one request a post).

instaloader's own iterator ends without a word on a repeated page, an empty page or a login wall. The pages are
therefore walked here one at a time, and an end is believed only when Instagram says that no page follows and as
many posts were seen as it announced.

The cursor holds a *mark*: some posts from the top of the last walk that was complete. A later walk goes down to it.
One that dies on the way leaves the mark where it was, so that the next walk passes over the hole again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import instaloader
import requests
from instaloader import InstaloaderContext, Profile
from instaloader import Post as InstaloaderPost
from instaloader.exceptions import (
    AbortDownloadException,
    BadResponseException,
    InstaloaderException,
    ProfileNotExistsException,
)

from collectors.errors import Incomplete, RateLimited, SourceChanged
from collectors.http import READ_TIMEOUT
from collectors.instagram_errors import login_wall, translated, why_no_profile
from collectors.instagram_posts import listing_page, parse_stored, post_id_of, posts_page, profile_page
from collectors.instagram_session import Session, log_in
from collectors.records import Cursor, Page, Parsed, RawPage, Task

PINNED_MOST = 3  # so many posts may stand pinned above the newest one
MARK_SIZE = 12
MARK_MET = 3  # so many posts of the mark must be met: one alone may have been deleted, or pinned since
MAX_STILL_PAGES = 3  # pages in a row that bring nothing new although more is announced


class Pacing(instaloader.RateController):
    """Waits the configured pace before a request, and raises where instaloader would sleep eleven minutes."""

    def __init__(self, context: InstaloaderContext, task: Task, seconds: float) -> None:
        super().__init__(context)
        self.task, self.seconds = task, seconds

    def wait_before_query(self, query_type: str) -> None:  # noqa: ARG002  # the interface
        """Keep the pace."""
        self.task.pause(self.seconds)

    def handle_429(self, query_type: str) -> None:  # noqa: ARG002  # the interface
        """End the source's night: repeating is what gets an account locked."""
        raise RateLimited("Instagram wants fewer requests (429)", advice="the next night tries again")


@dataclass(slots=True)
class Walk:
    """How far a walk has come, and where it may end."""

    mark: frozenset[str]
    due: dict[str, int]
    """Posts to be looked at again that were neither met nor passed yet, with their numbers, which grow with time."""
    order: list[str] = field(default_factory=list)
    still: int = 0
    unread: int = 0
    """Listed posts that could not be read."""

    @classmethod
    def begin(cls, task: Task) -> Walk:
        """Begin where the task's cursor says; a full walk knows no mark."""
        codes = (post_id.removeprefix("instagram:") for post_id in task.due)
        mark = frozenset() if task.full else frozenset(task.cursor.get("mark", ()))
        return cls(mark, {code: InstaloaderPost.shortcode_to_mediaid(code) for code in codes})

    def take(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        """Note what a page listed. Raises Incomplete when pages bring nothing new."""
        seen = set(self.order)
        fresh = [node for node in nodes if node["code"] not in seen]
        self.still = 0 if fresh else self.still + 1
        if self.still >= MAX_STILL_PAGES:
            raise Incomplete("Instagram repeats itself or shows empty pages", advice="the next night tries again")
        # A pinned post may be the oldest of all: only those below it tell how far down the walk is.
        newest = max((int(node["pk"]) for node in fresh[max(PINNED_MOST - len(seen), 0) :]), default=None)
        self.order += [node["code"] for node in fresh]
        met = set(self.order)
        self.due = {
            code: number for code, number in self.due.items() if code not in met and (newest is None or number < newest)
        }

    @property
    def unpinned(self) -> list[str]:
        """What was listed below the places that pinned posts can take."""
        return self.order[PINNED_MOST:]

    @property
    def reached_mark(self) -> bool:
        """Whether everything newer than the last complete walk was listed, and every due post met or passed."""
        met = sum(code in self.mark for code in self.unpinned)
        return bool(self.mark) and met >= min(MARK_MET, len(self.mark)) and not self.due

    @property
    def cursor(self) -> Cursor | None:
        """The cursor after a walk to its end; none, so that the next one looks again, when a post was not read."""
        return None if self.unread else {"mark": self.unpinned[:MARK_SIZE]}


class InstagramCollector:
    """One account's posts, newest first."""

    def __init__(self, *, account: str, session: Session | None, pace_seconds: float = 3.0) -> None:
        self.account, self.session, self.pace_seconds = account.lower(), session, pace_seconds

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return parse_stored(raw, self.account)

    def pages(self, task: Task) -> Iterator[Page]:
        """Yield the profile, then page after page down to the mark, or to the first post."""
        try:
            yield from self._walk(task)
        except (InstaloaderException, AbortDownloadException, requests.RequestException) as error:
            raise translated(error, self.account) from error
        except (KeyError, TypeError, AttributeError, IndexError, AssertionError) as error:
            # instaloader lets these through when an answer lacks what it expects.
            raise SourceChanged(
                f"Instagram's answer lacks what was expected ({error!r})",
                advice="try again tomorrow; if it stays so, update instaloader and Pantau",
            ) from error

    def _walk(self, task: Task) -> Iterator[Page]:
        context = self._context(task)
        profile = self._profile(context)
        listing = profile.get_posts()  # with a session this reads the profile once more, as its visitor sees it
        yield profile_page(profile, self.account)
        walk, data, announced = Walk.begin(task), listing._data, profile.mediacount or 0  # noqa: SLF001  # see above
        while True:
            walk.take([edge["node"] for edge in data["edges"]])
            info = data.get("page_info") or {}
            ended = not info.get("has_next_page")
            whole = _before_since(data, task) or (ended and len(walk.order) >= announced)
            yield from self._posts(context, data, task, walk, done=walk.reached_mark or whole)
            if walk.reached_mark or whole or ended:
                break
            data = listing._query(info["end_cursor"])  # noqa: SLF001  # see above
        if walk.unread:
            raise Incomplete(f"{walk.unread} listed posts could not be read", advice="the next night tries again")
        if not walk.reached_mark and not whole:
            raise Incomplete(
                f"Instagram announces {announced} posts but showed {len(walk.order)}",
                advice="a login wall does that without a session; the next night tries again",
            )

    def _context(self, task: Task) -> InstaloaderContext:
        loader = instaloader.Instaloader(
            sleep=False,  # Pacing waits
            quiet=True,
            max_connection_attempts=2,
            request_timeout=READ_TIMEOUT,
            rate_controller=lambda context: Pacing(context, task, self.pace_seconds),
            iphone_support=False,
        )
        # It would write to stderr what is raised anyway.
        loader.context.error = lambda *_words, **_options: None  # type: ignore[method-assign]  # no other way in 4.16
        if self.session:
            log_in(loader.context, self.session)
        return loader.context

    def _profile(self, context: InstaloaderContext) -> Profile:
        try:
            return Profile.from_username(context, self.account)  # type: ignore[no-any-return]  # untyped
        except ProfileNotExistsException as error:
            raise why_no_profile(context, self.account) from error
        except AbortDownloadException as error:
            # This page is read as a stranger; instaloader blames the session nevertheless.
            raise login_wall(self.account) from error

    def _posts(
        self, context: InstaloaderContext, data: Mapping[str, Any], task: Task, walk: Walk, *, done: bool
    ) -> Iterator[Page]:
        """Yield a page of whole posts; anonymously each post that is new or due by itself, then the list."""
        nodes = [edge["node"] for edge in data["edges"]]
        if self.session:
            yield posts_page(nodes, self.account, since=task.since, cursor=walk.cursor if done else None)
            return
        known = task.known([post_id_of(node) for node in nodes])
        for node in nodes:
            if task.full or post_id_of(node) not in known or post_id_of(node) in task.due:
                try:
                    whole = InstaloaderPost.from_shortcode(context, node["code"])._node  # noqa: SLF001  # raw counts
                except BadResponseException:  # deleted since it was listed, or a wall: no proof of either
                    walk.unread += 1
                    continue
                yield posts_page([whole], self.account, since=task.since, cursor=None)
        yield listing_page(nodes, self.account, cursor=walk.cursor if done else None)


def _before_since(data: Mapping[str, Any], task: Task) -> bool:
    """Whether a page holds only posts from before the wanted history; lists for strangers do not tell."""
    taken = [edge["node"].get("taken_at") for edge in data["edges"]]
    return bool(task.since and taken and all(at is not None and at < task.since.timestamp() for at in taken))
