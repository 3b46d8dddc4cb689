"""X: every read costs money; replies and mentions are found by search."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, SecretStr

from collectors.erasure import Redaction
from collectors.errors import ConfigError
from collectors.records import Cursor, Parsed, RawPage, Reads
from collectors.request import Collector
from collectors.x.cursor import XCursor, gaps_of
from collectors.x.erasure import REDACTORS
from pipeline.platforms.platform import (
    ArchiveFormat,
    OwnerLogin,
    Parse,
    Permission,
    Platform,
    Profile,
    Responses,
    Skipped,
    Wiring,
    Words,
    same_handle,
)
from pipeline.platforms.source import Credentials, Prices, SourceBase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectors.archive_file import Archive, Entry, Export, Owner
    from collectors.captures import CaptureFile
    from collectors.privacy import Pseudonyms
    from collectors.x.user_token import TokenFile

TOKENS = "private", "x-token-{}.json"  # folder, and name by the source's id
RESPONSE_PAGES = ("mentions", "search")


class XSource(SourceBase):
    """An account on X."""

    platform: Literal["x"]
    account: Annotated[str, Field(pattern=r"^\w{1,15}$")]
    responses: bool = False
    """Also harvest replies and mentions (docs/privacy.md)."""
    media: bool = False
    """Also buy what X tells of pictures and videos (address, description); their number and kind are free."""
    response_text_days: Annotated[int, Field(ge=1)] | None = 30
    """By default shorter than elsewhere: responses are not looked at again, so that no deletion of one is learnt."""


class XPrices(Prices):
    """The price of a read on X, and the most that a month may cost, in US dollars."""

    usd_per_post: Annotated[float, Field(ge=0)] = 0.005
    usd_per_user: Annotated[float, Field(ge=0)] = 0.010
    usd_per_media: Annotated[float, Field(ge=0)] = 0.005
    usd_per_owned_post: Annotated[float, Field(ge=0)] = 0.001
    """The price of a post that is read with its owner's token (docs/x.md)."""
    monthly_budget_usd: Annotated[float, Field(ge=0)] = 20.0
    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.3

    def cost_of(self, read: Reads) -> float:
        """Return what a read costs; the owned part of its posts has a price of its own."""
        return super().cost_of(read) + read.owned * (self.usd_per_owned_post - self.usd_per_post)


class XCredentials(Credentials):
    """The token of an app, and what the app asks an account's owner for a token with."""

    bearer_token: SecretStr | None = Field(None, alias="X_BEARER_TOKEN")
    client_id: SecretStr | None = Field(None, alias="X_CLIENT_ID")
    client_secret: SecretStr | None = Field(None, alias="X_CLIENT_SECRET")


def _token(wiring: Wiring) -> str:
    token: SecretStr | None = wiring.credentials.bearer_token
    if token is None:
        raise Skipped("X needs a bearer token; set X_BEARER_TOKEN in .env")
    return token.get_secret_value()


def _token_path(source: SourceBase, folder: Path) -> Path:
    return folder / TOKENS[0] / TOKENS[1].format(source.id)


def _token_files(_credentials: XCredentials, folder: Path) -> list[Path]:
    return sorted((folder / TOKENS[0]).glob(TOKENS[1].format("*")))


def _is_owned(source: SourceBase, folder: Path) -> bool:
    return _token_path(source, folder).exists()


def _user_tokens(source: XSource, wiring: Wiring) -> TokenFile | None:
    """Return the file of the owner's token; None without the app that can renew it."""
    from collectors.x.user_token import App, TokenFile  # noqa: PLC0415  # tweepy is heavy

    client_id, secret = wiring.credentials.client_id, wiring.credentials.client_secret
    if client_id is None:
        return None
    app = App(client_id.get_secret_value(), secret.get_secret_value() if secret else None)
    return TokenFile(_token_path(source, wiring.folder), app, f"pantau login x --source {source.id}")


def _begin_login(source: XSource, wiring: Wiring) -> Permission:
    """Begin to ask the owner for a token. Raises ConfigError."""
    tokens = _user_tokens(source, wiring)
    if tokens is None:
        raise ConfigError("a token of X is asked for by an app; set X_CLIENT_ID in .env (docs/x.md)")
    from collectors.x.login import XPermission  # noqa: PLC0415  # tweepy is heavy

    return XPermission(source.account, tokens)


def _make_owned_collector(source: XSource, wiring: Wiring) -> Collector:
    tokens, prices = _user_tokens(source, wiring), wiring.budget or XPrices()
    if tokens is None:
        path = _token_path(source, wiring.folder)
        raise Skipped(f"the owner's token of X is renewed by its app; set X_CLIENT_ID in .env, or remove {path}")
    from collectors.x.owned import OwnedClient, OwnedX  # noqa: PLC0415  # tweepy is heavy

    return OwnedX(
        client=OwnedClient(tokens, source.pace_seconds),
        windows=prices.usd_per_owned_post < prices.usd_per_post,
        account=source.account,
        media=source.media,
        known=wiring.known_accounts,
    )


def _make_collector(source: XSource, wiring: Wiring) -> Collector:
    if _is_owned(source, wiring.folder):
        return _make_owned_collector(source, wiring)
    token = _token(wiring)
    from collectors.x.client import XClient  # noqa: PLC0415  # tweepy is heavy
    from collectors.x.collector import XCollector  # noqa: PLC0415  # as above

    return XCollector(
        account=source.account,
        client=XClient(token, source.pace_seconds),
        media=source.media,
        known=wiring.known_accounts,
    )


def _make_responses_collector(source: XSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    token = _token(wiring)
    from collectors.x.client import XClient  # noqa: PLC0415  # tweepy is heavy
    from collectors.x.responses import XResponses  # noqa: PLC0415  # as above

    return XResponses(
        account=source.account,
        client=XClient(token, source.pace_seconds),
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


def _sent_secrets(credentials: XCredentials, folder: Path) -> Iterable[str]:
    told = (credentials.bearer_token, credentials.client_secret)
    yield from (value.get_secret_value() for value in told if value)
    if files := _token_files(credentials, folder):
        from collectors.x.user_token import read_token  # noqa: PLC0415  # tweepy is heavy

        for token in filter(None, map(read_token, files)):
            yield from (token.access, token.refresh)


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
    login=OwnerLogin(begin=_begin_login, is_kept=_is_owned),
    sent_secrets=_sent_secrets,
    secret_files=_token_files,
    dated_address=lambda _source: "https://api.twitter.com/",
    rests_alone=False,
    tells_exact_total=False,
    probe=None,
)
