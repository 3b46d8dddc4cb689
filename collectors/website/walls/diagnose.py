"""Recognise pages that stand in the place of an article or a list: a check, a log-in, maintenance, an error."""

from __future__ import annotations

import re
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.website.parse.addresses import short
from collectors.website.parse.html import line_of
from collectors.website.walls.gambling import is_advertised, is_gambling
from collectors.website.walls.marks import kind_of_title, load_marks
from collectors.website.walls.page_view import A_LINE, FEW_WORDS, HARDLY_A_WORD, OF_CHECKS, PageView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.records import RawPage

WITH_LINKS = frozenset({"not found", "login", "taken away", "listing"})  # which have links of their own, or of menus
LONGEST_WALLS = {  # characters; for all others few words
    **dict.fromkeys(("not found", "login", "listing"), inf),
    **dict.fromkeys(("perhaps suspended", "perhaps provider", "perhaps check"), HARDLY_A_WORD),
}
SITE_ERROR = re.compile(
    r"A PHP Error was encountered|<b>(?:Fatal error|Warning|Parse error)</b>|A Database Error Occurred|SQLSTATE\["
    r"|PHP (?:Fatal|Parse) error: |Uncaught (?:PDO)?Exception|mysqli?_connect\(\)"
    r"|There has been a critical error on this website"
)
OF_MACHINES = re.compile(r"\s*(?:[{\[]\s*[\"{\[\]}]|<\?xml[^>]{0,100}>\s*<Error\b|<Error\b)")
LOCKED = re.compile(r"<form[^>]{0,300}post-password-form", re.IGNORECASE)  # WordPress, before a single article
COOKIE_SET = re.compile(r"document\.cookie\s*=")
LEADS_ON = re.compile(r"location(?:\.(?:href|reload|replace|assign))?\s*[=(]|\.submit\(")
ROOT = re.compile(
    r"<(?:div|main)\b[^>]{0,200}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|app-root|main-app|q-app|svelte|___gatsby)\b|<app>|flutter_bootstrap\.js"
    r"|main\.dart\.js|_framework/blazor",
    re.IGNORECASE,
)
LEADS = re.compile(
    r"<frame\b[^>]{0,200}\bsrc\s*=\s*[\"']?([^\"'>\s]{1,300})|<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh\b[^>]{0,200}content\s*=\s*[\"']?\s*[0-9]{1,2}\s*;\s*(?:url\s*=\s*)?['\"]?([^\"'>\s]{1,300})",
    re.IGNORECASE,
)
SCRIPT_LEADS = re.compile(
    r"\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"']((?:https?:)?/[^\"'\s]{1,300})[\"']", re.IGNORECASE
)
EMPTY_ROOT = re.compile(
    r"<(?:div|main)\b[^>]{0,200}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|app-root|main-app|q-app|svelte|___gatsby)\b[^>]{0,200}>"
    r"\s*</(?:div|main)>|<app-root\b[^>]{0,200}>\s*</app-root>",
    re.IGNORECASE,
)
MOVED = "if that stays so, look for its new address with pantau probe"
DATA_OF_ROOT = re.compile(r"<app-root\b|__NEXT_DATA__|window\.__NUXT__", re.IGNORECASE)


class Walled(Blocked):
    """A firewall or a login page stands before the whole site."""


class NoArticle(SourceChanged):
    """The site says that there is no such page, or leads elsewhere."""


def find_wall(raw: RawPage) -> CollectorError | None:
    """Name the wall that a page surely is, although it might be read as an article; None for an article."""
    view = PageView(raw)
    return _by_code(view) or _by_title(view) or _drawn(view)


def diagnose(raw: RawPage) -> CollectorError | None:
    """Name what stands in the place of a page that could not be read; None for a stranger."""
    view = PageView(raw)
    if not view.text.strip():
        return Unavailable(f"{view.where} is an empty page", advice="try again later")
    return _by_code(view) or _by_any_title(view) or _by_shape(view)


