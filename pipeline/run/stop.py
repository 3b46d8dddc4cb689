"""End on request: a signal sets a flag that work and exchanges look at, or breaks off what may be broken off."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from collectors.errors import BrokenOff, Stopped
from collectors.http.exchange import exchanges_ended_by, may_be_ended

SLICE = 0.2  # seconds; how long a request to end may go unseen
ASKED = "asked to end; what was fetched is stored, and the next run goes on from there"


class _Interrupted(KeyboardInterrupt):
    """Breaks into running work: no handler of ordinary errors takes it for one, and database drivers know its kind."""


def _in_main_thread() -> bool:
    return current_thread() is main_thread()


class Stop:
    """The flag, and the one way to wait."""

    def __init__(self) -> None:
        self.requested = False
        self._may_break = False

    def request(self, *_signal: object) -> None:
        """Ask the work to end; fit to be a signal handler."""
        self.requested = True
        if self._may_break and _in_main_thread() and may_be_ended():
            self._may_break = False  # a second signal must not break into the tidying up
            raise _Interrupted

    def check(self) -> None:
        """Raise Stopped when the work was asked to end."""
        if self.requested:
            raise Stopped(ASKED)

    def break_off(self) -> None:
        """Raise BrokenOff in the middle of something, in whichever thread, when the work was asked to end."""
        if self.requested:
            raise BrokenOff(ASKED)

    def pause(self, seconds: float) -> None:
        """Wait, in slices short enough to end soon. Raises Stopped."""
        end = time.monotonic() + seconds
        self.check()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(SLICE, left))
            self.check()

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Let a signal break into the block at once: into a request, a query or a computation. Raises BrokenOff."""
        yield from self._within(may_break=True)

    @contextmanager
    def unbroken(self) -> Iterator[None]:
        """Let a signal wait for the end of a block that stands within a breakable one; exchanges end all the same."""
        yield from self._within(may_break=False)

    def _within(self, *, may_break: bool) -> Iterator[None]:
        if not _in_main_thread():  # no signal comes to a lane: its exchanges look at the flag by themselves
            yield
            return
        before = self._may_break
        try:
            self._may_break = may_break and not self.requested
            yield
        except _Interrupted as broken:
            raise BrokenOff(ASKED) from broken
        finally:
            self._may_break = before and not self.requested

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let SIGTERM and Ctrl-C request the end, instead of killing in the middle of a page."""
        before = {number: signal.signal(number, self.request) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with exchanges_ended_by(self.break_off):
                yield
        except _Interrupted as broken:  # a signal came between two lines of what turns it into BrokenOff
            raise BrokenOff(ASKED) from broken
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
