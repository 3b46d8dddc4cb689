"""The desk in a folder of a proxy: whatever it hands on, every address that the desk writes stays in the folder."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pipeline import clock
from pipeline.desk.access import LASTS, SESSION
from pipeline.desk.app import make_app
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.users import begin_session
from tests.pipeline.desk.conftest import PASSWORD, Person, token_in
from tests.pipeline.desk.test_access import PAGES

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINK = re.compile(r'(?:href|action|src|hx-get)="(/[^"]*)"')


@pytest.fixture
def in_a_folder(desk_store: Settings, engine: Engine) -> Person:
    """Somebody at a desk that a proxy serves as /pantau, however its path was told."""
    assert engine.url  # the store is there
    app = make_app(desk_store, root_path="pantau/")
    return Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))


@pytest.mark.parametrize("handed_on", ["", "/pantau"], ids=["folder taken off", "folder left"])
def test_every_address_that_the_desk_writes_stays_in_its_folder(
    in_a_folder: Person, engine: Engine, handed_on: str
) -> None:
    person = in_a_folder
    assert person.get(f"{handed_on}/").headers["location"] == "/pantau/masuk"
    assert person.get(f"{handed_on}/unggahan?words=a").headers["location"].startswith("/pantau/masuk?kembali=/unggahan")
    with transaction(engine) as connection:
        person.client.headers["Cookie"] = f"{SESSION}={begin_session(connection, 'admin', clock.now(), LASTS)}"
    for path in (path for paths in PAGES.values() for path in paths if "." not in path):
        answer = person.get(f"{handed_on}{path}")
        links = LINK.findall(answer.text)
        assert (answer.status_code, bool(links)) == (200, True), path
        assert [link for link in links if not link.startswith("/pantau/")] == [], path
        assert f'href="/pantau{path}" aria-current="page"' in answer.text or path.count("/") > 1, path
    assert person.get(f"{handed_on}/bahasa/en?kembali=/panen").headers["location"] == "/pantau/panen"


def test_a_log_in_in_a_folder_keeps_its_cookies_there(in_a_folder: Person) -> None:
    page = in_a_folder.get("/pantau/masuk?kembali=/panen")
    fields = {"username": "humas", "password": PASSWORD, "csrf_token": token_in(page.text), "kembali": "/panen"}
    entered = in_a_folder.client.post("/pantau/masuk", data=fields)
    assert (entered.status_code, entered.headers["location"]) == (303, "/pantau/panen")
    assert {cookie.path for cookie in in_a_folder.client.cookies.jar} == {"/pantau"}
    assert in_a_folder.get("/pantau/panen").status_code == 200
    assert in_a_folder.get("/panen").status_code == 303


@pytest.mark.parametrize("handed_on", ["", "/p"], ids=["folder taken off", "folder left"])
def test_a_folder_whose_name_begins_a_pages_name_leaves_that_whole(
    desk_store: Settings, engine: Engine, handed_on: str
) -> None:
    app = make_app(desk_store, root_path="/p")
    person = Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))
    assert person.get(f"{handed_on}/panen").headers["location"] == "/p/masuk?kembali=/panen"
    with transaction(engine) as connection:
        person.client.headers["Cookie"] = f"{SESSION}={begin_session(connection, 'admin', clock.now(), LASTS)}"
    page = person.get(f"{handed_on}/panen").text
    assert 'href="/p/panen" aria-current="page"' in page
    assert "kembali=/panen" in page
