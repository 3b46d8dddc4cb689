"""Harvest: each source to its end or to the reason why not; none keeps another from its turn."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

from collectors.errors import Stopped, StoreError
from collectors.http.dates import dates_told_to
from pipeline.harvest.backoff import note_success
from pipeline.harvest.retention import note_clock_leap, tidy, tidy_left
from pipeline.harvest.source_run import SourceRun
from pipeline.platforms.source import SourceBase
from pipeline.run.clock_check import ClockCheck
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.run.lanes import lanes_of, run_side_by_side
from pipeline.run.steps import step
from pipeline.settings.groups import EndedSource, missing, summary
from storage.db.engine import reading
from storage.harvest.source_state import publication_of
from storage.runs.runs import load_outcomes


def harvest(run: RunContext, sources: Iterable[SourceBase], *, full: bool = False) -> None:
    """Harvest the sources, one after the other or in lanes side by side, and say how each one fared.

    New posts come first at every source; posts that are looked at again for money come after, the youngest
    first, so that a budget that is nearly spent still sees what is new. Responses come last.
    The run's exit code becomes 1 when a source is incomplete or none ran, 4 when Pantau itself failed at one.
    Raises StoreError when the store takes nothing more, Stopped when asked to end; sources whose turn did not come are
    noted then.
    """
    sources, clock = list(sources), ClockCheck(run)
    run.check_clock = clock.require
    run.fetch_until = run.now() + timedelta(minutes=run.settings.config.night_limit_minutes)
    with dates_told_to(clock.see):
        turns = _harvest_lanes(run, sources, full=full)
    finish_harvest(run, [turn.ended for turn in turns])


def finish_harvest(run: RunContext, ended: Sequence[EndedSource]) -> None:
    """Do what waits for all sources: end rests, take away old texts, judge the run and sum it up."""
    with step(run, "ending the rests of sources that were served"):
        served, refused = ({name for one in ended for name in getattr(one, how)} for how in ("served", "refused"))
        note_success(run, served, refused)
    with step(run, "asking how old the last answer is"):
        note_clock_leap(run, ended)
    for one in ended:
        with step(run, f"{one.source.id}: taking away old texts"):
            tidy(run, one.source)
    with step(run, "taking away old texts of sources that are no longer configured"):
        tidy_left(run)
    _judge(run, ended)


def _harvest_lanes(run: RunContext, sources: list[SourceBase], *, full: bool) -> list[SourceRun]:
    lanes = list(lanes_of(sources).values())
    if run.settings.config.lanes == 1 or len(lanes) == 1:
        return _harvest_in_turn(run, sources, full=full)
    done = run_side_by_side(run, lanes, lambda lane: _harvest_in_turn(run, lane, full=full))
    return [turn for turns in done for turn in turns]


def _harvest_in_turn(run: RunContext, sources: list[SourceBase], *, full: bool) -> list[SourceRun]:
    turns = list[SourceRun]()
    with ExitStack() as later:
        try:
            for source in sources:
                run.stop.check()
                turns.append(SourceRun(run, source, full=full))
                if run.time_is_over:
                    _pass_over(turns[-1], run.limit_reached)
                else:
                    _first(turns[-1], later)
        except Stopped:
            for source in sources[len(turns) :]:
                _pass_over(SourceRun(run, source), "the run was asked to end")
            raise
        waiting = [turn for turn in turns if turn.waiting]
        with step(run, "ordering the second looks"):
            waiting.sort(key=youngest_due, reverse=True)
        for turn in waiting:
            turn.collect(new=False, due=True)
        for turn in turns:
            with turn.costs_itself():
                turn.collect_responses()
    return turns


def _first(turn: SourceRun, later: ExitStack) -> None:
    """Look for new posts, and where that is free at due ones; a paying source ends its turn later."""
    with ExitStack() as now:
        now.callback(turn.end)
        with turn.costs_itself():
            turn.begin()
            turn.collect(new=True, due=not turn.pays)
            if not turn.pays:
                turn.collect_responses()
        if turn.has_more or turn.has_responses:
            later.push(now.pop_all())
            turn.postpone()


def harvest_once(run: RunContext, source: SourceBase, left: Mapping[str, Any] | None = None) -> SourceRun:
    """Give a source one turn of a night that is shared: the first, or what an earlier turn *left*.

    The first looks for what is new, and at a source that costs nothing for all the rest. ``SourceRun.left`` tells what
    waits for another turn; until that has come, the source is ``partial``.
    """
    turn, clock = SourceRun(run, source), ClockCheck(run)
    run.check_clock = clock.require
    with dates_told_to(clock.see), turn.costs_itself():
        if run.time_is_over and not _has_begun(turn):
            turn.pass_over(run.limit_reached)
            return turn
        turn.begin()
        if left is not None:
            turn.go_on(left)
        else:
            turn.collect(new=True, due=not turn.pays)
            if not turn.pays:
                turn.collect_responses()
    return turn


def _has_begun(turn: SourceRun) -> bool:
    """Whether the source had a turn in this run already, whose outcome stands."""
    with reading(turn.run.engine) as connection:
        return turn.source.id in load_outcomes(connection, turn.run.run_id)


def youngest_due(turn: SourceRun) -> datetime:
    """Return when the youngest due post of a turn, which stands first, was published."""
    with reading(turn.run.engine) as connection:
        return publication_of(connection, next(iter(turn.due)))


def _pass_over(turn: SourceRun, why: str) -> None:
    """Note a turn that did not come."""
    with suppress(StoreError):  # what was asked to end ends, whether or not that can be written
        turn.pass_over(why)


def _judge(run: RunContext, ended: Sequence[EndedSource]) -> None:
    """Set the exit code by how the sources ended, and sum the run up."""
    config = run.settings.config
    incomplete = bool(missing(config, ended)) or all(one.outcome == "skipped" for one in ended)
    if incomplete:
        run.worsen(INCOMPLETE)
    run.say(summary(config, ended), logging.WARNING if incomplete else logging.INFO)
