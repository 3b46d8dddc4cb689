"""Instagram through instaloader: with a session (a page brings 12 whole posts) or anonymously (one request a post).

instaloader's own iterator ends without a word on a repeated page, an empty page or a login wall. The pages are
therefore walked here one at a time (cursor.py), and an end is believed only when Instagram says that no page
follows and as many posts were seen as it announced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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

from collectors.errors import RateLimited, SourceChanged, other_account
from collectors.http.session import READ_TIMEOUT
from collectors.instagram.cursor import InstagramCursor
from collectors.instagram.errors import SLOWER, login_wall, translate_error, why_no_profile
from collectors.instagram.missing import missing_pages
from collectors.instagram.parser import announced_by, listing_page, parse_stored, post_id_of, posts_page, profile_page
from collectors.instagram.session import Session, log_in
from collectors.instagram.walls import Wall, watch_for_walls
from collectors.records import ODD, Page, Parsed, RawPage
from collectors.request import Limits, Request


class Pacing(instaloader.RateController):
    """Waits the configured pace before a request, and raises where instaloader would sleep eleven minutes."""

    def __init__(self, context: InstaloaderContext, limits: Limits, seconds: float) -> None:
        super().__init__(context)
        self.limits, self.seconds = limits, seconds

    def wait_before_query(self, query_type: str) -> None:  # noqa: ARG002  # the interface
        """Keep the pace."""
        self.limits.pause(self.seconds)

    def handle_429(self, query_type: str) -> None:  # noqa: ARG002  # the interface
        """End the source's night: repeating is what gets an account locked."""
        raise RateLimited("Instagram wants fewer requests (429)", advice=SLOWER)


class InstagramCollector:
    """One account's posts, newest first."""

    def __init__(self, *, account: str, session: Session | None, pace_seconds: float = 3.0) -> None:
        self.account, self.session, self.pace_seconds = account.lower(), session, pace_seconds

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return parse_stored(raw, self.account)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the profile, then page after page down to the mark, or to the first post."""
        try:
            yield from self._walk(request, limits)
        except (InstaloaderException, AbortDownloadException, requests.RequestException) as error:
            raise translate_error(error, self.account) from error
        except (*ODD, AssertionError, RecursionError) as error:
            # instaloader lets these through when an answer lacks what it expects.
            raise SourceChanged(
                f"Instagram's answer lacks what was expected ({error!r})",
                advice="try again tomorrow; if it stays so, update instaloader and Pantau",
            ) from error

    def _walk(self, request: Request, limits: Limits) -> Iterator[Page]:
        context = self._context(limits)
        profile = self._profile(context)
        number = str(profile.userid)
        if request.cursor.get("account_id") not in (None, number):
            raise other_account(self.account)
        request = replace(request, cursor={**request.cursor, "account_id": number})
        listing = profile.get_posts()  # with a session this reads the profile once more, as its visitor sees it
        yield profile_page(profile, self.account, cursor=request.cursor)
        walk = InstagramCursor.begin(request, announced_by(profile), visible=self.session is not None)
        data = listing._data  # noqa: SLF001  # see above
        while True:
            nodes = walk.take(data)
            yield from self._posts(context, nodes, request, walk)
            if walk.done or walk.ended:
                break
            data = listing._query(data["page_info"]["end_cursor"])  # noqa: SLF001  # see above
        if verdict := walk.verdict():
            raise verdict
        if self.session:
            yield from missing_pages(context, walk, self.account)

    def _context(self, limits: Limits) -> InstaloaderContext:
        loader = instaloader.Instaloader(
            sleep=False,  # Pacing waits
            quiet=True,
            max_connection_attempts=2,
            request_timeout=READ_TIMEOUT,
            rate_controller=lambda context: Pacing(context, limits, self.pace_seconds),
            iphone_support=False,
        )
        # It would write to stderr what is raised anyway.
        loader.context.error = lambda *_words, **_options: None  # type: ignore[method-assign]  # no other way in 4.16
        watch_for_walls(loader.context)
        if self.session:
            log_in(loader.context, self.session)
        return loader.context

    def _profile(self, context: InstaloaderContext) -> Profile:
        try:
            return Profile.from_username(context, self.account)  # type: ignore[no-any-return]  # untyped
        except ProfileNotExistsException as error:
            raise why_no_profile(context, self.account) from error
        except Wall:
            raise
        except AbortDownloadException as error:
            # This page is read as a stranger; instaloader blames the session nevertheless.
            raise login_wall(self.account) from error

    def _posts(
        self, context: InstaloaderContext, nodes: Sequence[Mapping[str, Any]], request: Request, walk: InstagramCursor
    ) -> Iterator[Page]:
        """Yield a page of whole posts; anonymously each post that is new or due by itself, then the list."""
        if self.session:
            page = posts_page(nodes, self.account, since=request.since, cursor=None)
            walk.judge(page.parsed)
            yield replace(page, cursor=walk.cursor, note=walk.note)
            return
        known = request.known(post_id_of(node) for node in nodes)
        for node in nodes:
            if request.full or post_id_of(node) not in known or post_id_of(node) in request.due:
                try:
                    whole = InstaloaderPost.from_shortcode(context, node["code"])._node  # noqa: SLF001  # raw counts
                except BadResponseException:  # deleted since it was listed, or a wall: no proof of either
                    walk.unread += 1
                    continue
                page = posts_page([whole], self.account, since=request.since, cursor=None)
                walk.judge(page.parsed)
                yield page
        yield listing_page(nodes, self.account, cursor=walk.cursor)
