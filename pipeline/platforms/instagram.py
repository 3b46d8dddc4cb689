"""Instagram: by the official interface, with a session or as a stranger, and by its owner's export: the ladder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator

from collectors.erasure import Redaction
from collectors.errors import AuthFailed
from collectors.graph.errors import REST
from collectors.instagram.erasure import REDACTORS
from collectors.instagram.stored import UNNUMBERED, gaps_of
from collectors.records import Page, Parsed, RawPage
from collectors.request import Collector, Limits, Request
from collectors.response_pages import HeldNumbers
from pipeline.platforms.platform import (
    ArchiveFormat,
    Parse,
    Platform,
    Profile,
    Responses,
    Skipped,
    Wiring,
    Words,
    same_handle,
)
from pipeline.platforms.source import Credentials, SourceBase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectors.archive_file import Archive, Entry, Export, Owner
    from collectors.captures import CaptureFile
    from collectors.instagram.official.door import Access
    from collectors.privacy import Pseudonyms

RESPONSE_PAGES = ("comments",)
Rung = Literal["official", "session", "export"]
NO_TOKEN = "the official interface of Instagram needs a token; set META_ACCESS_TOKEN in .env (docs/meta.md)"  # noqa: S105  # words


class InstagramSource(SourceBase):
    """An account on Instagram."""

    platform: Literal["instagram"]
    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]{1,30}$")]
    responses: bool = False
    """Also harvest comments; needs a session (docs/privacy.md)."""
    comments_per_night: Annotated[int, Field(ge=1)] = 300
    anonymous: bool = False
    """Read it as a stranger when no session is given: one request a post, and a wall after a dozen."""
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)] | None = None
    """The ways in which it may be read, in this order; without it by a session, or as a stranger (docs/meta.md)."""

    @field_validator("ladder")
    @classmethod
    def _names_no_rung_twice(cls, ladder: tuple[Rung, ...] | None) -> tuple[Rung, ...] | None:
        if ladder and len(set(ladder)) < len(ladder):
            raise ValueError("names a rung twice")
        return ladder

    @property
    def rungs(self) -> tuple[SourceBase, ...]:
        """Each way as a source of its own."""
        if self.ladder is None or len(self.ladder) == 1:
            return (self,)
        return tuple(self.model_copy(update={"ladder": (rung,)}) for rung in self.ladder)

    @property
    def way(self) -> str:
        """The first way of the ladder."""
        return self.ladder[0] if self.ladder else "session"

    @property
    def by_hand(self) -> bool:
        """Whether it waits for its owner's export alone."""
        return self.ladder == ("export",)

    @property
    def takes_archives(self) -> bool:
        """Whether the ladder names the owner's export."""
        return self.ladder is None or "export" in self.ladder

    @property
    def numbers_anew(self) -> bool:
        """Whether responses were, or will be, numbered by another way."""
        return self.ladder is not None

    @property
    def rests_with(self) -> str | None:
        """The token's own name for rests; those of a session are kept under the platform's."""
        return REST if self.way == "official" else None


class InstagramCredentials(Credentials):
    """A session: a file of instaloader with its user, or three cookies of a browser."""

    username: str | None = Field(None, alias="INSTAGRAM_USERNAME")
    session_file: Path | None = Field(None, alias="INSTAGRAM_SESSION_FILE")
    sessionid: SecretStr | None = Field(None, alias="INSTAGRAM_SESSIONID")
    csrftoken: SecretStr | None = Field(None, alias="INSTAGRAM_CSRFTOKEN")
    ds_user_id: SecretStr | None = Field(None, alias="INSTAGRAM_DS_USER_ID")
    meta_token: SecretStr | None = Field(None, alias="META_ACCESS_TOKEN")


def make_session(credentials: InstagramCredentials, folder: Path) -> Any:
    """Return the configured session, or None. Raises Skipped when it is only half configured."""
    from collectors.instagram.session import COOKIES, Session  # noqa: PLC0415  # instaloader is heavy

    values = (credentials.sessionid, credentials.csrftoken, credentials.ds_user_id)
    given = [value.get_secret_value() for value in values if value is not None]
    if len(given) == len(COOKIES):
        return Session(credentials.username or "session", dict(zip(COOKIES, given, strict=True)))
    if given:
        absent = [f"INSTAGRAM_{n.upper()}" for n, v in zip(COOKIES, values, strict=True) if v is None]
        raise Skipped(f"Instagram's session is incomplete; set {', '.join(absent)} in .env")
    if credentials.session_file:
        if not credentials.username:
            raise Skipped("Instagram's session file needs its user; set INSTAGRAM_USERNAME in .env")
        return Session(credentials.username, file=folder / credentials.session_file.expanduser())
    return None