@contextmanager
def naming_walls(raw: RawPage) -> Iterator[None]:
    """Raise, where a page cannot be read, what stands in its place instead of the error that was met."""
    try:
        yield
    except CollectorError as error:
        raise (diagnose(raw) or error) from error


def firewall(url: str, vendor: str = "") -> Walled:
    """Tell that a firewall answered in the site's place."""
    named = f" ({vendor})" if vendor else ""
    return Walled(
        f"{short(url)} is answered by a firewall's check for browsers{named}",
        advice="ask the webmaster to let Pantau's User-Agent or address through",
    )


def refusal(url: str, vendor: str) -> Blocked:
    """Tell that a firewall refused one request, by a rule of its own."""
    return Blocked(
        f"{short(url)} is refused by a firewall's check ({vendor})",
        advice="ask the webmaster to let Pantau's User-Agent or address through",
    )


def _by_code(view: PageView) -> CollectorError | None:
    marks, url = load_marks(), view.raw.url
    for mark, vendor in marks.checks:
        if mark in view.code and view.has_mark(mark):
            return firewall(url, vendor)
    for mark, vendor in marks.refusals:
        if mark in view.code and view.words < FEW_WORDS and (view.alone or view.has_mark(mark)):
            return refusal(url, vendor)
    if "post-password-form" in view.code and LOCKED.search(view.text):
        return NoArticle(f"{view.where} is behind a password")
    if any(all(part in view.code for part in mark) for mark in marks.debugged):
        return _named("error", view)
    if is_advertised(view.titles, view.headlines) and is_gambling(view.code, view.shown):
        return _named("gambling", view)
    return _by_host(view) or _by_script(view)


def _by_host(view: PageView) -> CollectorError | None:
    """Name what a hosting firm or an internet provider shows in the place of a site."""
    marks = load_marks()
    if any(mark in view.code for mark in marks.suspended):
        return _named("suspended", view)
    if any(mark in view.code for mark in marks.parked) and view.words < FEW_WORDS:
        return _named("no site", view)
    if any(mark in view.code for mark in marks.provider) and not view.is_of_site and view.words < HARDLY_A_WORD:
        return _named("provider", view)
    return None


def _by_script(view: PageView) -> CollectorError | None:
    """Name a check by the script that it consists of."""
    marks, url = load_marks(), view.raw.url
    leads_on = "document.cookie" in view.code and COOKIE_SET.search(view.text) and LEADS_ON.search(view.text)
    if leads_on and not view.is_of_site and view.words < HARDLY_A_WORD and view.says_nothing:
        return firewall(url, "a script that sets a cookie")
    strange = view.alone or not view.is_of_site
    asks = any(mark in view.code for mark in marks.captchas)
    if strange and asks and view.words < HARDLY_A_WORD and view.says_nothing:
        return firewall(url, "a captcha")
    return None


def _by_title(view: PageView) -> CollectorError | None:
    """Name a wall by a title that matches as a whole, where the page is no article beside it."""
    for kind in filter(None, map(kind_of_title, view.titles)):
        if (kind == "login" and not view.asks_password) or (kind == "listing" and not view.lists_files):
            continue
        if view.words < LONGEST_WALLS.get(kind, FEW_WORDS) and (view.alone or kind in WITH_LINKS):
            return _named(kind, view)
    if view.words >= HARDLY_A_WORD:
        return None
    if view.asks_password and (view.alone or not view.is_of_site):
        return _named("login", view)
    said = (view.first_heading, *(() if view.has_pictures else (view.shown,)))  # all that the page says
    return _named("not found", view) if "not found" in map(kind_of_title, said) else None


def _by_any_title(view: PageView) -> CollectorError | None:
    """Name a wall by any heading: nothing else was found on the page."""
    shown = [str(tag["alt"]) for tag in view.soup.select("img[alt]")] if view.words < A_LINE else []
    titles = [*view.titles, *(line_of(tag) for tag in view.soup.select("h2, h3")), *shown, *view.sentences]
    banner = None if view.alone and view.words < FEW_WORDS else "consent"  # which many pages have beside their own
    kinds = [kind for kind in map(kind_of_title, titles) if kind and kind != banner]
    return _named(kinds[0], view) if kinds else None


