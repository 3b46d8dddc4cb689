"""Lanes: sources that share a credential or a host go one after the other, lanes side by side.

The platforms' pace is what a night waits for, so threads are enough. One stop ends all lanes; the run's lock on the
store covers them, and within a lane nobody else asks the platform, counts its refusals or spends its money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from collectors.errors import Stopped
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext

Result = TypeVar("Result")


def lane_of(source: SourceBase) -> str:
    """Return the lane of a source: its platform where one credential serves all accounts, else its host."""
    platform = platform_of(source)
    return f"{platform.name} {platform.describe(source).account}" if platform.rests_alone else platform.name


def lanes_of(sources: Iterable[SourceBase]) -> list[list[SourceBase]]:
    """Divide sources into lanes, in their order; the longest lane begins first, since the night waits for it."""
    lanes: dict[str, list[SourceBase]] = {}
    for source in sources:
        lanes.setdefault(lane_of(source), []).append(source)
    return sorted(lanes.values(), key=len, reverse=True)


def run_side_by_side(
    run: RunContext, lanes: Sequence[list[SourceBase]], work: Callable[[list[SourceBase]], Result]
) -> list[Result]:
    """Work on lanes in as many threads as configured. Raises what the first of them raised, after all have ended."""

    def guarded(lane: list[SourceBase]) -> Result:
        try:
            return work(lane)
        except BaseException:
            run.stop.request()  # a store that failed for one fails for all
            raise

    with ThreadPoolExecutor(min(run.settings.config.lanes, len(lanes)), thread_name_prefix="lane") as pool:
        # Each lane knows whom to tell of servers' clocks, and which source its lines are about.
        running = [pool.submit(copy_context().run, guarded, lane) for lane in lanes]
        wait(running)
    errors = [error for one in running if (error := one.exception()) is not None]
    for error in sorted(errors, key=lambda error: isinstance(error, Stopped)):  # the cause before its consequences
        raise error
    return [one.result() for one in running]
