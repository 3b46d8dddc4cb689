"""Addresses of pages: whose they are, what of them names the page, and how they are told to people. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urldefrag, urlsplit

LONGEST_NAME = 120  # characters of an address in a message
NOISE = re.compile(  # parameters that say who came, not what stands there
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fb_\w+|(?:fb|g|gb|wb|ms|tt|tw|dc|y|ir|li_?fat_?|epik)clid|gbraid|wbraid|igshid?|mc_[ce]id|_ga|_gl"
    r"|(?:php|j|asp|cf)?_?sess?(?:ion)?_?id\w*|sid|sess|session|cfid|cftoken|_?token|_?csrf\w*|csrfmiddlewaretoken|xsrf\w*|_?nonce|_wpnonce|fbclid"
    r"|srsltid|gad_source|gad_campaignid|mkt_tok|_hsenc|_hsmi|yclid|__cf_\w+|replytocom|share|amp",
    re.IGNORECASE,
)
PERHAPS_NOISE = re.compile(
    r"_|t|ts|time|timestamp|r|rnd|rand|random|v|ver|version|hash|sig|signature|expires|cache|nocache|cb|ref|referrer|from|src|source|lang|bahasa",
    re.IGNORECASE,
)
AROUND = re.compile(  # what a page is shown with
    r"item_?id|cat(?:egory|_?id)?|id_?(?:cat|kat|kategori|category|menu|user|author|lang)|kategori(?:_?id)?|(?:menu|user|author|lang)_?id|tag|author|tmpl|print"
    r"|start|limitstart|offset|paged?|hal(?:aman)?|lang(?:uage)?|bahasa|output|comment|highlight|search|s|q|keyword",
    re.IGNORECASE,
)
ROUTER = re.compile(  # which of the site's programs shows it
    r"option|view|task|mod(?:ule|ul)?|page|act(?:ion)?|aksi|hal(?:aman)?|content|konten|menu|pilih|do|go|op|func|c|m|module_?name|kanal|type|post_type",
    re.IGNORECASE,
)
ROUTED = re.compile(r"r|q|route|controller|ctrl", re.IGNORECASE)  # routers of sites whose layout says so
ROUTE = re.compile(r"[a-z][\w.-]*(?:/[\w.-]+)+", re.IGNORECASE)  # ?r=berita/view, ?q=agenda/detail
PROGRAM = re.compile(r"[a-z][\w.-]*(?:/[\w.-]+)*", re.IGNORECASE)  # ?controller=berita
NAMES_PAGE = re.compile(
    r"p|no|nomor|kode|slug|judul|title|post|page_id|artikel|article|news|berita|baca|read|detail|url|(?:\w+_)?ids?|ids?_?\w+|[a-z]{1,10}id"
    r"|\w{1,40}\[(?:\w{0,20}_)?(?:news|article|artikel|berita|item|post|record|slug|u?id)\]"  # TYPO3: tx_news_pi1[news]
    r"|_\w{1,40}_(?:urlTitle|assetEntryId|articleId)",  # Liferay
    re.IGNORECASE,
)
SHOWN = re.compile(rf"feed|rest_route|format|{NAMES_PAGE.pattern}|{ROUTER.pattern}", re.IGNORECASE)
SCRIPT = re.compile(r"(?:^|/)(?:[^/]*\.(?:php[0-9]?|aspx?|jsp|cfm|cgi|do|pl|html?))?$", re.IGNORECASE)
LONGEST_LINK = 2000  # characters; longer ones are looked at no further
DOUBLED = re.compile(r"(https?://[^/]+)/(?:[^/]*/)*?((?:www\.)?[\w-]+(?:\.[\w-]+)+)(/.+)")
PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*|/\((?:[A-Z]\([\w-]{8,60}\)){1,4}\)", re.IGNORECASE)
WHOLE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
OFFICIAL = re.compile(r"(?:^|\.)(?:go|ac|sch|mil|desa)\.id$")
COUNTRY, SECOND = 2, 3  # letters of endings: .co.id
LONG_SECONDS = frozenset({"desa", "ponpes"})
SERVICES = frozenset(  # where offices put files, forms and films
    {"google.com", "goo.gl", "forms.gle", "youtube.com", "youtu.be", "facebook.com", "fb.com", "instagram.com", "x.com"}
    | {"twitter.com", "tiktok.com", "wa.me", "whatsapp.com", "t.me", "linkedin.com", "bit.ly", "s.id", "linktr.ee"}
    | {"zoom.us", "dropbox.com", "live.com", "sharepoint.com", "canva.com", "flickr.com", "issuu.com", "scribd.com"}
    | {"spotify.com", "apple.com", "microsoft.com", "wikipedia.org"}
)
NUMBER_FIRST = re.compile(r"0*([0-9]+)(?:[:-].*)?")
DAY = re.compile(  # 20261124, 24112026, 261124
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
    r"|(?:1[5-9]|2[0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
WEEK = 7  # days on which no office publishes exactly one article each


def site_of(url: str) -> str:
    """Name the site of an address: its host in lower case, as name servers spell it, without ``www.`` and port."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    return _ascii(host).removeprefix("www.")


