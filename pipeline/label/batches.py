"""Labelling a whole store batch by batch: a kill loses at most one batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import Connection

from pipeline.run.context import RunContext
from storage.db.engine import transaction
from storage.runs.settings import note_reached, reached

Store = Callable[[Connection], None]


class Batch(NamedTuple):
    """The keys of what is being labelled, none when there is no more, and what waits for the labels and stores them."""

    keys: list[str]
    labelled: Callable[[], Store]
    is_last: bool = False
    """Whether nothing can come after it, so that the store need not be asked again."""


LabelBatch = Callable[[str], Batch]
"""Begins to label the next batch after a key, and writes nothing: whoever corrects a label at the desk waits for no
model."""


def label_batches(  # noqa: PLR0913  # the last two are named
    run: RunContext, of: str, made_with: str, label_batch: LabelBatch, *, everything: bool, ahead: int = 0
) -> int:
    """Label batch by batch, each stored in its own transaction; return how many.

    So many batches *ahead* are begun before one is stored.

    A post that awaits a label is found again by itself after a kill. Labelling *everything* notes how far it came,
    and goes on there in the next run that labels everything with the same version of labels (*made_with*) and the
    same Pantau.
    """
    work, made_with, count, after = f"label --all: {of}", f"{made_with} {version('pantau')}", 0, ""
    if everything:
        with transaction(run.engine) as connection:
            after = reached(connection, work, made_with)
    if after:
        run.say(f"labelling all {of} again goes on after {after}: the run before was broken off there")
    for keys, labelled, is_last in _begun(run, label_batch, after, ahead):
        store = labelled()
        if keys or everything:
            with transaction(run.engine) as connection:
                if keys:
                    store(connection)
                if everything:
                    note_reached(connection, work, made_with, keys[-1] if keys and not is_last else None)
        count += len(keys)
    return count


def _begun(run: RunContext, label_batch: LabelBatch, after: str, ahead: int) -> Iterator[Batch]:
    """Begin batches and yield them in their order, each when *ahead* further ones were begun; the last may be empty."""
    waiting, more = deque[Batch](), True
    while more or waiting:
        run.stop.check()
        if more:
            batch = label_batch(after)
            waiting.append(batch)
            more, after = bool(batch.keys) and not batch.is_last, batch.keys[-1] if batch.keys else after
        if not more or len(waiting) > ahead:
            yield waiting.popleft()
