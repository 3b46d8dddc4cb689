from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event

from collectors.records import Page, Parsed, Post, RawPage, Unparsed, Validator
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.harvest.source_state import StoredPosts, load_stored_posts
from storage.harvest.validators import load_validators
from storage.runs.runs import start_source
from storage.runs.sources import SourceRow, upsert_sources

SOURCE, OTHER = "x-kominfobekasi", "x-lain"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")

Make = Callable[..., Post]
Commit = Callable[..., int]


def stored(engine: Engine, source_id: str = SOURCE) -> StoredPosts:
    with transaction(engine) as connection:
        return load_stored_posts(connection, source_id, NIGHT)


@pytest.fixture
def other_account(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "AkunLain"))


@pytest.fixture
def commit_other(engine: Engine, run_id: int, other_account: str) -> Callable[..., None]:
    """Commit posts of another source, which watches *other_account*."""
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(OTHER, "x", other_account)])
        start_source(connection, run_id, OTHER, NIGHT)

    def commit_posts(*posts: Post, at: datetime = NIGHT) -> None:
        page = Page(RawPage("timeline", "", b"{}"), Parsed(posts=posts))
        with transaction(engine) as connection:
            commit_page(connection, page, Provenance(run_id, OTHER, at, JAKARTA))

    return commit_posts


def test_a_source_knows_its_posts_and_which_were_read_today(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1), make_post(2), at=NIGHT - timedelta(days=1))
    commit(make_post(2), make_post(3))
    found = stored(engine)
    assert found.addresses == {f"x:{n}": f"https://x.com/Kominfobekasi/status/{n}" for n in (1, 2, 3)}
    assert (set(found.known), set(found.read_today)) == ({"x:1", "x:2", "x:3"}, {"x:2", "x:3"})
    assert stored(engine, "another") == StoredPosts({}, frozenset(), frozenset())


def test_a_deleted_post_is_known_and_not_held(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1))
    commit(gone=("x:1",))
    assert stored(engine).addresses == {}
    assert stored(engine).known == {"x:1"}


def test_a_post_of_an_unknown_shape_was_read_and_is_not_known(engine: Engine, run_id: int) -> None:
    odd = Parsed(unreadable=(Unparsed("KeyError", "x:9", "https://x.com/a/status/9"), Unparsed("KeyError")))
    with transaction(engine) as connection:
        commit_page(connection, Page(RawPage("timeline", "", b"{}"), odd), Provenance(run_id, SOURCE, NIGHT, JAKARTA))
    found = stored(engine)
    assert found.addresses == {"x:9": "https://x.com/a/status/9"}
    assert found.known == frozenset()
    assert "x:9" in found.read_today


@pytest.mark.parametrize("other_account", ["kominfobekasi"], indirect=True)
def test_what_another_source_of_the_same_account_brought_is_known(
    engine: Engine, make_post: Make, commit: Commit, commit_other: Callable[..., None]
) -> None:
    commit(make_post(1))
    commit_other(make_post(2))
    assert (set(stored(engine).addresses), set(stored(engine).known)) == ({"x:1"}, {"x:1", "x:2"})


def test_a_post_written_with_another_account_is_known_to_both(
    engine: Engine, make_post: Make, commit: Commit, commit_other: Callable[..., None]
) -> None:
    commit(make_post(1))
    commit_other(make_post(2, coauthors=("KominfoBekasi",)), make_post(3), make_post(4, mentions=("Kominfobekasi",)))
    assert (set(stored(engine).addresses), set(stored(engine).known)) == ({"x:1"}, {"x:1", "x:2"})


def test_of_articles_only_the_due_ones_validators_are_loaded(engine: Engine, make_post: Make, commit: Commit) -> None:
    urls = ["https://kota.id/1", "https://kota.id/2", "https://kota.id/berita", "https://kota.id/robots.txt"]
    learned = tuple(Validator(url, etag=f'"{url[-1]}"', body=b"x" if "robots" in url else None) for url in urls)
    commit(make_post(1, url=urls[0]), make_post(2, url=urls[1]), validators=learned)
    with transaction(engine) as connection:
        found = load_validators(connection, SOURCE, [urls[1]])
    assert sorted(found) == urls[1:]
    assert found[urls[3]] == Validator(urls[3], '"t"', body=b"x", seen_at=NIGHT)


def test_any_number_of_posts_is_loaded_in_as_many_statements(engine: Engine, make_post: Make, commit: Commit) -> None:
    counts = []
    for number in (1, 300):
        commit(*(make_post(n) for n in range(number)))
        sent: list[Any] = []

        def note(*told: Any, sent: list[Any] = sent) -> None:
            sent.append(told[2])

        event.listen(engine, "before_cursor_execute", note)
        stored(engine)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize("later", [{}, {"text": "Kata lain"}])
def test_a_common_post_keeps_the_coauthors_that_its_own_source_names(
    commit: Commit, commit_other: Callable[..., None], make_post: Make, rows: Callable[..., Any], later: dict[str, str]
) -> None:
    commit(make_post(1, hashtags=(), coauthors=("dinkes",)))
    commit_other(make_post(1, hashtags=(), coauthors=("kominfobekasi",), **later), at=NIGHT + timedelta(minutes=1))
    assert [row["value"] for row in rows("post_terms")] == ["dinkes"]
    commit(make_post(1, hashtags=(), coauthors=("dinkes", "dlh"), **later), at=NIGHT + timedelta(days=1))
    assert [row["value"] for row in rows("post_terms")] == ["dinkes", "dlh"]