def _by_shape(view: PageView) -> CollectorError | None:
    if view.raw.kind.startswith("article") and OF_MACHINES.match(view.text):
        return Unavailable(f"{view.where} is an answer for machines, and no page", advice="open it in a browser")
    if SITE_ERROR.search(view.text):
        return _named("error", view)
    if view.asks_password and not view.has_h1:
        return _named("login", view)
    return _by_emptiness(view)


def _by_emptiness(view: PageView) -> CollectorError | None:
    """Name a page that hardly holds a word, by what it has instead."""
    if view.words >= HARDLY_A_WORD:
        return None
    bare = view.is_bare
    drawn = EMPTY_ROOT.search(view.text) or DATA_OF_ROOT.search(view.text) or (bare and ROOT.search(view.text))
    leads = (LEADS.search(view.text) or (not drawn and SCRIPT_LEADS.search(view.text))) if bare else None
    if leads:
        where = short(urljoin(view.raw.url, str(leads[leads.lastindex or 0]).replace("&amp;", "&")))
        return SourceChanged(f"{view.where} only leads on to {where}", advice="open it in a browser; check url")
    if drawn or (bare and view.alone and "<script" in view.code):
        return _by_script_alone(view)
    if "<body" in view.code and view.soup.body is not None and not view.soup.body.find(True) and view.words == 0:
        return Unavailable(f"{view.where} is an empty page", advice="try again later")
    return None


def _drawn(view: PageView) -> CollectorError | None:
    """Name a page that a script would fill: what it says to browsers without scripts is no text."""
    if not view.is_bare or view.has_pictures or (view.words and not OF_CHECKS.search(view.shown)):
        return None
    return _by_script_alone(view) if EMPTY_ROOT.search(view.text) or ROOT.search(view.text) else None


def _by_script_alone(view: PageView) -> CollectorError:
    return SourceChanged(
        f"{view.where} is drawn by JavaScript: it holds no text",
        advice="look for a feed, a sitemap or WordPress' interface (pantau probe)",
    )


def _named(kind: str, view: PageView) -> CollectorError:
    """Say what a kind of wall is, and what to do."""
    kind = "no site" if kind == "listing" else kind.removeprefix("perhaps ")
    where, again = view.where, "try again later"
    title = next((title for title in view.titles if title), "")[:60]
    shown = f' ("{title}")' if title else ""
    if kind == "check":
        return firewall(view.raw.url, f'"{title}"' if title else "")
    if kind == "refusal":
        return refusal(view.raw.url, f'"{title}"' if title else "without a word")
    made: dict[str, tuple[type[CollectorError], str, str]] = {
        "suspended": (Unavailable, f"says that its hosting account is suspended{shown}", "ask the office that runs it"),
        "provider": (Walled, f"is blocked by the internet provider{shown}", "ask the provider, or use another line"),
        "no site": (Unavailable, f"shows no site but a page of its server{shown}", "check url of this source"),
        "defaced": (Unavailable, f"was broken into{shown}", "tell the office that runs it"),
        "gambling": (
            Unavailable,
            f"advertises gambling in the place of its own pages{shown}: it was broken into",
            "tell the office that runs it",
        ),
        "upkeep": (Unavailable, "shows a maintenance page", again),
        "error": (Unavailable, f"shows an error of the site's own program{shown}", again),
        "not found": (NoArticle, "says that it was not found", MOVED),
        "taken away": (NoArticle, "says that it was not found", MOVED),
        "consent": (Walled, "wants consent to cookies first", "open it in a browser; ask the webmaster"),
        "login": (Walled, "shows a login page", "open it in a browser; ask the webmaster"),
    }  # fmt: skip
    error, what, advice = made[kind]
    return error(f"{where} {what}", advice=advice)
