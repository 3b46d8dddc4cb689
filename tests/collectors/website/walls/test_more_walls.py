"""Walls of many vendors and languages by their names, and pages of a site's own make that only look like one."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.errors import Blocked, SourceChanged, Unavailable
from collectors.website.walls.diagnose import NoArticle, Walled, diagnose, find_wall
from tests.collectors.website.walls.test_diagnose import LONG, raw

RECAPTCHA = "<script src='https://www.google.com/recaptcha/api.js'></script>"
NAV = "<nav><a href=/>Beranda</a><a href=/profil>Profil</a><a href=/berita>Berita</a><a href=/kontak>Kontak</a></nav>"

TRACE = (
    f"{NAV}<h1>Undefined variable</h1>" + "<p>app/Http/Controllers/BeritaController.php, baris 41, tampilkan</p>" * 40
)
SURE: dict[str, tuple[str, type[Exception], str]] = {
    "anubis refuses": (
        "<title>Oh noes!</title><h1>Oh noes!</h1><a href='https://github.com/TecharoHQ/anubis'>Anubis</a>",
        Blocked,
        "refused by a firewall's check (Anubis)",
    ),
    "imunify": ("<div class=imunify360-captcha>We noticed an unusual activity</div>", Blocked, "(Imunify360)"),
    "cookies": (f"{RECAPTCHA}<p>Please enable cookies and reload the page.</p>", Walled, "a captcha"),
    "proof": (f"{RECAPTCHA}<p>Buktikan bahwa Anda pengunjung sungguhan.</p>", Walled, "a captcha"),
    "loading": ("<div id=root></div><p>Memuat halaman</p><script src=a.js></script>", SourceChanged, "by JavaScript"),
    "azure": ("<title>x</title><h1>Azure WAF</h1><p>The request is blocked.</p>", Blocked, "(Azure)"),
    "kasada": ("<script>window.KPSDK={};</script><script src='/149e/ips.js'></script>", Walled, "(Kasada)"),
    "sophos": ("<title>Blocked request</title><h1>Request blocked</h1>", Blocked, "refused by a firewall's check"),
    "fortinet": ("<title>Web Filter Violation</title><h2>Web Page Blocked!</h2>", Blocked, "refused"),
    "cerber": ("<title>Access to this website is prohibited</title><h1>We're sorry</h1>", Blocked, "refused"),
    "ninja": ("<title>NinjaFirewall: 403 Forbidden</title><p>Sorry</p>", Blocked, "refused"),
    "a land": ("<title>Akses Dibatasi</title><h1>Akses hanya dapat dilakukan dari Indonesia</h1>", Blocked, "refused"),
    "a queue": ("<title>Ruang tunggu</title><h1>Anda sedang dalam antrean</h1>", Walled, "check for browsers"),
    "hosting": ("<title>Layanan Hosting Dinonaktifkan</title>", Unavailable, "hosting account is suspended"),
    "migration": ("<title>Website Kami Sedang Dalam Proses Migrasi</title>", Unavailable, "maintenance page"),
    "broken into": ("<title>Hacked by Anonim</title><h1>Hacked by Anonim</h1>", Unavailable, "was broken into"),
    "laravel": ("<title>Page Expired</title><div>419</div>", Unavailable, "error of the site's own program"),
    "ignition": ("<title>ErrorException: Undefined variable $berita</title>", Unavailable, "own program"),
    "ignition draws": (
        f"<title>Kota</title>{TRACE}<div id=app></div><script>window.ignite(window.data);</script>",
        Unavailable,
        "own program",
    ),
    "laravel 11": (
        f"<title>Desa</title><style>#frame-0 .hljs-ln-line[data-line-number='41'] {{}}</style>{TRACE}",
        Unavailable,
        "own program",
    ),
    "laravel 12": (f"<title>Desa</title><div x-data='{{includeVendorFrames: 0}}'>{TRACE}", Unavailable, "own program"),
    "whoops, with its frames": (
        f"<title>Whoops! There was an error.</title><div class='Whoops container'>{TRACE}",
        Unavailable,
        "own program",
    ),
    "symfony": (f"<title>Kota (500)</title><div class='exception-summary '>{TRACE}", Unavailable, "own program"),
    "django debugs": (
        f"<title>KeyError at /</title>{TRACE}<p id='explanation'>because you have <code>DEBUG = True</code>",
        Unavailable,
        "own program",
    ),
    "codeigniter 4": (
        f"<title>Kota</title>{TRACE}Displayed at 9:14 &mdash; PHP: 8.1 &mdash; CodeIgniter: 4.3",
        Unavailable,
        "own program",
    ),
    "yii debugs": (f"<title>Kota</title>{TRACE}<li class='call-stack-item application'>", Unavailable, "own program"),
    "asp.net": (f"<title>Kota</title><H1>Server Error in '/' Application.</H1>{TRACE}", Unavailable, "own program"),
    "yii": ("<title>Error</title><h1>Database Exception</h1><h2>SQLSTATE[HY000]</h2>", Unavailable, "own program"),
    "codeigniter": ("<title>Whoops!</title><h1>Whoops!</h1><p>We hit a snag.</p>", Unavailable, "own program"),
    "iis": ("<title>404 - File or directory not found.</title><h1>Server Error</h1>", NoArticle, "was not found"),
    "hosting, for now": ("<title>Layanan Hosting Anda Dinonaktifkan Sementara</title>", Unavailable, "suspended"),
    "domain": ("<title>x</title><h1>Domain kota.example telah kedaluwarsa</h1>", Unavailable, "suspended"),
    "provider's frame": (
        "<body><iframe src='http://internetpositif.id/?url=kota.example'></iframe></body>",
        Walled,
        "blocked by the internet provider",
    ),
    "provider leads on": (
        "<head><meta http-equiv=refresh content='0; url=https://lamanlabuh.aduankonten.id/'></head>",
        Walled,
        "blocked by the internet provider",
    ),
    "alibaba refuses": (
        "<title>405</title><h1>405</h1><script src='https://errors.aliyun.com/error.js'></script>",
        Blocked,
        "(Alibaba Cloud)",
    ),
    "alibaba checks": ("<script>document.cookie='acw_sc__v2='+x;location.reload()</script>", Walled, "(Alibaba Cloud)"),
    "cpguard": ("<title>Captcha required | cPGuard</title><h1>Verify</h1>", Walled, "(cPGuard)"),
    "queue-it": ("<title>Queue-it</title><h1>Anda berada dalam antrean</h1>", Walled, "check for browsers"),
    "varnish": (
        "<title>503 Backend fetch failed</title><h1>Error 503 Backend fetch failed</h1>",
        Unavailable,
        "own program",
    ),
    "yii's not found": ("<title>Not Found (#404)</title><h1>Not Found (#404)</h1>", NoArticle, "was not found"),
    "taken away": (f"<title>Kota</title>{NAV}<h1>Artikel telah dihapus</h1>", NoArticle, "was not found"),
    "a panel": ("<title>Home | CyberPanel</title><h1>CyberPanel Installed</h1>", Unavailable, "shows no site"),
    "a new site": ("<title>Website created successfully</title>", Unavailable, "shows no site"),
    "radware": ("<title>Radware Bot Manager Captcha</title><p>Solve it</p>", Walled, "check for browsers"),
    "kaspersky": ("<title>Access to the website blocked</title><h1>x</h1>", Blocked, "refused"),
    "consent": ("<title>Before you continue</title><h1>Before you continue</h1>", Walled, "consent to cookies"),
    "kuki": ("<title>Persetujuan Kuki</title><p>Setujui kuki.</p>", Walled, "consent to cookies"),
    "whoops": ("<title>Whoops! There was an error.</title>", Unavailable, "own program"),
    "django": ("<title>Page not found at /berita/1</title><h1>404</h1>", NoArticle, "was not found"),
    "azure stopped": ("<title>Microsoft Azure Web App - Unavailable</title>", Unavailable, "shows no site"),
    "blog removed": (
        "<title>x</title><h1>Sorry, the blog at k.blogspot.com has been removed.</h1>",
        Unavailable,
        "no site",
    ),
    "suspended, otherwise": (
        "<title>Contact Support</title><h1>Akun Hosting Ditangguhkan Sementara</h1>",
        Unavailable,
        "suspended",
    ),
    "inactive": ("<title>Website tidak aktif</title><h1>Website ini tidak aktif</h1>", Unavailable, "suspended"),
    "on hold": ("<title>Domain on hold</title><h1>Domain on client hold</h1>", Unavailable, "suspended"),
    "name has ended": (
        "<title>x</title><h1>Nama domain ini telah habis masa berlakunya</h1>",
        Unavailable,
        "suspended",
    ),
    "closed by law": ("<title>Pemberitahuan</title><h1>Akses ke situs ini ditutup</h1>", Walled, "internet provider"),
    "a blocked page": ("<title>Halaman Diblokir</title><h1>Halaman ini diblokir</h1>", Walled, "internet provider"),
    "safe internet": ("<title>Internet Sehat &amp; Aman</title><h1>Mohon maaf</h1>", Walled, "internet provider"),
    "registered": (
        "<title>x</title><h1>Domain ini sudah didaftarkan melalui Penyedia</h1>",
        Unavailable,
        "shows no site",
    ),
    "a panel's site": ("<title>Welcome to aaPanel</title>", Unavailable, "shows no site"),
    "bodis": ("<script src='https://parking.bodiscdn.com/x.js'></script><title>kota</title>", Unavailable, "no site"),
    "blog is gone": ("<title>Blog not found</title><h1>Blog not found</h1>", Unavailable, "shows no site"),
    "unauthorized": ("<title>401 Unauthorized</title><h1>Unauthorized</h1>", Blocked, "refused"),
    "bad request": ("<title>400 Bad Request</title><h1>400 Bad Request</h1><hr>nginx", Blocked, "refused"),
    "too many": ("<title>429 Too Many Requests</title><h1>429 Too Many Requests</h1>", Walled, "check for browsers"),
    "no country": ("<title>x</title><h1>Access from your country is not permitted</h1>", Blocked, "refused"),
    "a menace": ("<title>WAF</title><h1>Permintaan Anda terdeteksi berbahaya</h1>", Blocked, "refused"),
    "origin": ("<title>Origin DNS error | kota.example | Cloudflare</title>", Unavailable, "own program"),
    "cloudfront": ("<h1>403 ERROR</h1>Request blocked. Generated by cloudfront (CloudFront)", Blocked, "(CloudFront)"),
    "fortiweb": ("<title>x</title><h1>Server unavailable!</h1><p>Attack ID: 20000008</p>", Blocked, "(Fortinet)"),
    "a connection": ("<title>Verifying your connection...</title><h1>x</h1>", Walled, "check for browsers"),
    "a connection, told here": ("<title>x</title><h1>Memeriksa peramban Anda</h1>", Walled, "check for browsers"),
    "a captcha under a name": (f"<title>kota</title><h1>kota</h1>{RECAPTCHA}", Walled, "a captcha"),
    "files": ("<title>Index of /berita</title>" + "<td><a href=a.pdf>a.pdf</a>" * 40, Unavailable, "shows no site"),
    "files of nginx": (
        f"<title>Index of /a b/</title><pre><a href='../'>../</a>{'<a href=a>a</a> 1-Nov-2026 1' * 40}",
        Unavailable,
        "shows no site",
    ),
    "files of apache": (
        f"<title>Index of /a</title><a href='?C=N;O=D'>Name</a>{'<a href=a>a</a> 1-Nov-2026 1' * 40}",
        Unavailable,
        "shows no site",
    ),
    "files of tomcat": (
        "<title>Directory Listing For [/]</title><h1>Directory Listing For [/]</h1>"
        + "<tr><td><a href=a>a</a></td></tr>" * 40,
        Unavailable,
        "shows no site",
    ),
    "hostinger": (f"<h1>kota</h1><script src='/hcdn-cgi/jschallenge'></script>{RECAPTCHA}", Walled, "(Hostinger)"),
    "a captcha with a line": (
        f"<h1>kota.example</h1><p>Centang kotak di bawah untuk membuktikan bahwa Anda bukan robot.</p>{RECAPTCHA}",
        Walled,
        "check for browsers",
    ),
    "a connection of this country": ("<title>Memeriksa koneksi Anda</title><p>Sebentar</p>", Walled, "browsers"),
    "no robot": ("<title>Memastikan bahwa Anda bukan bot</title><p>Sebentar</p>", Walled, "check for browsers"),
    "not found, and nothing else": (
        f"<title>Kota</title>{NAV}<div class=alert>Data tidak ditemukan</div>",
        NoArticle,
        "was not found",
    ),
    "not found below a sign": (
        f"<header><img src=sign.png>{NAV}</header><h2>Halaman tidak ditemukan</h2><footer><h3>Kontak</h3></footer>",
        NoArticle,
        "was not found",
    ),
    "just registered": ("<title>Domain Terparkir</title><h1>x</h1>", Unavailable, "shows no site"),
    "a new program": ("<title>Welcome to CodeIgniter</title><h1>x</h1>", Unavailable, "shows no site"),
    "rails": ("<title>We're sorry, but something went wrong (500)</title>", Unavailable, "own program"),
    "django's error": ("<title>OperationalError at /berita/</title>", Unavailable, "own program"),
    "not found below a name": (f"<title>Desa</title>{NAV}<h2>Artikel tidak ditemukan</h2>", NoArticle, "not found"),
    "a word for no script": (
        "<noscript>Enable JavaScript.</noscript><div id=root></div><script src=a.js></script>",
        SourceChanged,
        "drawn by JavaScript",
    ),
    "renewal, of a site": ("<title>Aplikasi kami sedang upgrade sistem</title>", Unavailable, "maintenance page"),
    "upkeep alone": ("<title>Pemeliharaan Sistem</title>", Unavailable, "maintenance page"),
    "a moment": ("<title>Mohon menunggu</title><p>Memuat</p>", Walled, "check for browsers"),
    "blocked by somebody": ("<title>Situs Diblokir oleh Kominfo</title><p>x</p>", Walled, "internet provider"),
    "renewal": ("<title>x</title><h1>Kami sedang melakukan pembaruan sistem</h1>", Unavailable, "maintenance page"),
    "deleted": (
        f"<title>Kota</title>{NAV}<h1>Berita yang Anda cari tidak tersedia atau sudah dihapus</h1>",
        NoArticle,
        "was not found",
    ),
    "single sign-on": (
        "<title>SSO Kota</title><h1>SSO Kota</h1><form><input type=password></form>",
        Walled,
        "login page",
    ),
}


@pytest.mark.parametrize("page", SURE)
def test_a_wall_is_named_although_it_might_be_read_as_an_article(page: str) -> None:
    body, kind, told = SURE[page]
    named = find_wall(raw(f"<html>{body}</html>"))
    assert type(named) is kind
    assert told in str(named)


UNREAD: dict[str, tuple[str, type[Exception], str]] = {
    "leads on": (
        "<head><meta http-equiv=refresh content='0;url=/beranda'></head><body></body>",
        SourceChanged,
        "only leads on to kota.example/beranda",
    ),
    "loading": ("<body><div id=root><div class=loader>Memuat...</div></div></body>", SourceChanged, "by JavaScript"),
    "flutter": ("<body><script src='flutter_bootstrap.js'></script></body>", SourceChanged, "by JavaScript"),
    "packed": ("<script>eval(atob('ZG9j'))</script><body>Loading...</body>", SourceChanged, "by JavaScript"),
    "a sentence": (
        "<body><title>Kota</title><p>This site is down for maintenance.<br>Please check back.</p></body>",
        Unavailable,
        "maintenance page",
    ),
    "a refusal": ("<body><p>Permintaan Anda diblokir oleh sistem keamanan.</p></body>", Blocked, "refused"),
    "a hotspot leads on": (
        "<body><script>window.location='http://192.168.1.1:1000/fgtauth?0a1b';</script></body>",
        SourceChanged,
        "only leads on to 192.168.1.1:1000/fgtauth",
    ),
    "a guest": ("<title>Guest Portal</title><h1>Welcome to Guest WiFi</h1>", Walled, "login page"),
    "invited readers": ("<body><h1>This blog is open to invited readers only</h1></body>", Walled, "login page"),
    "a picture": ("<body><img src=a.jpg alt='Under maintenance'></body>", Unavailable, "maintenance page"),
    "an answer for machines": ('{"message": "Unauthenticated."}', Unavailable, "for machines, and no page"),
    "an error of a store": ("<Error><Code>AccessDenied</Code></Error>", Unavailable, "for machines, and no page"),
    "php's log": ("PHP Fatal error:  Allowed memory size exhausted in /x.php", Unavailable, "own program"),
    "nothing": ("<head></head><body></body>", Unavailable, "is an empty page"),
}


@pytest.mark.parametrize("page", UNREAD)
def test_a_page_without_words_is_named_by_what_it_has_instead(page: str) -> None:
    body, kind, told = UNREAD[page]
    named = diagnose(raw(f"<html>{body}</html>" if body.startswith(("<head", "<body", "<script")) else body))
    assert type(named) is kind
    assert told in str(named)


OWN: dict[str, str] = {
    "a text on Django": f"<h1>Kabar</h1>{LONG}<p>Ia muncul because you have <code>DEBUG = True</code></p>",
    "a course on CodeIgniter": f"<h1>Kursus &mdash; CodeIgniter: Dasar</h1>{LONG}",
    "banner of cookies": f"{NAV}<h2>Kebijakan Cookie</h2><h1>Kabar</h1><p>Pendek.</p>",
    "news of upkeep": "<h1>Situs Kota Pindah</h1><p>Sabtu ini situs dalam pemeliharaan. Layanan tetap buka.</p>",
    "captcha of comments": f"<h2>Kabar</h2><p>Pendek.</p><form>{RECAPTCHA}</form>",
    "cookie of consent": "<h2>Kabar</h2><p>Pendek.</p><script>document.cookie='a=1';location.reload()</script>",
    "login beside": "<div><input type=password></div><h3>Kabar</h3><p>Pendek.</p>",
    "broken into, told": f"<h1>Website Kota Diretas, Hacked by Anonim</h1>{LONG}",
    "migration of data": "<h1>Migrasi Sistem</h1><p>Sabtu ini layanan pindah.</p>",
    "error in sport": "<h1>Error</h1><p>Pertandingan kasti ditutup dengan lemparan error.</p>",
    "waiting room": "<h1>Ruang Tunggu</h1><p>Puskesmas menambah kursi.</p>",
    "blocked sites": f"<h2>Internet Positif</h2>{LONG}<a href='https://trustpositif.komdigi.go.id/'>Cek</a>",
    "a domain": "<h1>Domain Desa Telah Diperpanjang, Dulu Kedaluwarsa</h1><p>Warga senang.</p>",
    "moved": "<h1>Pasar Telah Dipindahkan</h1><p>Besok.</p>",
    "access": f"<h1>Akses Dibatasi</h1>{LONG}",
    "drawn by the server": "<div id=app><div>Kabar</div><img src=a.jpg></div><script src=a.js></script>",
    "not found below a heading": "<h2>Kabar</h2><p>Pendek.</p><h3>Agenda</h3><h3>Data tidak ditemukan</h3>",
    "a login beside a table": f"<table><tr><td><h2>Kabar</h2>{LONG}<td><form><input type=password></form></table>",
    "taken from a list": f"<h1>Dokumen telah dihapus</h1>{LONG * 3}",
}


@pytest.mark.parametrize("page", OWN)
def test_a_page_of_the_sites_own_make_is_no_wall(page: str) -> None:
    named: Any = find_wall(raw(f"<html><head><title>Kabar - Kota</title></head><body>{NAV}{OWN[page]}</body></html>"))
    assert named is None


NOTICE = (
    "<p>Mulai Senin warga dapat memperbarui data keluarga lewat ponsel; petugas kelurahan membantu yang belum bisa.</p>"
)


@pytest.mark.parametrize(
    ("title", "times"),
    [
        *(("Pembaruan Aplikasi", 1), ("Update Aplikasi", 1), ("Upgrade Sistem", 1), ("Peningkatan Layanan", 1)),
        *(("Akses Ditutup oleh Satpol PP", 2), ("Situs Diblokir oleh Kominfo", 2), ("Website Tidak Aktif", 2)),
        *(("Menunggu", 2), ("Halaman telah dihapus", 9)),
    ],
)
def test_a_short_notice_entitled_like_a_wall_is_an_article(title: str, times: int) -> None:
    assert find_wall(raw(f"<html><title>{title} - Kota</title><h1>{title}</h1>{NOTICE * times}</html>")) is None


HIDDEN = '<div class=search-results style="display: none"><h3>Tidak ditemukan</h3></div>'
LIBUR = "<p>Kantor kelurahan libur 5 November 2026.</p>"
HOME = "<a href='/'>Beranda</a>"
SHORT: dict[str, str] = {
    "a search that found nothing, hidden": f"{HIDDEN}<main><p>Inflasi kota 2,1 persen.</p></main>",
    "a picture below such a search": f"{HIDDEN}<main><h2>Infografis Inflasi Kota</h2><img src=a.jpg></main>",
    "a search shown above the heading": "<div><h3>Tidak ditemukan</h3></div><h2>Infografis</h2><p>Unduh.</p>",
    "a search shown above a picture": "<div><h3>Tidak ditemukan</h3></div><main><img src=a.jpg></main>",
    "a picture that the server drew": (
        f"<div id='app'><header>{NAV}<h4>Infografis Inflasi</h4></header><img src=a.jpg></div>"
    ),
    "nothing found above a picture": f"{NAV}<div class=alert>Data tidak ditemukan</div><main><img src=a.jpg></main>",
    "a picture beside a root": "<div id='app'></div><div class=judul>Infografis</div><img src=a.jpg>",
    "a document beside a root": "<div id=app></div><div class=judul>Laporan</div><iframe src=a.pdf></iframe>",
    "a line beside a root": "<div id=app></div><div class=judul>Libur</div><p>Kantor libur besok.</p>",
    "a form of opinion below a notice": f"<h1>Libur Kantor</h1>{LIBUR}{HOME}{RECAPTCHA}",
    "such a form, and a heading below": f"<h2>Libur Kantor</h2>{LIBUR}{HOME}{RECAPTCHA}",
    "such a form, and no heading": f"<div class=judul>Libur Kantor</div>{LIBUR}{NAV}{RECAPTCHA}",
    "such a form below a picture": f"<h1>Infografis Inflasi</h1><img src=a.jpg>{HOME}{RECAPTCHA}",
    "a cookie without a heading": (
        f"<div class=judul>Libur</div>{LIBUR}{HOME}<script>document.cookie='a=1';location.reload()</script>"
    ),
    "a script of the host": f"<h1>Libur Kantor</h1>{LIBUR}<script src='/hcdn-cgi/scripts/a.js'></script>",
}
ENTITLED: dict[str, str] = {
    "Directory Listing Layanan Publik Kota | Pemkot": LONG * 2,
    "Directory Listing: Layanan Publik": LIBUR,
    "Index of /kota: Indeks Kebahagiaan": LONG * 2,
    "Index of /kota: Indeks Kebahagiaan Warga": LIBUR,
    "Index of /kota - Indeks Kebahagiaan": LONG * 2,
    "Memeriksa Koneksi Internet Gratis di RW - Kelurahan Harapan": LIBUR,
    "Memastikan Anda Terdaftar di DPT": LIBUR,
    "Memverifikasi Browser untuk Ujian Siswa": LIBUR,
}


@pytest.mark.parametrize("page", SHORT)
def test_a_short_page_with_a_picture_or_a_line_of_its_own_is_no_wall(page: str) -> None:
    assert find_wall(raw(f"<html><head><title>Kabar - Kota</title></head><body>{SHORT[page]}</body></html>")) is None


@pytest.mark.parametrize("title", ENTITLED)
def test_an_article_with_words_of_servers_in_its_title_is_an_article(title: str) -> None:
    assert find_wall(raw(f"<html><title>{title}</title><h1>{title}</h1>{ENTITLED[title]}</html>")) is None
