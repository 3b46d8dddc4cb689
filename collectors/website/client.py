"""One client to one site: robots.txt, pace, redirects within the site, and limits to what is read."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from collectors.errors import Blocked, RateLimited, Unavailable
from collectors.http.body import MAX_BYTES, read_body
from collectors.http.dates import http_date
from collectors.http.reasons import AGAIN, reason_of
from collectors.http.robots import PARSED_BYTES, Robots, parse_robots
from collectors.records import RawPage, Validator
from collectors.website.parse.addresses import short, site_of
from collectors.website.walls.diagnose import Walled, diagnose, firewall
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collectors.request import Limits, Request

MAX_REDIRECTS = 5
OK, NOT_MODIFIED, FORBIDDEN, NOT_THERE, TOO_MANY, SERVER_ERROR = 200, 304, (401, 403), (404, 410), 429, 500
UNAVAILABLE = 503
LONGEST_WAIT, MOST_WAITED = 60, 300  # seconds that a site may ask for at once, and in one harvest of a source
MOST_AGAIN = 3  # times that one address is asked again
SLOWER, SLOWEST = 1.5, 10.0  # after each wait the pace grows, up to so many seconds
ROBOTS_AGE = timedelta(days=1)  # RFC 9309: no longer
TRUSTED = timedelta(days=7)  # so long a site is believed that says "not modified"
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a site at the end of all redirects: below 500, and no 429."""

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def page(self, kind: str) -> RawPage:
        """Give the answer as a raw page, to be parsed and stored."""
        return RawPage(kind, self.url, self.body)

    def validator(self, asked: str) -> Validator:
        """Give what tells next time whether the page at the address *asked* has changed."""
        told = self.headers
        digest = hashlib.sha256(self.body).hexdigest()
        return Validator(asked, told.get("ETag"), told.get("Last-Modified"), digest)

    def unchanged_since(self, known: Validator | None) -> bool:
        """Whether the page is what it was, by the site's word or byte for byte."""
        if self.status == NOT_MODIFIED:
            return True
        return known is not None and self.status == OK and known.digest == hashlib.sha256(self.body).hexdigest()


