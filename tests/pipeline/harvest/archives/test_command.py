"""The command ``pantau import``: its exit codes, and what a night after it finds."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from pipeline.run.context import INCOMPLETE, OK
from tests.pipeline.conftest import Pantau
from tests.pipeline.harvest.archives.archive_files import Zip, rows, script, tweet, x_files

PART = "data/tweets-part1.js"


@pytest.mark.parametrize(
    ("more", "code", "stored"),
    [
        ({}, OK, 1),
        ({PART: script("tweets", [tweet(2)], 1)}, OK, 2),
        ({PART: script("tweets", [tweet(2), tweet(3)], 1)[:-120]}, INCOMPLETE, 2),
        ({PART: script("tweets", [None, tweet(2)], 1)}, INCOMPLETE, 2),
        ({PART: "no list"}, INCOMPLETE, 1),
        ({"__MACOSX/data/tweets.js": "\x00\x05Mac OS X", "__MACOSX/data/._tweets.js": "\x00"}, OK, 1),
    ],
)
def test_the_exit_code_tells_whether_all_was_read(
    pantau: Pantau, engine: Engine, zipped: Zip, more: dict[str, str], code: int, stored: int
) -> None:
    ended = pantau("import", str(zipped(x_files([tweet(1)], **more))), "--source", "x-kominfobekasi")
    assert (ended.code, len(rows(engine))) == (code, stored)
    assert ("not read" in ended.err) == (code == INCOMPLETE)
