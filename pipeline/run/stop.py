"""Ending on request: a signal only raises a flag, and the work looks at it between pages and while it waits."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.errors import Stopped

SLICE = 0.2  # seconds; how long a request to end may go unseen


class Stop:
    """The flag, and the one way to wait."""

    def __init__(self) -> None:
        self.requested = False

    def request(self, *_signal: object) -> None:
        """Ask the work to end; fit to be a signal handler."""
        self.requested = True

    def check(self) -> None:
        """Raise Stopped when the work was asked to end."""
        if self.requested:
            raise Stopped("asked to end; what was fetched is stored, and the next run goes on from there")

    def pause(self, seconds: float) -> None:
        """Wait, in slices short enough to end soon. Raises Stopped."""
        end = time.monotonic() + seconds
        self.check()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(SLICE, left))
            self.check()

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let SIGTERM and Ctrl-C request the end, instead of killing in the middle of a page."""
        before = {number: signal.signal(number, self.request) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
