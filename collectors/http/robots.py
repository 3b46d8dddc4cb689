"""robots.txt: what a site allows (RFC 9309), and how long it wants a visitor to wait."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from collectors.errors import Blocked

AGENT = "Pantau"
LONGEST_DELAY = 120.0  # seconds; with more, a night would not end
PARSED_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB


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
    rules = Protego.parse(body[:PARSED_BYTES].decode("utf-8-sig", "replace"))
    rate = rules.request_rate(AGENT)
    delay = max(rules.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
    if delay > LONGEST_DELAY:
        raise Blocked(
            f"robots.txt asks for {delay:g} seconds between requests",
            advice="ask the webmaster for a shorter delay for Pantau",
        )
    return Robots(rules, delay)
