"""A failed request is told in words: what is wrong with the line, and what to do."""

from __future__ import annotations

import pytest
import requests

from collectors.http.guard import InnerAddressError
from collectors.http.reasons import reason_of
from collectors.http.session import session
from tests.collectors.http.broken_lines import Greet, plain, served, tls


@pytest.mark.parametrize(
    ("greet", "told"),
    [
        (tls("self-signed.pem"), "it is self-signed"),
        (tls("no-chain.pem"), "its chain is incomplete, or its issuer is unknown"),
        (tls("self-signed.pem", old=True), "it speaks only TLS 1.1 or older"),
        (plain, "it answers plain http where https is expected"),
    ],
)
def test_what_is_wrong_with_a_sites_tls_is_named(greet: Greet, told: str) -> None:
    with (
        served(greet) as port,
        session("a@b.example", attempts=0, may_reach=lambda address: address.is_loopback) as web,
    ):
        with pytest.raises(requests.RequestException) as failed:
            web.get(f"https://localhost:{port}/expired-handshake-failure")
        words, advice = reason_of(failed.value)
    assert told in words
    assert advice


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (requests.exceptions.SSLError("x (Caused by SSLError('certificate has expired'))"), "it has expired"),
        (requests.exceptions.SSLError("x (Caused by SSLError('Hostname mismatch, certificate…'))"), "for another host"),
        (
            requests.exceptions.SSLError("x (Caused by SSLError('[SSL: DH_KEY_TOO_SMALL] dh key'))"),
            "too old to be safe",
        ),
        (requests.exceptions.SSLError("x (Caused by SSLError('[SSL] unexpected'))"), "certificate is not valid"),
        (requests.exceptions.ReadTimeout("x"), "no answer in time"),
        (requests.ConnectionError("Failed to resolve 'kota.example'"), "host name is not known"),
        (requests.ConnectionError("[Errno 111] Connection refused"), "connection refused"),
        (requests.ConnectionError("<HTTPConnection object at 0x7f>: reset"), "the connection broke off"),
        (InnerAddressError("kota.example leads to the inner address 10.0.0.5"), "which is never asked"),
    ],
)
def test_every_failure_has_words_without_the_libraries_own(error: Exception, told: str) -> None:
    words, _ = reason_of(error)
    assert told in words
    assert "0x" not in words
