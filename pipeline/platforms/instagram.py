"""Instagram: read with a session or as a stranger; comments with a session only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, SecretStr

from collectors.erasure import Redaction
from collectors.errors import AuthFailed
from collectors.instagram.erasure import REDACTORS
from collectors.instagram.stored import UNNUMBERED, gaps_of
from collectors.records import Parsed, RawPage
from collectors.request import Collector
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
    from collectors.privacy import Pseudonyms

RESPONSE_PAGES = ("comments",)


class InstagramSource(SourceBase):
    """An account on Instagram."""

    platform: Literal["instagram"]
    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]{1,30}$")]
    responses: bool = False
    """Also harvest comments; needs a session (docs/privacy.md)."""
    comments_per_night: Annotated[int, Field(ge=1)] = 300
    anonymous: bool = False
    """Read it as a stranger when no session is given: one request a post, and a wall after a dozen."""


class InstagramCredentials(Credentials):
    """A session: a file of instaloader with its user, or three cookies of a browser."""

    username: str | None = Field(None, alias="INSTAGRAM_USERNAME")
    session_file: Path | None = Field(None, alias="INSTAGRAM_SESSION_FILE")
    sessionid: SecretStr | None = Field(None, alias="INSTAGRAM_SESSIONID")
    csrftoken: SecretStr | None = Field(None, alias="INSTAGRAM_CSRFTOKEN")
    ds_user_id: SecretStr | None = Field(None, alias="INSTAGRAM_DS_USER_ID")


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


def _make_collector(source: InstagramSource, wiring: Wiring) -> Collector:
    from collectors.instagram.collector import InstagramCollector  # noqa: PLC0415  # instaloader is heavy

    session = make_session(wiring.credentials, wiring.folder)
    if session is None and not source.anonymous:
        raise Skipped(
            "Instagram needs a session; set INSTAGRAM_USERNAME with INSTAGRAM_SESSION_FILE, or the three cookies "
            "INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN and INSTAGRAM_DS_USER_ID, in .env (or anonymous: true in "
            "config.yaml)"
        )
    return InstagramCollector(account=source.account, session=session, pace_seconds=source.pace_seconds)


def _make_comments_collector(source: InstagramSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    from collectors.instagram.comments import InstagramComments  # noqa: PLC0415  # instaloader is heavy

    session = make_session(wiring.credentials, wiring.folder)
    if session is None:
        raise Skipped("comments need a session of Instagram; set the INSTAGRAM_ variables in .env")
    return InstagramComments(
        account=source.account,
        session=session,
        pace_seconds=source.pace_seconds,
        most=source.comments_per_night,
        pseudonyms=pseudonyms,
        known=wiring.known_accounts,
    )


def _make_parser(source: InstagramSource, _wiring: Wiring) -> Parse:
    formerly = (source.formerly or "").removeprefix("@").lower()
    return lambda raw: _parse(raw, source.account.lower(), formerly)


# Only when a page is parsed: most runs have none to parse again, and instaloader is heavy.
def _parse(raw: RawPage, account: str, formerly: str) -> Parsed:
    from collectors.instagram.archives.export import EXPORT, parse_exported  # noqa: PLC0415
    from collectors.instagram.comments import parse_item  # noqa: PLC0415
    from collectors.instagram.parser import parse_stored  # noqa: PLC0415
    from collectors.response_pages import parse_page  # noqa: PLC0415

    if raw.kind in RESPONSE_PAGES:
        return parse_page(raw, parse_item)
    parsed = (parse_exported if raw.kind == EXPORT else parse_stored)(raw, account)
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
    given = [value.get_secret_value() for value in (credentials.sessionid, credentials.csrftoken) if value]
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
    sent_secrets=_sent_secrets,
    secret_files=_secret_files,
    dated_address=lambda _source: "https://www.instagram.com/",
    rests_alone=False,
    probe=None,
)
