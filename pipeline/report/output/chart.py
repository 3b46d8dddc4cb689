"""The geometry of the charts: topics (a panel a platform, two bars a topic) and plain rows of bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.content.figures import TopicRow
    from pipeline.report.content.wording import Wording

WIDTH, LABELS, GAP = 760, 218, 22  # units of the viewBox
TOP, ROW, BAR = 30, 34, 11
NUMBER = 34  # room for the number at the end of the longest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the number at its end; ``mean`` tells which of the two it is."""

    x: float
    y: float
    width: float
    number: str
    mean: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The parts of a chart that the template draws."""

    width: int
    height: int
    panels: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    bars: list[Bar]


def topic_chart(rows: Sequence[TopicRow], platforms: Sequence[str], wording: Wording) -> Chart:
    """Lay out one panel a platform, side by side, with the topics as rows."""
    room = (WIDTH - LABELS) / max(len(platforms), 1)
    longest = max((*(n or 0 for row in rows for n in (*row.now.values(), *row.before.values())), 1))
    unit = (room - GAP - NUMBER) / longest
    starts = {name: LABELS + number * room for number, name in enumerate(platforms)}
    tops = [TOP + number * ROW for number in range(len(rows))]
    bars = []
    for row, top in zip(rows, tops, strict=True):
        for name, x in starts.items():
            bars.append(Bar(x, top, (row.now[name] or 0) * unit, wording.number(row.now[name]), mean=False))
            if before := row.before.get(name):
                bars.append(Bar(x, top + BAR + 1, before * unit, wording.number(before, digits=1), mean=True))
    return Chart(
        width=WIDTH,
        height=TOP + len(rows) * ROW,
        panels=[(round(x, 1), wording.term("platform", name)) for name, x in starts.items()],
        labels=[(top + BAR + 4, topic_name(row.topic, wording)) for row, top in zip(rows, tops, strict=True)],
        bars=bars,
    )


def topic_name(topic: str | None, wording: Wording) -> str:
    """Say a topic; NULL is not yet labelled."""
    return wording.text("unlabelled") if topic is None else wording.term("topic", topic)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows of one or two bars each on one scale, and where the mark of the usual stands."""

    width: int
    height: int
    labels: list[tuple[float, str]]
    bars: list[Bar]
    mark: float | None


def bar_chart(
    rows: Sequence[tuple[str, float, float | None]], wording: Wording, *, digits: int = 0, mark: float | None = None
) -> BarChart:
    """Lay out (label, value, the value that it is compared with) row by row."""
    longest = max((n for _, value, other in rows for n in (value, other or 0)), default=0)
    longest = max(longest, mark or 0) or 1
    unit = (WIDTH - LABELS - GAP - NUMBER) / longest
    bars: list[Bar] = []
    labels: list[tuple[float, str]] = []
    for number, (label, value, other) in enumerate(rows):
        top = 4 + number * ROW
        labels.append((top + BAR + 4, label))
        bars.append(Bar(LABELS, top, value * unit, wording.number(value, digits), mean=False))
        if other is not None:
            bars.append(Bar(LABELS, top + BAR + 1, other * unit, wording.number(other, digits), mean=True))
    where = None if mark is None else round(LABELS + mark * unit, 1)
    return BarChart(WIDTH, 8 + len(rows) * ROW, labels, bars, where)
