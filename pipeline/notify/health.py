"""Send signs of life to a monitor that alarms when they stay away, as healthchecks.io and Uptime Kuma do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

from collectors.errors import Locked, PantauError, Stopped
from pipeline.notify.addresses import monitor_of
from pipeline.run.console import say
from pipeline.settings.models import Settings

Sign = Literal["start", "success", "fail"]
SECONDS = 10.0
PUSH = "/api/push/"  # the path of Uptime Kuma's addresses
FAILED, LOCKED, STOPPED = 4, 3, 143


@contextmanager
def signs_of_life(settings: Settings) -> Iterator[list[int]]:
    """Send start, and at the end success for exit code 0 or fail; the block appends its exit code."""
    codes: list[int] = []
    ping(settings, "start")
    try:
        yield codes
    except PantauError as error:
        code = LOCKED if isinstance(error, Locked) else STOPPED if isinstance(error, Stopped) else FAILED
        ping(settings, "fail", code)
        raise
    except Exception:
        ping(settings, "fail", FAILED)
        raise
    ping(settings, "success" if codes == [0] else "fail", codes[-1] if codes else FAILED)


def ping(settings: Settings, sign: Sign, code: int = 0) -> None:
    """Send a sign; a monitor that cannot be reached is told, and ends nothing."""
    monitor = monitor_of(settings)
    if monitor is None:
        return
    if monitor.missing:
        say(f"notify.health: {monitor.missing} is not set; set it in .env", logging.WARNING)
        return
    import requests  # noqa: PLC0415  # only where a monitor waits

    try:
        address = address_of(monitor.url, sign, code)
        if address is None:
            return
        with requests.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            taken = answer.ok and not answer.is_redirect
    except (requests.RequestException, ValueError):  # their words name the address, which is a secret
        taken = False
    if not taken:
        say(f"notify.health: the monitor did not take the sign of {sign}; check its address", logging.WARNING)


def address_of(url: str, sign: Sign, code: int = 0) -> str | None:
    """Return the address of a sign; None where the monitor knows no such sign.

    >>> address_of("https://hc-ping.com/0a1b", "start")
    'https://hc-ping.com/0a1b/start'
    >>> address_of("https://kuma.kota.example/api/push/kunci?status=up&msg=OK&ping=", "fail", 1)
    'https://kuma.kota.example/api/push/kunci?status=down&msg=exit+code+1'
    """
    parts = urlsplit(url)
    if PUSH in parts.path:
        if sign == "start":
            return None
        state = {"status": "up" if sign == "success" else "down", "msg": "OK" if code == 0 else f"exit code {code}"}
        return urlunsplit(parts._replace(query=urlencode(state)))
    ending = {"start": "/start", "success": "", "fail": "/fail"}[sign]
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + ending))
