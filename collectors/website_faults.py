"""What a website answers in the place of a page: firewalls, log-ins, maintenance, errors, "not found"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.html_text import collapse, decode

if TYPE_CHECKING:
    from collectors.records import RawPage

LONGEST_NAME = 120  # characters of an address in a message
FIREWALL = re.compile(
    r"<title>\s*(?:Just a moment|Attention Required)|_cf_chl_opt|Incapsula incident", re.IGNORECASE
)
LOGIN = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
UPKEEP = re.compile(r"pemeliharaan|under maintenance|sedang diperbaiki", re.IGNORECASE)
SITE_ERROR = re.compile(
    r"A PHP Error was encountered|<b>(?:Fatal error|Warning)</b>|A Database Error Occurred"
)
NOT_FOUND = re.compile(r"tidak (?:di)?temukan|tidak tersedia|halaman tidak ada|not found", re.IGNORECASE)


class Walled(Blocked):
    """A firewall or a login page stands before the whole site."""


class NoArticle(SourceChanged):
    """The site says that there is no such page."""


def diagnose(raw: RawPage) -> CollectorError | None:
    """Name what stands in the place of a page: a wall, an error, a "not found"; ``None`` for a stranger."""
    page, where = decode(raw.body), short(raw.url)
    if not page.strip():
        return Unavailable(f"{where} is an empty page", advice="try again later")
    if FIREWALL.search(page):
        return firewall(raw.url)
    if LOGIN.search(page):
        return Walled(f"{where} shows a login page", advice="open it in a browser; ask the webmaster")
    if UPKEEP.search(page):
        return Unavailable(f"{where} shows a maintenance page", advice="try again later")
    if SITE_ERROR.search(page):
        return Unavailable(f"{where} shows an error of the site's own program", advice="try again later")
    return NoArticle(f"{where} says that it was not found") if NOT_FOUND.search(page) else None


def firewall(url: str) -> Walled:
    """Tell that a firewall answered in the site's place."""
    return Walled(
        f"{short(url)} is answered by a firewall's check for browsers",
        advice="ask the webmaster to let Pantau's User-Agent or address through",
    )


def short(url: str) -> str:
    """Name an address for people: host and path, not endless."""
    parts = urlsplit(url)
    name = collapse(f"{parts.netloc.rpartition('@')[2]}{parts.path}")
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
