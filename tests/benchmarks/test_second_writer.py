"""A second program that writes beside a night loses nothing, and no transaction of the night writes much at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from benchmarks.report import SOURCES
from benchmarks.second_writer import run_beside
from storage.db.bulk import BATCH
from storage.db.engine import WRITING

POSTS = 2_000
MOST = BATCH + SOURCES
"""Rows that a transaction may add to a table: a batch, and the last message's posts, of which each channel has one."""
INSERT = re.compile(r"INSERT INTO (\w+)")


class Watch:
    """The rows that each writing transaction wrote."""

    def __init__(self) -> None:
        self.written: list[Counter[str]] = []
        self._open: dict[int, Counter[str]] = {}

    def begin(self, connection: Connection) -> None:
        if connection.get_execution_options().get(WRITING):
            self._open[id(connection)] = Counter()

    def executed(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if id(connection) in self._open and (told := INSERT.match(statement)):
            self._open[id(connection)][told[1]] += len(parameters) if many else max(cursor.rowcount, 0)

    def commit(self, connection: Connection) -> None:
        if id(connection) in self._open:
            self.written.append(self._open.pop(id(connection)))


@pytest.fixture
def watch() -> Iterator[Watch]:
    watched = Watch()
    heard = (("begin", watched.begin), ("after_cursor_execute", watched.executed), ("commit", watched.commit))
    for name, hear in heard:
        event.listen(Engine, name, hear)
    yield watched
    for name, hear in heard:
        event.remove(Engine, name, hear)


def test_a_second_writer_beside_a_night_loses_nothing_and_no_transaction_writes_many_rows(
    tmp_path: Path, watch: Watch
) -> None:
    found = run_beside(tmp_path, POSTS, pause=0.05)
    assert found.exit_code == 0
    assert found.stored == found.commits > 0
    added: Counter[str] = sum(watch.written, Counter())
    assert added["engagement"] >= POSTS  # the first night finds everything anew
    assert added["message_posts"] > MOST
    assert added["campaign_posts"] > 0
    assert {name for written in watch.written for name in written if written[name] > MOST} == set()
