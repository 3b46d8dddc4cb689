"""The account that the token reads by: the office's own, or a professional one that discovers others.

The cursor keeps it as ``{"reader": "1784…", "own": true, "id": "1784…"}``: the account that the token reads with,
whether that is the watched one, and the official number of the watched one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectors.errors import AccountGone, AuthFailed, CollectorError, Incomplete
from collectors.graph.client import GraphClient, after_of, items_of
from collectors.graph.errors import GraphError, translate_error
from collectors.records import Cursor
from collectors.request import Limits
from collectors.side_values import Item, SideValues

NEEDS = "instagram_basic, pages_show_list and pages_read_engagement"
NEEDS_INSIGHTS = f"instagram_manage_insights beside {NEEDS}"
NEEDS_COMMENTS = f"instagram_manage_comments beside {NEEDS}"
SHOWN = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,media_url"
OF_CHILDREN = "children{media_type,media_url,thumbnail_url}"
OWN_MEDIA = f"{SHOWN},shortcode,thumbnail_url,{OF_CHILDREN}"
PUBLIC_MEDIA = f"{SHOWN},view_count,children{{media_type,media_url}}"
PARAMETER = 100
PAGES_MOST = 100  # of the list of Pages, a hundred each: a list without end is none
DISPENSABLE = frozenset({"view_count", "media_url", "thumbnail_url", "media_product_type", "follows_count", "name"})
NO_SUCH_USER, SUBCODE_NO_USER = 110, 2_207_013
OWN_TOKEN = "make it with a person who manages the Page of @{} (docs/meta.md)"  # noqa: S105  # words
LINKED = "instagram_business_account{id,username}"
CONNECT = "make the account professional and connect it to a Page whose person makes the token (docs/meta.md)"


@dataclass(frozen=True, slots=True)
class Access:
    """The account to read, lower-case, and the token to read it with, which is never shown."""

    account: str
    token: str = field(repr=False)
    contact: str
    pace_seconds: float = 2.0
    expects_own: bool = False
    """Whether a note is wanted where the token is of another account."""

    def open(self, limits: Limits, cursor: Cursor) -> Door:
        """Make a door for one reading."""
        client = GraphClient(self.token, self.contact, self.pace_seconds)
        return Door(client, limits, self.account, cursor.get("official") or {}, expects_own=self.expects_own)


class Door:
    """Asks the official interface about one account, by the eyes that the token has."""

    def __init__(
        self, client: GraphClient, limits: Limits, account: str, known: Mapping[str, Any], *, expects_own: bool = False
    ) -> None:
        self.client, self.limits, self.account, self._expects_own = client, limits, account, expects_own
        self.reader, self.own = str(known.get("reader") or ""), known.get("own") is True
        self.name = str(known.get("name") or "")
        """The name of the account that the token reads with, as far as it is known."""
        self._was_own = self.own
        self.refused = set[str]()
        """The fields that Meta does not know any more, or not of this account."""

    def ask(self, path: str, *, fields: str | None = None, **wanted: str | int | None) -> dict[str, Any]:
        """Ask; a field that posts can do without is left out when it is refused. Raises GraphError, CollectorError."""
        while True:
            try:
                return self.client.ask(self.limits, path, fields=self._allowed(fields), **wanted)
            except GraphError as error:
                unknown = error.unknown_field
                if unknown is None or unknown not in DISPENSABLE or unknown in self.refused:
                    raise
                self.refused.add(unknown)

    @property
    def note(self) -> str | None:
        """Say which fields Meta refused, and that the token is of another account than the office's own."""
        refused = f"Meta refused {', '.join(sorted(self.refused))}; unknown from now on" if self.refused else None
        other = self._note_on_token if self._expects_own and not self.own else None
        return "; ".join(filter(None, (refused, other))) or None

    @property
    def _note_on_token(self) -> str:
        name = f" (@{self.name})" if self.name else ""
        return f"META_ACCESS_TOKEN is of another account{name}: insights and comments of @{self.account} are unknown"

    def _allowed(self, fields: str | None) -> str | None:
        if fields is None:
            return None
        for name in self.refused:
            fields = re.sub(rf"(?<=[,{{]){name},|,{name}\b", "", fields)
        return fields

    def first_answer(self, own_fields: str, public_fields: str) -> Item:
        """Return the account with its first media. Raises CollectorError."""
        if self.reader:
            try:
                return self._account(own_fields, public_fields)
            except GraphError as error:
                if not (error.finds_nothing or error.refuses_permission):
                    raise self.problem(error) from error
        self._find_reader()
        try:
            return self._account(own_fields, public_fields)
        except GraphError as error:
            raise self.problem(error) from error

    def problem(self, error: GraphError, needs: str = NEEDS) -> CollectorError:
        """Say what a refusal means here."""
        if error.code == NO_SUCH_USER or error.subcode == SUBCODE_NO_USER:
            return AccountGone(
                f"Meta shows no professional account @{self.account} ({error.code}): personal, age-gated or renamed",
                advice="correct the account, ask its owner to make it professional, or take official out of its ladder",
            )
        return translate_error(error, of=f"@{self.account}", needs=needs)

    def _account(self, own_fields: str, public_fields: str) -> Item:
        if self.own:
            return self.ask(self.reader, fields=own_fields)
        told = self.ask(self.reader, fields=f"business_discovery.username({self.account}){{{public_fields}}}")
        return SideValues().part(told, "business_discovery")

    def _find_reader(self) -> None:
        """Find the professional account that the token may read with, the watched one first. Raises CollectorError."""
        try:
            accounts = self._accounts()
        except GraphError as error:
            raise self.problem(error) from error
        if not accounts:
            raise AuthFailed("META_ACCESS_TOKEN sees no professional account of Instagram", advice=CONNECT)
        named = {str(one.get("username") or "").lower(): str(one["id"]) for one in accounts}
        self.own = self.account in named
        if self._was_own and not self.own:
            raise AuthFailed(
                f"META_ACCESS_TOKEN is of another account (@{next(iter(named))}), no longer of @{self.account}",
                advice=OWN_TOKEN.format(self.account),
            )
        self.reader = named.get(self.account) or str(accounts[0]["id"])
        self.name = next((name for name, number in named.items() if number == self.reader), "")

    def _accounts(self) -> Sequence[Item]:
        """Return the professional accounts of the Pages that the token manages, and of a Page's own token."""
        found, after, side = list[Item](), None, SideValues()
        for _ in range(PAGES_MOST):
            try:
                answer = self.ask("me/accounts", fields=LINKED, limit=100, after=after)
            except GraphError as error:
                if error.code != PARAMETER or error.finds_nothing:
                    raise
                answer = {"data": [self.ask("me", fields=LINKED)]}  # a Page's own token
            pages = [page for page in items_of(answer) if isinstance(page, dict)]
            found += [one for page in pages if "id" in (one := side.part(page, "instagram_business_account"))]
            after = after_of(answer)
            if after is None:
                return found
        raise Incomplete("Meta's list of the token's Pages does not end", advice="the next run asks again")
