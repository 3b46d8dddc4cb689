"""YouTube by its Data API: free, with units a day; its terms are accepted in config.yaml, or nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr

from collectors.erasure import Redaction
from collectors.records import Parsed, RawPage
from collectors.request import Collector
from collectors.youtube.cursor import gaps_of
from collectors.youtube.erasure import REDACTORS
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
from pipeline.platforms.source import Credentials, Quota, SourceBase

if TYPE_CHECKING:
    from collectors.privacy import Pseudonyms

RESPONSE_PAGES = ("comments",)


class YouTubeSource(SourceBase):
    """A channel on YouTube, by its handle or its id."""

    keeps_days: ClassVar[int | None] = 30
    """YouTube's terms: what is not read again within 30 days is to be deleted."""

    platform: Literal["youtube"]
    account: Annotated[str, Field(pattern=r"^(?:@?[\w.\u00b7-]{3,30}|UC[\w-]{22})$")]
    pace_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.5
    responses: bool = False
    """Also harvest comments (docs/privacy.md)."""
    comments_per_night: Annotated[int, Field(ge=1)] = 1000

    @property
    def name(self) -> str:
        """The handle without its sign, or the id."""
        return self.account.removeprefix("@")


class YouTubeQuota(Quota):
    """The day's units, and whether the office accepted the amendment that lets figures be derived and kept."""

    zone: ClassVar[ZoneInfo] = ZoneInfo("America/Los_Angeles")
    amendment_accepted: date | None = None
    daily_units: Annotated[int, Field(ge=0)] = 10_000
    responses_share: Annotated[float, Field(ge=0, le=1)] = 0.3


class YouTubeCredentials(Credentials):
    """The key of a project in which YouTube Data API v3 is enabled."""

    api_key: SecretStr | None = Field(None, alias="YOUTUBE_API_KEY")


def _channel(source: YouTubeSource, wiring: Wiring) -> dict[str, Any]:
    """Return what every collector of a channel needs. Raises Skipped."""
    if wiring.budget is None or wiring.budget.amendment_accepted is None:
        raise Skipped(
            "YouTube's terms allow derived figures, and statistics older than 30 days, only to who accepted their "
            "amendment; accept it, then set youtube: {amendment_accepted: DATE} in config.yaml (docs/youtube.md)"
        )
    if wiring.credentials.api_key is None:
        raise Skipped("YouTube needs an API key; set YOUTUBE_API_KEY in .env")
    return {
        "account": source.name,
        "key": wiring.credentials.api_key.get_secret_value(),
        "contact": wiring.contact,
        "pace_seconds": source.pace_seconds,
    }


def _make_collector(source: YouTubeSource, wiring: Wiring) -> Collector:
    channel = _channel(source, wiring)
    from collectors.youtube.collector import YouTubeCollector  # noqa: PLC0415  # requests is heavy

    return YouTubeCollector(**channel)


def _make_comments_collector(source: YouTubeSource, wiring: Wiring, pseudonyms: Pseudonyms) -> Collector:
    channel = _channel(source, wiring)
    from collectors.youtube.comments import YouTubeComments  # noqa: PLC0415  # requests is heavy

    return YouTubeComments(
        **channel, pseudonyms=pseudonyms, known=wiring.known_accounts, most=source.comments_per_night
    )


def _make_parser(source: YouTubeSource, _wiring: Wiring) -> Parse:
    return lambda raw: _parse(raw, source.name)


def _parse(raw: RawPage, account: str) -> Parsed:
    if raw.kind in RESPONSE_PAGES:
        from collectors.response_pages import parse_page  # noqa: PLC0415  # only when a page is parsed
        from collectors.youtube.comments import parse_item  # noqa: PLC0415  # requests is heavy

        return parse_page(raw, parse_item)
    from collectors.youtube.parser import parse_stored  # noqa: PLC0415  # only when a page is parsed

    return parse_stored(raw, account)


def _describe(source: YouTubeSource) -> Profile:
    path = f"channel/{source.name}" if source.name.startswith("UC") else f"@{source.name}"
    return Profile(source.name, f"https://www.youtube.com/{path}")


def _sent_secrets(credentials: YouTubeCredentials, _folder: Path) -> Iterable[str]:
    return [credentials.api_key.get_secret_value()] if credentials.api_key else []


def _response_url(response_id: str, post_id: str | None, _parent_id: str | None) -> str | None:
    """Return the address of a comment below its video."""
    if post_id is None:
        return None
    video, comment = (told.removeprefix("youtube:") for told in (post_id, response_id))
    return f"https://www.youtube.com/watch?v={video}&lc={comment}"


YOUTUBE = Platform(
    name="youtube",
    words=Words(
        label=("YouTube", "YouTube"),
        account="channel",
        renamed="has another handle",
        sign="@",
        posts="videos",
        short="yt",
        access="at console.cloud.google.com make a project, enable YouTube Data API v3, make an API key that may use "
        "only that, and copy it into YOUTUBE_API_KEY; then accept YouTube's amendment and set youtube: "
        "{amendment_accepted: DATE} in config.yaml (docs/youtube.md); it costs nothing, 10,000 units a day",
    ),
    kinds=frozenset({"video", "short", "live"}),
    source_model=YouTubeSource,
    credentials=YouTubeCredentials,
    prices=YouTubeQuota,
    describe=_describe,
    is_formerly=same_handle,
    tells_identity=True,
    make_collector=_make_collector,
    make_parser=_make_parser,
    gaps=gaps_of,
    redact=Redaction(REDACTORS, RESPONSE_PAGES),
    responses=Responses(
        make_collector=_make_comments_collector,
        page_kinds=RESPONSE_PAGES,
        words="comments below videos",
        most_shown=0,  # they cost no money
        url_of=_response_url,
        flat_threads=True,
    ),
    archive=None,
    login=None,
    sent_secrets=_sent_secrets,
    secret_files=no_secrets,
    dated_address=lambda _source: "https://www.googleapis.com/",
    rests_alone=False,
    tells_exact_total=True,
    probe=None,
)
