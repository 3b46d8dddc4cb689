from __future__ import annotations

import pytest

from collectors.errors import Blocked
from collectors.http.robots import parse_robots

ARTICLE = "https://kota.example/berita/1"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /login\n", True),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: Pantau\nDisallow: /berita/\n", False),
        ("User-agent: lain\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: pantau\nAllow: /\n", True),
        ("User-agent: *\nDisallow: /berita/*\nAllow: /berita/1$\n", True),
        ("<html><body>Halaman tidak ditemukan</body></html>", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: Pantau/1.0\nDisallow: /\n", False),
    ],
)
def test_rules_are_read_for_pantau(text: str, allowed: bool) -> None:
    assert parse_robots(text.encode()).allows(ARTICLE) is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("", 0),
        ("User-agent: *\nCrawl-delay: 3\n", 3),
        ("User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        ("User-agent: *\nRequest-rate: 1/10\n", 10),
        ("User-agent: *\nCrawl-delay: sebentar\n", 0),
        ("User-agent: *\nCrawl-delay: nan\n", 0),
        ("User-agent: *\nCrawl-delay: 1,5\n", 1.5),
        ("User-agent: Pantau\nCrawl-delay: 4\n\nUser-agent: *\nCrawl-delay: 9\n", 4),
    ],
)
def test_the_delay_is_the_longest_that_is_asked_of_pantau(text: str, delay: float) -> None:
    assert parse_robots(text.encode()).delay == delay


def test_a_delay_that_no_night_could_keep_blocks_the_source() -> None:
    with pytest.raises(Blocked, match="asks for 86400 seconds between requests; ask the webmaster"):
        parse_robots(b"User-agent: *\nCrawl-delay: 86400\n")


def test_bytes_that_are_no_text_forbid_nothing() -> None:
    assert parse_robots(bytes(range(256)) * 10).allows(ARTICLE)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_rules_hold_however_an_editor_saved_them(encoding: str) -> None:
    assert not parse_robots("User-agent: *\nDisallow: /\n".encode(encoding)).allows(ARTICLE)


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b" \n", b"\t"])
def test_half_a_megabyte_of_nothing_forbids_nothing(line: bytes) -> None:
    assert parse_robots(line * (512 * 1024 // len(line))).allows(ARTICLE)
