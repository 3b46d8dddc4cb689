"""A small world of posts, as the platforms hold it; tests and the demo write it down and change it."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pipeline.demo.world.exchange import LoggedRequest, Request
from pipeline.demo.world.facebook import PAGE_ID, FacebookPost
from pipeline.demo.world.x_owner import XOwner
from pipeline.demo.world.youtube import YouTubeVideo

NOW = datetime(2026, 11, 24, tzinfo=UTC)  # a Tuesday; the last finished week is 2026-W47
LAST_WEEK = datetime(2026, 11, 16, 3, tzinfo=UTC)  # its Monday, ten o'clock in Jakarta
WIB = timedelta(hours=7)

X_EPOCH, INSTAGRAM_EPOCH = 1_288_834_974_657, 1_314_220_021_721  # ms; where the platforms' ids start to count
X_ID_BITS, INSTAGRAM_ID_BITS = 22, 23

Service = Literal["x", "instagram", "website", "meta", "youtube"]
"""The owner of the servers that a fault hits; Facebook and Instagram's official interface are both served by Meta."""
State = Literal["public", "protected", "private", "suspended", "missing"]
DateStyle = Literal["long", "long_day", "short", "dmy", "iso", "english", "upper", "time", "none"]
Layout = Literal["p", "br", "nested", "word", "inline", "list", "quote", "script"]


def id_of(at: datetime, text: str, epoch: int, bits: int) -> str:
    """Make an id that grows with time, like the platforms', and is the same whenever the world is rebuilt."""
    return str((int(at.timestamp() * 1000) - epoch << bits) + zlib.crc32(text.encode()) % (1 << bits))


def slug_of(title: str) -> str:
    """Make the address part of a title."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "berita"


@dataclass(kw_only=True)
class Account:
    """The office's account; ``post_count`` is what the platform claims, by default the true number."""

    name: str
    native_id: str
    title: str = "Diskominfostandi Kota Bekasi"
    state: State = "public"
    followers: int = 50_000
    following: int = 120
    post_count: int | None = None


@dataclass(kw_only=True)
class XMedia:
    """A photo or video of an X post."""

    kind: Literal["photo", "video"] = "photo"
    alt_text: str | None = None
    views: int = 0


@dataclass(kw_only=True)
class XPost:
    """A post on X, of the office unless ``author`` says otherwise; above 280 characters it is a long post.

    ``ref`` is what it answers, quotes or reposts: a post, or the id of one that is gone. Different posts
    need different times, texts or ids.
    """

    text: str = "Halo, warga Bekasi!"
    at: datetime = LAST_WEEK
    kind: Literal["post", "reply", "quote", "repost"] = "post"
    ref: XPost | str | None = None
    author: str | None = None
    media: list[XMedia] = field(default_factory=list)
    likes: int = 0
    replies: int = 0
    reposts: int = 0
    quotes: int = 0
    bookmarks: int = 0
    views: int = 0
    private: dict[str, int] = field(default_factory=dict)
    """The counts that X tells the account's owner alone; what is not named here is absent there."""
    lang: str = "in"
    id: str = ""
    history: list[str] = field(default_factory=list)
    """The ids of all versions, oldest first."""
    earlier: dict[str, str] = field(default_factory=dict)
    """The texts of the earlier versions, by their ids."""

    def __post_init__(self) -> None:
        """Give it an id unless it has one."""
        about = self.ref.id if isinstance(self.ref, XPost) else self.ref
        self.id = self.id or id_of(self.at, f"{self.kind} {self.text} {about}", X_EPOCH, X_ID_BITS)
        self.history = self.history or [self.id]

    def edit(self, text: str, at: datetime) -> None:
        """Edit it as X does: the new version has a new id and lists the old ones, which can be looked up."""
        self.earlier[self.id] = self.text
        self.text, self.id = text, id_of(at, text, X_EPOCH, X_ID_BITS)
        self.history = [*self.history, self.id]


@dataclass(kw_only=True)
class InstagramComment:
    """A comment on an Instagram post, as old as the post unless ``at`` says otherwise, and the answers to it."""

    text: str
    user: str = "warga.bekasi"
    full_name: str = "Warga Bekasi"
    at: datetime | None = None
    likes: int = 0
    answers: list[InstagramComment] = field(default_factory=list)


@dataclass(kw_only=True)
class InstagramPost:
    """A post on Instagram; ``owner`` is the other account of a collaboration that it leads."""

    caption: str | None = "Halo, warga Bekasi!"
    at: datetime = LAST_WEEK
    kind: Literal["image", "video", "sidecar"] = "image"
    children: int = 3
    pinned: bool = False
    hidden_likes: bool = False
    edited: bool = False
    owner: str | None = None
    likes: int = 0
    comments: int = 0
    comment_list: list[InstagramComment] = field(default_factory=list)
    """The comments themselves; ``comments`` counts them and their answers unless it says otherwise."""
    views: int = 0
    plays: int = 0
    insights: dict[str, int] = field(default_factory=dict)
    """The metrics that the official interface tells of it; what is not named here is absent there."""
    pk: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        """Give it a pk and its shortcode unless it has them."""
        self.comments = self.comments or sum(1 + len(comment.answers) for comment in self.comment_list)
        self.pk = self.pk or id_of(self.at, f"{self.kind} {self.caption}", INSTAGRAM_EPOCH, INSTAGRAM_ID_BITS)
        short = base64.b64encode(int(self.pk).to_bytes(9, "big"), b"-_").decode()
        self.code = self.code or short.lstrip("A")


