"""The office's website: robots.txt, list pages and articles, in the markup that the collector knows."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from datetime import date

from babel.dates import format_date

from pipeline.demo.standin.website import outlet
from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import Article, World

HOST = "diskominfo.bekasikota.go.id"
LIST = "/content/berita-terkini"
PAGE_SIZE = 10

FIREWALL = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><noscript>"
    "Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={};</script>"
    "</body></html>"
)
LOGIN = (
    "<!DOCTYPE html><html><head><title>Masuk</title></head><body><form method='post' action='/login'>"
    "<input name='username'><input type='password' name='password'><button>Masuk</button></form>"
    "</body></html>"
)
UPKEEP = (
    "<!DOCTYPE html><html><head><title>Pemeliharaan</title></head><body><h1>Situs dalam pemeliharaan</h1>"
    "<p>Kami segera kembali.</p></body></html>"
)
BROKEN = "<h1>A PHP Error was encountered</h1><p>Message: mysqli::real_connect(): Too many connections</p>"


def failure(name: str) -> Answer | None:
    """Return the answer of the fault *name*, or None if the true answer is needed first."""
    known = {
        "waf": Answer(200, FIREWALL, headers={"Server": "cloudflare", "cf-mitigated": "challenge"}),
        "login_page": Answer(200, LOGIN),
        "maintenance": Answer(503, UPKEEP, headers={"Retry-After": "120"}),
        "server_error": Answer(500, BROKEN),
        "soft_404": Answer(200, missing_page()),
        "not_found": Answer(404, missing_page()),
        "blank": Answer(200, ""),
    }
    return known.get(name)


def dated(on: date, style: str) -> str:
    """Write a date in one of the ways seen on the city's sites."""
    long = format_date(on, "d MMMM y", locale="id")
    styles = {
        "long": long,
        "long_day": format_date(on, "EEEE, d MMMM y", locale="id"),
        "short": format_date(on, "dd MMM y", locale="id"),
        "dmy": f"{on:%d/%m/%Y}",
        "iso": on.isoformat(),
        "english": format_date(on, "d MMMM y", locale="en"),
        "upper": long.upper(),
        "time": f"{long} | 09:{on.day:02} WIB",
        "none": "",
    }
    return styles[style]


def paragraphs(texts: list[str]) -> str:
    """Make plain paragraphs."""
    return "".join(f"<p>{text}</p>\n" for text in texts)


def inline(texts: list[str]) -> str:
    """Set long words in bold and link the next longest, as an eager editor does."""
    bold = [re.sub(r"\b([a-z]{9,})\b", r"<strong>\1</strong>", text) for text in texts]
    return paragraphs([re.sub(r"\b([a-z]{8})\b", r'<a href="/tag/\1">\1</a>', text) for text in bold])


def word(texts: list[str]) -> str:
    """Leave what a word processor leaves."""
    rows = (f'<p class="MsoNormal"><span lang="IN">{text}<o:p></o:p></span></p><p>&nbsp;</p>\n' for text in texts)
    return "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->" + "".join(rows)


def quoted(texts: list[str]) -> str:
    """Put the second paragraph into a quotation."""
    return f"<p>{texts[0]}</p><blockquote>{paragraphs(texts[1:2])}</blockquote>{paragraphs(texts[2:])}"


def scripted(texts: list[str]) -> str:
    """Surround the text with what is not text."""
    return (
        "<style>.iklan{color:red}</style><script>var iklan = '<p>bukan naskah</p>';</script>"
        f"{paragraphs(texts)}<noscript>Aktifkan JavaScript</noscript><!-- <p>komentar</p> -->"
    )


LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "p": paragraphs,
    "br": "<br />\r\n<br />\r\n".join,
    "nested": lambda texts: f"<div><div>{''.join(f'<div><span>{t}</span></div>' for t in texts)}</div></div>",
    "word": word,
    "inline": inline,
    "list": lambda texts: f"<p>{texts[0]}</p><ul>{''.join(f'<li>{t}</li>' for t in texts[1:])}</ul>",
    "quote": quoted,
    "script": scripted,
}


def link(article: Article) -> str:
    """Return the path of an article."""
    return f"{LIST}/{article.number}/{article.slug}"


def teaser(article: Article, length: int = 120) -> str:
    """Return the cut beginning of an article."""
    return html.escape(" ".join(article.paragraphs)[:length]) + "..."


def shell(title: str, main: str, side: str = "", head: str = "") -> str:
    """Set the frame of the site around a page."""
    menu = f'<nav class="menu"><a href="{LIST}">Berita Terkini</a></nav>'
    foot = "<p>Jalan Contoh Nomor 1, Kota Bekasi</p><p>Pengunjung hari ini: 321</p>"
    return (
        '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
        f"<title>{title} | Diskominfostandi Kota Bekasi</title>{head}</head>\n"
        f'<body><header class="kepala"><a href="/">Diskominfostandi</a>{menu}</header>\n'
        f'<div class="container"><div class="col-md-8">{main}</div>\n'
        f'<div class="col-md-4"><aside class="sidebar">{side}</aside></div></div>\n'
        f'<footer class="kaki">{foot}</footer></body></html>\n'
    )


