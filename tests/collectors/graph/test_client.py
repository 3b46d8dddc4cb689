"""The client of the Graph API: tokens stay secret, cursors lead on, limits are kept."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from collectors.errors import CollectorError, RateLimited, SourceChanged, Unavailable
from collectors.graph.client import API, GraphClient, after_of, items_of
from collectors.graph.errors import GraphError
from tests.collectors.limits import OpenLimits

TOKEN = "secret-token"  # invented


class Meta:
    """Answers each request with the next of its answers."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object, dict[str, str]]] = []
        self.asked: list[requests.PreparedRequest] = []

    def will(self, body: object, status: int = 200, **headers: str) -> None:
        self.answers.append((status, body, headers))

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        self.asked.append(request)
        status, body, headers = self.answers.pop(0)
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = requests.Response()
        answer.status_code = status
        answer.raw = HTTPResponse(BytesIO(told), headers=headers, preload_content=False)
        answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer.url, answer.request = request.url or "", request
        return answer


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Meta:
    made = Meta()

    def send(_adapter: HTTPAdapter, request: requests.PreparedRequest, **_options: Any) -> requests.Response:
        return made.send(request)

    monkeypatch.setattr(HTTPAdapter, "send", send)
    return made


@pytest.fixture
def client() -> GraphClient:
    return GraphClient(TOKEN, "https://pantau.example", 1.0)


def test_the_token_goes_in_a_header_only(meta: Meta, client: GraphClient) -> None:
    meta.will({"id": "1"})
    assert client.ask(OpenLimits(), "me", fields="id", after=None) == {"id": "1"}
    assert meta.asked[0].url == f"{API}/me?fields=id"
    assert meta.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_an_error_that_repeats_the_token_is_told_without_it(meta: Meta, client: GraphClient) -> None:
    client.use("secret-page")
    meta.will({"error": {"code": 100, "message": f"bad request: Bearer {TOKEN}, secret-page"}}, status=400)
    with pytest.raises(GraphError) as caught:
        client.ask(OpenLimits(), "me")
    assert "secret" not in f"{caught.value} {caught.value.message}"


def test_an_answer_that_repeats_the_token_is_told_without_it(meta: Meta, client: GraphClient) -> None:
    client.use("app|secret-page")
    paging = {
        "next": f"{API}/1/feed?access_token={TOKEN}&after=a2",
        "previous": f"{API}/1?access_token=app%7Csecret-page",
    }
    meta.will({"data": [{"link": "app|secret-page"}], "paging": paging})
    answer = client.ask(OpenLimits(), "1/feed")
    assert "secret" not in json.dumps(answer)
    assert after_of(answer) == "a2"


def test_near_the_limit_it_asks_slowly_and_then_not_at_all(meta: Meta, client: GraphClient) -> None:
    limits = OpenLimits()
    for share in (10, 85, 97):
        meta.will({}, x_app_usage=json.dumps({"call_count": share}), date="Tue, 24 Nov 2026 18:00:00 GMT")
        client.ask(limits, "me")
    with pytest.raises(RateLimited) as caught:
        client.ask(limits, "me")
    assert caught.value.retry_at
    assert limits.pauses[0] == limits.pauses[1] == 1.0 < limits.pauses[2]
    assert len(meta.asked) == 3


TOO_MUCH = {"error": {"code": 1, "message": "Please reduce the amount of data you're asking for"}}


def test_a_list_that_is_too_large_is_asked_for_in_halves_and_so_are_the_next(meta: Meta, client: GraphClient) -> None:
    for _ in range(2):
        meta.will(TOO_MUCH, status=500)
    meta.will({"data": []})
    meta.will({"data": []})
    client.ask(OpenLimits(), "1/posts", fields="id,comments.limit(0),media.limit(20){id}", limit=50)
    client.ask(OpenLimits(), "1/posts", limit=3)
    sizes = [parse_qs(urlsplit(request.url or "").query) for request in meta.asked]
    assert [told["limit"] for told in sizes] == [["50"], ["25"], ["12"], ["1"]]
    assert sizes[2]["fields"] == ["id,comments.limit(0),media.limit(5){id}"]


@pytest.mark.parametrize(("wanted", "asked"), [({}, 1), ({"limit": 1}, 1), ({"limit": 5}, 3)])
def test_what_cannot_be_asked_for_in_smaller_parts_is_refused(
    meta: Meta, client: GraphClient, wanted: dict[str, Any], asked: int
) -> None:
    for _ in range(9):
        meta.will(TOO_MUCH, status=500)
    with pytest.raises(GraphError):
        client.ask(OpenLimits(), "1", **wanted)
    assert len(meta.asked) == asked


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"<html>", Unavailable), (b"[1]", SourceChanged), (b"[" * 100_000, Unavailable), (b"", Unavailable)],
)
def test_a_body_that_is_no_object_is_refused(
    meta: Meta, client: GraphClient, body: bytes, kind: type[CollectorError]
) -> None:
    meta.will(body)
    with pytest.raises(kind):
        client.ask(OpenLimits(), "me")


def test_an_error_with_200_is_an_error(meta: Meta, client: GraphClient) -> None:
    meta.will({"error": {"code": 190, "message": "expired"}})
    with pytest.raises(GraphError):
        client.ask(OpenLimits(), "me")


def test_an_address_that_follows_is_never_asked_itself() -> None:
    following = "https://graph.facebook.com/v25.0/1/posts?access_token=T&after=QVF"
    elsewhere = "https://evil.example/?after=QVF"
    assert after_of({"paging": {"cursors": {"before": "a", "after": "QVF"}, "next": following}}) == "QVF"
    assert after_of({"paging": {"next": elsewhere}}) == "QVF"
    assert after_of({"paging": {"cursors": {"after": "QVF"}}}) is None
    assert after_of({"paging": None}) is None
    for odd in ("https://[", 7, "https://graph.facebook.com/"):
        with pytest.raises(SourceChanged):
            after_of({"paging": {"next": odd}})


@pytest.mark.parametrize("answer", [{}, {"data": {}}, {"data": None}])
def test_an_answer_without_a_list_has_changed(answer: dict[str, Any]) -> None:
    with pytest.raises(SourceChanged):
        items_of(answer)


def test_an_absent_edge_is_an_empty_one() -> None:
    assert items_of({}, "comments") == []
    assert items_of({"comments": {"data": [1]}}, "comments") == [1]


def test_a_list_that_fails_at_any_size_makes_no_later_list_smaller(meta: Meta, client: GraphClient) -> None:
    for _ in range(3):
        meta.will(TOO_MUCH, status=500)
    with pytest.raises(GraphError):
        client.ask(OpenLimits(), "1/comments", limit=5)
    meta.will({"data": []})
    client.ask(OpenLimits(), "2/comments", limit=100)
    assert (meta.asked[-1].url or "").endswith("limit=100")


def test_a_token_that_is_asked_for_is_given_also_where_it_is_the_one_that_asks(meta: Meta, client: GraphClient) -> None:
    meta.will({"id": "1", "access_token": TOKEN, "name": TOKEN})
    told = client.ask(OpenLimits(), "page", fields="id,access_token,name")
    assert told == {"id": "1", "access_token": TOKEN, "name": "***"}
    meta.will({"access_token": TOKEN})
    assert client.ask(OpenLimits(), "page", fields="id") == {"access_token": "***"}
