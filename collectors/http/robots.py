"""robots.txt: what a site allows (RFC 9309), and how long it wants a visitor to wait."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from protego import Protego

from collectors.errors import Blocked

AGENT = "Pantau"
LONGEST_DELAY = 120.0  # seconds; with more, a night would not end
PARSED_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
# Spaces of one line only: with \s, a file of empty lines would be read over and over.
OF_VERSION = re.compile(rf"^([ \t]*user-agent[ \t]*:[ \t]*{AGENT})/\S*", re.IGNORECASE | re.MULTILINE)  # "Pantau/1.0"
DECIMAL_COMMA = re.compile(r"^([ \t]*crawl-delay[ \t]*:[ \t]*[0-9]+),(?=[0-9])", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site for us."""

    rules: Protego
    delay: float

    @property
    def sitemaps(self) -> list[str]:
        """List the sitemaps that it names."""
        return list(self.rules.sitemaps)

    def allows(self, url: str) -> bool:
        """Whether we may read *url*."""
        return self.rules.can_fetch(url, AGENT)


def parse_robots(body: bytes) -> Robots:
    """Read a robots.txt; what is not understood (an HTML page, say) forbids nothing.

    Raises Blocked for a delay that no night could keep.
    """
    name = "utf-16" if body.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else "utf-8-sig"  # as Windows' editor saves it
    text = body[:PARSED_BYTES].decode(name, "replace")
    rules = Protego.parse(DECIMAL_COMMA.sub(r"\1.", OF_VERSION.sub(r"\1", text)))
    rate = rules.request_rate(AGENT)
    delay = max(rules.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
    if delay > LONGEST_DELAY:
        raise Blocked(
            f"robots.txt asks for {delay:g} seconds between requests",
            advice="ask the webmaster for a shorter delay for Pantau",
        )
    return Robots(rules, delay)
