"""An office behind a proxy: each platform is asked through it, and inner hosts still by nobody."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from instaloader import InstaloaderContext
from instaloader.exceptions import ConnectionException, InstaloaderException
from tweepy import Client
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError, ReadTimeoutError, SSLError

from collectors.errors import Unavailable
from collectors.http.guard import InnerAddressError
from collectors.http.reasons import NO_SOCKS, SOCKS, VARIABLE, never_sent, reason_of
from collectors.http.session import make_retrying_adapter, session
from collectors.instagram.errors import translate_error as instagram_problem
from collectors.x.errors import translate_error
from tests.collectors.http.broken_lines import served, tls

CONTACT = "humas@kota.example"
NO_ADDRESS = f"{VARIABLE} holds no address of a proxy"
ANY_POOL = ConnectionPool("api.x.example")
REFUSED = NewConnectionError(ANY_POOL, "[Errno 111] Connection refused")  # type: ignore[arg-type]  # as good as its own
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nkabar"


@dataclass
class Proxy:
    """A proxy on this machine, what it was asked for, and what it answers."""

    port: int
    asked: list[str] = field(default_factory=list)
    answer: bytes = ANSWER


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that the environment names for all hosts."""
    made = Proxy(0)

    def greet(connection: socket.socket) -> None:
        made.asked.append(connection.recv(4000).split(b"\r\n")[0].decode())
        connection.sendall(made.answer)

    with served(greet) as made.port:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://petugas:rahasia@127.0.0.1:{made.port}")
        yield made