@dataclass(kw_only=True)
class Article:
    """An article of the office's website: ``paragraphs`` is its true text, ``layout`` how it was pasted."""

    number: int
    title: str = "Berita Kota Bekasi"
    paragraphs: list[str] = field(default_factory=lambda: ["KOTA BEKASI - Sebuah berita."])
    on: date = date(2026, 11, 16)
    at: datetime | None = None
    """The moment that an outlet's feed tells; the office's website shows the day alone."""
    author: str = "AdminPIP"
    views: int | None = None
    """Shown as a counter, if given."""
    date_style: DateStyle = "long"
    layout: Layout = "p"
    slug: str = ""

    def __post_init__(self) -> None:
        """Give it a slug unless it has one."""
        self.slug = self.slug or slug_of(self.title)


@dataclass(kw_only=True)
class Fault:
    """A rule: what goes wrong (``do``) with which requests.

    Of the requests of ``platform`` whose path matches the regular expression ``path`` (and whose ``doc_id``
    or ``query_hash`` is that one, if given) those numbered ``nth`` fail: a number, or anything that can be
    asked ``in``; None is all. The first rule that fires wins. For ``do`` see faults.py.
    """

    platform: Service
    do: str
    path: str = ""
    doc_id: str | None = None
    nth: int | Container[int] | None = None
    status: int = 500
    body: str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 1.0
    fields: tuple[str, ...] = ()
    matched: int = field(default=0, init=False)

    def due(self, platform: str, request: Request) -> bool:
        """Count *request* if it is one of those meant, and say whether the rule fires on it."""
        asked = request.query.get("doc_id") or request.query.get("query_hash")
        if platform != self.platform or not re.search(self.path, request.path):
            return False
        if self.doc_id is not None and asked != self.doc_id:
            return False
        self.matched += 1
        if self.nth is None:
            return True
        return self.matched == self.nth if isinstance(self.nth, int) else self.matched in self.nth


def x_account() -> Account:
    """Make the office's account on X."""
    return Account(name="Kominfobekasi", native_id="1000000001", followers=54_300)


def instagram_account() -> Account:
    """Make the office's account on Instagram."""
    return Account(name="diskominfobekasi", native_id="4001234567", followers=81_200)


def youtube_account() -> Account:
    """Make the office's channel on YouTube."""
    return Account(name="diskominfobekasi", native_id="UCdemoDiskominfoBekasi01", followers=1_230)


def facebook_account() -> Account:
    """Make the office's Page on Facebook."""
    return Account(name="diskominfobekasi", native_id=PAGE_ID, followers=23_400)


@dataclass(kw_only=True)
class World:
    """Everything the platforms hold. A post that is dated after ``now`` is not published yet.

    Change anything at any time, also while it is served. ``requests`` is what was asked so far.
    """

    x: list[XPost] = field(default_factory=list)
    x_others: list[XPost] = field(default_factory=list)
    """Posts of others on X; each needs an ``author``."""
    instagram: list[InstagramPost] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    press: list[Article] = field(default_factory=list)
    """The articles of an outlet of the press."""
    now: datetime = NOW
    x_account: Account = field(default_factory=x_account)
    instagram_account: Account = field(default_factory=instagram_account)
    bearer: str = "demo-bearer"
    x_owner: XOwner = field(default_factory=XOwner)
    """The one who may agree that an app reads the account, and the app."""
    session_id: str = "demo-session"
    meta_token: str = "demo-meta-token"  # noqa: S105  # of the demo
    meta_accounts: list[Account] | None = None
    """The professional accounts that the token manages; None for the office's own."""
    meta_denied: set[str] = field(default_factory=set)
    """The permissions that the token lacks."""
    meta_retired: set[str] = field(default_factory=set)
    """The metrics and fields that the official interface no longer knows."""
    meta_page_token: bool = False
    """Whether the token is a Page's own, which has no accounts."""
    meta_usage: int = 1
    """The share of the quota that is used, in per cent, as each answer tells it."""
    facebook: list[FacebookPost] = field(default_factory=list)
    facebook_account: Account = field(default_factory=facebook_account)
    facebook_token: str = "demo-page-token"  # noqa: S105  # of the demo
    """The Page's own token, which the other is given where its person has a task on the Page."""
    facebook_admin: bool = True
    facebook_counts_followers: bool = True
    personal: bool = False
    """Whether the account on Instagram is no professional one."""
    x_depth: int = 3200
    """The number of newest posts that X still shows."""
    youtube: list[YouTubeVideo] = field(default_factory=list)
    youtube_account: Account = field(default_factory=youtube_account)
    youtube_key: str = "demo-youtube-key"
    youtube_hides_subscribers: bool = False
    robots: str = "User-agent: *\nDisallow: /login\n"
    faults: list[Fault] = field(default_factory=list)
    requests: list[LoggedRequest] = field(default_factory=list)
    neighbours: list[World] = field(default_factory=list)
    """The accounts of other offices on X and Instagram; faults, log and credentials are those of this world."""

    @property
    def today(self) -> date:
        """The date of ``now`` in Bekasi."""
        return (self.now + WIB).date()

    def asked(self, platform: str, path: str = "") -> list[LoggedRequest]:
        """Return the requests so far of *platform* whose path matches the regular expression *path*."""
        return [r for r in self.requests if r.platform == platform and re.search(path, r.path)]
