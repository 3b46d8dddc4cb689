"""Full text of posts: every word counts, edits and erasure reach the index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, select

from collectors.records import Post
from storage.db.engine import reading, transaction
from storage.desk.post_lists import PostFilter, list_newest, list_posts
from storage.harvest.erasure.records import erase_texts
from storage.harvest.search import index_texts, texts_to_index
from storage.schema.tables import engagement, posts

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def found(engine: Engine, words: str) -> list[str]:
    with reading(engine) as connection:
        return sorted(row.post_id for row in list_posts(connection, PostFilter(words=words))[0])


def fill(engine: Engine) -> None:
    with transaction(engine) as connection:
        while rows := texts_to_index(connection):
            index_texts(connection, rows)


def test_every_word_must_stand_in_the_text_as_the_beginning_of_a_word(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(1, text="Jadwal imunisasi Posyandu Melati"), make_post(2, text="Posyandu lansia", title="Jadwal"))
    fill(engine)
    assert found(engine, "posyandu jadwal") == ["x:1", "x:2"]
    assert found(engine, "imun") == ["x:1"]
    assert found(engine, "posyandu banjir") == []


def test_many_posts_are_indexed_by_as_many_statements_as_one(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    told = list[str]()
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: told.append(statement))
    counts = []
    for numbers in (range(1, 2), range(1, 40)):  # the second time one is there, with another text, and most are new
        commit(*(make_post(number, text=f"Posyandu {numbers.stop}", title=None) for number in numbers))
        with transaction(engine) as connection:
            rows = texts_to_index(connection)
            told.clear()
            index_texts(connection, rows)
        counts.append(len(told))
    assert counts[0] == counts[1]
    assert len(found(engine, "posyandu 40")) == 39
    assert found(engine, "posyandu 2") == []


@pytest.mark.parametrize(
    "words", ['"', "'; DROP TABLE posts; --", "a OR b", "NEAR(", "*", "posyandu:* | x", "\0", "()"]
)
def test_no_word_is_a_command_to_the_database(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], words: str
) -> None:
    commit(make_post(1, text="Posyandu"))
    fill(engine)
    assert found(engine, words) == []
    assert found(engine, "posyandu") == ["x:1"]


def test_an_edit_is_found_by_its_new_words_only(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(1, text="Puskesmas buka pukul delapan"))
    fill(engine)
    commit(make_post(1, text="Puskesmas buka pukul sembilan"))
    fill(engine)
    assert (found(engine, "delapan"), found(engine, "sembilan")) == ([], ["x:1"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_forgotten_stands_in_no_file_of_the_index(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(1, text="Rahasiakan sekali"), make_post(2, text="Lainnya"))
    fill(engine)
    with transaction(engine) as connection:
        erase_texts(connection, "post", ["x:1"], NIGHT)
    fill(engine)
    assert found(engine, "rahasiakan") == []
    file = Path(str(engine.url.database))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    assert b"ahasiakan" not in file.read_bytes()


@pytest.mark.parametrize("words", ["posyandu", "pos jadw", "POSYANDU #melati", "tiada", "()", "posyandu-melati"])
def test_looking_through_the_newest_finds_the_page_that_the_whole_index_finds(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], words: str
) -> None:
    texts = ("Jadwal Posyandu", "posyandu, MELATI: jadwal!", "pos ronda", "Posyándu Melati jadwalnya")
    commit(
        *(make_post(number, text=texts[number % 4], title="Kabar" if number % 3 else None) for number in range(1, 13))
    )
    fill(engine)
    wanted, through = PostFilter(words=words), list[str]()
    with reading(engine) as connection:
        while page := list_newest(connection, wanted, limit=2):
            assert page == list_posts(connection, wanted, limit=2)
            through += [row.post_id for row in page[0]]
            wanted = PostFilter(words=words, after=page[1])
        rest = [row.post_id for row in list_posts(connection, wanted)[0]]
        assert [*through, *rest] == [row.post_id for row in list_posts(connection, PostFilter(words=words))[0]]
    assert bool(through) == (words not in {"tiada", "()"})


def test_words_with_a_common_label_are_looked_for_in_the_newest_posts(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(*(make_post(number, text="Jadwal posyandu") for number in range(1, 8)))
    fill(engine)
    with engine.begin() as connection:
        rows = [{"post_id": post_id, "level": "high"} for post_id in connection.scalars(select(posts.c.post_id))]
        connection.execute(insert(engagement), rows)
    wanted = PostFilter(words="posyandu", engagement="high")
    with reading(engine) as connection:
        assert list_newest(connection, wanted, limit=2) == list_posts(connection, wanted, limit=2)
        assert list_newest(connection, wanted, limit=2, rare=True) is None