@pytest.fixture
def unknown_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name service that knows this machine alone, as it is behind many proxies."""

    def look_up(host: Any, port: Any, *_given: Any, **_options: Any) -> Any:
        if host == "127.1" or set(str(host)) <= set("0123456789.:"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if host == "127.1" else host, port))]
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


pytestmark = pytest.mark.usefixtures("unknown_names")


def test_a_website_is_read_through_the_proxy(proxy: Proxy) -> None:
    with session(CONTACT) as web:
        assert web.get("http://berita.kota.example/kabar").text == "kabar"
    assert proxy.asked == ["GET http://berita.kota.example/kabar HTTP/1.1"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: session(CONTACT, attempts=0).get("https://diskominfo.bekasikota.go.id/"),
        lambda: _x().get_user(username="Kominfobekasi"),
        lambda: requests.get("https://www.instagram.com/", timeout=5),
    ],
)
def test_each_host_is_asked_for_by_connect(proxy: Proxy, ask: Callable[[], Any]) -> None:
    proxy.answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(requests.exceptions.ProxyError) as refused:
        ask()
    (asked,) = proxy.asked
    assert asked.startswith("CONNECT ")
    what, advice = reason_of(refused.value)
    assert what == "the proxy refused the way there (403)"
    assert "docs/operations.md" in advice
    assert "rahasia" not in what + advice + str(refused.value)


def _x() -> Client:
    client = Client("kunci")
    client.session.mount("https://", make_retrying_adapter(0, 0))
    return client


def test_what_a_proxy_refused_was_never_sent_and_costs_nothing(proxy: Proxy) -> None:
    proxy.answer = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
    client = _x()
    client.session.mount("https://", make_retrying_adapter(1, 0))
    with pytest.raises(requests.exceptions.ProxyError) as refused:
        client.get_user(username="Kominfobekasi")
    assert never_sent(refused.value)
    problem = translate_error(refused.value)
    assert not problem.billed
    assert str(problem).endswith("the proxy refused the way there (502); " + reason_of(refused.value)[1])


@pytest.mark.parametrize(
    "answer", ["403 Forbidden", "407 Proxy Authentication Required", "429 Too Many Requests", "503 Busy"]
)
def test_instagram_does_not_rest_for_what_a_proxy_refused(proxy: Proxy, answer: str) -> None:
    proxy.answer = f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode()
    context = InstaloaderContext(max_connection_attempts=1, quiet=True, sleep=False)
    with pytest.raises(InstaloaderException) as refused:
        context.get_json("api/v1/users/web_profile_info/", {"username": "kota"})
    problem = instagram_problem(refused.value, "kota")
    assert type(problem) is Unavailable
    assert f"Instagram was not reached: the proxy refused the way there ({answer[:3]})" in str(problem)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "SOCKS4"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda: session(CONTACT, attempts=0).get("https://diskominfo.bekasikota.go.id/"),
        lambda: _x().get_user(username="Kominfobekasi"),
        lambda: requests.get("https://www.instagram.com/", timeout=5),
    ],
)
def test_a_socks_proxy_is_refused_in_plain_words_and_costs_nothing(
    name: str, scheme: str, ask: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"{scheme}://petugas:rahasia@127.0.0.1:9")
    with pytest.raises(requests.exceptions.ProxyError) as refused:
        ask()
    assert reason_of(refused.value) == (SOCKS, NO_SOCKS)
    assert "rahasia" not in str(refused.value)
    assert never_sent(refused.value)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    with session(CONTACT, attempts=0) as web, pytest.raises(requests.exceptions.ProxyError) as failed:
        web.get("https://berita.kota.example/")
    assert reason_of(failed.value) == ("the proxy cannot be reached", f"check {VARIABLE}; ask its keeper")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("socks5h://petugas:rahasia@127.0.0.1:1080", SOCKS),
        ("petugas:rahasia@127.0.0.1:3128", NO_ADDRESS),
        ("http://petugas:rahasia@127.0.0.1:abc", NO_ADDRESS),
        ("http://petugas:rahasia@127.0.0.1:99999", NO_ADDRESS),
        ("ftp://petugas:rahasia@127.0.0.1:9", NO_ADDRESS),
        (" socks5://petugas:rahasia@127.0.0.1:9", NO_ADDRESS),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_and_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str, told: str, words: str
) -> None:
    monkeypatch.setenv(name, told)
    with session(CONTACT, attempts=0) as web, pytest.raises(requests.RequestException) as failed:
        web.get("https://berita.kota.example/")
    assert reason_of(failed.value)[0] == words
    with pytest.raises(requests.RequestException) as failed:
        _x().get_user(username="Kominfobekasi")
    problem = translate_error(failed.value)
    assert f"X was not reached: {words}" in str(problem)
    assert not problem.billed
    context = InstaloaderContext(max_connection_attempts=1, quiet=True, sleep=False)
    with pytest.raises(InstaloaderException) as refused:
        context.get_json("api/v1/users/web_profile_info/", {"username": "kota"})
    problem = instagram_problem(refused.value, "kota")
    assert f"Instagram was not reached: {words}" in str(problem)
    assert "rahasia" not in str(problem)


def test_a_proxy_that_wants_another_password_is_told(proxy: Proxy) -> None:
    proxy.answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(requests.exceptions.ProxyError) as refused:
        _x().get_user(username="Kominfobekasi")
    assert str(translate_error(refused.value)) == (
        f"X was not reached: the proxy refused the way there (407); check user and password in {VARIABLE}"
    )


def test_an_odd_address_that_a_site_leads_to_is_not_the_proxys_fault() -> None:
    with session(CONTACT) as web, pytest.raises(requests.exceptions.InvalidURL) as failed:
        web.get("https://.kota.example/")
    assert "proxy" not in str(reason_of(failed.value)).lower()
    assert not never_sent(failed.value)


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "127.0.0.1", "169.254.169.254", "[::1]", "localhost", "basisdata", "metadata.google.internal",
     "gudang.local", "LOCALHOST.", "arsip.kantor.lan", "127.1"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_proxy_is_asked_for_an_inner_host(proxy: Proxy, host: str, scheme: str) -> None:
    with session(CONTACT) as web, pytest.raises(InnerAddressError):
        web.get(f"{scheme}://{host}/", timeout=2)
    assert proxy.asked == []


def test_hosts_of_no_proxy_are_asked_without_it(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "kota.example")
    with session(CONTACT, attempts=0) as web, pytest.raises(requests.ConnectionError, match="resolve"):
        web.get("http://berita.kota.example/")
    assert proxy.asked == []


def test_a_host_that_was_not_reached_is_told_with_the_reason() -> None:
    with served(tls("no-chain.pem")) as port, pytest.raises(requests.exceptions.SSLError) as inspected:
        requests.get(f"https://127.0.0.1:{port}/", timeout=5)
    problem = translate_error(inspected.value)
    words = "its TLS certificate is not valid: its chain is incomplete, or its issuer is unknown"
    assert f"X was not reached: {words}; try again later; if it stays so, ask the keeper" in str(problem)
    assert not problem.billed
    with pytest.raises(requests.ConnectionError) as unknown:
        _x().get_user(username="Kominfobekasi")
    problem = translate_error(unknown.value)
    assert "X was not reached: the host name is not known" in str(problem)
    assert not problem.billed
    context = InstaloaderContext(max_connection_attempts=1, quiet=True, sleep=False)
    with pytest.raises(InstaloaderException) as refused:
        context.get_json("api/v1/users/web_profile_info/", {"username": "kota"})
    problem = instagram_problem(refused.value, "kota")
    assert "Instagram was not reached: the host name is not known" in str(problem)


@pytest.mark.parametrize("said", ["has expired", "is not yet valid"])
def test_a_platforms_certificate_of_other_days_sends_to_this_machines_clock(said: str) -> None:
    told = SSLError(ssl.SSLError(1, f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate {said}"))
    error = requests.exceptions.SSLError(MaxRetryError(ANY_POOL, "/2/users", told))
    wrapped = ConnectionException(str(error))
    wrapped.__cause__ = error
    for problem in (translate_error(error), instagram_problem(wrapped, "kota")):
        assert "; check this machine's clock (pantau doctor); try again later; if it stays so, ask the" in str(problem)


@pytest.mark.parametrize(
    ("last", "before"),
    [
        (SSLError(ssl.SSLEOFError(8, "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol")), ()),
        (SSLError(ssl.SSLError(1, "[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed")), ()),
        (SSLError(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")), ()),
        (REFUSED, (ReadTimeoutError(ANY_POOL, "", "read timed out"),)),
        (ProxyError("no way", OSError()), (ReadTimeoutError(ANY_POOL, "", "read timed out"),)),
    ],
)
def test_what_broke_off_after_it_was_sent_is_never_told_as_not_reached(last: Exception, before: Any) -> None:
    spent = MaxRetryError(ANY_POOL, "/2/users", last)
    spent.before = before  # type: ignore[attr-defined]  # as the sessions of the house tell it
    kinds = {SSLError: requests.exceptions.SSLError, ProxyError: requests.exceptions.ProxyError}
    problem = translate_error(kinds.get(type(last), requests.ConnectionError)(spent))
    assert str(problem).startswith("the connection to X broke (")
    assert problem.billed
