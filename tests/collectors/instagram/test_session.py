from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from collectors.errors import AuthFailed
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.session import Session
from pipeline.demo.standin.server import InstagramPost, World, session_cookies
from tests.collectors.conftest import Shelf

pytestmark = pytest.mark.usefixtures("standin")


@pytest.fixture
def world() -> World:
    return World(session_id="secret-session", instagram=[InstagramPost()])


def reading(session: Session) -> InstagramCollector:
    return InstagramCollector(account="diskominfobekasi", session=session, pace_seconds=0)


class Runs:
    """What a forged session file would run when it is read."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return Path.touch, (self.marker,)


def test_the_file_that_instaloader_writes_is_a_session(world: World, shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "session-petugas.demo"
    file.write_bytes(pickle.dumps(session_cookies(world) | {"mid": "lain"}))
    shelf.fill(reading(Session("petugas.demo", file=file)))
    assert len(shelf.posts) == 1
    assert "secret-session" in world.asked("instagram", "graphql")[-1].headers["cookie"]


def test_three_cookies_are_a_session(world: World, shelf: Shelf) -> None:
    shelf.fill(reading(Session("petugas.demo", session_cookies(world))))
    assert "secret-session" in world.asked("instagram", "graphql")[-1].headers["cookie"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "ds_user_id"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_cookie_that_is_missing_is_named(world: World, shelf: Shelf, name: str, value: str | None) -> None:
    cookies = session_cookies(world)
    cookies[name] = value or ""
    if value is None:
        del cookies[name]
    error = shelf.fails(reading(Session("petugas.demo", cookies)))
    assert isinstance(error, AuthFailed)
    assert f"lacks {name};" in str(error)
    assert "INSTAGRAM_" in str(error)
    assert world.requests == []


def test_a_file_that_would_run_code_is_refused_and_runs_nothing(world: World, shelf: Shelf, tmp_path: Path) -> None:
    file, marker = tmp_path / "session", tmp_path / "it-ran"
    file.write_bytes(pickle.dumps({**session_cookies(world), "x": Runs(marker)}))
    error = shelf.fails(reading(Session("petugas.demo", file=file)))
    assert isinstance(error, AuthFailed)
    assert "cannot be read" in str(error)
    assert not marker.exists()
    assert world.requests == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bukan pickle",
        b"\x80\x05",
        b"\x80\xff.",
        pickle.dumps(["daftar"]),
        pickle.dumps("teks"),
        b"i",
        b"\x80\x04N.",
        b"\x80\x04}K\x01]s.",  # TypeError: an unhashable key
        b"\x80\x04]b.",
        b"\x80\x04K\x01K\x02b.",  # AttributeError
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fx.",  # MemoryError, or OverflowError
        b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.",
        b"\x80\x04r\xff\xff\xff\xff.",
        b"\x80\x04N\x85R.",
        b"(" * 100_000 + b"t" * 100_000 + b".",
        b"\x80\x04\x82\x01.",
        b"Pabc\n.",
        b"x" * 2_000_000,
    ],
)
def test_a_file_that_is_no_session_is_refused(world: World, shelf: Shelf, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "session"
    file.write_bytes(content)
    assert isinstance(shelf.fails(reading(Session("petugas.demo", file=file))), AuthFailed)
    assert world.requests == []


def test_a_file_of_half_a_session_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "session"
    file.write_bytes(pickle.dumps({"sessionid": "secret-session"}))
    assert "lacks csrftoken, ds_user_id;" in str(shelf.fails(reading(Session("petugas.demo", file=file))))


@pytest.mark.parametrize("value", [7, ["secret"], {"a": 1}, b"x"])
def test_a_cookie_that_is_no_text_is_refused(world: World, shelf: Shelf, tmp_path: Path, value: object) -> None:
    file = tmp_path / "session"
    file.write_bytes(pickle.dumps(session_cookies(world) | {"sessionid": value}))
    assert isinstance(shelf.fails(reading(Session("petugas.demo", file=file))), AuthFailed)
    assert world.requests == []


@pytest.mark.parametrize("value", ["a b", "a\nb", "a;b", "é", "\ud800", "a\x00b"])
def test_a_cookie_that_no_header_can_hold_is_refused(world: World, shelf: Shelf, value: str) -> None:
    error = shelf.fails(reading(Session("petugas.demo", session_cookies(world) | {"sessionid": value})))
    assert isinstance(error, AuthFailed)
    assert "no possible sessionid" in str(error)
    assert world.requests == []


def test_a_pipe_in_place_of_the_file_is_not_waited_for(shelf: Shelf, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa")
    assert isinstance(shelf.fails(reading(Session("petugas.demo", file=tmp_path / "pipa"))), AuthFailed)


def test_a_file_that_is_not_there_is_named(shelf: Shelf, tmp_path: Path) -> None:
    error = shelf.fails(reading(Session("petugas.demo", file=tmp_path / "tiada")))
    assert isinstance(error, AuthFailed)
    assert str(tmp_path / "tiada") in str(error)


def test_a_folder_in_place_of_the_file_is_no_crash(shelf: Shelf, tmp_path: Path) -> None:
    assert isinstance(shelf.fails(reading(Session("petugas.demo", file=tmp_path))), AuthFailed)


def test_a_session_shows_no_cookie(world: World) -> None:
    assert "secret" not in repr(Session("petugas.demo", session_cookies(world)))
