"""End on request: a signal sets a flag that work and exchanges look at, or breaks off what may be broken off."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, current_thread, main_thread

from collectors.errors import ASKED, BrokenOff, Locked, PantauError, Stopped
from collectors.http.exchange import EndSign, exchanges_ended_by, may_be_ended
from collectors.wording import counted

SLICE = 0.2  # seconds; how long a request to end may go unseen
ALARM, ALARM_AGAIN = signal.SIGUSR2, 10.0  # it comes again after so many seconds: not everything may be broken off


class _Interrupted(KeyboardInterrupt):
    """Breaks into running work: no handler of ordinary errors takes it for one, and database drivers know its kind."""


class OutOfTime(PantauError):
    """A block took longer than it may."""


def _in_main_thread() -> bool:
    return current_thread() is main_thread()


def _ring(seconds: float, over: Event) -> None:
    """Send the alarm to the main thread after so many seconds, and again until it is over."""
    while not over.wait(seconds):
        signal.pthread_kill(main_thread().ident or 0, ALARM)
        seconds = ALARM_AGAIN


class Stop:
    """The flag, and the one way to wait."""

    def __init__(self) -> None:
        self.sign = EndSign()
        """The sign at which exchanges look."""
        self._may_break = self._bounded = self._broken = False

    @property
    def requested(self) -> bool:
        """Whether the work was asked to end."""
        return self.sign.requested

    @property
    def _is_ending(self) -> bool:
        """Whether work ends already: nothing may break into its tidying up."""
        return self.requested or self._broken

    def request(self, *_signal: object) -> None:
        """Ask the work to end; fit to be a signal handler."""
        self.sign.requested = True
        if self._may_break and _in_main_thread() and may_be_ended():
            self._may_break = False  # a second signal must not break into the tidying up
            raise _Interrupted

    def check(self) -> None:
        """Raise Stopped when the work was asked to end, or takes longer than it may."""
        if self.sign.requested or self.sign.late:
            raise Stopped(ASKED)

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
            self._may_break = may_break and not self._is_ending
            yield
        except _Interrupted as broken:
            raise BrokenOff(ASKED) from broken
        finally:
            self._may_break = before and not self._is_ending

    @contextmanager
    def at_most(self, seconds: float | None, advice: str = "") -> Iterator[None]:
        """Let a block of the main thread end as on request when it takes longer, but alone.

        Raises OutOfTime then, with *advice* at its end, also where the block bore its being broken off. A block within
        a bounded one has no limit of its own.
        """
        if seconds is None or self._bounded or not _in_main_thread():
            yield
            return
        over, before = Event(), signal.signal(ALARM, self._break_late)
        clock = Thread(target=_ring, args=(seconds, over), name="limit of a step", daemon=True)
        clock.start()
        self._bounded = True
        try:
            yield
            self.check()
        except Locked:
            raise
        except (Exception, _Interrupted) as error:  # a driver of a database makes an error of its own of it
            if self.sign.late and not self.requested:
                raise OutOfTime(f"it took more than {counted(round(seconds / 60), 'minute')}{advice}") from error
            raise
        finally:
            self._bounded = self._broken = False
            over.set()
            clock.join()
            signal.signal(ALARM, before)
            self.sign.late = False

    def _break_late(self, *_signal: object) -> None:
        self.sign.late = self._bounded
        if self.sign.late and self._may_break and may_be_ended():
            self._may_break, self._broken = False, True
            raise _Interrupted

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let SIGTERM and Ctrl-C request the end, instead of killing in the middle of a page."""
        before = {number: signal.signal(number, self.request) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with exchanges_ended_by(self.sign):
                yield
        except _Interrupted as broken:  # a signal came between two lines of what turns it into BrokenOff
            raise BrokenOff(ASKED) from broken
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
