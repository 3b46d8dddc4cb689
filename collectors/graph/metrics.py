"""Metrics of an object: one that the interface refuses fails the whole request, so it is found and left out.

``client.get("17…/insights", metric="reach,saved")`` → ``{"data": [{"name": "reach", "values": [{"value": 40}]}]}``
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors.graph.client import GraphClient
from collectors.graph.errors import GraphError
from collectors.side_values import SideValues, count_of


class Metrics:
    """Reads metrics; those that are refused are asked for no more in this run."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self.refused = set[tuple[str, str]]()
        """The kind of object and the metric, for each that was refused."""

    def read(self, path: str, names: Sequence[str], *, kind: str = "", **parameters: str) -> dict[str, Any]:
        """Return name → value of those that the interface tells; an absent one is not told, and never 0.

        Raises GraphError for everything but a refused metric.
        """
        wanted = [name for name in names if (kind, name) not in self.refused]
        if not wanted:
            return {}
        try:
            return values_of(self._client.get(path, metric=",".join(wanted), **parameters))
        except GraphError as error:
            if error.told.has_no_insights:
                return {}
            if not error.told.refuses_parameter:
                raise
            if len(wanted) == 1:
                self.refused.add((kind, wanted[0]))
                return {}
        halves = wanted[: len(wanted) // 2], wanted[len(wanted) // 2 :]
        return {
            name: value for half in halves for name, value in self.read(path, half, kind=kind, **parameters).items()
        }

    @property
    def note(self) -> str | None:
        """Say which metrics were refused."""
        names = sorted({name for _, name in self.refused})
        return f"Meta no longer tells {', '.join(names)}" if names else None


def values_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return name → value of an answer with metrics: a count, or an object of counts."""
    return dict(_values(answer))


def _values(answer: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    side = SideValues()
    for metric in side.items(answer, "data"):
        name, last = side.text(metric, "name"), next(reversed(side.items(metric, "values")), None)
        held = last or side.part(metric, "total_value")
        value = held.get("value")
        if name and (isinstance(value, dict) or count_of(value) is not None):
            yield name, value if isinstance(value, dict) else count_of(value)
