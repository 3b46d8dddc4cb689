"""A desk over a store after one night on the sample, and people who are logged in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, insert, make_url, select

from pipeline import clock
from pipeline.desk.access import HASHER, LASTS, SESSION, csrf_token_of
from pipeline.desk.app import make_app, show_store
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, transaction
from storage.desk.users import begin_session, upsert_user
from storage.harvest.search import index_texts, texts_to_index
from storage.schema.tables import posts, responses
from tests.conftest import database_like
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
        return csrf_token_of(self.client.cookies[SESSION])


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.fixture
def desk_store(sample_night: Settings) -> Settings:
    """A store after the sample's night, with a response, a hostile post, and three users; ``engine`` makes a copy."""
    return sample_night


@pytest.fixture(scope="session")
def desk_sampled_file(sampled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of such a SQLite store, which nobody opens any more."""
    file = tmp_path_factory.mktemp("desk") / "pantau.db"
    url = f"sqlite:///{file}"
    open_engine(url, create=True).dispose()  # private
    shutil.copyfile(sampled_file, file)
    _add_what_the_desk_shows(url)
    return file


@pytest.fixture(scope="session")
def desk_sampled(postgres: Engine, sampled: str) -> Iterator[str]:
    """The name of such a PostgreSQL store, to which nobody is connected any more."""
    with database_like(postgres, sampled) as url:
        _add_what_the_desk_shows(url)
        yield str(make_url(url).database)


def _add_what_the_desk_shows(url: str) -> None:
    engine = open_engine(url)
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
    engine.dispose()


@pytest.fixture(scope="session")
def desk_of() -> Callable[[Settings], FastAPI]:
    """Give the desk of a store: one application for all tests, whose routes take longer to make than most answers."""
    made: list[FastAPI] = []

    def show(settings: Settings) -> FastAPI:
        if made:
            show_store(made[0], settings)
        else:
            made.append(make_app(settings))
        return made[0]

    return show


@pytest.fixture
def stranger(desk_store: Settings, engine: Engine, desk_of: Callable[[Settings], FastAPI]) -> Iterator[Person]:
    """Somebody who is not logged in."""
    assert engine.url  # the store is there
    app = desk_of(desk_store)
    yield Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))
    app.state.engine.dispose()


@pytest.fixture
def logged_in(stranger: Person, engine: Engine) -> Callable[[str], Person]:
    """Give somebody a session, without the password whose check takes long; test_access logs in with it."""

    def enter(name: str) -> Person:
        person = Person(TestClient(stranger.client.app, base_url="http://127.0.0.1", follow_redirects=False))
        with transaction(engine) as connection:
            token = begin_session(connection, name, clock.now(), LASTS)
        person.client.cookies.set(SESSION, token, domain="127.0.0.1")
        return person

    return enter


@pytest.fixture
def hostile_post(engine: Engine, desk_store: Settings) -> str:
    """The post whose text is a script."""
    assert desk_store
    with engine.connect() as connection:
        return str(connection.scalar(select(posts.c.post_id).where(posts.c.text == HOSTILE)))
