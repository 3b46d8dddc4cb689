"""A site that asks for a little patience gets it, within bounds; one that asks for more is left alone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from collectors.errors import CollectorError, RateLimited, Stopped, Unavailable
from collectors.http.session import session
from collectors.request import Request
from collectors.website.client import LONGEST_WAIT, MOST_AGAIN, MOST_WAITED, Answer, SiteClient
from collectors.website.probe import PACE_SECONDS, Probe
from tests.collectors.limits import OpenLimits
from tests.collectors.website.office import DeskOf, Office, Reply, rss

SENT = "Tue, 24 Nov 2026 18:00:00 GMT"


def busy(site: Office, path: str, *replies: Reply, page: str = "<html>Kabar</html>") -> None:
    """Let an address answer so, once each, before its page."""
    waiting = list(replies)
    site.pages[path] = lambda _path: waiting.pop(0) if waiting else page


def asks(after: str, status: int = 429, **headers: str) -> Reply:
    return status, {"Retry-After": after, "Date": SENT} | headers, "<html>sibuk</html>"


def fetch(site: Office, path: str, limits: OpenLimits, pace: float = 0) -> Answer:
    with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
        return SiteClient(web, site.base, Request(), limits, pace_seconds=pace).fetch(f"{site.base}{path}")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("after", "seconds"),
    [("3", 3), ("0", 1), (" 12 ", 12), (str(LONGEST_WAIT), LONGEST_WAIT), ("Tue, 24 Nov 2026 18:00:07 GMT", 7)],
)
def test_a_short_wait_is_kept_and_the_page_comes(office: Office, after: str, seconds: float, status: int) -> None:
    busy(office, "/berita/a", asks(after, status))
    limits = OpenLimits()
    assert fetch(office, "/berita/a", limits).status == 200
    assert sum(limits.pauses) == seconds


@pytest.mark.parametrize(
    "after",
    [
        *("", str(LONGEST_WAIT + 1), "86400", "-5", "soon", "1e3", "Tue, 24 Nov 2026 17:59:00 GMT"),
        *("Wed, 24 Nov 2027 18:00:00 GMT", "9" * 400),
    ],
)
@pytest.mark.parametrize(("status", "error"), [(429, RateLimited), (503, Unavailable)])
def test_what_is_no_short_wait_is_not_waited_for(
    office: Office, after: str, status: int, error: type[CollectorError]
) -> None:
    busy(office, "/berita/a", asks(after, status))
    limits = OpenLimits()
    with pytest.raises(error):
        fetch(office, "/berita/a", limits)
    assert not any(limits.pauses)
    assert office.asked.count("/berita/a") == 1


def test_a_firewall_is_not_asked_again(office: Office) -> None:
    busy(office, "/berita/a", asks("3", 503, **{"cf-mitigated": "challenge"}))
    with pytest.raises(CollectorError, match="firewall"):
        fetch(office, "/berita/a", OpenLimits())
    assert office.asked.count("/berita/a") == 1


def test_one_address_is_asked_again_a_few_times_only(office: Office) -> None:
    busy(office, "/berita/a", *[asks("1")] * 9)
    with pytest.raises(RateLimited) as told:
        fetch(office, "/berita/a", OpenLimits())
    assert office.asked.count("/berita/a") == 1 + MOST_AGAIN
    assert told.value.retry_at is not None


def test_all_waits_of_a_harvest_have_a_bound(office: Office) -> None:
    limits, enough = OpenLimits(), MOST_WAITED // LONGEST_WAIT
    for number in range(enough + 1):
        busy(office, f"/berita/{number}", asks(str(LONGEST_WAIT)))
    with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
        client = SiteClient(web, office.base, Request(), limits, pace_seconds=0)
        for number in range(enough):
            client.fetch(f"{office.base}/berita/{number}")
        with pytest.raises(RateLimited):
            client.fetch(f"{office.base}/berita/{enough}")
    assert client.waited == sum(limits.pauses) == MOST_WAITED


def test_after_a_wait_the_pace_is_slower(office: Office) -> None:
    busy(office, "/berita/a", asks("3"))
    limits = OpenLimits()
    fetch(office, "/berita/a", limits, pace=2)
    assert limits.pauses == [2, 3, 3]  # robots.txt before, what was asked for, and the new pace


def test_a_request_to_end_ends_a_wait(office: Office) -> None:
    busy(office, "/berita/a", asks("30"))

    def stop(_seconds: float) -> None:
        if office.asked[-1] == "/berita/a":
            raise Stopped("asked to end")

    with pytest.raises(Stopped):
        fetch(office, "/berita/a", OpenLimits(on_pause=stop))


def test_a_walk_over_a_busy_site_is_complete_and_tells_of_it_once(office: Office, desk_of: DeskOf) -> None:
    slugs = ["a", "b", "c"]
    for slug in slugs:
        office.article(slug)
        busy(office, f"/berita/{slug}", asks("2"), page=office.pages[f"/berita/{slug}"])
    busy(office, "/rss", asks("4", 503), page=rss(office.base, slugs))
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert (desk.error, desk.cursor["complete"], len(desk.held)) == (None, True, 3)
    (note,) = desk.notes
    assert "/rss asked to wait 4 seconds (503), which was done; raise pace_seconds of this source" in note


def test_a_probe_waits_for_nothing_beside_its_pace(office: Office) -> None:
    office.pages["/robots.txt"] = "User-agent: *\nDisallow:\n"
    for path in ("/", "/wp-json/wp/v2/posts", "/content/berita-terkini", "/feed", "/sitemap.xml"):
        office.pages[path] = asks("60", 503)
    limits = OpenLimits()
    with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
        attempts = list(Probe(office.base, ZoneInfo("Asia/Jakarta"), web, limits).attempts())
    assert not any(attempt.posts for attempt in attempts)
    assert max(limits.pauses) <= PACE_SECONDS
