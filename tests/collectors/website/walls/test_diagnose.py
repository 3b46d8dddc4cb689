"""Walls are named as what they are, and articles about them stay articles."""

from __future__ import annotations

import pytest

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.records import RawPage
from collectors.website.walls.diagnose import NoArticle, Walled, diagnose, find_wall
from collectors.website.walls.marks import kind_of_title

LONG = "".join(
    f"<p>Warga nomor {n} datang ke kantor kelurahan dan dilayani petugas sampai sore hari.</p>" for n in range(9)
)
MODAL = "<div id=login class=modal><form><h5>Masuk</h5><input type=password name=p></form></div>"


def raw(body: str) -> RawPage:
    return RawPage("article", "https://kota.example/berita/1", body.encode())


def article(title: str, text: str = LONG, head: str = "", top: str = "") -> RawPage:
    """Write a page of a site's own make."""
    return raw(
        f"<html><head><title>{title} - Kota Contoh</title>{head}</head><body>{top}<nav><a href=/>Beranda</a><a"
        f" href=/profil>Profil"
        f"</a><a href=/berita>Berita</a></nav><main><h1>{title}</h1>{text}</main><footer>2024</footer></body></html>"
    )


CHECKS = {
    "Cloudflare": "<title>Just a moment...</title><script>window._cf_chl_opt={cvId:'3'}</script>",
    "Anubis": f"<title>Making sure</title><script id='anubis_challenge' type=x>{{}}</script>{LONG}",
    "Sucuri": "<title>You are being redirected...</title><script>sucuri_cloudproxy_js='';</script>",
    "Imunify360": "<title>One moment</title><form id='wsidchk-form' action='/z0'></form>",
    "aes.js": "<script src='/aes.js'></script><script>document.cookie='__test=1';location.href='/?i=1'</script>",
    "LiteSpeed": "<title>x</title><script src='/.lsrecap/recaptcha'></script>",
    "SiteGround": "<meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2F'>",
    "DDoS-Guard": "<title>DDoS-Guard</title><script src='/.well-known/ddos-guard/js-challenge/index.js'></script>",
    "Incapsula": "<iframe src='/_Incapsula_Resource?CWUDNSAI=24&xinfo=1'>Request unsuccessful.</iframe>",
    "F5": "<script>window['bobcmd']='111';</script>",
    "DataDome": "<script src='https://geo.captcha-delivery.com/c.js'></script>",
    "a script that sets a cookie": "<script>document.cookie='k='+f();location.reload()</script>",
    "a captcha": "<form><div class=h-captcha></div></form><script src='https://js.hcaptcha.com/1/api.js'></script>",
    '"Verifikasi keamanan"': "<title>Verifikasi keamanan</title><p>Sebentar.</p>",
}


@pytest.mark.parametrize("vendor", CHECKS)
@pytest.mark.parametrize("look", [find_wall, diagnose])
def test_a_check_for_browsers_is_named_with_its_maker(vendor: str, look: object) -> None:
    named = (find_wall if look is find_wall else diagnose)(raw(f"<html>{CHECKS[vendor]}</html>"))
    assert isinstance(named, Walled)
    assert "check for browsers" in str(named)
    assert vendor.casefold() in str(named).casefold()


@pytest.mark.parametrize(
    ("page", "vendor"),
    [
        ("<title>Request Rejected</title>Permintaan ditolak. Your support ID is: 4713845", "F5"),
        ("<title>Maaf</title>Request unsuccessful. Incapsula incident ID: 1-2", "Incapsula"),
        ("<title>Web Page Blocked</title><h1>Web Page Blocked!</h1><p>Attack ID: 20000051</p>", "Fortinet"),
        ("<title>Access Denied</title><h1>Access Denied</h1>Reference #18.2", '"Access Denied"'),
        ("<title>406 Not Acceptable</title><h1>Not Acceptable!</h1>", '"406 Not Acceptable"'),
    ],
)
def test_a_refusal_by_a_rule_is_told_from_a_check_of_every_visitor(page: str, vendor: str) -> None:
    named = find_wall(raw(f"<html>{page}</html>"))
    assert isinstance(named, Blocked)
    assert not isinstance(named, Walled)
    assert f"refused by a firewall's check ({vendor})" in str(named)


