"""What a hard website does to a night: each case ends in its health state with its reason, as docs/faults.md tells.

The document is written anew with ``PANTAU_WRITE_FAULTS=1 python -m pytest tests/pipeline/test_faults.py``.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.http.session import session
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Article, Fault, World
from pipeline.harvest.harvest import harvest
from tests.collectors.http.broken_lines import Greet, plain, served, tls
from tests.conftest import MakeSettings
from tests.pipeline.conftest import FaultTable

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SITE = "https://diskominfo.bekasikota.go.id"
LIST, PAGE_2, ARTICLE, ROBOTS = r"/berita-terkini$", r"/page/2$", r"/berita-terkini/\d+/", r"^/robots\.txt$"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "bum"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><title>&b;</title></channel></rss>"
)
URLSET = "<urlset><url><loc>https://diskominfo.bekasikota.go.id{}</loc></url></urlset>"
CHILD = f"<sitemapindex><sitemap><loc>{SITE}/tiada.xml</loc></sitemap></sitemapindex>"
ELSEWHERE = CHILD.replace(SITE, "https://cdn.example")
SITEGROUND = "<meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2F'>"
LARGE = "<html><body>" + "<p>naskah panjang</p>" * 400_000 + "</body></html>"
FEED = {"method": "feed", "feed": "/rss"}
WORDPRESS = {"method": "wordpress"}
SITEMAP = {"method": "sitemap", "layout": {"article_pattern": r"^/content/berita-terkini/(?P<number>[0-9]+)"}}


@dataclass(frozen=True)
class Case:
    """One hard page: what happens, and the state of the source that it must end in."""

    what: str
    outcome: str
    reason: str
    fault: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    robots: str | None = None
    articles: int = 25


def answer(path: str, body: str | bytes = "", status: int = 200, **headers: str) -> dict[str, Any]:
    """Make the fault that answers so."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"path": path, "do": "status", "status": status, "body": body, "headers": named}


def leading(path: str, location: str) -> dict[str, Any]:
    """Make the fault that redirects there."""
    return answer(path, status=302, Location=location)


