"""Websites: lists, feeds, sitemaps and WordPress; free, and each for itself."""

from __future__ import annotations

from collections.abc import Generator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, HttpUrl, model_validator

from collectors.erasure import Redaction
from collectors.extras import how_to_install
from collectors.records import Cursor, Gap
from collectors.request import Collector, Limits
from collectors.website.erasure import REDACTORS
from pipeline.platforms.platform import Parse, Platform, Profile, Skipped, Stream, Wiring, Words, no_secrets
from pipeline.platforms.source import Credentials, SourceBase

if TYPE_CHECKING:
    from collectors.website.method import Method, TextSource


def _layout(block: dict[str, Any]) -> dict[str, Any]:
    from collectors.website.parse.layout import Layout  # noqa: PLC0415  # its selectors are heavy to load

    Layout.read(block)
    return block


def _phrase(told: str) -> str:
    if not any(map(str.isalnum, told)):
        raise ValueError(f"{told!r} has no letter or digit: such a phrase would stand in every article")
    return told


PhraseOfText = Annotated[str, Field(min_length=2), AfterValidator(_phrase)]


class WebsiteSource(SourceBase):
    """An official website; ``layout`` says where its list and articles stand (docs/configuration.md)."""

    platform: Literal["website"]
    url: HttpUrl
    layout: Annotated[dict[str, Any], AfterValidator(_layout)] = Field(default_factory=dict)
    method: Literal["list", "feed", "sitemap", "wordpress"] = "list"
    """The way in which articles are found."""
    feed: str = "/feed"
    sitemap: str = "/sitemap.xml"
    post_type: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")] | None = None
    """The kind of a WordPress' posts that are the news, by its name in the interface: ``berita``."""
    text: Literal["selectors", "trafilatura", "feed"] | None = None
    """The way in which their text is got: by default selectors for a list, trafilatura for a feed or sitemap."""
    must: tuple[PhraseOfText, ...] = ()
    must_not: tuple[PhraseOfText, ...] = ()
    homonyms: tuple[PhraseOfText, ...] = ()
    """Phrases that do not count as one of ``must`` although they hold one: namesakes."""

    @model_validator(mode="after")
    def _fits(self) -> WebsiteSource:
        if self.text == "feed" and self.method != "feed":
            raise ValueError("text: feed goes with method: feed only; choose selectors or trafilatura")
        if self.method == "wordpress" and self.text:
            raise ValueError("method: wordpress brings the texts itself; leave text out")
        if self.post_type and self.method != "wordpress":
            raise ValueError("post_type goes with method: wordpress only")
        if self.method == "sitemap" and "article_pattern" not in self.layout:
            raise ValueError("method: sitemap needs layout.article_pattern: a sitemap lists more than articles")
        if self.layout.get("routed") and (self.method != "feed" or "article_pattern" in self.layout):
            raise ValueError("layout.routed goes with method: feed, without article_pattern")
        if self.homonyms and not self.must:
            raise ValueError("homonyms goes with must: it names what does not count as one of its phrases")
        return self


def method_of(source: WebsiteSource) -> Method:
    """Return how a website's articles are found and read."""
    from collectors.website.method import ADDRESSED, Method  # noqa: PLC0415  # beautifulsoup4 is heavy

    addresses = {"feed": source.feed, "sitemap": source.sitemap, "wordpress": source.post_type or ""}
    usual: TextSource = "trafilatura" if source.method in ADDRESSED else "selectors"
    return Method(
        discovery=source.method,
        address=addresses.get(source.method, ""),
        text=source.text or usual,
        must=source.must,
        must_not=source.must_not,
        homonyms=source.homonyms,
    )


def _make_collector(source: WebsiteSource, wiring: Wiring) -> Collector:
    from collectors.http.session import session  # noqa: PLC0415  # beautifulsoup4 is heavy
    from collectors.website.collector import WebsiteCollector  # noqa: PLC0415
    from collectors.website.parse.layout import ANY_PAGE, Layout  # noqa: PLC0415
    from collectors.website.press import PressCollector  # noqa: PLC0415

    method = method_of(source)
    if method.text == "trafilatura" and find_spec("trafilatura") is None:
        raise Skipped(f"text: trafilatura needs a package of its own; {how_to_install('articles')}")
    general = {"article_pattern": ANY_PAGE} if method.discovery == "feed" else {}
    site = WebsiteCollector(
        source_id=source.id,
        url=str(source.url),
        layout=Layout.read(general | source.layout),
        method=method,
        session=session(wiring.contact),
        pace_seconds=source.pace_seconds,
        timezone=wiring.zone,
    )
    return PressCollector(site) if source.role == "media" else site


def _make_parser(source: WebsiteSource, wiring: Wiring) -> Parse:
    return _make_collector(source, wiring).parse


def _describe(source: WebsiteSource) -> Profile:
    return Profile((source.url.host or "").removeprefix("www."), str(source.url))


def _is_formerly(told: str, account: str) -> bool:
    """Whether an earlier address, with or without https://, is of that host."""
    from collectors.website.parse.addresses import site_of  # noqa: PLC0415  # its patterns take long to compile

    return site_of(told if "//" in told else f"//{told}") == account.casefold()


def _gaps(_stream: Stream, cursor: Cursor) -> tuple[Gap, ...]:
    """Return one gap of unknown size where the list was not walked to its end."""
    return () if cursor.get("complete", True) else (Gap(),)


def _probe(url: str, contact: str, zone: ZoneInfo, limits: Limits) -> Generator[str, None, bool]:
    from collectors.website.probe import probe  # noqa: PLC0415  # beautifulsoup4 is heavy

    return probe(url, contact, zone, limits)


WEBSITE = Platform(
    name="website",
    words=Words(label=("Situs web", "Website"), account="site", renamed="moved", sign="", posts="articles"),
    kinds=frozenset({"article"}),
    source_model=WebsiteSource,
    credentials=Credentials,
    prices=None,
    describe=_describe,
    is_formerly=_is_formerly,
    tells_identity=False,
    make_collector=_make_collector,
    make_parser=_make_parser,
    gaps=_gaps,
    redact=Redaction(REDACTORS),
    responses=None,
    archive=None,
    login=None,
    sent_secrets=no_secrets,
    secret_files=no_secrets,
    dated_address=lambda source: str(source.url),
    rests_alone=True,
    tells_exact_total=False,
    probe=_probe,
)
