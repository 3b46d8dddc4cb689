from __future__ import annotations

import pytest

from collectors.wording import counted


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (counted(0, "post"), "0 posts"),
        (counted(1, "post"), "1 post"),
        (counted(2, "post"), "2 posts"),
        (counted(1, "post is", "posts are"), "1 post is"),
        (counted(3, "post is", "posts are"), "3 posts are"),
        (counted(12_000, "row", form=","), "12,000 rows"),
        (counted(1.0, "minute", form="g"), "1 minute"),
        (counted(1.5, "minute", form="g"), "1.5 minutes"),
    ],
)
def test_one_thing_is_told_in_the_singular(told: str, words: str) -> None:
    assert told == words
