"""The one way to make an HTTP session: identified, never without a timeout, with bounded retries."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import adapters
from requests.adapters import HTTPAdapter
from requests.exceptions import ProxyError
from requests.utils import select_proxy
from urllib3.exceptions import MaxRetryError
from urllib3.exceptions import ProxyError as NoWay
from urllib3.util import Retry

from collectors.http.dates import observe_date
from collectors.http.exchange import OutOfTimeError
from collectors.http.guard import MayReach, check_proxied, guarded_manager, is_public
from collectors.http.reasons import SOCKS

CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 30.0  # seconds; government sites are slow, but not slower than this
PORTS = {"http": 80, "https": 443}
TRANSIENT = (500, 502, 503, 504)


def user_agent(contact: str) -> str:
    """Tell who asks, and where to complain."""
    try:
        number = version("pantau")
    except PackageNotFoundError:  # run from a checkout that was never installed
        number = "0"
    return f"Pantau/{number} (+{contact})"


def _refuse_socks(*_given: object, **_options: object) -> None:
    """Raise ProxyError: an exchange through SOCKS has no deadline, and could not be broken off."""
    raise ProxyError(MaxRetryError(None, "", NoWay(SOCKS, OSError(SOCKS))))  # type: ignore[arg-type]  # there is no pool


adapters.SOCKSProxyManager = _refuse_socks  # type: ignore[assignment,misc]  # for the sessions of libraries, too


class TimeoutAdapter(HTTPAdapter):
    """An adapter that gives every request a timeout: tweepy passes none, and would wait for ever."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # options pass through unchanged
        """Send with the house's timeout unless the caller gave one."""
        if options.get("timeout") is None:
            options["timeout"] = (CONNECT_TIMEOUT, READ_TIMEOUT)
        return super().send(request, **options)


class GuardedAdapter(TimeoutAdapter):
    """An adapter for hosts that others name: it reaches no inner address, and asks no proxy to reach one."""

    def __init__(self, may_reach: MayReach, max_retries: Retry) -> None:
        self._may_reach = may_reach
        self._checked = set[tuple[str, int]]()  # names that a proxy may be asked for
        super().__init__(max_retries=max_retries)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools whose connections are checked."""
        self.poolmanager = guarded_manager(
            self._may_reach, num_pools=connections, maxsize=maxsize, block=block, **options
        )

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # options pass through unchanged
        """Send; of a proxy, as HTTPS_PROXY names it, only after the name was checked."""
        if select_proxy(request.url or "", options.get("proxies")):
            self._check(request.url or "")
        return super().send(request, **options)

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        place = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        if place not in self._checked:
            check_proxied(*place, self._may_reach)
            self._checked.add(place)


def make_retrying_adapter(attempts: int = 2, backoff: float = 1.0) -> TimeoutAdapter:
    """Retry what is likely to pass: no connection, a reset before the answer, 5xx. A 429 is the caller's."""
    return TimeoutAdapter(max_retries=_retry(attempts, backoff))


class TellingRetry(Retry):
    """Says, when it gives up, what every attempt before the last came to: one of them may have been served.

    An exchange that had its whole time is not tried again.
    """

    def increment(self, *args: Any, **options: Any) -> TellingRetry:
        """Count an attempt. Raises MaxRetryError, which has the errors of the attempts ``before`` the last."""
        had_its_time = isinstance(getattr(options.get("error"), "__cause__", None), OutOfTimeError)
        left = self.new(total=0) if had_its_time else self
        try:
            return super(TellingRetry, left).increment(*args, **options)
        except MaxRetryError as spent:
            spent.before = [past.error for past in self.history]  # type: ignore[attr-defined]  # read by x/errors.py
            raise


def _retry(attempts: int, backoff: float) -> Retry:
    return TellingRetry(
        total=attempts,
        backoff_factor=backoff,
        backoff_jitter=backoff / 2,
        backoff_max=30,
        status_forcelist=TRANSIENT,
        allowed_methods=("GET", "HEAD"),
        respect_retry_after_header=False,  # a site may ask for hours; a night must end
        raise_on_status=False,
    )


def session(
    contact: str, *, attempts: int = 2, backoff: float = 1.0, may_reach: MayReach = is_public
) -> requests.Session:
    """Make a session for websites, which reaches only addresses that *may_reach* allows.

    *contact* is a URL or e-mail address where a webmaster can complain.
    """
    made = requests.Session()
    made.hooks["response"].append(observe_date)
    made.headers["User-Agent"] = user_agent(contact)
    made.headers["Accept-Encoding"] = "gzip, deflate"  # what website_visit can unpack within bounds
    for scheme in ("https://", "http://"):
        made.mount(scheme, GuardedAdapter(may_reach, _retry(attempts, backoff)))
    return made
