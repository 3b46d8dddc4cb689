"""A desk over a store after one night on the sample, and people who are logged in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, insert, select

from pipeline.desk.access import HASHER
from pipeline.desk.app import make_app
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.users import upsert_user
from storage.harvest.search import index_texts, texts_to_index
from storage.schema.tables import posts, responses
from tests.pipeline.conftest import SAMPLE_NIGHT

NIGHT = SAMPLE_NIGHT
PASSWORD = "kata-sandi-panjang"
SECRET = "keluhan warga yang hanya dibaca penyunting"
HASH = "x-3f9a3f9a"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
HASHED = HASHER.hash(PASSWORD)


@dataclass
class Person:
    """Somebody with a browser."""

    client: TestClient

    def get(self, path: str, **options: Any) -> Response:
        """Open a page."""
        return self.client.get(path, **options)

    def post(self, path: str, **fields: str) -> Response:
        """Send a form of the desk's own."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    @property
    def app(self) -> FastAPI:
        """The desk that is asked."""
        assert isinstance(self.client.app, FastAPI)
        return self.client.app

    @property
    def token(self) -> str:
        """The token that this person's forms carry."""
        return token_in(self.client.get("/unggahan").text)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.fixture
def desk_store(sample_night: Settings, engine: Engine) -> Settings:
    """A store after the sample's night, with a response, a hostile post, and three users."""
    with transaction(engine) as connection:
        index_texts(connection, texts_to_index(connection))
        post = connection.execute(select(posts).where(posts.c.iso_week == "2026-W46").limit(1)).one()
        row = {name: getattr(post, name) for name in ("source_id", "published_at", "published_local", "iso_week")}
        row |= {"response_id": "x:99", "post_id": post.post_id, "kind": "reply", "page_id": post.page_id}
        row |= {"author_hash": HASH, "text": SECRET, "is_official": False}
        row |= {"first_seen_at": NIGHT, "last_seen_at": NIGHT}
        connection.execute(insert(responses).values(row))
        connection.execute(posts.update().where(posts.c.post_id == post.post_id).values(text=HOSTILE))
        for name, role in (("kepala", "viewer"), ("humas", "editor"), ("admin", "admin")):
            upsert_user(connection, name, role, HASHED, NIGHT)
    return sample_night


@pytest.fixture
def stranger(desk_store: Settings) -> Iterator[Person]:
    """Somebody who is not logged in."""
    app = make_app(desk_store)
    yield Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))
    app.state.engine.dispose()


@pytest.fixture
def logged_in(stranger: Person) -> Callable[[str], Person]:
    """Log somebody in."""

    def enter(name: str) -> Person:
        person = Person(TestClient(stranger.client.app, base_url="http://127.0.0.1", follow_redirects=False))
        token = token_in(person.get("/masuk").text)
        fields = {"username": name, "password": PASSWORD, "csrf_token": token}
        assert person.client.post("/masuk", data=fields).status_code == 303
        return person

    return enter


@pytest.fixture
def hostile_post(engine: Engine, desk_store: Settings) -> str:
    """The post whose text is a script."""
    assert desk_store
    with engine.connect() as connection:
        return str(connection.scalar(select(posts.c.post_id).where(posts.c.text == HOSTILE)))
