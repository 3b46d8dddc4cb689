"""A whole platform in one file: a notice board whose posts a test pins up. docs/new-platform.md is written from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from collectors.erasure import Redaction, keep_items
from collectors.errors import SourceChanged
from collectors.records import ODD, Account, Gap, Metrics, Page, Parsed, Post, RawPage, Reads
from collectors.request import Limits, Request
from pipeline.platforms.platform import Platform, Profile, Words, no_secrets, same_handle
from pipeline.platforms.source import Credentials, Prices, SourceBase

PAGE_SIZE = 3


@dataclass
class Board:
    """The world: pinned posts, newest first, each with ``id``, ``text`` and ``at``, perhaps ``likes``."""

    posts: list[Mapping[str, Any]] = field(default_factory=list)
    requests: int = 0


BOARD = Board()


class ToySource(SourceBase):
    """A board to watch."""

    platform: Literal["toy"]
    account: str


class ToyPrices(Prices):
    """What the board charges."""

    usd_per_post: float = 0.01
    monthly_budget_usd: float = 1.0


def parse(raw: RawPage) -> Parsed:
    """Parse a stored page. Raises SourceChanged."""
    try:
        return Parsed(
            posts=tuple(
                Post(
                    post_id=f"toy:{item['id']}",
                    kind="post",
                    url=f"https://toy.example/{item['id']}",
                    text=item["text"],
                    published_at=datetime.fromisoformat(item["at"]),
                    metrics=Metrics(likes=item.get("likes")),
                )
                for item in json.loads(raw.body)
            )
        )
    except ODD as error:
        raise SourceChanged(f"the board is of an unknown shape ({error!r})", advice="update Pantau") from error


class ToyCollector:
    """Reads the board page by page, down to a page on which every post is known."""

    def __init__(self, account: str) -> None:
        self.account = account

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the pages with anything new."""
        for start in range(0, len(BOARD.posts), PAGE_SIZE):
            limits.pause(0)
            limits.reserve(Reads(posts=PAGE_SIZE))
            BOARD.requests += 1
            items = BOARD.posts[start : start + PAGE_SIZE]
            raw = RawPage("board", f"https://toy.example/?from={start}", json.dumps(items).encode())
            parsed = replace(parse(raw), account=Account(self.account, post_count=len(BOARD.posts)))
            last = start + PAGE_SIZE >= len(BOARD.posts)
            ended = last or request.known(post.post_id for post in parsed.posts) == {p.post_id for p in parsed.posts}
            yield Page(raw, parsed, cursor={"complete": ended}, reads=Reads(posts=len(items)))
            if ended and not request.full:
                return

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return parse(raw)


TOY = Platform(
    name="toy",
    words=Words(label=("Papan", "Board"), account="board", renamed="was renamed", sign="@", posts="notices"),
    kinds=frozenset({"post"}),
    source_model=ToySource,
    credentials=Credentials,
    prices=None,
    describe=lambda source: Profile(source.account, f"https://toy.example/{source.account}"),
    is_formerly=same_handle,
    tells_identity=True,
    make_collector=lambda source, _wiring: ToyCollector(source.account),
    make_parser=lambda _source, _wiring: parse,
    gaps=lambda _stream, cursor: () if cursor.get("complete", True) else (Gap(),),
    redact=Redaction({"board": lambda raw, ids: keep_items(raw, lambda item: f"toy:{item['id']}" in ids)}),
    responses=None,
    archive=None,
    login=None,
    sent_secrets=no_secrets,
    secret_files=no_secrets,
    dated_address=lambda _source: None,
    rests_alone=True,
    tells_exact_total=False,
    probe=None,
)