CASES = (
    Case("nothing wrong", "complete", ""),
    Case(
        "robots.txt forbids everything", "blocked", "robots.txt does not allow", robots="User-agent: *\nDisallow: /\n"
    ),
    Case("robots.txt answers 5xx", "failed", "robots.txt cannot be read", answer(ROBOTS, status=500)),
    Case("robots.txt answers 4xx: all is allowed", "complete", "", answer(ROBOTS, status=404)),
    Case("robots.txt is an HTML page: it forbids nothing", "complete", "", answer(ROBOTS, "<html>Beranda</html>")),
    Case(
        "robots.txt asks for ten minutes a request",
        "blocked",
        "asks for 600",
        robots="User-agent: *\nCrawl-delay: 600\n",
    ),
    Case("a firewall's check with 200", "blocked", "firewall", {"path": LIST, "do": "waf"}),
    Case("a firewall before single articles", "blocked", "firewall", {"path": ARTICLE, "do": "waf", "nth": 4}),
    Case("a check of Anubis", "blocked", "(Anubis)", answer(LIST, "<script id='anubis_challenge'>{}</script>")),
    Case("a check of Sucuri", "blocked", "(Sucuri)", answer(LIST, "<script>sucuri_cloudproxy_js=''</script>")),
    Case("a check of SiteGround, with 202", "blocked", "(SiteGround)", answer(LIST, SITEGROUND, 202)),
    Case(
        "a firewall's rule against one article",
        "partial",
        "refused by a firewall's check (F5)",
        answer(ARTICLE, "<title>Request Rejected</title>Your support ID is: 4713") | {"nth": 3},
    ),
    Case("a suspended hosting account", "failed", "is suspended", answer(LIST, "<title>Account Suspended</title>")),
    Case("a block of the provider", "blocked", "internet provider", answer(LIST, "<title>Internet Positif</title>")),
    Case("a server without a site", "failed", "no site", answer(LIST, "<title>Welcome to nginx!</title>")),
    Case("a page that JavaScript draws", "failed", "by JavaScript", answer(LIST, "<div id=root></div></html>")),
    Case(
        "a database that is not reached",
        "failed",
        "site's own program",
        answer(LIST, "<h1>Error establishing a database connection</h1>"),
    ),
    Case("a login page with 200", "blocked", "login page", {"path": LIST, "do": "login_page"}),
    Case("403 for the list", "blocked", "forbidden (HTTP 403)", answer(LIST, status=403)),
    Case("429", "blocked", "fewer requests", answer(LIST, status=429, Retry_After="120")),
    Case(
        "429 once, its end a second away",
        "complete",
        "asked to wait 1 second (429)",
        answer(LIST, status=429, Retry_After="1") | {"nth": 1},
    ),
    Case(
        "429 for an article, its end a second away",
        "complete",
        "asked to wait 1 second (429)",
        answer(ARTICLE, status=429, Retry_After="1") | {"nth": 3},
    ),
    Case("maintenance with Retry-After", "failed", "maintenance page", {"path": LIST, "do": "maintenance"}),
    Case("maintenance while walking", "partial", "maintenance page", {"path": PAGE_2, "do": "maintenance"}),
    Case("an error of the site's own program", "failed", "error of the site", {"path": LIST, "do": "server_error"}),
    Case("an empty list page", "failed", "empty page", {"path": LIST, "do": "blank"}),
    Case("other markup after a redesign", "failed", "no list of articles", {"path": LIST, "do": "new_markup"}),
    Case("other markup of articles only", "failed", "3 articles in a row", {"path": ARTICLE, "do": "new_markup"}),
    Case("the list address is gone", "failed", "not found", {"path": LIST, "do": "not_found"}),
    Case(
        "one article answers 404 although listed",
        "complete",
        "hold no article: 1",
        {"path": ARTICLE, "do": "not_found", "nth": 3},
    ),
    Case(
        "one article is a soft 404 (200)",
        "complete",
        "hold no article: 1",
        {"path": ARTICLE, "do": "soft_404", "nth": 3},
    ),
    Case("one article breaks off", "partial", "1 of 25 articles", {"path": ARTICLE, "do": "truncate", "nth": 3}),
    Case(
        "one article is cut in well-formed HTTP", "partial", "cut short", {"path": ARTICLE, "do": "cut_json", "nth": 3}
    ),
    Case(
        "page 2 of the list is missing while page 3 is there",
        "partial",
        "page 2 showed nothing new",
        {"path": PAGE_2, "do": "not_found"},
    ),
    Case("pages past the end repeat the last", "complete", "", {"path": r"/page/[4-9]", "do": "repeat_last"}),
    Case("connection reset", "failed", "connection broke off", {"path": LIST, "do": "reset"}),
    Case(
        "a gzip bomb",
        "failed",
        "larger than 5 MB",
        answer(LIST, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"),
    ),
    Case(
        "a gzip bomb in the place of an article",
        "partial",
        "larger than 5 MB",
        answer(ARTICLE, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip") | {"nth": 3},
    ),
    Case("an answer packed wrongly", "failed", "compressed wrongly", answer(LIST, "x" * 99, Content_Encoding="gzip")),
    Case(
        "a packing that was not asked for",
        "failed",
        "which was not asked for",
        answer(LIST, "x", Content_Encoding="br"),
    ),
    Case("a 10 MB page", "failed", "larger than 5 MB", answer(LIST, LARGE)),
    Case(
        "a redirect to a metadata address",
        "failed",
        "not of this site",
        leading(LIST, "http://169.254.169.254/latest/"),
    ),
    Case("a redirect to loopback", "failed", "not of this site", leading(LIST, "http://127.0.0.1/")),
    Case("a redirect to another host", "failed", "not of this site", leading(LIST, "https://lain.example/")),
    Case("a redirect to a file", "failed", "not of this site", leading(LIST, "file:///etc/passwd")),
    Case(
        "a redirect to itself", "failed", "redirects more than 5 times", leading(LIST, SITE + "/content/berita-terkini")
    ),
    Case(
        "http and https lead to each other",
        "failed",
        "redirects more than 5 times",
        leading(LIST, "http://diskominfo.bekasikota.go.id/content/berita-terkini"),
    ),
    Case(
        "an article leads to the home page",
        "partial",
        "instead of its article",
        leading(ARTICLE, "/content/berita-terkini") | {"nth": 3},
    ),
    Case("a feed with an XML bomb", "failed", "declares entities", answer("/rss", BOMB), FEED),
    Case("a feed that is no XML", "failed", "no RSS or Atom feed", answer("/rss", "tidak ada"), FEED),
    Case("a feed that was cut short", "failed", "cut short", answer("/rss", "<rss><channel><item><title>A"), FEED),
    Case(
        "a feed with a bare & and no items",
        "partial",
        "announces nothing",
        answer("/rss", "<rss><title>A & B</title></rss>"),
        FEED,
    ),
    Case(
        "a feed that is an HTML page", "failed", "is no RSS or Atom feed", answer("/rss", "<html><p>x</p></html>"), FEED
    ),
    Case("a feed that is not there", "failed", "HTTP 404", {}, FEED),
    Case(
        "a feed that names a file of this machine",
        "failed",
        "declares entities",
        answer("/rss", BOMB.replace('"bum"', 'SYSTEM "file:///etc/passwd"')),
        FEED,
    ),
    Case("a sitemap with an XML bomb", "failed", "declares entities", answer("/sitemap.xml", BOMB), SITEMAP),
    Case("a sitemap that is an HTML page", "failed", "no sitemap", answer("/sitemap.xml", "<html></html>"), SITEMAP),
    Case(
        "a sitemap without articles", "failed", "but no article", answer("/sitemap.xml", URLSET.format("/x")), SITEMAP
    ),
    Case(
        "a packed sitemap",
        "complete",
        "",
        answer("/sitemap.xml", gzip.compress(URLSET.format("/content/berita-terkini/5/kabar-5").encode())),
        SITEMAP | {"text": "selectors"},
    ),
    Case(
        "a sitemap that unpacks to a bomb",
        "failed",
        "larger than 50 MB",
        answer("/sitemap.xml", gzip.compress(b" " * 60_000_000)),
        SITEMAP,
    ),
    Case("a child of an index that is not there", "partial", "is not there", answer("/sitemap.xml", CHILD), SITEMAP),
    Case("sitemaps on another host", "partial", "cdn.example", answer("/sitemap.xml", ELSEWHERE), SITEMAP),
    Case("an empty feed", "partial", "announces nothing", answer("/rss", "<rss><channel/></rss>"), FEED),
    Case("no WordPress there", "failed", "not found", {}, WORDPRESS),
    Case(
        "WordPress answers with a page", "failed", "is no JSON", answer("/wp-json", "<html>Beranda</html>"), WORDPRESS
    ),
    Case("WordPress answers with other JSON", "failed", "no list of posts", answer("/wp-json", '{"a": 1}'), WORDPRESS),
    Case("a post of an unknown shape", "partial", "of an unknown shape", answer("/wp-json", '[{"id": 1}]'), WORDPRESS),
    Case(
        "WordPress' interface switched off", "blocked", "forbidden (HTTP 401)", answer("/wp-json", "{}", 401), WORDPRESS
    ),
)
HEADING = "Websites"
COLUMNS = ("what happens", "state", "reason")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_each_case_ends_in_its_state_with_its_reason(
    case: Case,
    engine: Engine,
    world: World,
    standin: StandIn,
    make_settings: MakeSettings,
    night_of: Callable[..., AbstractContextManager[Any]],
    fault_table: FaultTable,
) -> None:
    assert standin
    world.articles = [
        Article(number=n, title=f"Kabar {n}", on=date(2026, 10, 1) + timedelta(days=n))
        for n in range(1, case.articles + 1)
    ]
    world.robots = world.robots if case.robots is None else case.robots
    world.faults = [Fault(platform="website", **case.fault)] if case.fault else []
    source = {"id": "web", "platform": "website", "url": SITE, "pace_seconds": 0, **case.source}
    settings = make_settings(sources=[source])
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources)
    with engine.connect() as connection:
        outcome, reason = connection.execute(text("SELECT outcome, reason FROM v_source_health")).one()
    assert outcome == case.outcome, reason
    assert case.reason in (reason or "")
    assert "\n" not in (reason or "")
    fault_table.tell(case.what, outcome, reason)


@dataclass(frozen=True)
class Line:
    """What the name service or the network does, and the state of the source that it must end in."""

    what: str
    reason: str
    addresses: tuple[str, ...] = ()
    greet: Greet | None = None
    """What a server on this machine says."""


LINES = (
    Line("a host that does not exist", "the host name is not known; check url"),
    Line("a name that leads to an inner address", "leads to the inner address 10.0.0.5", ("10.0.0.5",)),
    Line("one inner address among several", "the inner address 192.168.1.1", ("93.184.215.14", "192.168.1.1")),
    Line("a metadata address within an IPv6 one", "address ::ffff:169.254.169.254", ("::ffff:169.254.169.254",)),
    Line("a TLS certificate that nobody vouches for", "TLS certificate is not valid", greet=tls("self-signed.pem")),
    Line("a TLS certificate without its issuer's", "its chain is incomplete", greet=tls("no-chain.pem")),
    Line("TLS 1.1 at most", "only TLS 1.1 or older", greet=tls("self-signed.pem", old=True)),
    Line("plain http where https is expected", "plain http where https is expected", greet=plain),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.what)
def test_each_line_ends_in_its_state_with_its_reason(
    line: Line,
    engine: Engine,
    make_settings: MakeSettings,
    night_of: Callable[..., AbstractContextManager[Any]],
    fault_table: FaultTable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def looked_up(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if not line.addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in line.addresses]

    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
    with ExitStack() as stack:
        url = SITE
        if line.greet:  # the one address that this test may reach
            url = f"https://localhost:{stack.enter_context(served(line.greet))}"
            reaching = partial(session, may_reach=lambda address: address.is_loopback)
            monkeypatch.setattr("collectors.http.session.session", reaching)
        else:
            monkeypatch.setattr("collectors.http.guard.socket.getaddrinfo", looked_up)
        settings = make_settings(sources=[{"id": "web", "platform": "website", "url": url, "pace_seconds": 0}])
        with night_of(settings, lambda: NOW) as night:
            harvest(night, settings.config.sources)
    with engine.connect() as connection:
        outcome, reason = connection.execute(text("SELECT outcome, reason FROM v_source_health")).one()
    assert outcome == "failed"
    assert line.reason in reason
    fault_table.tell(line.what, outcome, reason.replace(url.removeprefix("https://"), SITE.removeprefix("https://")))


def test_the_document_tells_each_case(fault_table: FaultTable) -> None:
    fault_table.check([case.what for case in (*CASES, *LINES)])