def leads_abroad(address: str, site: str) -> bool:
    """Tell whether a link leads to a stranger's site: not to *site*'s own domain, an office, a school or a service."""
    address = address[:LONGEST_LINK].strip()
    try:
        host = site_of(address) if WHOLE.match(address) else ""
    except ValueError:  # "http://[" and its like
        return False
    own = _domain(site) if site else ""
    return bool(host) and _domain(host) != own and not OFFICIAL.search(host) and _domain(host) not in SERVICES


def _domain(host: str) -> str:
    """Give what somebody registered: ``berita.kota.go.id`` → ``kota.go.id``."""
    parts = host.split(".")
    of_country = len(parts[-1]) == COUNTRY and parts[-2:-1] and (len(parts[-2]) <= SECOND or parts[-2] in LONG_SECONDS)
    return ".".join(parts[-3:] if of_country else parts[-2:])


def _ascii(host: str) -> str:
    """Spell an international host name as name servers do: ``xn--…``."""
    if host.isascii():
        return host
    import idna  # noqa: PLC0415  # large, and hardly ever needed

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def clean_address(url: str) -> str:
    """Give an address without fragment, session and what campaigns add: ``/a?utm_source=rss`` → ``/a``."""
    parts = urlsplit(urldefrag(url).url)
    kept = [pair for pair in parts.query.split("&") if pair and not NOISE.fullmatch(unquote(pair.partition("=")[0]))]
    return parts._replace(path=PATH_SESSION.sub("", parts.path), query="&".join(kept)).geturl()


def undoubled(url: str, base: str) -> str:
    """Give the address that was meant where one without its scheme was joined to *base*.

    ``https://kota.example/www.kota.example/berita/1`` → ``https://kota.example/berita/1``.
    """
    host, path = site_of(base), url.partition("//")[2].partition("/")[2]
    match = DOUBLED.match(url) if host in path.lower() and len(url) <= LONGEST_LINK else None
    return match[1] + match[3] if match and site_of(f"http://{match[2]}") == host else url


def place_of(url: str) -> str:
    """Give path and query of an address, cleaned."""
    parts = urlsplit(clean_address(url))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_identity(url: str, *, routed: bool = False) -> str:
    """Name any page by its path, and by that part of its query that names it; empty for a home page.

    ``/berita/kabar-1/?ref=a`` → ``berita/kabar-1``, ``/berita.php?id=7&hal=2`` → ``berita.php?id=7``,
    ``/?p=7`` → ``?p=7``. With *routed*, ``/?r=agenda/view&id=1`` is another page than ``/?r=berita/view&id=1``.
    """
    parts = urlsplit(clean_address(url))
    path = unquote(parts.path).strip("/")
    query = "&".join(f"{name}={value}" for name, value in naming_query(url, routed=routed))
    if parts.query and "=" not in parts.query and SCRIPT.search(parts.path):  # index.php?/berita/12
        query = unquote(parts.query)
    return f"{path}?{query}" if query else path


def naming_query(url: str, *, routed: bool = False) -> list[tuple[str, str]]:
    """List the parameters that name a page, in the order of the alphabet; a slug behind a number is left out."""
    parts = urlsplit(clean_address(url))
    told = [(name, value) for name, value in parse_qsl(parts.query) if value]
    named = [
        (name, _number(value)) for name, value in told if NAMES_PAGE.fullmatch(name) and not AROUND.fullmatch(name)
    ]
    if named:
        return sorted(named + [pair for pair in told if is_router(*pair, routed=routed) and pair not in named])
    if not SCRIPT.search(parts.path):
        return []  # the path names the page
    return sorted(
        (name, value)
        for name, value in told
        if not (AROUND.fullmatch(name) and value.isdecimal())
        and (not PERHAPS_NOISE.fullmatch(name) or is_router(name, value, routed=routed))
    )


def is_router(name: str, value: str, *, routed: bool = False) -> bool:
    """Tell whether a parameter names one of the programs of a site; with *routed*, also ``r=berita/view``."""
    if ROUTER.fullmatch(name):
        return not value.isdecimal()
    looks = ROUTE if len(name) == 1 else PROGRAM
    return routed and ROUTED.fullmatch(name) is not None and looks.fullmatch(value) is not None


def _number(value: str) -> str:
    """Give the number at the beginning of ``12:judul`` or ``12-judul``; another value as it is."""
    match = NUMBER_FIRST.fullmatch(value)
    return match[1] if match else value


def are_days(numbers: Sequence[str]) -> bool:
    """Tell whether numbers of addresses may all be days, of which there may be several articles.

    Such are 20261124, 24112026 and 261124; but a week of them or more, each once and one behind the other, are counted
    articles.
    """
    if not all(map(DAY.fullmatch, numbers)):
        return False
    told = sorted(map(int, numbers))
    return len(told) < WEEK or told != list(range(told[0], told[0] + len(told)))


def short(url: str) -> str:
    """Name an address for people: host and path, not endless, without a secret that a query may hold.

    Of a query only what names the page is shown, where the path alone does not: ``kota.example/?p=12``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a broken address"
    scheme = f"{parts.scheme}:" if parts.scheme not in ("", "http", "https") else ""
    named = [] if scheme else [pair for pair in naming_query(url) if SHOWN.fullmatch(pair[0])]
    query = "&".join(f"{name}={value}" for name, value in named if re.fullmatch(r"[\w:./-]{1,40}", value))
    name = f"{scheme}{parts.netloc.rpartition('@')[2]}{parts.path}{'?' if query else ''}{query}"
    name = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