@pytest.mark.parametrize(
    ("page", "kind", "told"),
    [
        ("<title>Account Suspended</title><h1>Account Suspended</h1>", Unavailable, "hosting account is suspended"),
        ("<title>Akun ini telah ditangguhkan</title>", Unavailable, "hosting account is suspended"),
        ("<title>Internet Positif</title><h2>Situs ini diblokir</h2>", Blocked, "blocked by the internet provider"),
        ("<title>Index of /</title><h1>Index of /</h1><a href=cgi-bin/>cgi-bin/</a>", Unavailable, "no site"),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", Unavailable, "no site"),
        ("<title>kota.example is parked</title>", Unavailable, "no site"),
        ("<title>Coming Soon</title><h1>Segera hadir</h1>", Unavailable, "no site"),
        ("<title>Situs sedang dalam pemeliharaan</title>", Unavailable, "maintenance page"),
        ("<h1>Maaf, website kami sedang dalam perbaikan</h1>", Unavailable, "maintenance page"),
        ("<title>Error establishing a database connection</title>", Unavailable, "error of the site's own program"),
        ("<h1>Kesalahan saat menyambung ke basis data</h1>", Unavailable, "error of the site's own program"),
        ("<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", Unavailable, "error of the site's own program"),
        ("<title>Halaman tidak ditemukan - Kota Contoh</title>", NoArticle, "was not found"),
        ("<h1>Maaf, berita yang Anda cari tidak tersedia</h1>", NoArticle, "was not found"),
        ("<title>404 Not Found</title>", NoArticle, "was not found"),
        ("<title>Login - Admin</title><form><input type=password></form>", Walled, "login page"),
        ("<form><input type=password></form>", Walled, "login page"),
        ("<form class=post-password-form><input type=password></form>", NoArticle, "behind a password"),
    ],
)
def test_what_stands_in_the_place_of_an_article_is_told(page: str, kind: type[CollectorError], told: str) -> None:
    named = find_wall(raw(f"<html>{page}</html>"))
    assert isinstance(named, kind)
    assert told in str(named)


@pytest.mark.parametrize(
    "root", ["<div id=root></div>", '<div id="__next"></div><script id="__NEXT_DATA__">{}</script>']
)
def test_a_page_that_javascript_draws_is_told_where_nothing_could_be_read(root: str) -> None:
    page = raw(f"<html><title>Portal Kota</title><body><noscript>Aktifkan JavaScript.</noscript>{root}</body></html>")
    assert "is drawn by JavaScript" in str(find_wall(page))
    named = diagnose(page)
    assert isinstance(named, SourceChanged)
    assert "drawn by JavaScript" in str(named)


@pytest.mark.parametrize(
    "title",
    [
        "Pemeliharaan Jalan Ahmad Yani Pekan Ini",
        "Korban Hanyut Belum Ditemukan",
        "Data Penerima Bantuan Tidak Ditemukan? Begini Cara Mengeceknya",
        "Halaman Tidak Ditemukan? Ini Sebabnya",
        "Jadwal Pemeliharaan Jaringan Pipa PDAM",
        "Pemeliharaan Server",  # a notice of an office of informatics
        "Akun Hosting Desa Ditangguhkan, Warga Bertanya",
        "Internet Positif Cegah Konten Negatif",
        "Segera Hadir: Mal Pelayanan Publik",
        "Login Sekali untuk Semua Layanan",
        "Masuk Sekolah Kembali Normal",
        "Apa Itu Cloudflare dan CAPTCHA",
        "500 Warga Ikut Senam",
        "Just a Moment: Pameran Foto Kota",
    ],
)
@pytest.mark.parametrize("text", [LONG, "<p>Selengkapnya lihat gambar.</p>"])
@pytest.mark.parametrize("top", ["", MODAL])
def test_an_article_about_such_things_is_an_article(title: str, text: str, top: str) -> None:
    assert find_wall(article(title, text, top=top)) is None


def test_an_article_may_name_what_walls_are_told_by() -> None:
    text = (
        f'{LONG}<p>Halaman Anubis memuat <code>id="anubis_challenge"</code>, Cloudflare <code>_cf_chl_opt</code>;'
        f" F5 menulis"
        " 'Your support ID is: 12'. Checking your browser before accessing.</p>"
    )
    assert find_wall(article("Mengenal Pemeriksa Peramban", text)) is None


def test_scripts_that_every_page_behind_a_firewall_bears_are_no_wall() -> None:
    head = (
        "<script>(function(){a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';window.__CF$cv$params="
        "{r:'8'}})()</script>"
        "<script src='/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3'></script>"
        "<script src='https://www.google.com/recaptcha/api.js'></script>"
        "<script>document.cookie='a=1';x.href=location.href</script>"
    )
    assert find_wall(article("Kabar Kota", head=head)) is None
    assert find_wall(article("Kabar Kota", "<p>Foto.</p>", head=head)) is None


@pytest.mark.parametrize("title", ["", " ", "x" * 5000, "Just a moment and more", "Kota Bekasi"])
def test_other_titles_are_of_no_wall(title: str) -> None:
    assert kind_of_title(title) is None
