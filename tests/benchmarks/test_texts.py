from __future__ import annotations

from benchmarks.texts import texts, x_posts


def test_the_texts_are_the_same_in_every_run_and_as_long_as_posts_are() -> None:
    written = texts(50)
    assert written == texts(50)
    assert all(300 <= len(text) <= 850 for text in written)


def test_no_two_posts_share_an_id() -> None:
    assert len({post.id for post in x_posts(300)}) == 300
