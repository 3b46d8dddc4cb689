"""Judge a night by how its sources ended and by what their groups need, and sum it up in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectors.wording import counted
from pipeline.platforms.source import SourceBase
from pipeline.settings.models import Config

MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class EndedSource:
    """The end of a source's run."""

    source: SourceBase
    outcome: str
    posts_new: int = 0
    paused: bool = False
    served: tuple[str, ...] = ()
    """The names of those who rest together and gave all that they were asked for."""
    refused: tuple[str, ...] = ()
    """The names of those who asked to be left alone."""

    @property
    def counts_against(self) -> bool:
        """Whether it makes a night incomplete, but for what its group bears."""
        excused = self.outcome == "skipped" and (self.paused or not self.source.required)
        return self.outcome != "complete" and not excused


def missing(config: Config, ended: Sequence[EndedSource]) -> list[EndedSource]:
    """Return the sources that make a night incomplete: those of groups of which too few are complete."""
    short = {group for group in {one.source.group for one in ended} if not _is_borne(config, group, ended)}
    return [one for one in ended if one.counts_against and one.source.group in short]


def _is_borne(config: Config, group: str | None, ended: Iterable[EndedSource]) -> bool:
    """Whether enough of a group's sources are complete; without a word about the group, all have to be."""
    mine = [one for one in ended if one.source.group == group]
    good = sum(not one.counts_against for one in mine)
    return good >= config.required_of(group) * len(mine)


def summary(config: Config, ended: Sequence[EndedSource]) -> str:
    """Sum up a run: "300 sources: 298 complete, 1 blocked, 1 failed; 120 posts new; not complete: ig-a, x-b"."""
    outcomes = Counter(one.outcome for one in ended)
    told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    parts = [f"{counted(len(ended), 'source')}: {told}", f"{counted(sum(one.posts_new for one in ended), 'post')} new"]
    against = [one for one in ended if one.counts_against]
    if against:
        parts.append(f"not complete: {listed([one.source.id for one in against])}")
    if against and not missing(config, ended):
        parts.append("their groups bear it")
    return "; ".join(parts)


def listed(names: Sequence[str]) -> str:
    """List names, the first ten of many."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
