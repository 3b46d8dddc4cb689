"""The wiring of sources: from a configuration block and the secrets to a collector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectors.errors import PantauError
from collectors.records import Parsed, RawPage
from collectors.request import Collector
from collectors.response_pages import KINDS, parse_page
from pipeline.settings.models import InstagramSource, Secrets, Settings, SourceBase, WebsiteSource, XSource
from storage.runs.runs import SourceRow

if TYPE_CHECKING:
    from collectors.privacy import Pseudonyms
    from collectors.website.method import Method, TextSource


class Skipped(PantauError):
    """A source lacks what it needs to run; the message names the variable to set."""


def collector_for(settings: Settings, source: SourceBase) -> Collector:
    """Make the collector of a source. Raises Skipped."""
    factory = FACTORIES[type(source)]
    return factory(settings, source)


def source_row(source: Any) -> SourceRow:
    """Describe a source as the store keeps it."""
    if isinstance(source, WebsiteSource):
        host = (source.url.host or "").removeprefix("www.")
        return SourceRow(source.id, source.platform, host, str(source.url), source.city, source.group)
    site = {"x": "https://x.com", "instagram": "https://www.instagram.com"}[source.platform]
    url = f"{site}/{source.account}"
    return SourceRow(source.id, source.platform, source.account, url, source.city, source.group)


def _x(settings: Settings, source: XSource) -> Collector:
    from collectors.x.collector import XCollector  # noqa: PLC0415  # tweepy is heavy

    token = settings.secrets.x_bearer_token
    if token is None:
        raise Skipped("X needs a bearer token; set X_BEARER_TOKEN in .env")
    return XCollector(
        account=source.account,
        bearer_token=token.get_secret_value(),
        pace_seconds=source.pace_seconds,
        media=source.media,
        known=known_accounts(settings),
    )


def _instagram(settings: Settings, source: InstagramSource) -> Collector:
    from collectors.instagram.collector import InstagramCollector  # noqa: PLC0415  # instaloader is heavy

    session = instagram_session(settings.secrets, settings.folder)
    if session is None and not source.anonymous:
        raise Skipped(
            "Instagram needs a session; set INSTAGRAM_USERNAME with INSTAGRAM_SESSION_FILE, or the three cookies "
            "INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN and INSTAGRAM_DS_USER_ID, in .env (or anonymous: true in "
            "config.yaml)"
        )
    return InstagramCollector(account=source.account, session=session, pace_seconds=source.pace_seconds)


def instagram_session(secrets: Secrets, folder: Path) -> Any:
    """Return the configured session of Instagram, or None. Raises Skipped when it is only half configured."""
    from collectors.instagram.session import COOKIES, Session  # noqa: PLC0415  # instaloader is heavy

    values = (secrets.instagram_sessionid, secrets.instagram_csrftoken, secrets.instagram_ds_user_id)
    given = [value.get_secret_value() for value in values if value is not None]
    if len(given) == len(COOKIES):
        return Session(secrets.instagram_username or "session", dict(zip(COOKIES, given, strict=True)))
    if given:
        absent = [f"INSTAGRAM_{n.upper()}" for n, v in zip(COOKIES, values, strict=True) if v is None]
        raise Skipped(f"Instagram's session is incomplete; set {', '.join(absent)} in .env")
    if secrets.instagram_session_file:
        if not secrets.instagram_username:
            raise Skipped("Instagram's session file needs its user; set INSTAGRAM_USERNAME in .env")
        file = folder / secrets.instagram_session_file.expanduser()
        return Session(secrets.instagram_username, file=file)
    return None


def _website(settings: Settings, source: WebsiteSource) -> Collector:
    from collectors.http.session import session  # noqa: PLC0415  # beautifulsoup4 is heavy
    from collectors.website.collector import WebsiteCollector  # noqa: PLC0415
    from collectors.website.parse.layout import ANY_PAGE, Layout  # noqa: PLC0415

    method = method_of(source)
    if method.text == "trafilatura" and find_spec("trafilatura") is None:
        raise Skipped("text: trafilatura needs a package of its own; run: pip install 'pantau[articles]'")
    general = {"article_pattern": ANY_PAGE} if method.discovery == "feed" else {}
    return WebsiteCollector(
        source_id=source.id,
        url=str(source.url),
        layout=Layout.read(general | source.layout),
        method=method,
        session=session(settings.config.contact),
        pace_seconds=source.pace_seconds,
        timezone=settings.zone,
    )


def method_of(source: WebsiteSource) -> Method:
    """Return how a website's articles are found and read."""
    from collectors.website.method import Method  # noqa: PLC0415  # beautifulsoup4 is heavy

    addresses = {"feed": source.feed, "sitemap": source.sitemap}
    usual: TextSource = "trafilatura" if source.method in addresses else "selectors"
    return Method(
        discovery=source.method,
        address=addresses.get(source.method, ""),
        text=source.text or usual,
        must=source.must,
        must_not=source.must_not,
    )


