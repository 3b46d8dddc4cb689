"""Harvest: each source to its end or to the reason why not; none keeps another from its turn."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime

from collectors.errors import Stopped
from pipeline.harvest.backoff import note_success
from pipeline.harvest.retention import tidy, tidy_left
from pipeline.harvest.source_run import SourceRun
from pipeline.platforms.source import SourceBase
from pipeline.run.context import INCOMPLETE, RunContext
from storage.db.engine import reading
from storage.runs.runs import publication_of


def harvest(night: RunContext, sources: Iterable[SourceBase], *, full: bool = False) -> None:
    """Harvest the sources one after the other, and say how each one fared.

    New posts come first at every source; posts that are looked at again for money come after, the youngest
    first, so that a budget that is nearly spent still sees what is new. Responses come last.
    The night's exit code becomes 1 when a source is incomplete or none ran, 4 when Pantau itself failed at one.
    Raises StoreError when the store fails, Stopped when asked to end; sources whose turn did not come are noted then.
    """
    turns, sources = list[SourceRun](), list(sources)
    with ExitStack() as later:
        try:
            for source in sources:
                turns.append(SourceRun(night, source, full=full))
                _first(turns[-1], later)
        except Stopped:
            for source in sources[len(turns) :]:
                SourceRun(night, source).pass_over()
            raise
        for turn in sorted((turn for turn in turns if turn.waiting), key=_youngest, reverse=True):
            turn.collect(new=False, due=True)
        for turn in turns:
            turn.collect_responses()
    note_success(night, [turn.source for turn in turns if turn.served], [turn.source for turn in turns if turn.refused])
    for source in sources:
        tidy(night, source)
    tidy_left(night)
    _judge(night, turns)


def _first(turn: SourceRun, later: ExitStack) -> None:
    """Look for what is new, and where that is free at what is due; a paying source ends its turn later."""
    turn.begin()
    with ExitStack() as now:
        now.callback(turn.end)
        turn.collect(new=True, due=not turn.pays)
        if not turn.pays:
            turn.collect_responses()
        if turn.has_more or turn.has_responses:
            later.push(now.pop_all())
            turn.postpone()


def _youngest(turn: SourceRun) -> datetime:
    """Sort by when the youngest due post, which stands first, was published."""
    with reading(turn.night.engine) as connection:
        return publication_of(connection, next(iter(turn.due)))


def _judge(night: RunContext, turns: list[SourceRun]) -> None:
    for turn in turns:
        outcome = turn.ending.outcome
        if outcome != "complete" and ((turn.source.required and not turn.paused) or outcome != "skipped"):
            night.worsen(INCOMPLETE)
    if all(turn.ending.outcome == "skipped" for turn in turns):
        night.worsen(INCOMPLETE)
