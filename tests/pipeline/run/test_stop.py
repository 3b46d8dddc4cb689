from __future__ import annotations

import os
import signal
import time

import pytest

from collectors.errors import Stopped
from pipeline.run import stop
from pipeline.run.stop import Stop


def test_without_a_request_the_work_goes_on() -> None:
    Stop().check()


def test_a_request_ends_the_work_at_the_next_look_and_says_that_nothing_is_lost() -> None:
    asked = Stop()
    asked.request()
    with pytest.raises(Stopped, match="is stored"):
        asked.check()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_a_request_and_kills_nothing(number: signal.Signals) -> None:
    asked = Stop()
    with asked.on_signals():
        os.kill(os.getpid(), number)
        assert asked.requested


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with pytest.raises(ZeroDivisionError), Stop().on_signals():
        raise ZeroDivisionError
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_a_pause_lasts_as_long_as_it_should() -> None:
    began = time.monotonic()
    Stop().pause(0.05)
    assert time.monotonic() - began >= 0.05


def test_a_pause_of_nothing_still_looks_at_the_flag() -> None:
    asked = Stop()
    asked.pause(0)
    asked.request()
    with pytest.raises(Stopped):
        asked.pause(0)


def test_a_long_pause_is_left_soon_after_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, slept = Stop(), list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            asked.request()

    monkeypatch.setattr(stop.time, "sleep", sleep)
    with pytest.raises(Stopped):
        asked.pause(3600)
    assert slept == [stop.SLICE] * 3
