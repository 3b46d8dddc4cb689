"""What a website answers in the place of a page: firewalls, log-ins, maintenance, errors, "not found"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.website.parse.html import collapse, decode, line_of, parse_html

if TYPE_CHECKING:
    from collectors.records import RawPage

LONGEST_NAME = 120  # characters of an address in a message
FIREWALL = re.compile(r"<title>\s*(?:Just a moment|Attention Required)|_cf_chl_opt|Incapsula incident", re.IGNORECASE)
LOGIN = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
UPKEEP = re.compile(r"pemeliharaan|under maintenance|sedang diperbaiki", re.IGNORECASE)
SITE_ERROR = re.compile(r"A PHP Error was encountered|<b>(?:Fatal error|Warning)</b>|A Database Error Occurred")
LOCKED = re.compile(r"<form[^>]{0,300}post-password-form", re.IGNORECASE)  # WordPress, before a single article
NOT_FOUND = re.compile(r"tidak (?:di)?temukan|tidak tersedia|halaman tidak ada|not found", re.IGNORECASE)


class Walled(Blocked):
    """A firewall or a login page stands before the whole site."""


class NoArticle(SourceChanged):
    """The site says that there is no such page, or leads elsewhere."""


def diagnose(raw: RawPage) -> CollectorError | None:
    """Name what stands in the place of a page: a wall, an error, a "not found"; ``None`` for a stranger."""
    page, where = decode(raw.body), short(raw.url)
    if FIREWALL.search(page):
        return firewall(raw.url)
    if LOCKED.search(page):
        return NoArticle(f"{where} is behind a password")
    # Only headings: a side bar's headlines may speak of maintenance and of things not found, too.
    headings = " ".join(line_of(tag) for tag in parse_html(raw.body).select("title, h1, h2"))
    unusable = (
        ("is an empty page", not page.strip()),
        ("shows an error of the site's own program", SITE_ERROR.search(page)),
        ("shows a maintenance page", UPKEEP.search(headings)),
    )
    for what, met in unusable:
        if met:
            return Unavailable(f"{where} {what}", advice="try again later")
    if NOT_FOUND.search(headings):
        return NoArticle(f"{where} says that it was not found")
    if LOGIN.search(page):
        return Walled(f"{where} shows a login page", advice="open it in a browser; ask the webmaster")
    return None


def firewall(url: str) -> Walled:
    """Tell that a firewall answered in the site's place."""
    return Walled(
        f"{short(url)} is answered by a firewall's check for browsers",
        advice="ask the webmaster to let Pantau's User-Agent or address through",
    )


def short(url: str) -> str:
    """Name an address for people: host and path, not endless, without a secret that a query may hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a broken address"
    scheme = f"{parts.scheme}:" if parts.scheme not in ("", "http", "https") else ""
    name = collapse(f"{scheme}{parts.netloc.rpartition('@')[2]}{parts.path}")
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
