"""The console of SQL obeys the role of who asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import pytest

from pipeline.desk.pages import queries
from tests.pipeline.desk.conftest import SECRET, Person

LogIn = Callable[[str], Person]
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_sqlite
def test_the_console_obeys_the_role(logged_in: LogIn) -> None:
    viewer, editor = logged_in("kepala"), logged_in("humas")
    for query in ("SELECT text FROM v_responses", "SELECT author_hash FROM v_responses", "SELECT * FROM desk_users"):
        answer = viewer.post("/sql", query=query)
        assert answer.status_code == 422
        assert SECRET not in answer.text
    assert SECRET in editor.post("/sql", query="SELECT text FROM v_responses").text
    for query in ("SELECT password_hash FROM desk_users", "DELETE FROM posts", "SELECT body FROM pages"):
        assert editor.post("/sql", query=query).status_code == 422


@only_sqlite
def test_a_person_asks_few_queries_at_once_and_others_are_answered_meanwhile(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SECONDS", 1.5)
    viewer, editor = logged_in("kepala"), logged_in("humas")
    told = list[str]()

    def ask() -> None:
        told.append(viewer.post("/sql", query=ENDLESS).text)

    slow = [Thread(target=ask) for _ in range(queries.AT_ONCE)]
    for one in slow:
        one.start()
    for _ in range(3000):
        if queries._running["kepala"] == queries.AT_ONCE:
            break
        time.sleep(0.01)
    answer = viewer.post("/sql", query="SELECT 1 AS satu")
    assert (answer.status_code, "2 kueri Anda masih berjalan" in answer.text) == (422, True)
    assert editor.post("/sql", query="SELECT 1 AS satu").status_code == 200
    for one in slow:
        one.join()
    assert ["dihentikan setelah" in page for page in told] == [True] * queries.AT_ONCE
    assert viewer.post("/sql", query="SELECT 1 AS satu").status_code == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_console_on_a_server_asks_for_nobody_as_the_stores_owner(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PANTAU_DESK_READER_URL", raising=False)
    for name in ("kepala", "humas", "admin"):
        answer = logged_in(name).post("/sql", query="SELECT 1")
        assert (answer.status_code, "set PANTAU_DESK_READER_URL" in answer.text) == (422, True), name