def missing_page() -> str:
    """Make the page that stands for an unknown address."""
    text = "<h2>Halaman tidak ditemukan</h2><p>Berita yang Anda cari tidak tersedia.</p>"
    return shell("Tidak ditemukan", f'<div class="pesan">{text}</div>')


def sidebar(title: str, articles: list[Article]) -> str:
    """Make the box of other articles, whose links look like those of the list."""
    rows = "".join(f'<li><a href="{link(a)}">{html.escape(a.title)}</a></li>' for a in articles)
    return f'<div class="widget"><h3>{title}</h3><ul>{rows}</ul></div>'


def item(article: Article) -> str:
    """Make one entry of a list page."""
    title, there = html.escape(article.title), link(article)
    parts = [] if article.date_style == "none" else dated(article.on, "short").split()
    names = ("hari", "bulan", "tahun")
    spans = " ".join(f'<span class="{name}">{part}</span>' for name, part in zip(names, parts, strict=False))
    return (
        f'<div class="berita-item"><div class="tanggal">{spans}</div><div class="berita-teks">'
        f'<h3 class="judul-item"><a href="{there}">{title}</a></h3><p class="cuplikan">{teaser(article)}</p>'
        f'<a class="selengkapnya" href="{there}">Selengkapnya</a></div></div>'
    )


def published(world: World) -> list[Article]:
    """Return the articles of today, newest first."""
    shown = [article for article in world.articles if article.on <= world.today]
    return sorted(shown, key=lambda article: (article.on, article.number), reverse=True)


def list_page(world: World, number: int, fault: str | None) -> Answer:
    """Answer a list page; past the end there is nothing, or once more the last page (repeat_last)."""
    articles = published(world)
    last = max(1, -(-len(articles) // PAGE_SIZE))
    number = min(number, last) if fault == "repeat_last" else number
    chunk = articles[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = "\n".join(map(item, chunk)) or '<p class="kosong">Tidak ada data.</p>'
    near = {1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}
    pager = "".join(f'<li><a href="{LIST}/page/{n}">{n}</a></li>' for n in sorted(near))
    main = f'<h2 class="bagian">Berita Terkini</h2>{rows}<ul class="pagination">{pager}</ul>'
    page = shell("Berita Terkini", main, sidebar("Terpopuler", articles[7:12]))
    return Answer(200, page, post_ids=[str(article.number) for article in chunk])


def article_page(world: World, article: Article) -> Answer:
    """Answer an article: title, date and author run together, title again, text."""
    title, url = html.escape(article.title), f"https://{HOST}{link(article)}"
    body = LAYOUTS[article.layout]([html.escape(text, quote=False) for text in article.paragraphs])
    counter = "" if article.views is None else f'<div class="dibaca">Dibaca : {article.views} Kali</div>'
    share = f'<a class="bagikan" href="https://wa.me/?text={url}">WhatsApp</a>'
    main = (
        f'<div class="detail-berita"><h1 class="judul">{title}</h1>'
        f'<div class="meta-berita">{dated(article.on, article.date_style)}{html.escape(article.author)}</div>'
        f'{counter}<h4 class="judul-ulang">{title}</h4>'
        f'<div class="isi-berita"><img src="/uploads/{article.number}.jpg" alt="foto">{body}</div>'
        f'<div class="share">Bagikan: {share}</div></div>'
    )
    others = [other for other in published(world) if other is not article][:4]
    head = f'<link rel="canonical" href="{url}"><meta property="og:title" content="{title}">'
    page = shell(title, main, sidebar("Berita Terkait", others), head)
    return Answer(200, page, post_ids=[str(article.number)])


def renamed(page: str) -> str:
    """Make the page as after a redesign: other class names, no h1."""
    page = re.sub(r'class="([\w-]+)"', lambda m: f'class="v2-{hashlib.sha256(m[1].encode()).hexdigest()[:6]}"', page)
    return page.replace("<h1", '<div role="heading"').replace("</h1>", "</div>")


def validated(request: Request, made: Answer) -> Answer:
    """Add an ETag, or answer 304 when the reader has the page already."""
    tag = f'"{hashlib.sha256(made.payload()).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Answer(304, headers={"ETag": tag})
    made.headers["ETag"] = tag
    return made


def answer(world: World, request: Request) -> Answer:
    """Answer a request to the office's website, or to the outlet's."""
    if request.host == outlet.HOST:
        return outlet.answer(world, request)
    if request.path == "/robots.txt":
        return Answer(200, world.robots, headers={"Content-Type": "text/plain; charset=utf-8"})
    if listed := re.fullmatch(rf"{LIST}(?:/page/(\d+))?/?", request.path):
        made = list_page(world, int(listed[1] or 1), request.fault)
    elif asked := re.fullmatch(rf"{LIST}/(\d+)(?:/[^/]*)?", request.path):
        found = next((a for a in published(world) if str(a.number) == asked[1]), None)
        made = article_page(world, found) if found else Answer(404, missing_page())
    else:
        made = Answer(404, missing_page())
    if request.fault == "new_markup":
        made.body = renamed(made.body)
    return validated(request, made) if made.status == 200 else made  # noqa: PLR2004  # OK
