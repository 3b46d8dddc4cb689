"""Entries of sitemaps: the publication is what a news sitemap tells, and nothing that only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.records import RawPage
from collectors.website.feeds.sitemap import MappedPage, parse_sitemap

URL = "https://kota.example/berita/1"
DAY = datetime(2026, 11, 11, 17, tzinfo=UTC)  # 12 November in Bekasi
NEWS = "<news:news><news:publication_date>{}</news:publication_date></news:news>"
VIDEO = "<video:video><video:publication_date>2020-01-01</video:publication_date></video:video>"


def read(more: str, url: str = URL) -> MappedPage:
    body = f"<urlset xmlns:news='n' xmlns:video='v'><url><loc>{url}</loc>{more}</url></urlset>"
    (page,) = parse_sitemap(
        RawPage("list", "https://kota.example/s.xml", body.encode()), ZoneInfo("Asia/Jakarta")
    ).pages.values()
    return page


@pytest.mark.parametrize(
    ("more", "at", "precision"),
    [
        (VIDEO, None, "second"),
        (VIDEO + NEWS.format("2026-11-12"), DAY, "day"),
        (NEWS.format("2026-11-12T00:00:00+07:00"), DAY, "day"),
        (NEWS.format("2026-11-12T02:14:00+00:00"), datetime(2026, 11, 12, 2, 14, tzinfo=UTC), "second"),
        ("<lastmod>2026-11-12T02:14:00+00:00</lastmod>", None, "second"),
    ],
)
def test_only_a_news_sitemap_tells_a_publication(more: str, at: datetime | None, precision: str) -> None:
    assert read(more) == MappedPage(URL, at, precision)  # type: ignore[arg-type]  # one of three words


def test_an_address_that_was_escaped_once_too_often_is_read_as_it_is_meant() -> None:
    assert read("", "https://kota.example/?p=1&amp;amp;id=2").url == "https://kota.example/?p=1&id=2"
