"""Facebook: the Pages that the office or its agencies run, by Meta's official interface; free."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, SecretStr

from collectors.erasure import Redaction
from collectors.facebook.cursor import gaps_of
from collectors.facebook.erasure import REDACTORS
from collectors.graph.errors import REST
from collectors.records import Parsed, RawPage
from collectors.request import Collector
from pipeline.platforms.platform import (
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
from pipeline.platforms.source import Credentials, SourceBase

if TYPE_CHECKING:
    from collectors.privacy import Pseudonyms

RESPONSE_PAGES = ("comments",)
SITE = "https://www.facebook.com"


class FacebookSource(SourceBase):
    """A Page on Facebook, by the name in its address or by its number."""

    platform: Literal["facebook"]
    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{1,50}$")]
    responses: bool = False
    """Also harvest comments (docs/privacy.md)."""
    comments_per_night: Annotated[int, Field(ge=1)] = 1000

    @property
    def rests_with(self) -> str | None:
        """The token's own name for rests: all that it reads shares Meta's limits."""
        return REST


class FacebookCredentials(Credentials):
    """A token of somebody with a task on the Page, of a system user, or of the Page itself."""

    access_token: SecretStr | None = Field(None, alias="META_ACCESS_TOKEN")


def _page(source: FacebookSource, wiring: Wiring) -> dict[str, Any]:
    """Return what every collector of a Page needs. Raises Skipped."""
    token: SecretStr | None = wiring.credentials.access_token
    if token is None:
        raise Skipped("Facebook needs a token; set META_ACCESS_TOKEN in .env (docs/facebook.md)")
    return {
        "account": source.account,
        "token": token.get_secret_value(),
        "contact": wiring.contact,
        "pace_seconds": source.pace_seconds,
    }


def _make_collector(source: FacebookSource, wiring: Wiring) -> Collector:
    page = _page(source, wiring)
    from collectors.facebook.collector import FacebookCollector  # noqa: PLC0415  # requests is heavy

    return FacebookCollector(**page)


def _make_comments_collector(source: FacebookSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    page = _page(source, wiring)
    from collectors.facebook.comments import FacebookComments  # noqa: PLC0415  # requests is heavy

    return FacebookComments(**page, pseudonyms=pseudonyms, known=wiring.known_accounts, most=source.comments_per_night)


def _make_parser(source: FacebookSource, _wiring: Wiring) -> Parse:
    return lambda raw: _parse(raw, source.account)


def _parse(raw: RawPage, account: str) -> Parsed:
    if raw.kind in RESPONSE_PAGES:
        from collectors.facebook.comments import parse_item  # noqa: PLC0415  # requests is heavy
        from collectors.response_pages import parse_page  # noqa: PLC0415  # only when a page is parsed

        return parse_page(raw, parse_item)
    from collectors.facebook.parser import parse_stored  # noqa: PLC0415  # only when a page is parsed

    return parse_stored(raw, account)


def _sent_secrets(credentials: FacebookCredentials, _folder: Path) -> Iterable[str]:
    return [credentials.access_token.get_secret_value()] if credentials.access_token else []


def _response_url(response_id: str, post_id: str | None, _parent_id: str | None) -> str | None:
    """Return the address of a comment below its post; it has the post's own number before its own."""
    if post_id is None:
        return None
    post, comment = (told.removeprefix("facebook:") for told in (post_id, response_id))
    return f"{SITE}/{post}?comment_id={comment.rpartition('_')[2]}"


FACEBOOK = Platform(
    name="facebook",
    words=Words(
        label=("Facebook", "Facebook"),
        account="Page",
        renamed="was renamed",
        sign="",
        posts="posts",
        short="fb",
        access="as somebody who runs the Page, make an app at developers.facebook.com and a token with "
        "pages_show_list, pages_read_engagement, pages_read_user_content and read_insights, and copy it into "
        "META_ACCESS_TOKEN (docs/facebook.md); it costs nothing",
    ),
    kinds=frozenset({"post", "image", "video", "album"}),
    source_model=FacebookSource,
    credentials=FacebookCredentials,
    prices=None,
    describe=lambda source: Profile(source.account, f"{SITE}/{source.account}"),
    is_formerly=same_handle,
    tells_identity=True,
    make_collector=_make_collector,
    make_parser=_make_parser,
    gaps=gaps_of,
    redact=Redaction(REDACTORS, RESPONSE_PAGES),
    responses=Responses(
        make_collector=_make_comments_collector,
        page_kinds=RESPONSE_PAGES,
        words="comments on posts",
        most_shown=0,  # they cost nothing
        url_of=_response_url,
        flat_threads=True,
    ),
    archive=None,
    login=None,
    sent_secrets=_sent_secrets,
    secret_files=no_secrets,
    dated_address=lambda _source: "https://graph.facebook.com/",
    rests_alone=False,
    tells_exact_total=False,
    probe=None,
)
