"""Labelling a whole store batch by batch: a kill loses at most one batch."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import Connection

from pipeline.run.context import RunContext
from storage.db.engine import transaction
from storage.runs.settings import note_reached, reached


class Batch(NamedTuple):
    """The keys of what was labelled, none when there is no more, and what stores the labels."""

    keys: list[str]
    store: Callable[[Connection], None]


LabelBatch = Callable[[str], Batch]
"""Labels the next batch after a key, and writes nothing: whoever corrects a label at the desk waits for no model."""


def label_batches(night: RunContext, of: str, made_with: str, label_batch: LabelBatch, *, everything: bool) -> int:
    """Label batch by batch, each stored in its own transaction; return how many.

    A post that awaits a label is found again by itself after a kill. Labelling *everything* notes how far it came,
    and goes on there in the next run that labels everything with the same version of labels (*made_with*) and the
    same Pantau.
    """
    work, made_with, count, after = f"label --all: {of}", f"{made_with} {version('pantau')}", 0, ""
    if everything:
        with transaction(night.engine) as connection:
            after = reached(connection, work, made_with)
    if after:
        night.say(f"labelling all {of} again goes on after {after}: the run before was broken off there")
    while True:
        night.stop.check()
        keys, store = label_batch(after)
        with transaction(night.engine) as connection:
            if keys:
                store(connection)
            if everything:
                note_reached(connection, work, made_with, keys[-1] if keys else None)
        if not keys:
            return count
        count, after = count + len(keys), keys[-1]
