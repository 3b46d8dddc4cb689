"""Lanes: sources that share a credential or a host go one after the other, lanes side by side.

The platforms' pace is what a night waits for, so threads are enough. One stop ends all lanes; the run's lock on the
store covers them, and within a lane nobody else asks the platform, counts its refusals or spends its money.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from collectors.errors import Stopped
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext

Result = TypeVar("Result")


def name_lanes(sources: Iterable[SourceBase]) -> dict[str, str]:
    """Return the lane of each source id: its platform where one credential serves all accounts, else its host.

    Platforms that one token serves are one lane: {"page": "a + b", "account": "a + b", "site": "web host"}.
    """
    listed = list(sources)
    shared = {source.platform for source in listed if any(rung.rests_with for rung in source.rungs)}
    return {source.id: _lane(source, shared) for source in listed}


def _lane(source: SourceBase, shared: Collection[str]) -> str:
    platform = platform_of(source)
    if platform.rests_alone:
        return f"{platform.name} {platform.describe(source).account}"
    return " + ".join(sorted(shared)) if platform.name in shared else platform.name


def lanes_of(sources: Iterable[SourceBase]) -> dict[str, list[SourceBase]]:
    """Divide sources into lanes, in their order; the longest lane begins first, since the night waits for it."""
    listed, lanes = list(sources), dict[str, list[SourceBase]]()
    names = name_lanes(listed)
    for source in listed:
        lanes.setdefault(names[source.id], []).append(source)
    return dict(sorted(lanes.items(), key=lambda lane: len(lane[1]), reverse=True))


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