FACTORIES: dict[type, Callable[[Settings, Any], Collector]] = {
    XSource: _x,
    InstagramSource: _instagram,
    WebsiteSource: _website,
}


def known_accounts(settings: Settings) -> frozenset[str]:
    """Return the handles that masking leaves readable: the watched accounts, and those configured as official."""
    from collectors.privacy import known_names  # noqa: PLC0415  # only runs need it

    told = [(getattr(source, "account", None), source.formerly) for source in settings.config.sources]
    watched = [name.removeprefix("@") for names in told for name in names if name]
    return known_names([*watched, *settings.config.official_accounts])


def wants_responses(source: SourceBase) -> bool:
    """Whether what people write to a source is to be harvested too."""
    return bool(getattr(source, "responses", False))


def responses_collector_for(settings: Settings, source: SourceBase) -> Collector:
    """Make the collector of what people write to a source. Raises Skipped, above all without a key."""
    pseudonyms = _pseudonyms(settings.secrets)
    if isinstance(source, InstagramSource):
        from collectors.instagram.comments import InstagramComments  # noqa: PLC0415  # instaloader is heavy

        session = instagram_session(settings.secrets, settings.folder)
        if session is None:
            raise Skipped("comments need a session of Instagram; set the INSTAGRAM_ variables in .env")
        return InstagramComments(
            account=source.account,
            session=session,
            pace_seconds=source.pace_seconds,
            most=source.comments_per_night,
            pseudonyms=pseudonyms,
            known=known_accounts(settings),
        )
    from collectors.x.responses import XResponses  # noqa: PLC0415  # tweepy is heavy

    token = settings.secrets.x_bearer_token
    if not isinstance(source, XSource) or token is None:
        raise Skipped("responses need what the source itself needs")
    return XResponses(
        account=source.account,
        bearer_token=token.get_secret_value(),
        pace_seconds=source.pace_seconds,
        pseudonyms=pseudonyms,
        known=known_accounts(settings),
    )


def _pseudonyms(secrets: Secrets) -> Pseudonyms:
    from collectors.privacy import MIN_KEY_LENGTH, Pseudonyms  # noqa: PLC0415  # only runs need it

    key = secrets.pseudonym_key
    if key is None:
        raise Skipped(
            f"a key is needed to hash people; set PANTAU_PSEUDONYM_KEY in .env ({MIN_KEY_LENGTH} characters or more)"
        )
    try:
        return Pseudonyms(key.get_secret_value().encode())
    except ValueError as error:
        raise Skipped(f"PANTAU_PSEUDONYM_KEY cannot be used: {error}; set a longer one in .env") from error


def parser_for(settings: Settings, source: SourceBase) -> Callable[[RawPage], Parsed]:
    """Return what parses a source's stored pages; needs neither credentials nor network."""
    if isinstance(source, XSource):
        return partial(_parse_x, account=source.account)
    if isinstance(source, InstagramSource):
        formerly = (source.formerly or "").removeprefix("@").lower()
        return partial(_parse_instagram, account=source.account.lower(), formerly=formerly)
    return collector_for(settings, source).parse


# Only when a page is parsed: most turns have none to parse again, and some of these are heavy.
def _parse_x(raw: RawPage, *, account: str) -> Parsed:
    from collectors.x.archive import ARCHIVE, parse_archived  # noqa: PLC0415
    from collectors.x.parser import parse_stored  # noqa: PLC0415

    if raw.kind in KINDS:
        from collectors.x.responses import parse_item  # noqa: PLC0415

        return parse_page(raw, parse_item)
    return (parse_archived if raw.kind == ARCHIVE else parse_stored)(raw, account)


def _parse_instagram(raw: RawPage, *, account: str, formerly: str) -> Parsed:
    from collectors.instagram.archive import EXPORT, parse_exported  # noqa: PLC0415
    from collectors.instagram.comments import parse_item  # noqa: PLC0415
    from collectors.instagram.parser import parse_stored  # noqa: PLC0415

    if raw.kind in KINDS:
        return parse_page(raw, parse_item)
    parsed = (parse_exported if raw.kind == EXPORT else parse_stored)(raw, account)
    return _without_coauthor(parsed, formerly) if formerly else parsed


def _without_coauthor(parsed: Parsed, name: str) -> Parsed:
    """Return what was parsed without a co-author who is the account itself, under its earlier name."""
    posts = (replace(p, coauthors=tuple(c for c in p.coauthors if c.lower() != name)) for p in parsed.posts)
    return replace(parsed, posts=tuple(posts))
