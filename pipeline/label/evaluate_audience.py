"""``pantau evaluate``: audience and places of a file's posts against those it holds, where it holds any."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from pipeline.label.posts import configured_addressing
from pipeline.settings.models import Settings
from pipeline.transform.audience.addressing import Addressed, PostText
from pipeline.transform.models.evaluation import class_scores, kappa


class Told(NamedTuple):
    """A file's answer on a post's audience and places, None where it says nothing, and what it would get."""

    audience: str | None
    places: frozenset[str] | None
    given: Addressed


def audience_table(settings: Settings, path: Path) -> Table | None:
    """Measure audience and places on the rows that hold them; None for a file without. The file is read before."""
    addressing = configured_addressing(settings)
    told = [Told(*_read_answer(row), addressing.find(_post(row))) for row in _rows(path)]
    audiences = [(one.audience, one.given.audience) for one in told if one.audience]
    places = [(one.places, frozenset(one.given.places)) for one in told if one.places is not None]
    if not audiences and not places:
        return None
    table = Table("measure", "value", "posts", title="audience and places")
    for name, value, posts in (*_of_audience(audiences), *_of_places(places)):
        table.add_row(name, "–" if value is None else f"{value:.3f}", str(posts))
    return table


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        row = json.loads(line) if line.strip() else None
        if isinstance(row, dict):
            yield row


def _read_answer(row: dict[str, Any]) -> tuple[str | None, frozenset[str] | None]:
    audience, places = row.get("audience"), row.get("places")
    named = frozenset(map(str, places)) if isinstance(places, list) else None
    return audience if isinstance(audience, str) else None, named


def _post(row: dict[str, Any]) -> PostText:
    told = {name: row[name] for name in ("title", "account", "city") if isinstance(row.get(name), str)}
    return PostText(str(row["text"]), **told)


def _of_audience(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float | None, int]]:
    if not pairs:
        return
    told, given = [one for one, _ in pairs], [other for _, other in pairs]
    right = sum(one == other for one, other in pairs)
    scores = [one.f1 for one in class_scores(told, given) if one.examples]
    yield "audience_accuracy", right / len(pairs), len(pairs)
    yield "audience_macro_f1", sum(scores) / len(scores), len(pairs)
    yield "audience_kappa", kappa(told, given), len(pairs)


def _of_places(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Iterator[tuple[str, float | None, int]]:
    if not pairs:
        return
    named = sum(len(told) + len(given) for told, given in pairs)
    both = sum(len(told & given) for told, given in pairs)
    yield "places_micro_f1", 2 * both / named if named else None, len(pairs)
    yield "places_exactly_right", sum(told == given for told, given in pairs) / len(pairs), len(pairs)
