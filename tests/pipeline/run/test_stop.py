from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
import requests

from collectors.errors import BrokenOff, Stopped
from pipeline.run import stop
from pipeline.run.stop import OutOfTime, Stop

SITE = "https://diskominfo.bekasikota.go.id/content/berita-terkini"


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

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Stopped):
        asked.pause(3600)
    assert slept == [stop.SLICE] * 3


def signalled_soon() -> threading.Timer:
    """Send SIGTERM in a moment."""
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    return timer


def until_broken(work: Callable[[Stop], object]) -> None:
    """Do the work in a breakable block that hears signals."""
    asked = Stop()
    with asked.on_signals(), asked.breakable():
        work(asked)


def test_a_breakable_block_is_left_at_once_though_it_catches_errors_of_every_kind() -> None:
    def work(_: Stop) -> None:
        signalled_soon()
        with contextlib.suppress(Exception):
            time.sleep(120)

    began = time.monotonic()
    with pytest.raises(BrokenOff, match="is stored"):
        until_broken(work)
    assert time.monotonic() - began < 60


def test_what_must_not_be_broken_is_done_before_the_end() -> None:
    done = list[str]()

    def work(asked: Stop) -> None:
        with asked.unbroken():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("written")
        asked.check()

    with pytest.raises(Stopped):
        until_broken(work)
    assert done == ["written"]


def test_a_second_signal_does_not_break_into_the_tidying_up() -> None:
    tidied = list[str]()

    def work(_: Stop) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            tidied.append("all")

    with pytest.raises(BrokenOff):
        until_broken(work)
    assert tidied == ["all"]


def test_outside_a_breakable_block_a_signal_only_asks() -> None:
    asked = Stop()
    with asked.on_signals():
        with asked.breakable():
            pass
        os.kill(os.getpid(), signal.SIGTERM)
    assert asked.requested


@pytest.mark.usefixtures("standin")
def test_exchanges_look_at_the_flag_while_signals_are_heard() -> None:
    asked = Stop()
    with asked.on_signals():
        asked.request()
        with pytest.raises(BrokenOff, match="is stored"):
            requests.get(SITE, timeout=30)
    assert requests.get(SITE, timeout=30).ok


def endlessly() -> None:
    while True:
        sum(range(1000))


def test_a_block_that_takes_too_long_is_broken_off_and_no_request_to_end() -> None:
    asked, before = Stop(), signal.getsignal(stop.ALARM)
    with pytest.raises(OutOfTime, match="it took more than"), asked.on_signals(), asked.at_most(0.1), asked.breakable():
        endlessly()
    assert not asked.requested
    assert signal.getsignal(stop.ALARM) is before


def write_then_go_on(asked: Stop, done: list[str]) -> None:
    with asked.unbroken():
        signal.raise_signal(stop.ALARM)
        done.append("written")
    signal.raise_signal(stop.ALARM)
    done.append("never")


def test_what_must_not_be_broken_is_done_before_the_block_is() -> None:
    asked, done = Stop(), list[str]()
    with pytest.raises(OutOfTime), asked.on_signals(), asked.at_most(3600), asked.breakable():
        write_then_go_on(asked, done)
    assert done == ["written"]


def hear_it_unbroken(asked: Stop) -> None:
    signal.raise_signal(stop.ALARM)  # nothing may be broken off, or an error of a driver's own was borne
    asked.check()


def test_a_block_that_the_alarm_did_not_break_ends_at_its_next_look() -> None:
    asked = Stop()
    with pytest.raises(OutOfTime), asked.at_most(3600):
        hear_it_unbroken(asked)
    asked.check()


def test_a_block_within_a_bounded_one_leaves_its_alarm_alone() -> None:
    asked = Stop()
    with asked.at_most(3600), asked.breakable():
        outer = signal.getsignal(stop.ALARM)
        with asked.at_most(1), asked.breakable():
            assert signal.getsignal(stop.ALARM) is outer
        assert signal.getsignal(stop.ALARM) is outer


def test_a_request_to_end_within_a_bounded_block_stays_one() -> None:
    with pytest.raises(BrokenOff, match="is stored"):
        until_broken(in_a_bounded_block)


def in_a_bounded_block(asked: Stop) -> None:
    with asked.at_most(3600):
        os.kill(os.getpid(), signal.SIGTERM)
        endlessly()


def bear_it(asked: Stop, done: list[str]) -> None:
    for part in ("first", "second"):
        with contextlib.suppress(BrokenOff), asked.breakable():  # a part that fails alone, as sections do
            signal.raise_signal(stop.ALARM)
        done.append(part)


def test_a_block_that_bore_its_alarms_is_late_all_the_same() -> None:
    asked, done = Stop(), list[str]()
    with pytest.raises(OutOfTime, match="minutes; wait"), asked.on_signals(), asked.at_most(3600, "; wait"):
        bear_it(asked, done)
    assert done == ["first", "second"]


def hear_both() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    signal.raise_signal(stop.ALARM)


def test_a_block_that_bore_a_request_to_end_ends_on_request() -> None:
    asked = Stop()
    with pytest.raises(Stopped, match="is stored"), asked.on_signals(), asked.at_most(3600):
        hear_both()


@pytest.mark.parametrize(("again", "raised"), [(stop.ALARM, OutOfTime), (signal.SIGTERM, Stopped)])
def test_a_second_alarm_does_not_break_into_the_tidying_up(again: signal.Signals, raised: type[Exception]) -> None:
    asked, tidied = Stop(), list[str]()

    def work_within_work() -> None:
        try:
            with asked.breakable():
                work()
        finally:
            os.kill(os.getpid(), again)
            tidied.append("outer")

    def work() -> None:
        try:
            signal.raise_signal(stop.ALARM)
        finally:
            os.kill(os.getpid(), again)
            tidied.append("inner")

    with pytest.raises(raised), asked.on_signals(), asked.at_most(3600), asked.breakable():
        work_within_work()
    assert tidied == ["inner", "outer"]
