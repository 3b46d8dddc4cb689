"""Labelling in several processes: batches are dealt out in turn, and their labels come back in the same order."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
MOST = 2  # processes beside the one that stores: each holds the model, and all together take less than 500 MB
PATIENCE = 4  # batches labelled here before processes are started, which takes seconds: a night's posts never wait
SILENCE, SLICE = 300.0, 0.5  # seconds after which a process counts as lost, and between two looks
LOST = (EOFError, OSError)  # the process at the other end is no more, or could not be started
ALONE = "a process that labels ended or went silent; labelling goes on in this one, with the same labels, more slowly"


def cores() -> int:
    """Tell how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Member(Generic[Item, Made]):
    """A process that labels one batch at a time."""

    def __init__(self) -> None:
        context = get_context("spawn")  # a fork would share the connections of the store
        self.pipe, end = context.Pipe()
        self._process = context.Process(target=_work, args=(end,), daemon=True)
        self._process.start()
        end.close()
        self.busy_with: _Task[Item, Made] | None = None

    def teach(self, label: Callable[[list[Item]], list[Made]]) -> None:
        """Send *label* once the process says that it began. Raises EOFError or OSError for one that did not.

        As an argument of the process it would be written before anybody reads it: for ever, if the process died.
        """
        self._answer()
        self.pipe.send(label)

    def fetch(self) -> list[Made]:
        """Wait for the labels of its batch. Raises EOFError for one that ended, or says nothing for too long."""
        made: list[Made] = self._answer()
        return made

    def _answer(self) -> Any:
        end = time.monotonic() + SILENCE
        while not self.pipe.poll(SLICE):
            if time.monotonic() > end:
                raise EOFError
        return self.pipe.recv()

    def close(self) -> None:
        """End the process, whatever it does."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


@dataclass(eq=False)
class _Task(Generic[Item, Made]):
    """A batch, who labels it, and its labels once they were fetched."""

    items: list[Item]
    member: _Member[Item, Made] | None = None
    made: list[Made] | None = None


def _work(pipe: Connection) -> None:
    """Say that it began, take the way to label, and label batches until the pipe is closed.

    It is closed, too, when the process that sends them was killed. A batch that fails ends this process without a
    word: the other one labels it again, and meets the error itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a terminal, meant for the process that stores
    try:
        pipe.send(None)
        label = pipe.recv()
        gc.freeze()  # the model stays to the end: looking through it for garbage takes a tenth of the time
        while True:
            pipe.send(label(pipe.recv()))
    except Exception:  # noqa: BLE001  # as said above
        return


class Crew(Generic[Item, Made]):
    """Labels batches in processes of its own; without them, or when one of them ended, in this process."""

    def __init__(
        self, label: Callable[[list[Item]], list[Made]], say: Callable[[str], None], size: int, patience: int
    ) -> None:
        """Label by *label*, which is sent to each of *size* processes after *patience* batches."""
        self._label, self._say, self._patience = label, say, patience
        self.size = size
        self._members: list[_Member[Item, Made]] = []
        self._given = 0

    def give(self, items: list[Item]) -> Callable[[], list[Made]]:
        """Take a batch, and return what waits for its labels."""
        task = _Task[Item, Made](items)
        self._given += 1
        if self.size and not self._members and self._given > self._patience:
            self._start()
        if self._members:
            self._hand_over(task, self._members[self._given % len(self._members)])
        return partial(self._labels, task)

    def _start(self) -> None:
        try:
            for _ in range(self.size):
                self._members.append(_Member())
            for member in self._members:
                member.teach(self._label)
        except LOST:
            self.disband()
            self._say(ALONE)

    def _hand_over(self, task: _Task[Item, Made], member: _Member[Item, Made]) -> None:
        """Hand over a batch; the labels of the one before are fetched first, or both sides would wait to be read."""
        if member.busy_with:
            self._labels(member.busy_with)
        try:
            member.pipe.send(task.items)
        except LOST:
            self._lose()
        else:
            task.member, member.busy_with = member, task

    def _labels(self, task: _Task[Item, Made]) -> list[Made]:
        if task.made is None and task.member and self._members:
            try:
                task.made = task.member.fetch()
            except LOST:
                self._lose()
        if task.made is None:
            task.made = self._label(task.items)
        return task.made

    def _lose(self) -> None:
        if self._members:
            self._say(ALONE)
        self.disband()

    def disband(self) -> None:
        """End all processes; further batches are labelled in this one."""
        for member in self._members:
            member.close()
        self._members.clear()
        self.size = 0


@contextmanager
def crew_of(
    label: Callable[[list[Item]], list[Made]], say: Callable[[str], None], *, patience: int | None = None
) -> Iterator[Crew[Item, Made]]:
    """Open a crew of as many processes as there are cores, at most MOST; none where there is a single core."""
    crew = Crew(label, say, min(cores(), MOST) if cores() > 1 else 0, PATIENCE if patience is None else patience)
    try:
        yield crew
    finally:
        crew.disband()
