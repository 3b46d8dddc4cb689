from __future__ import annotations

import pytest

from collectors.website.parse.addresses import clean_address, page_identity, short, site_of


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        ("/berita/kabar-1", "berita/kabar-1"),
        ("/berita/kabar-1/", "berita/kabar-1"),
        ("/berita/kabar-1?utm_source=rss&fbclid=x", "berita/kabar-1"),
        ("/berita/kabar-1?k=9f8a7c", "berita/kabar-1"),
        ("/berita/kabar-1;jsessionid=8A1", "berita/kabar-1"),
        ("/(S(abc123def456ghi789jkl012))/berita/1.aspx", "berita/1.aspx"),
        ("/berita/(S)/kabar-1?srsltid=Af&gad_source=1&__cf_chl_tk=x", "berita/(S)/kabar-1"),
        ("/berita.php?id=28", "berita.php?id=28"),
        ("/berita.php?id=028&hal=3", "berita.php?id=28"),
        ("/berita.php?PHPSESSID=8a&id=28&token=abc", "berita.php?id=28"),
        ("/?p=7701", "?p=7701"),
        ("/?page_id=12", "?page_id=12"),
        ("/?page=berita&id=5", "?id=5&page=berita"),
        ("/?page=agenda&id=5", "?id=5&page=agenda"),
        (
            "/index.php?option=com_content&view=article&id=12:judul&catid=3&Itemid=101",
            "index.php?id=12&option=com_content&view=article",
        ),
        ("/index.php?option=com_content&id=12-lain&view=article", "index.php?id=12&option=com_content&view=article"),
        ("/detail?idberita=5", "detail?idberita=5"),
        ("/read.php?judul=abc-def", "read.php?judul=abc-def"),
        ("/index.php?/berita/12", "index.php?/berita/12"),
        ("/cms/?r=berita/view&id=1", "cms?id=1"),
        ("/index.php?q=berita/baca&id=3", "index.php?id=3"),
        ("/index.php?q=berita/baca", "index.php?q=berita/baca"),
        ("/?p=agenda&act=detail&id=5", "?act=detail&id=5&p=agenda"),
        ("/?p=12-judul&module=berita", "?module=berita&p=12"),
        ("/?section=berita&id=5", "?id=5"),
        ("/?bagian=umum&jenis=a&id=5", "?id=5"),
        ("/?controller=berita&route=a/b&id=5", "?id=5"),
        ("/?id=5&sig=aGVs/bG8&tz=Asia/Jakarta", "?id=5"),
        ("/?id=5&kembali=berita/index&img=a/b&kat=berita/umum", "?id=5"),
        ("/x.php?id=1&ref=rss/atas&cat=a/b", "x.php?id=1"),
        (
            "/index.php?id=23&tx_news_pi1%5Bnews%5D=45&tx_news_pi1%5Baction%5D=detail&cHash=8f3a",
            "index.php?id=23&tx_news_pi1[news]=45",
        ),
        ("/index.php?id=23&tx_ttnews[tt_news]=45&cHash=8f3a", "index.php?id=23&tx_ttnews[tt_news]=45"),
        ("/web/guest/berita?p_p_id=101&_101_urlTitle=kabar", "web/guest/berita?_101_urlTitle=kabar&p_p_id=101"),
        ("/", ""),
        ("/?lang=id", ""),
        ("/?utm_source=x", ""),
    ],
)
def test_a_page_is_named_by_path_and_by_that_part_of_the_query_which_names_it(address: str, identity: str) -> None:
    assert page_identity(f"https://kota.example{address}") == identity


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        ("/cms/?r=berita/view&id=1", "cms?id=1&r=berita/view"),
        ("/cms/?r=agenda%2Fview&id=1", "cms?id=1&r=agenda/view"),
        ("/?r=berita/detail/12", "?r=berita/detail/12"),
        ("/cms/?id=1&r=0.8327", "cms?id=1"),
        ("/cms/?id=1&r=berita", "cms?id=1"),
        ("/index.php?q=berita/baca&id=3", "index.php?id=3&q=berita/baca"),
        ("/index.php?q=banjir&id=3", "index.php?id=3"),
        ("/index.php?controller=berita&id=5&redirect=profil/kota", "index.php?controller=berita&id=5"),
        ("/?section=berita&id=5&sig=aGVs/bG8", "?id=5"),
        (f"/?{'url' * 66_000}=a/b&id=5", "?id=5"),
    ],
)
def test_a_router_names_the_page_where_the_layout_says_so(address: str, identity: str) -> None:
    assert page_identity(f"https://kota.example{address}", routed=True) == identity


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("https://a.id/b/?utm_source=rss&utm_medium=x#isi", "https://a.id/b/"),
        ("https://a.id/b.php?id=1&PHPSESSID=8a", "https://a.id/b.php?id=1"),
        ("https://a.id/b?a=1&b=%20x", "https://a.id/b?a=1&b=%20x"),
        ("https://a.id/b?tahun=2026", "https://a.id/b?tahun=2026"),
    ],
)
def test_an_address_is_kept_without_session_and_campaign(address: str, cleaned: str) -> None:
    assert clean_address(address) == cleaned


@pytest.mark.parametrize(
    "url", ["https://www.kötä.example/a", "http://xn--kt-wia4e.example", "https://KÖTÄ.example:443/"]
)
def test_an_international_name_is_one_site_however_it_is_spelt(url: str) -> None:
    assert site_of(url) == site_of("https://kötä.example") == "xn--kt-wia4e.example"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://kota.example/?p=12", "kota.example/?p=12"),
        ("https://kota.example/berita.php?id=28&key=rahasia", "kota.example/berita.php?id=28"),
        ("https://kota.example/berita/1?token=rahasia", "kota.example/berita/1"),
        ("https://u:p@kota.example/?feed=rss2&pw=x", "kota.example/?feed=rss2"),
        ("https://kota.example/wp-json/wp/v2/posts?per_page=100", "kota.example/wp-json/wp/v2/posts"),
        ("http://[", "a broken address"),
    ],
)
def test_a_message_shows_the_query_where_it_is_the_address_and_no_secret(url: str, told: str) -> None:
    assert short(url) == told
