from __future__ import annotations

from gzip import compress
from time import monotonic
from typing import Any

import pytest

from pipeline.reader import transport
from pipeline.reader.openai_server import OpenAIServer
from pipeline.reader.server import ReaderFailedError
from pipeline.reader.transport import LARGEST, is_local
from pipeline.transform.reader.question import question_of
from tests.pipeline.reader.conftest import StandIn, _Handler, config_for, fails, says
from tests.watching import watched

QUESTION = question_of("Ayo ikut lomba", None, "x")


def ask(server: StandIn, key: str | None = None, **other: Any) -> Any:
    reader = OpenAIServer(config_for(server, **other), key)
    try:
        return reader.ask(QUESTION)
    finally:
        reader.close()


def test_an_answer_comes_with_its_tokens_and_the_address_that_was_connected_to(standin: StandIn) -> None:
    reply = ask(standin, key="kunci-rahasia")

    assert '"society"' in reply.said
    assert (reply.tokens, reply.address) == (1500, "127.0.0.1")
    (question,) = standin.questions
    assert [message["role"] for message in question["messages"]] == ["system", "user"]
    assert question["messages"][1]["content"] == QUESTION.data
    assert standin.headers[0]["authorization"] == "Bearer kunci-rahasia"


@pytest.mark.parametrize("tokens", [None, -3, "viel", 0])
def test_tokens_that_a_server_does_not_tell_are_unknown(standin: StandIn, tokens: Any) -> None:
    standin.answer = says("{}", tokens)

    assert ask(standin).tokens is None


@pytest.mark.parametrize(
    ("status", "final"), [(401, True), (403, True), (404, True), (429, True), (500, False), (400, False)]
)
def test_an_error_of_the_server_says_whether_asking_on_helps(standin: StandIn, status: int, *, final: bool) -> None:
    standin.answer = fails(status)

    with pytest.raises(ReaderFailedError, match=f"the server answered {status}") as caught:
        ask(standin)
    assert caught.value.final is final
    assert len(standin.questions) == 1, "it is not asked again"


def test_a_redirect_is_not_followed(standin: StandIn) -> None:
    standin.answer = fails(307, Location=f"{standin.url}/elsewhere")

    with pytest.raises(ReaderFailedError):
        ask(standin)
    assert len(standin.questions) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>login</html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": {"0": 1}}', b"[" * 200_000,
    ],
    ids=range(7),
)  # fmt: skip
def test_an_answer_of_another_shape_fails_and_is_named(standin: StandIn, body: bytes) -> None:
    standin.answer = lambda handler: handler.send(body)

    with pytest.raises(ReaderFailedError, match=r"another shape|the server"):
        ask(standin)


def test_an_answer_without_end_is_cut(standin: StandIn) -> None:
    def floods(handler: _Handler) -> None:
        handler.send(b"x" * (LARGEST + 100_000))

    standin.answer = floods

    with pytest.raises(ReaderFailedError, match="sends more than any answer is"):
        ask(standin)


def test_a_packed_answer_is_not_unpacked(standin: StandIn) -> None:
    """A kilobyte of gzip may be a gigabyte of blanks."""
    standin.answer = lambda handler: handler.send(compress(b" " * 5_000_000), 200, **{"Content-Encoding": "gzip"})

    with pytest.raises(ReaderFailedError, match="packs its answer"):
        ask(standin)
    assert standin.headers[0]["accept-encoding"] == "identity"


@pytest.mark.parametrize("body", [b'data: {"choices": []}\n\ndata: [DONE]\n\n', b'{"error": "x"}', b"null", b'"{}"'])
def test_a_stream_or_an_error_in_place_of_an_answer_fails_and_is_named(standin: StandIn, body: bytes) -> None:
    standin.answer = lambda handler: handler.send(body, 200, **{"Content-Type": "text/event-stream"})

    with pytest.raises(ReaderFailedError, match="another shape"):
        ask(standin)


def dripping(handler: _Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def silent(handler: _Handler) -> None:
    handler.server.ended.wait(60)


@pytest.mark.parametrize("answer", [dripping, silent])
def test_a_server_that_is_too_slow_ends_in_time(standin: StandIn, answer: Any) -> None:
    standin.answer = answer
    begun = monotonic()

    with pytest.raises(ReaderFailedError, match="did not answer in time"):
        ask(standin, timeout_seconds=0.4)
    assert monotonic() - begun < 60


def test_a_server_that_is_not_there_is_named(standin: StandIn) -> None:
    config = config_for(standin, base_url="http://127.0.0.1:9/v1", timeout_seconds=1)

    with pytest.raises(ReaderFailedError) as caught:
        OpenAIServer(config, None).ask(QUESTION)
    assert caught.value.final


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True), ("::1", True), ("10.1.2.3", True), ("192.168.0.9", True), ("fe80::1%eth0", True),
        ("::ffff:127.0.0.1", True), ("8.8.8.8", False), ("::ffff:8.8.8.8", False), ("0.0.0.0", False), ("x", False),
    ],
)  # fmt: skip
def test_local_is_loopback_or_private(address: str, *, local: bool) -> None:
    assert is_local(address) is local


def test_local_is_judged_by_the_address_connected_to_and_nothing_is_sent_elsewhere(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(standin, only_local=True).address == "127.0.0.1"
    standin.questions.clear()
    judged: list[tuple[object, ...]] = []
    monkeypatch.setattr(transport, "is_local", watched(lambda _address: False, judged))

    config = config_for(standin, base_url=standin.url.replace("127.0.0.1", "localhost"), only_local=True)
    with pytest.raises(ReaderFailedError, match=r"is at 127\.0\.0\.1, which is no local address") as caught:
        OpenAIServer(config, None).ask(QUESTION)
    assert judged == [("127.0.0.1",)]
    assert caught.value.final
    assert standin.questions == []


@pytest.fixture(autouse=True)
def _no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