class SiteClient:
    """The requests of one harvest to one site; ``requests`` counts those that were sent.

    A site that asks with 429 or 503 to wait a little (Retry-After) is asked again then, and more slowly from there on;
    ``waited`` are the seconds of that.
    """

    def __init__(  # noqa: PLR0913  # the last two by name
        self,
        session: requests.Session,
        base: str,
        request: Request,
        limits: Limits,
        *,
        pace_seconds: float,
        most_waited: float = MOST_WAITED,
    ) -> None:
        self._session, self._base, self._limits, self._pace = session, base, limits, pace_seconds
        self._most_waited = most_waited
        self._validators, self._now = request.validators, request.now
        self._robots: Robots | None = None
        self._learned: list[Validator] = []
        self.requests = 0
        self.waited = 0.0
        self._wait_note: str | None = None

    def fetch(self, url: str, known: Validator | None = None, *, limit: int = MAX_BYTES) -> Answer:
        """Read a page that robots.txt allows; with *known*, a page that is as it was may answer 304 without a body.

        Raises Blocked (robots.txt, firewall), RateLimited, Unavailable (no or no usable answer).
        """
        return self._follow(url, self._robots or self.enter(), known, limit)

    def known(self, url: str) -> Validator | None:
        """Give what an earlier client remembered of an address.

        After a week without a change the site's word is not taken any more: some call everything unchanged.
        """
        found = self._validators.get(url)
        if found and found.seen_at and self._now and self._now - found.seen_at > TRUSTED:
            return replace(found, etag=None, last_modified=None)
        return found

    def sitemaps(self) -> list[str]:
        """List the sitemaps of this site that robots.txt names."""
        return [url for url in self._named_sitemaps() if self._is_ours(url)]

    def sitemap_hosts(self) -> list[str]:
        """List the other hosts of which robots.txt names sitemaps."""
        return sorted({site_of(url)[:60] for url in self._named_sitemaps() if url and not self._is_ours(url)})

    def _named_sitemaps(self) -> list[str]:
        return [_joined(self._base, one) for one in (self._robots or self.enter()).sitemaps]

    def take_learned(self) -> tuple[Validator, ...]:
        """Hand over what is to be remembered of robots.txt, once."""
        learned, self._learned = tuple(self._learned), []
        return learned

    def take_wait_note(self) -> str | None:
        """Hand over the words that tell of the first wait, once."""
        note, self._wait_note = self._wait_note, None
        return note

    def enter(self) -> Robots:
        """Read what robots.txt allows, and keep to the delay that it asks for."""
        self._robots = self._read_robots()
        self._pace = max(self._pace, self._robots.delay)
        return self._robots

    def _read_robots(self) -> Robots:
        """Read robots.txt: 4xx forbids nothing, no answer or a 5xx forbids everything (RFC 9309)."""
        url = urljoin(self._base, "/robots.txt")
        found = self._validators.get(url)
        if found and found.body is not None and self._is_of_today(found):
            return parse_robots(found.body)
        try:
            answer = self._follow(url, None)
        except Unavailable as error:
            what = f"robots.txt cannot be read, so nothing may be: {error.what}"
            raise Unavailable(what, advice=error.advice) from error
        rules = answer.body[:PARSED_BYTES] if answer.status == OK else b""
        self._learned = [Validator(url, body=rules)]
        return parse_robots(rules)

    def _is_of_today(self, known: Validator) -> bool:
        """Whether what is known is younger than a day; one of this very run bears no date."""
        if known.seen_at is None:
            return True
        return self._now is not None and timedelta(0) <= self._now - known.seen_at < ROBOTS_AGE

    def _follow(
        self, url: str, robots: Robots | None, known: Validator | None = None, limit: int = MAX_BYTES
    ) -> Answer:
        """Send requests until one is no redirect."""
        here, named = url, short(url)
        for _ in range(MAX_REDIRECTS + 1):
            if not self._is_ours(here):
                raise Unavailable(f"{named} is not of this site and was not asked", advice="check it in a browser")
            if robots and not robots.allows(here):
                raise Blocked(f"robots.txt does not allow {named}", advice="ask the webmaster to allow Pantau")
            answer, target = self._patiently(here, _conditions(known), limit)
            if target is None:
                return answer
            named = f"{short(target)} (where {short(url)} leads)"
            here = _joined(here, target)
        raise Unavailable(f"{short(url)} redirects more than {MAX_REDIRECTS} times", advice=AGAIN)

    def _is_ours(self, url: str) -> bool:
        """Whether an address is of this site; asked before anything is sent there."""
        ours = urlsplit(self._base)
        try:
            # As the HTTP library reads it, too: two readers of one address may see two hosts.
            sent = requests.Request("GET", url).prepare().url or ""
            parts, port = urlsplit(sent), urlsplit(sent).port
            same = site_of(url) == site_of(sent) == site_of(self._base)
        except (requests.RequestException, ValueError):
            return False
        usual = port in (None, PORTS.get(parts.scheme)) and ours.port in (None, PORTS.get(ours.scheme))
        fair = parts.username is None and not re.search(r"[\\\s]", url)
        return parts.scheme in PORTS and same and fair and (usual or port == ours.port)

    def _patiently(self, url: str, conditions: Mapping[str, str], limit: int) -> tuple[Answer, str | None]:
        """Send a request, and again after each short wait that the site asks for."""
        answer, target = self._send(url, conditions, limit)
        for _ in range(MOST_AGAIN):
            seconds = _wait_asked(answer)
            if seconds is None or self.waited + seconds > self._most_waited:
                break
            self._wait(seconds, answer)
            answer, target = self._send(url, conditions, limit)
        if target is None:
            _check_answer(answer)
        return answer, target

    def _wait(self, seconds: float, answer: Answer) -> None:
        """Wait as the site asks, within the limits of the night, and go on more slowly."""
        if not self.waited:
            what = f"{short(answer.url)} asked to wait {counted(round(seconds), 'second')} ({answer.status})"
            self._wait_note = f"{what}, which was done; raise pace_seconds of this source if it happens again"
        self.waited += seconds
        self._pace = max(self._pace, min(self._pace * SLOWER, SLOWEST))
        self._limits.pause(seconds)

    def _send(self, url: str, conditions: Mapping[str, str], limit: int) -> tuple[Answer, str | None]:
        """Send one request; give its answer, and where it redirects to."""
        if self.requests:
            self._limits.pause(self._pace)
        self.requests += 1
        try:
            with self._session.get(url, allow_redirects=False, stream=True, headers=conditions) as response:
                target = self._session.get_redirect_target(response)
                body = b"" if target else read_body(response, short(url), limit)
                answer = Answer(response.status_code, url, body, response.headers)
        except (requests.RequestException, HTTPError, OSError) as error:
            words, advice = reason_of(error)
            raise Unavailable(f"{short(url)}: {words}", advice=advice) from error
        return answer, target


def _conditions(known: Validator | None) -> dict[str, str]:
    """Write the headers of a conditional request."""
    told = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
    return {name: value for name, value in told.items() if value}


def _joined(url: str, target: str) -> str:
    """Join an address to where it was told; empty where it is no address at all."""
    try:
        return urldefrag(urljoin(url, target)).url
    except ValueError:
        return ""


def _check_answer(answer: Answer) -> None:
    """Raise what an answer's status and headers say against it."""
    where = short(answer.url)
    if answer.status == TOO_MANY:
        raise RateLimited(
            f"{where} asks for fewer requests (429)",
            advice="raise pace_seconds of this source",
            retry_at=_retry_at(answer.headers),
        )
    if "cf-mitigated" in answer.headers:
        raise firewall(answer.url, "Cloudflare")
    if answer.status >= SERVER_ERROR:
        named = diagnose(answer.page("error"))
        if isinstance(named, Walled):
            raise named
        what = named.what if isinstance(named, Unavailable) else f"{where} answers with an error"
        raise Unavailable(f"{what} (HTTP {answer.status})", advice=AGAIN)


def _wait_asked(answer: Answer) -> float | None:
    """Give the seconds that a busy site asks to wait; None where it asks for nothing, for long, or is a firewall."""
    if answer.status not in (TOO_MANY, UNAVAILABLE) or "cf-mitigated" in answer.headers:
        return None
    until, sent = _retry_at(answer.headers), http_date(answer.headers.get("Date", ""))
    seconds = (until - sent).total_seconds() if until and sent else -1
    return max(seconds, 1.0) if 0 <= seconds <= LONGEST_WAIT else None


def _retry_at(headers: Mapping[str, str]) -> datetime | None:
    """Read Retry-After; its seconds count from the site's own clock, the Date header."""
    asked = headers.get("Retry-After", "").strip()
    if not asked.isdecimal():
        return http_date(asked)
    sent = http_date(headers.get("Date", ""))
    return sent + timedelta(seconds=min(int(asked[:9]), 30 * 86_400)) if sent else None
