"""Metrics of Meta, asked for in small groups: one retired metric fails a whole request, and costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from collectors.graph.errors import GraphError, translate_error
from collectors.records import LARGEST_COUNT
from collectors.side_values import count_of

T = TypeVar("T")
Group = tuple[str, ...]


class Metrics:
    """The metrics that one reading asks for; what is refused once is not asked for again in it."""

    def __init__(self, *groups: Sequence[str]) -> None:
        self.groups: list[Group] = [tuple(group) for group in groups if group]
        self.refused: dict[str, str] = {}
        """Metric → why, in Meta's words."""
        self.denied: GraphError | None = None
        """The refusal of the permission that insights take, if it is lacking."""

    def ask(self, fetch: Callable[[Group], T]) -> list[T]:
        """Fetch group after group; a refused one is halved until the refused metric is found. Raises GraphError.

        A token that may not read insights refuses all that are left; everything else is the caller's.
        """
        answers, waiting, accepted = list[T](), list(self.groups), list[Group]()
        while waiting:
            group = waiting.pop(0)
            try:
                answers.append(fetch(group))
            except GraphError as error:
                if error.refuses_permission:
                    self.denied = error
                    break
                if not error.refuses_metric:
                    raise
                waiting = [*self._halves(group, error), *waiting]
            else:
                accepted.append(group)
        self.groups = accepted
        return answers

    def note(self, needs: str) -> str | None:
        """Say which metrics were refused, if any, or that *needs* is lacking: what they tell is unknown, not zero."""
        if self.denied:
            return (
                f"{translate_error(self.denied, of='insights', needs=needs)}; views and the like are unknown until then"
            )
        if not self.refused:
            return None
        why = next(iter(self.refused.values()))
        return f"Meta refused {', '.join(sorted(self.refused))} ({why}); these counts are unknown"

    def _halves(self, group: Group, error: GraphError) -> list[Group]:
        if len(group) == 1:
            self._drop(group, error)
            return []
        middle = len(group) // 2
        return [group[:middle], group[middle:]]

    def _drop(self, metrics: Any, error: GraphError) -> None:
        self.refused |= dict.fromkeys(metrics, error.message)


def values_of(data: Sequence[Any]) -> dict[str, int]:
    """Return metric → its last value of the items of an insights edge; what is absent, or no count, has no entry."""
    told = dict[str, int]()
    for item in data:
        name = item.get("name") if isinstance(item, Mapping) else None
        if not isinstance(name, str) or not name.isprintable():
            continue
        value = _last_value(item)
        if value is not None:
            told[name] = value
    return told


def _last_value(item: Mapping[str, Any]) -> int | None:
    """Read ``values: [{value: 3}]``, or ``total_value: {value: 3}``; a value by kind is summed."""
    total, values = item.get("total_value"), item.get("values")
    holder = total if isinstance(total, dict) else values[-1] if isinstance(values, list) and values else None
    value = holder.get("value") if isinstance(holder, dict) else None
    if isinstance(value, dict):
        counts = [count_of(one) for one in value.values()]
        found = [count for count in counts if count is not None]
        return min(sum(found), LARGEST_COUNT) if found else None
    return count_of(value)
