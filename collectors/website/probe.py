"""Probe: try every method on a website, show what each would harvest, and recommend one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from textwrap import indent
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import requests
import yaml

from collectors.errors import CollectorError
from collectors.extras import how_to_install
from collectors.http.session import session
from collectors.records import Post, Validator
from collectors.request import Limits, Request
from collectors.website.client import SiteClient
from collectors.website.collector import WebsiteCollector
from collectors.website.method import ADDRESSED, Discovery, Method, TextSource
from collectors.website.parse.addresses import site_of
from collectors.website.parse.layout import ANY_PAGE, Layout
from collectors.website.probe_finds import Found, SiteFinds
from collectors.wording import PASTE, counted

SHOWN = 10
PACE_SECONDS = 1.0
RANKING = {  # the best first, and why
    "wordpress": "it gives the whole history with exact times and texts, a count of posts, and proof of deletions",
    "list": "its pages have the layout that is known, so texts are exact and the whole history is reached",
    "sitemap": "it reaches the whole history; texts are found by trafilatura, so look at some of them",
    "feed": "it is all there is; it shows only the newest articles, so harvest at least as often as it changes",
}


@dataclass
class Attempt:
    """One method on the site: how it would be configured, and what it brought or why not."""

    name: str
    block: dict[str, Any] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    told: str = ""

    @property
    def works(self) -> bool:
        """Whether most of what it brought is an article with a text."""
        return sum(bool(post.text) for post in self.posts) * 2 > len(self.posts)


class Probe:
    """The tries on one site, one after the other."""

    def __init__(self, url: str, zone: ZoneInfo, web: requests.Session, limits: Limits) -> None:
        self.url, self._zone, self._web, self._limits = url, zone, web, limits
        self._remembered: dict[str, Validator] = {}
        self._visit = SiteClient(web, url, Request(), self._limits, pace_seconds=PACE_SECONDS, most_waited=0)

    def attempts(self) -> Iterator[Attempt]:
        """Yield each method with what came of it. Raises CollectorError when the site may not be read at all."""
        self._visit.enter()
        self._remembered |= {validator.url: validator for validator in self._visit.take_learned()}
        yield self._tried(Attempt("wordpress", {"method": "wordpress"}))
        path = urlsplit(self.url).path.rstrip("/")
        yield self._tried(Attempt("list", {"layout": {"list_path": path}} if path else {}))
        finds = SiteFinds(self.url, self._visit, self._zone)
        feed = finds.find_feed()
        yield self._found("feed", feed)
        yield self._found("sitemap", finds.find_sitemap(feed.urls))

    def _found(self, name: str, found: Found) -> Attempt:
        """Try what was found of a method; what is no use is told."""
        attempt = Attempt(name, found.block if found.usable else {}, told=found.told)
        return self._tried(attempt) if found.usable else attempt

    def _tried(self, attempt: Attempt) -> Attempt:
        """Harvest the first posts as a night would."""
        method = method_of(attempt.block)
        if method.text == "trafilatura" and find_spec("trafilatura") is None:
            attempt.told = f"its texts need a package of its own; {how_to_install('articles')}"
            return attempt
        layout = {"article_pattern": ANY_PAGE} if method.discovery == "feed" else {}
        collector = WebsiteCollector(
            source_id="probe",
            url=self.url,
            layout=Layout.read(layout | attempt.block.get("layout", {})),
            session=self._web,
            pace_seconds=PACE_SECONDS,
            timezone=self._zone,
            method=method,
            most_waited=0,  # a person sits in front of it
        )
        found, told = attempt.told, ""
        try:
            pages = collector.pages(Request(validators=self._remembered), self._limits)
            attempt.posts.extend(islice((post for page in pages for post in page.parsed.posts), SHOWN))
            if not attempt.posts:
                told = "it shows no articles"
            elif not attempt.works:
                told = "what it found has no text"
        except CollectorError as error:
            told = str(error)
        attempt.told = "; ".join(filter(None, (found, told)))
        return attempt


def method_of(block: Mapping[str, Any]) -> Method:
    """Read the method of a configuration block, as one that is pasted into config.yaml would be read."""
    discovery: Discovery = block.get("method", "list")
    usual: TextSource = "trafilatura" if discovery in ADDRESSED else "selectors"
    return Method(discovery=discovery, address=block.get(discovery, ""), text=block.get("text", usual))


def probe(url: str, contact: str, zone: ZoneInfo, limits: Limits) -> Generator[str, None, bool]:
    """Try all methods on the site at *url*; yield what to print, line by line. Raises CollectorError.

    Returns whether a method is recommended.
    """
    attempts = []
    with session(contact, attempts=1) as web:
        for attempt in Probe(url, zone, web, limits).attempts():
            attempts.append(attempt)
            yield from described(attempt, zone)
    working = {attempt.name: attempt for attempt in attempts if attempt.posts and attempt.works}
    best = next((name for name in RANKING if name in working), None)
    if best is None:
        yield "recommended: none; write a layout for its list and articles (docs/configuration.md)"
        return False
    yield f"recommended: {best}, because {RANKING[best]}"
    yield PASTE
    yield ""
    yield from pasted(url, working[best].block).splitlines()
    return True


def described(attempt: Attempt, zone: ZoneInfo) -> Iterator[str]:
    """Say what a method brought."""
    count = f"the first {counted(len(attempt.posts), 'post')}" if attempt.posts else "nothing"
    yield f"{attempt.name}: {count}{f' ({attempt.told})' if attempt.told else ''}"
    for post in attempt.posts:
        at = post.published_at.astimezone(zone) if post.published_at else None
        shown = (
            f"{at:%Y-%m-%d %H:%M}"
            if at and post.published_precision == "second"
            else f"{at:%Y-%m-%d}"
            if at
            else "no date"
        )
        yield f"  {shown:<16}  {(post.title or '(no title)')[:70]}  ({len(post.text)} characters, {post.post_id})"
    yield ""


def pasted(url: str, block: dict[str, Any]) -> str:
    """Write the configuration block as it stands below ``sources:``."""
    host = site_of(url)
    folder = urlsplit(url).path if block.get("method") == "wordpress" else ""  # a WordPress may stand in one
    home = urlsplit(url)._replace(path=folder, query="", fragment="").geturl()
    name = "web-" + "".join(letter if letter.isalnum() else "-" for letter in host.removesuffix(".go.id"))[:50]
    source = {"id": name, "platform": "website", "url": home, **block}
    return indent(yaml.safe_dump([source], sort_keys=False, allow_unicode=True, width=200), "  ")
