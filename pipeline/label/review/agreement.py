"""Measure how well annotators agree with each other, and the machine with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from rich.table import Table

from pipeline.transform.models.evaluation import alpha, kappa, verdict

MACHINE = "machine"

Told = dict[str, dict[str, str]]
"""By annotator, the answer of each task."""


def agreement_table(answers: Mapping[str, Told], drawn_at_random: set[str], tasks: Sequence[str], unit: str) -> Table:
    """Compare annotators on all that they share, and the machine with each on what was drawn at random."""
    table = Table("label", "between", unit, "kappa", "alpha", "so")
    people = annotators(answers)
    random = {key: told for key, told in answers.items() if key in drawn_at_random}
    for task in tasks:
        for first, second in combinations(people, 2):
            _add(table, task, first, second, answers)
        for who in people:
            _add(table, task, who, MACHINE, random)
        _add_all(table, task, people, answers)
    return table


def annotators(answers: Mapping[str, Told]) -> list[str]:
    """List the people who answered."""
    return sorted({who for told in answers.values() for who in told} - {MACHINE})


def shared_answers(answers: Mapping[str, Told], task: str, first: str, second: str) -> Iterator[tuple[str, str]]:
    """Yield both answers of two annotators wherever both gave one."""
    for told in answers.values():
        if all(task in told.get(who, ()) for who in (first, second)):
            yield told[first][task], told[second][task]


def _add(table: Table, task: str, first: str, second: str, answers: Mapping[str, Told]) -> None:
    pairs = list(shared_answers(answers, task, first, second))
    if pairs:
        value = alpha(pairs)
        chance = kappa([one for one, _ in pairs], [other for _, other in pairs])
        table.add_row(task, f"{first} – {second}", str(len(pairs)), _number(chance), _number(value), verdict(value))


def _add_all(table: Table, task: str, people: Sequence[str], answers: Mapping[str, Told]) -> None:
    units = [[told[who][task] for who in people if task in told.get(who, ())] for told in answers.values()]
    shared = [unit for unit in units if len(unit) > 1]
    if len(people) > 2 and shared:  # noqa: PLR2004  # two stand in their own row
        value = alpha(shared)
        table.add_row(task, "all annotators", str(len(shared)), "", _number(value), verdict(value))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
