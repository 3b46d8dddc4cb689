"""Say in words why a request failed: the libraries' own words name addresses of memory."""

from __future__ import annotations

import re

import requests
from urllib3.exceptions import NewConnectionError

from collectors.http.exchange import TOO_LARGE, TooLargeError
from collectors.http.guard import InnerAddressError

AGAIN = "try again later"
HOSTS = "docs/operations.md"  # lists the hosts that are asked
KEEPER = "try again later; if it stays so, ask the keeper of this network"
BROWSER = "open it in a browser; ask the webmaster"
BAD = "its TLS certificate is not valid: "
CHECK_URL = "check url of this source; ask the webmaster"
NEWER = "ask the webmaster for TLS 1.2 or newer"
SOCKS = "the environment names a SOCKS proxy, which Pantau does not use"
NO_SOCKS = f"name a proxy for HTTP in its place ({HOSTS})"
TLS = (  # what OpenSSL says, what that means, what to do
    (
        r"unable to (?:get local issuer|verify the first|get issuer) certificate",
        f"{BAD}its chain is incomplete, or its issuer is unknown",
        "ask the webmaster to install the issuer's certificate, too",
    ),
    (r"self.signed certificate in", f"{BAD}nobody vouches for its issuer", BROWSER),
    (r"self.signed certificate", f"{BAD}it is self-signed, nobody vouches for it", BROWSER),
    (r"certificate has expired", f"{BAD}it has expired", "ask the webmaster to renew it"),
    (r"certificate is not yet valid", f"{BAD}it is not valid yet", "check this machine's clock (pantau doctor)"),
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
    """Whether a request was not even begun, since HTTPS_PROXY holds no address of a proxy."""
    return isinstance(error, requests.exceptions.InvalidProxyURL)


def stopped_by_proxy(error: object) -> bool:
    """Whether a request came no further than the proxy that HTTPS_PROXY names."""
    return lacks_proxy(error) or isinstance(error, requests.exceptions.ProxyError)


def why_not_reached(error: object) -> tuple[str, str] | None:
    """Say why a request did not reach a platform's own host, and what to do; None where it may have."""
    if not isinstance(error, requests.RequestException):
        return None
    cause = getattr(next(iter(error.args), None), "reason", None)
    if stopped_by_proxy(error):
        return reason_of(error)
    if isinstance(error, requests.exceptions.SSLError) or isinstance(cause, NewConnectionError):
        return reason_of(error)[0], KEEPER
    return None


def reason_of(error: Exception) -> tuple[str, str]:
    """Say why a request failed, and what to do."""
    text = str(error)
    if isinstance(error, InnerAddressError):
        return f"{text}, which is never asked", "check url of this source (docs/faults.md)"
    if any(isinstance(told, TooLargeError) for told in error.args):
        return TOO_LARGE, AGAIN
    if stopped_by_proxy(error):
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
    """Say why the proxy of HTTPS_PROXY or HTTP_PROXY gave no way; its address may hold a password."""
    if SOCKS in text:
        return SOCKS, NO_SOCKS
    if told := re.search(r"Tunnel connection failed: (\d{3})", text):
        password = told[1] == str(requests.codes.proxy_authentication_required)
        advice = "check user and password in HTTPS_PROXY" if password else f"ask its keeper to open the host ({HOSTS})"
        return f"the proxy refused the way there ({told[1]})", advice
    if "malformed" in text:
        return "HTTPS_PROXY holds no address of a proxy", "write it as http://HOST:PORT"
    return "the proxy cannot be reached", "check HTTPS_PROXY; ask its keeper"


def _tls_reason(text: str) -> tuple[str, str]:
    """Name what is wrong with a site's TLS; the address that the text begins with is not asked."""
    told = text.rpartition("Caused by")[2].lower()
    found = ((what, advice) for pattern, what, advice in TLS if re.search(pattern, told))
    return next(found, ("its TLS certificate is not valid", BROWSER))