def _make_access(source: InstagramSource, wiring: Wiring) -> Access:
    """Make what reading by the official interface takes. Raises Skipped."""
    token: SecretStr | None = wiring.credentials.meta_token
    if token is None:
        raise Skipped(NO_TOKEN)
    from collectors.instagram.official.door import Access  # noqa: PLC0415  # requests is heavy

    own = source.role == "own" or (source.role is None and source.city is None)
    return Access(
        source.account.lower(), token.get_secret_value(), wiring.contact, source.pace_seconds, expects_own=own
    )


def _make_collector(source: InstagramSource, wiring: Wiring) -> Collector:
    if source.by_hand:
        raise Skipped(f"the owner's export is read when a person brings it: pantau import FILE --source {source.id}")
    if source.way == "official":
        from collectors.instagram.official.collector import OfficialInstagram  # noqa: PLC0415  # instaloader is heavy

        return OfficialInstagram(_make_access(source, wiring))
    return _make_session_collector(source, wiring)


def _make_session_collector(source: InstagramSource, wiring: Wiring) -> Collector:
    from collectors.instagram.collector import InstagramCollector  # noqa: PLC0415  # instaloader is heavy

    session = make_session(wiring.credentials, wiring.folder)
    if session is None and not source.anonymous:
        raise Skipped(
            "Instagram needs a session; set INSTAGRAM_USERNAME with INSTAGRAM_SESSION_FILE, or the three cookies "
            "INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN and INSTAGRAM_DS_USER_ID, in .env (or anonymous: true in "
            "config.yaml)"
        )
    collector = InstagramCollector(account=source.account, session=session, pace_seconds=source.pace_seconds)
    return Named(collector, source.way) if source.ladder else collector


@dataclass(frozen=True, slots=True)
class Named:
    """A collector whose values name the way in which they were seen: a ladder has several."""

    collector: Collector
    way: str

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield its pages. Raises CollectorError."""
        from collectors.instagram.comments import parse_item  # noqa: PLC0415  # instaloader is heavy

        held = HeldNumbers(request)
        for page in self.collector.pages(request, limits):
            if page.raw.kind in RESPONSE_PAGES:
                yield held.give(page, parse_item)
            else:
                yield replace(page, parsed=_named(page.parsed, self.way))

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page. Raises SourceChanged."""
        return _named(self.collector.parse(raw), self.way)


def _named(parsed: Parsed, way: str) -> Parsed:
    """Return what was parsed with the way in which it was seen, where it tells none."""
    posts = tuple(post if post.method else replace(post, method=way) for post in parsed.posts)
    account = parsed.account and replace(parsed.account, method=parsed.account.method or way)
    return replace(parsed, posts=posts, account=account)


