"""A pattern fits the addresses that it was made of, holds in every season, and tells all articles apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.website.parse.layout import Layout
from collectors.website.url_patterns import article_pattern, identities, is_sealed

SITE = "https://kota.example"
KINDS = {
    "a slug": ["/detail/satu", "/detail/dua", "/detail/tiga"],
    "a slug of the whole site": [f"/kabar-nomor-{n}/?utm_source=rss&utm_medium=rss" for n in range(5)],
    "WordPress": ["/2026/11/satu/", "/2026/10/dua/", "/2025/01/tiga/"],
    "without zeros": ["/artikel/2026/11/7/a", "/artikel/2026/9/17/b", "/artikel/2026/9/5/c"],
    "without zeros, of one month": ["/artikel/2026/9/7/a", "/artikel/2026/9/5/b", "/artikel/2026/9/5/c"],
    "a number": ["/berita/12/a", "/berita/345/b", "/berita/6/c"],
    "a day before a slug": [f"/read/202611{day}/kabar-{day}" for day in (20, 21, 23)],
    "a day of two figures each": [f"/news/2611{day}/kabar-{day}" for day in (20, 21, 23)],
    "a day within the slug": [f"/berita/{day}112026-kabar-{day}.html" for day in (20, 21, 23)],
    "a number behind a day": [f"/read/20261124/{n}/judul" for n in (100, 101, 102)],
    "numbers of which one looks like a day": [f"/berita/{n}/judul" for n in (111130, 111131, 111132)],
    "numbers that look like days of 2012": [f"/berita/{n}/judul-{n}" for n in range(120401, 120412)],
    "numbers before a slug that look like days of 2012": [f"/berita/{n}-judul" for n in range(120401, 120412)],
    "counted numbers that look like days of 2026": [f"/berita/{n}/judul-{n}" for n in range(261101, 261111)],
    "counted numbers of eight digits": [f"/berita/{n}/judul-{n}" for n in range(10012001, 10012012)],
    "a number behind a date": [f"/read/2026/11/24/{n}/judul" for n in (100, 101, 102)],
    "a number behind a category": ["/berita/3/100/a", "/berita/3/101/b", "/berita/4/102/c", "/berita/4/103/d"],
    "a number before a slug": [f"/index.php/berita/{n}-kabar-{n}" for n in (121, 122, 123)],
    "a category": ["/ekonomi/a", "/ekonomi/b", "/sosial/c", "/sosial/d"],
    "a query": [f"/berita.php?id={n}" for n in (19, 20, 21)],
    "plain permalinks": [f"/?p={n}" for n in (7701, 15022, 15023)],
    "Joomla": [f"/index.php?option=com_content&view=article&id={n}:judul&Itemid={n + 9}" for n in (12, 13, 14)],
    "a query with a token": [f"/detail?token=a{n}&id={n}" for n in (1, 2, 3)],
    "a query with a slug": [f"/read.php?judul=abc-{n}" for n in "xyz"],
    "a router in the query": [f"/index.php?r=berita%2Fview&id={n}" for n in (5, 6, 7)],
    "a word before a number": [f"/berita-{n}-kabar-nomor-{n}.html" for n in (5, 6, 7)],
    "TYPO3": [
        f"/index.php?id=23&tx_news_pi1%5Bnews%5D={n}&tx_news_pi1%5Baction%5D=detail&cHash=a{n}" for n in (5, 6, 7)
    ],
    "a path in the query": [f"/index.php?/berita/detail/{n}/judul" for n in (5, 6, 7)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_pattern_fits_its_addresses_and_tells_them_apart(kind: str) -> None:
    urls = [SITE + path for path in KINDS[kind]]
    pattern = article_pattern(urls)
    assert pattern is not None
    layout = Layout(article_pattern=pattern)
    assert len({layout.identity_of(url) for url in urls} - {None}) == len(urls)
    assert identities(pattern, urls) == (len(urls), len(urls))


@pytest.mark.parametrize(
    ("kind", "later", "identity"),
    [
        ("WordPress", "/2027/2/empat/", "empat"),
        ("a day before a slug", "/read/20261123/lain", "lain"),
        ("a day of two figures each", "/news/261123/lain", "lain"),
        ("a day within the slug", "/berita/23112026-lain.html", "23112026-lain.html"),
        ("a number behind a day", "/read/20270101/103/lain", "103"),
        ("numbers of which one looks like a day", "/berita/111201/lain", "111201"),
        ("numbers that look like days of 2012", "/berita/120431/lain", "120431"),
        ("numbers before a slug that look like days of 2012", "/berita/120431-lain", "120431"),
        ("counted numbers that look like days of 2026", "/berita/261131/lain", "261131"),
        ("counted numbers of eight digits", "/berita/10012032/lain", "10012032"),
        ("without zeros", "/artikel/2026/12/15/d", "d"),
        ("without zeros, of one month", "/artikel/2026/10/15/d", "d"),
        ("a number", "/berita/0400/judul-lain?utm_source=x", "400"),
        ("a number behind a category", "/berita/7/104/e", "104"),
        ("a query", "/berita.php?hal=2&id=22", "22"),
        ("plain permalinks", "/?p=20000&fbclid=x", "20000"),
        ("Joomla", "/index.php?Itemid=3&id=15-judul-lain&view=article&option=com_content", "15"),
        ("a category", "/hukum/e/", "e"),
        ("a query with a token", "/detail?id=4&token=zz", "4"),
        ("a router in the query", "/index.php?id=8&r=berita/view", "8"),
        ("a word before a number", "/berita-8-judul-lain.html", "8"),
        ("TYPO3", "/index.php?tx_news_pi1[news]=8&id=24", "8"),
    ],
)
def test_a_pattern_holds_for_later_articles(kind: str, later: str, identity: str) -> None:
    pattern = article_pattern([SITE + path for path in KINDS[kind]])
    assert pattern is not None
    assert Layout(article_pattern=pattern).identity_of(SITE + later) == identity


@pytest.mark.parametrize(
    "paths",
    [
        ["/a/1", "/b/2", "/c/3"],
        ["/detail/satu"],
        ["/berita/detail"] * 5,
        ["/berita/7/a", "/agenda/x", "/profil", "/kontak/kami/sini"],
        [],
    ],
)
def test_addresses_without_anything_in_common_have_no_pattern(paths: list[str]) -> None:
    assert article_pattern([SITE + path for path in paths]) is None


def test_other_kinds_of_pages_do_not_fit() -> None:
    joomla = article_pattern([SITE + path for path in KINDS["Joomla"]])
    assert joomla is not None
    layout = Layout(article_pattern=joomla)
    assert layout.identity_of(f"{SITE}/index.php?option=com_phocadownload&view=article&id=12") is None


@given(
    st.lists(
        st.from_regex(
            (
                r"(/[a-z0-9-]{1,8}){1,4}(\?[a-z]{1,4}=[a-z0-9]"
                r"{1,6})?"
            ),
            fullmatch=True,
        ),
        min_size=3,
        max_size=12,
    )
)
def test_no_pattern_ever_takes_two_pages_for_one(paths: list[str]) -> None:
    urls = [SITE + path for path in paths]
    pattern = article_pattern(urls)
    if pattern is not None:
        matched, named = identities(pattern, urls)
        assert matched == named


def test_an_address_that_the_site_seals_anew_each_time_is_told() -> None:
    sealed = "eyJpdiI6Ik1qSXpORFUyTnpnNU1ERXlNelExTmc9PSIsInZhbHVlIjoiYWJjIn0"
    assert is_sealed(f"{SITE}/isi/detail/{sealed}")
    assert not is_sealed(f"{SITE}/isi/detail/kabar-kota-yang-sangat-panjang-sekali-judulnya-hari-ini")


def test_numbers_that_are_written_with_letters_are_not_taken_for_a_part_of_them() -> None:
    urls = [f"https://kota.example/berita/{number:06x}/kabar-{number}" for number in range(20, 40)]
    pattern = article_pattern(urls)
    assert pattern is not None
    assert identities(pattern, urls) == (20, 20)
