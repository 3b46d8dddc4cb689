"""X: every read costs money; replies and mentions are found by search."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, SecretStr

from collectors.erasure import Redaction
from collectors.records import Cursor, Parsed, RawPage
from collectors.request import Collector
from collectors.x.cursor import XCursor, gaps_of
from collectors.x.erasure import REDACTORS
from pipeline.platforms.platform import (
    ArchiveFormat,
    Parse,
    Platform,
    Profile,
    Responses,
    Skipped,
    Wiring,
    Words,
    no_secrets,
    same_handle,
)
from pipeline.platforms.source import Credentials, Prices, SourceBase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectors.archive_file import Archive, Entry, Export, Owner
    from collectors.captures import CaptureFile
    from collectors.privacy import Pseudonyms

RESPONSE_PAGES = ("mentions", "search")


class XSource(SourceBase):
    """An account on X."""

    platform: Literal["x"]
    account: Annotated[str, Field(pattern=r"^\w{1,15}$")]
    responses: bool = False
    """Also harvest replies and mentions (docs/privacy.md)."""
    media: bool = False
    """Also buy what X tells of pictures and videos (address, description); their number and kind are free."""


class XPrices(Prices):
    """The price of a read on X, and the most that a month may cost, in US dollars."""

    usd_per_post: Annotated[float, Field(ge=0)] = 0.005
    usd_per_user: Annotated[float, Field(ge=0)] = 0.010
    usd_per_media: Annotated[float, Field(ge=0)] = 0.005
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 20.0
    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.3


class XCredentials(Credentials):
    """The token of an app."""

    bearer_token: SecretStr | None = Field(None, alias="X_BEARER_TOKEN")


def _token(wiring: Wiring) -> str:
    token: SecretStr | None = wiring.credentials.bearer_token
    if token is None:
        raise Skipped("X needs a bearer token; set X_BEARER_TOKEN in .env")
    return token.get_secret_value()


def _make_collector(source: XSource, wiring: Wiring) -> Collector:
    token = _token(wiring)
    from collectors.x.collector import XCollector  # noqa: PLC0415  # tweepy is heavy

    return XCollector(
        account=source.account,
        bearer_token=token,
        pace_seconds=source.pace_seconds,
        media=source.media,
        known=wiring.known_accounts,
    )


def _make_responses_collector(source: XSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    token = _token(wiring)
    from collectors.x.responses import XResponses  # noqa: PLC0415  # tweepy is heavy

    return XResponses(
        account=source.account,
        bearer_token=token,
        pace_seconds=source.pace_seconds,
        pseudonyms=pseudonyms,
        known=wiring.known_accounts,
    )


def _make_parser(source: XSource, _wiring: Wiring) -> Parse:
    return lambda raw: _parse(raw, source.account)


# Only when a page is parsed: most runs have none to parse again, and some of these are heavy.
def _parse(raw: RawPage, account: str) -> Parsed:
    from collectors.x.archives.archive import ARCHIVE, parse_archived  # noqa: PLC0415
    from collectors.x.parser import parse_stored  # noqa: PLC0415

    if raw.kind in RESPONSE_PAGES:
        from collectors.response_pages import parse_page  # noqa: PLC0415
        from collectors.x.responses import parse_item  # noqa: PLC0415

        return parse_page(raw, parse_item)
    return (parse_archived if raw.kind == ARCHIVE else parse_stored)(raw, account)


def _open_archive(archive: Archive, owner: Owner) -> Export:
    from collectors.x.archives.archive import XArchive  # noqa: PLC0415  # only an import needs it

    return XArchive(archive, owner)


def _open_captures(file: CaptureFile, owner: Owner) -> Export:
    from collectors.x.archives.captures import XCaptures  # noqa: PLC0415  # only an import needs it

    return XCaptures(file, owner)


def _captures_page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    from collectors.x.archives.captures import page_of  # noqa: PLC0415  # only an import needs it

    return page_of(entries, account)


def _page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    from collectors.x.archives.archive import page_of  # noqa: PLC0415  # only an import needs it

    return page_of(entries, account)


def _gone_only(entry: Entry) -> Entry:
    from collectors.x.archives.archive import gone_only  # noqa: PLC0415  # only an import needs it

    return gone_only(entry)


def _behind_archive(cursor: Cursor, export: Any) -> Cursor:
    """Let the next harvest begin behind a whole archive: X would bill every post that the owner has already."""
    return XCursor.load(cursor).covered(export.newest).dump() if export.whole and export.newest else cursor


def _sent_secrets(credentials: XCredentials, _folder: Path) -> Iterable[str]:
    return [credentials.bearer_token.get_secret_value()] if credentials.bearer_token else []


def _response_url(response_id: str, _post_id: str | None, _parent_id: str | None) -> str:
    """Return an address that needs no account's name."""
    return f"https://x.com/i/web/status/{response_id.removeprefix('x:')}"


X = Platform(
    name="x",
    words=Words(
        label=("X", "X"),
        account="account",
        renamed="was renamed",
        sign="@",
        posts="posts",
        access="sign in at developer.x.com, make an app with pay-per-use access, and copy its bearer token (Keys and "
        "tokens) into X_BEARER_TOKEN; reads cost money, x.monthly_budget_usd in config.yaml is the most of a month",
    ),
    kinds=frozenset({"post", "reply", "quote", "repost"}),
    source_model=XSource,
    credentials=XCredentials,
    prices=XPrices,
    describe=lambda source: Profile(source.account, f"https://x.com/{source.account}"),
    is_formerly=same_handle,
    tells_identity=True,
    make_collector=_make_collector,
    make_parser=_make_parser,
    gaps=gaps_of,
    redact=Redaction(REDACTORS, RESPONSE_PAGES),
    responses=Responses(
        make_collector=_make_responses_collector,
        page_kinds=RESPONSE_PAGES,
        words="replies and mentions",
        most_shown=800,  # by the mentions timeline
        url_of=_response_url,
        flat_threads=False,
    ),
    archive=ArchiveFormat(
        open=_open_archive,
        open_captures=_open_captures,
        captures_page_of=_captures_page_of,
        page_of=_page_of,
        without_ids=None,
        gone_only=_gone_only,
        move_cursor=_behind_archive,
    ),
    sent_secrets=_sent_secrets,
    secret_files=no_secrets,
    dated_address=lambda _source: "https://api.twitter.com/",
    rests_alone=False,
    probe=None,
)