def _make_comments_collector(source: InstagramSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    if source.way == "official":
        from collectors.instagram.official.comments import OfficialComments  # noqa: PLC0415  # instaloader is heavy

        return OfficialComments(
            _make_access(source, wiring),
            most=source.comments_per_night,
            pseudonyms=pseudonyms,
            known=wiring.known_accounts,
        )
    from collectors.instagram.comments import InstagramComments  # noqa: PLC0415  # instaloader is heavy

    session = make_session(wiring.credentials, wiring.folder)
    if session is None:
        raise Skipped("comments need a session of Instagram; set the INSTAGRAM_ variables in .env")
    comments = InstagramComments(
        account=source.account,
        session=session,
        pace_seconds=source.pace_seconds,
        most=source.comments_per_night,
        pseudonyms=pseudonyms,
        known=wiring.known_accounts,
    )
    return Named(comments, source.way) if source.ladder else comments


def _make_parser(source: InstagramSource, _wiring: Wiring) -> Parse:
    formerly = (source.formerly or "").removeprefix("@").lower()
    if source.ladder is None:
        return lambda raw: _parse(raw, source.account.lower(), formerly)
    return lambda raw: _named_by_kind(raw, _parse(raw, source.account.lower(), formerly))


def _named_by_kind(raw: RawPage, parsed: Parsed) -> Parsed:
    return parsed if raw.kind == "instagram export" else _named(parsed, "session")


# Only when a page is parsed: most runs have none to parse again, and instaloader is heavy.
def _parse(raw: RawPage, account: str, formerly: str) -> Parsed:
    from collectors.instagram.archives.export import EXPORT, parse_exported  # noqa: PLC0415
    from collectors.instagram.comments import parse_item  # noqa: PLC0415
    from collectors.instagram.official.parser import DISCOVERED, OWN, parse_official  # noqa: PLC0415
    from collectors.instagram.parser import parse_stored  # noqa: PLC0415
    from collectors.response_pages import parse_page  # noqa: PLC0415

    if raw.kind in RESPONSE_PAGES:
        return parse_page(raw, parse_item)
    parsers = {EXPORT: parse_exported, OWN: parse_official, DISCOVERED: parse_official}
    parsed = parsers.get(raw.kind, parse_stored)(raw, account)
    return _without_coauthor(parsed, formerly) if formerly else parsed


def _without_coauthor(parsed: Parsed, name: str) -> Parsed:
    """Return what was parsed without a co-author who is the account itself, under its earlier name."""
    posts = (replace(p, coauthors=tuple(c for c in p.coauthors if c.lower() != name)) for p in parsed.posts)
    return replace(parsed, posts=tuple(posts))


def _open_archive(archive: Archive, owner: Owner) -> Export:
    from collectors.instagram.archives.export import InstagramExport  # noqa: PLC0415  # instaloader is heavy

    return InstagramExport(archive, owner)


def _open_captures(file: CaptureFile, owner: Owner) -> Export:
    from collectors.instagram.archives.captures import InstagramCaptures  # noqa: PLC0415  # instaloader is heavy

    return InstagramCaptures(file, owner)


def _captures_page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    from collectors.instagram.archives.captures import page_of  # noqa: PLC0415  # instaloader is heavy

    return page_of(entries, account)


def _page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    from collectors.instagram.archives.export import page_of  # noqa: PLC0415  # instaloader is heavy

    return page_of(entries, account)


def _sent_secrets(credentials: InstagramCredentials, folder: Path) -> Iterable[str]:
    """List the cookies that are sent: those of the environment, else those of the session file."""
    told = (credentials.sessionid, credentials.csrftoken, credentials.meta_token)
    given = [value.get_secret_value() for value in told if value]
    if credentials.sessionid or not credentials.session_file:
        return given
    from collectors.instagram.session import SECRET, cookies_of  # noqa: PLC0415  # instaloader is heavy

    try:
        cookies = cookies_of(folder / credentials.session_file.expanduser())
    except AuthFailed:  # told by the source that needs it
        return given
    return given + [cookies[name] for name in SECRET if name in cookies]


def _secret_files(credentials: InstagramCredentials, folder: Path) -> Iterable[Path]:
    return [folder / credentials.session_file.expanduser()] if credentials.session_file else []


def _response_url(response_id: str, post_id: str | None, parent_id: str | None) -> str | None:
    """Return the address of a comment, or of an answer in its thread."""
    if post_id is None:
        return None
    post, comment, thread = ((told or "").removeprefix("instagram:") for told in (post_id, response_id, parent_id))
    within = f"{thread}/r/{comment}" if thread and parent_id != post_id else comment
    return f"https://www.instagram.com/p/{post}/c/{within}/"


INSTAGRAM = Platform(
    name="instagram",
    words=Words(
        label=("Instagram", "Instagram"),
        account="account",
        renamed="was renamed",
        sign="@",
        posts="posts",
        short="ig",
        access="with an account that may be lost, run instaloader --login USER and set INSTAGRAM_USERNAME "
        "and INSTAGRAM_SESSION_FILE; or copy the cookies sessionid, csrftoken and ds_user_id of a browser that is "
        "logged in into INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN and INSTAGRAM_DS_USER_ID",
    ),
    kinds=frozenset({"image", "video", "album"}),
    source_model=InstagramSource,
    credentials=InstagramCredentials,
    prices=None,
    describe=lambda source: Profile(source.account, f"https://www.instagram.com/{source.account}"),
    is_formerly=same_handle,
    tells_identity=True,
    make_collector=_make_collector,
    make_parser=_make_parser,
    gaps=gaps_of,
    redact=Redaction(REDACTORS, RESPONSE_PAGES),
    responses=Responses(
        make_collector=_make_comments_collector,
        page_kinds=RESPONSE_PAGES,
        words="comments of posts",
        most_shown=0,  # they cost nothing
        url_of=_response_url,
        flat_threads=True,
    ),
    archive=ArchiveFormat(
        open=_open_archive,
        open_captures=_open_captures,
        captures_page_of=_captures_page_of,
        page_of=_page_of,
        without_ids=UNNUMBERED,
        gone_only=None,
        move_cursor=None,
    ),
    login=None,
    sent_secrets=_sent_secrets,
    secret_files=_secret_files,
    dated_address=lambda _source: "https://www.instagram.com/",
    rests_alone=False,
    tells_exact_total=True,
    probe=None,
)
