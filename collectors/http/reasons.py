"""Say in words why a request failed: the libraries' own words name addresses of memory."""

from __future__ import annotations

import re

import requests
from urllib3.exceptions import ConnectTimeoutError, LocationValueError, NewConnectionError, ProxyError, SSLError

from collectors.http.exchange import TOO_LARGE, TooLargeError
from collectors.http.guard import InnerAddressError

AGAIN = "try again later"
HOSTS = "docs/operations.md"  # lists the hosts that are asked
KEEPER = "try again later; if it stays so, ask the keeper of this network"
CLOCK = "check this machine's clock (pantau doctor)"
BROWSER = "open it in a browser; ask the webmaster"
BAD = "its TLS certificate is not valid: "
EXPIRED, EARLY = f"{BAD}it has expired", f"{BAD}it is not valid yet"
CHECK_URL = "check url of this source; ask the webmaster"
NEWER = "ask the webmaster for TLS 1.2 or newer"
SOCKS = "the environment names a SOCKS proxy, which Pantau does not use"
NO_SOCKS = f"name a proxy for HTTP in its place ({HOSTS})"
VARIABLE = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"
UNSENT = (NewConnectionError, ConnectTimeoutError, ProxyError)  # the last: the proxy gave no way to the host
# What OpenSSL says before a request is sent; other words (also of a wrong version) may stand for a broken answer.
HANDSHAKE = re.compile(
    r"certificate.verify.failed|handshake|protocol.version|unsupported.protocol|unrecognized.name", re.IGNORECASE
)
TLS = (  # what OpenSSL says, what that means, what to do
    (
        r"unable to (?:get local issuer|verify the first|get issuer) certificate",
        f"{BAD}its chain is incomplete, or its issuer is unknown",
        "ask the webmaster to install the issuer's certificate, too",
    ),
    (r"self.signed certificate in", f"{BAD}nobody vouches for its issuer", BROWSER),
    (r"self.signed certificate", f"{BAD}it is self-signed, nobody vouches for it", BROWSER),
    (r"certificate has expired", EXPIRED, "ask the webmaster to renew it"),
    (r"certificate is not yet valid", EARLY, CLOCK),
    (r"hostname mismatch|ip address mismatch|doesn't match|not valid for", f"{BAD}it is for another host", CHECK_URL),
    (r"unrecognized.name", "it has no TLS certificate for this host name", CHECK_URL),
    (
        r"wrong.version.number|http.request|record.layer.failure|packet.length.too.long",
        "it answers plain http where https is expected",
        "write the url of this source with http://, or ask the webmaster",
    ),
    (
        r"unsupported.protocol|protocol.version|no.protocols.available|version.too.low",
        "it speaks only TLS 1.1 or older, which is not safe",
        NEWER,
    ),
    (r"key.too.small|md.too.weak|legacy|bad.dh", "its encryption is too old to be safe", NEWER),
    (r"handshake.failure|no.shared.cipher|insufficient.security", "it knows no encryption that is safe", NEWER),
    (r"certificate.required|bad.certificate", "it wants a certificate of its visitors", "ask the webmaster"),
    (r"eof|reset|broken.pipe", "it broke off while TLS was agreed upon", AGAIN),
)


def lacks_proxy(error: object) -> bool:
    """Whether a request was not even begun, since the environment names a proxy by what is no address of one."""
    if isinstance(error, requests.exceptions.InvalidProxyURL):
        return True
    # requests has read the URL of the request itself by then.
    return isinstance(error, requests.exceptions.InvalidURL) and isinstance(_told_by(error), LocationValueError)


def never_sent(error: requests.RequestException) -> bool:
    """Whether no attempt came further than to agree upon a connection, so that the host cannot have served any."""
    told = _told_by(error)
    attempts = [*getattr(told, "before", ()), getattr(told, "reason", told)]
    return lacks_proxy(error) or all(map(is_unsent, attempts))


def is_unsent(attempt: object) -> bool:
    """Whether an attempt failed before its request was sent."""
    broken = isinstance(attempt, SSLError) and HANDSHAKE.search(str(attempt))
    return bool(broken) or isinstance(attempt, UNSENT)


def _told_by(error: requests.RequestException) -> object:
    return next(iter(error.args), None)


def why_not_reached(error: object) -> tuple[str, str] | None:
    """Say why a request did not reach a platform's own host, and what to do; None where it may have."""
    if not isinstance(error, requests.RequestException) or not never_sent(error):
        return None
    if lacks_proxy(error) or isinstance(error, requests.exceptions.ProxyError):
        return reason_of(error)
    if isinstance(error, requests.Timeout):
        return None
    why, _ = reason_of(error)
    return why, f"{CLOCK}; {KEEPER}" if why in {EXPIRED, EARLY} else KEEPER  # a platform renews its own in time


def reason_of(error: Exception) -> tuple[str, str]:
    """Say why a request failed, and what to do."""
    text = str(error)
    if isinstance(error, InnerAddressError):
        return f"{text}, which is never asked", "check url of this source (docs/faults.md)"
    if any(isinstance(told, TooLargeError) for told in error.args):
        return TOO_LARGE, AGAIN
    if lacks_proxy(error):
        return f"{VARIABLE} holds no address of a proxy", "write it as http://HOST:PORT"
    if isinstance(error, requests.exceptions.ProxyError):
        return _proxy_reason(text)
    if isinstance(error, requests.exceptions.SSLError) or "[SSL:" in text:
        return _tls_reason(text)
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return "no answer in time", AGAIN
    if "resolve" in text or "Name or service" in text:
        return "the host name is not known", "check url of this source; try again later"
    if "refused" in text:
        return "connection refused", AGAIN
    if "decode" in text or "decompress" in text:
        return "the answer is compressed wrongly", AGAIN
    return "the connection broke off", AGAIN


def _proxy_reason(text: str) -> tuple[str, str]:
    """Say why the proxy gave no way; its address may hold a password."""
    if SOCKS in text:
        return SOCKS, NO_SOCKS
    if told := re.search(r"Tunnel connection failed: (\d{3})", text):
        password = told[1] == str(requests.codes.proxy_authentication_required)
        advice = f"check user and password in {VARIABLE}" if password else f"ask its keeper to open the host ({HOSTS})"
        return f"the proxy refused the way there ({told[1]})", advice
    return "the proxy cannot be reached", f"check {VARIABLE}; ask its keeper"


def _tls_reason(text: str) -> tuple[str, str]:
    """Name what is wrong with a site's TLS; the address that the text begins with is not asked."""
    told = text.rpartition("Caused by")[2].lower()
    found = ((what, advice) for pattern, what, advice in TLS if re.search(pattern, told))
    return next(found, ("its TLS certificate is not valid", BROWSER))
