"""pantau probe: try what can be harvested at an address, and print the configuration that would do it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.errors import CollectorError, ConfigError
from collectors.records import Reads
from pipeline.platforms import registry
from pipeline.run.console import complain
from pipeline.run.stop import Stop

RECOMMENDED, NOTHING = 0, 1


@dataclass(frozen=True)
class ProbeLimits:
    """Limits of a look at an address: it is free, and its pauses end when a person asks for that."""

    stop: Stop

    def check_budget(self, reads: Reads) -> None:
        """Allow it: a probe reads what is free."""

    def reserve(self, reads: Reads) -> None:
        """Book nothing: a probe reads what is free."""

    def record_reads(self, reads: Reads) -> None:
        """Book nothing: a probe reads what is free."""

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped."""
        self.stop.pause(seconds)

    def wait_until(self, moment: datetime) -> bool:  # noqa: ARG002  # as the protocol has it
        """Return False: a person sits in front of a probe."""
        return False


def probe_address(url: str, contact: str, zone: ZoneInfo) -> int:
    """Print what every way to *url* brings; return 0 when one is recommended, else 1. Raises ConfigError."""
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"{url!r} is no address; write it with https://")
    probe = next(platform.probe for platform in registry.PLATFORMS if platform.probe)
    stop = Stop()
    with stop.on_signals():
        lines = probe(url, contact, zone, ProbeLimits(stop))
        try:
            while True:
                sys.stdout.write(next(lines) + "\n")
                sys.stdout.flush()
        except StopIteration as ended:
            return RECOMMENDED if ended.value else NOTHING
        except CollectorError as error:
            complain(error)
            return NOTHING
