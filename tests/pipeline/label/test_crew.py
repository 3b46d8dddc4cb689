"""Labelling in several processes gives the labels of one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.label import crew as crews
from pipeline.label.crew import ALONE, Crew, crew_of
from pipeline.label.posts import configured_post_labeller, label_topics
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.labels import labels
from tests.pipeline.conftest import OpenNight
from tests.pipeline.label.test_posts import post, store

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
LARGE = "kata " * 50_000  # more than a pipe holds


def halved(numbers: list[int]) -> list[tuple[float, int, str]]:
    if 0 in numbers:
        raise ZeroDivisionError
    return [(number / 2, os.getpid(), LARGE) for number in numbers]


def ends_at_once(pipe: object) -> None:
    del pipe


def never_begins(pipe: object) -> None:
    del pipe
    time.sleep(600)  # ended by its crew


class Heavy:
    """A way to label that is larger than a pipe holds, as a model is."""

    def __init__(self) -> None:
        self.model = LARGE

    def __call__(self, numbers: list[int]) -> list[tuple[float, int, str]]:
        return halved(numbers)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_labels_come_back_in_order_from_two_processes_however_large_they_are() -> None:
    said: list[str] = []
    with crew_of(halved, said.append, patience=1) as crew:
        waiting = [crew.give([number]) for number in range(1, 8)]
        made = [one()[0] for one in waiting]
    assert [number for number, _, _ in made] == [number / 2 for number in range(1, 8)]
    assert made[0][1] == os.getpid()  # the first batch is labelled here
    assert len({process for _, process, _ in made[1:]} - {os.getpid()}) == 2
    assert not said


@pytest.mark.usefixtures("two_cores")
def test_a_process_that_was_killed_costs_a_word_and_no_label() -> None:
    said: list[str] = []
    with crew_of(halved, said.append, patience=0) as crew:
        process = crew.give([1])()[0][1]
        assert process != os.getpid()
        os.kill(process, signal.SIGKILL)
        made = [one() for one in [crew.give([number]) for number in range(2, 8)]]
    assert [one[0][0] for one in made] == [number / 2 for number in range(2, 8)]
    assert made[-1][0][1] == os.getpid()
    assert said == [ALONE]


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("work", [ends_at_once, never_begins])
def test_a_process_that_ends_or_hangs_before_it_has_the_model_costs_a_word(
    work: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crews, "_work", work)
    monkeypatch.setattr(crews, "SILENCE", 1.0)
    said: list[str] = []
    with crew_of(Heavy(), said.append, patience=0) as crew:
        made = [one() for one in [crew.give([number]) for number in (1, 2)]]
    assert [one[0][:2] for one in made] == [(0.5, os.getpid()), (1, os.getpid())]
    assert said == [ALONE]


@pytest.mark.usefixtures("two_cores")
def test_a_process_that_hangs_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with crew_of(halved, said.append, patience=0) as crew:
        processes = {crew.give([number])()[0][1] for number in (1, 2)}
        assert len(processes - {os.getpid()}) == 2
        monkeypatch.setattr(crews, "SILENCE", 1.0)  # only now: on a busy machine a process needs longer to begin
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        assert crew.give([3])()[0][:2] == (1.5, os.getpid())
    assert said == [ALONE]


@pytest.mark.usefixtures("two_cores")
def test_a_batch_that_cannot_be_labelled_tells_its_own_error() -> None:
    with crew_of(halved, print, patience=0) as crew, pytest.raises(ZeroDivisionError):
        crew.give([0])()


def test_where_no_process_can_be_started_this_one_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(crews, "_Member", refuse)
    said: list[str] = []
    crew = Crew(halved, said.append, 2, 0)
    assert [crew.give([number])()[0][1] for number in (1, 2)] == [os.getpid()] * 2
    assert said == [ALONE]


def test_a_single_core_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "cores", lambda: 1)
    with crew_of(halved, print, patience=0) as crew:
        assert crew.size == 0
        assert crew.give([4])()[0][:2] == (2.0, os.getpid())


@pytest.mark.usefixtures("two_cores")
def test_a_store_labelled_by_two_processes_is_as_one_labelled_by_one(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("Posyandu dan vaksin bagi lansia", "Banjir di Kel. Durenjaya", "🌸", "Bayar PBB lewat QRIS", "")
    store(engine, settings, *(post(number, words[number % 5] + f" {number}") for number in range(23)))
    monkeypatch.setattr(labels, "BATCH", 2)
    found: list[Any] = []
    for patience in (99, 1):
        monkeypatch.setattr(crews, "PATIENCE", patience)
        with night_of(settings) as night:
            assert label_topics(night, configured_post_labeller(settings), everything=True) == 23
        found.append(_current(engine))
    assert found[0] == found[1]


def _current(engine: Engine) -> list[Any]:
    with transaction(engine) as connection:
        held = connection.execute(text("SELECT * FROM labels WHERE current ORDER BY post_id")).mappings()
        return [{name: row[name] for name in row if name not in {"label_id", "labelled_at"}} for row in held]
