"""``pantau review`` of citizens' responses: drawn, filled in, taken back; what people say wins, and measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline.label.responses import configured_response_labeller
from pipeline.label.review.agreement import MACHINE, Told, agreement_table
from pipeline.label.review.response_file import read_response_review, write_response_review
from pipeline.run.console import say, show
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.responses.labelled import ResponseExample
from pipeline.transform.text.taxonomy import NONE
from storage.db.engine import reading, transaction
from storage.labels.response_reviews import (
    draw_random_responses,
    draw_uncertain_responses,
    known_responses,
    reviewed_responses,
    store_response_reviews,
)
from storage.schema.versions import open_to_read

TASKS = ("sentiment", "intent", "object", "obstacle")
REVIEWED = "store"
"""The source of examples that people labelled in the store."""


def export_response_review(settings: Settings, out: Path, *, count: int, uncertain: bool, seed: int) -> None:
    """Write responses for annotators: a random sample to measure by, or the least sure ones to learn from."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = (
            draw_uncertain_responses(connection, count) if uncertain else draw_random_responses(connection, count, seed)
        )
    if not rows:
        raise ConfigError("no response to review is stored; harvest them first (responses: true of a source)")
    drawn = "uncertain" if uncertain else "random"
    files = write_response_review([row._asdict() for row in rows], drawn, out)
    say(
        f"{counted(len(rows), 'response')} in {files[0]} and {files[1]}: "
        "they hold citizens' words: for annotators alone; "
        "fill the one or the other, then: pantau review import"
    )


def import_response_review(run: RunContext, path: Path, annotator: str) -> None:
    """Store what an annotator filled in. Raises ConfigError that names every bad row; then nothing is stored."""
    reviews, empty = read_response_review(path, annotator)
    with transaction(run.engine) as connection:
        known = known_responses(connection, [one.response_id for one in reviews])
        unknown = [one.response_id for one in reviews if one.response_id not in known]
        if unknown:
            raise ConfigError(f"{path.name}: responses that are not stored: {', '.join(unknown)}; nothing was stored")
        store_response_reviews(connection, reviews, run.now())
    say(f"{counted(len(reviews), 'label')} by {annotator} stored, {counted(empty, 'response')} left empty")


def show_response_agreement(settings: Settings) -> None:
    """Print how well annotators agree with each other, and the machine with them on responses drawn at random."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = reviewed_responses(connection)
    if not rows:
        raise ConfigError("no response was labelled by a person; see pantau review export --responses and import")
    random = {row.response_id for row in rows if row.drawn == "random"}
    show(agreement_table(_answers(rows, settings), random, TASKS, "responses"))


def reviewed_response_examples(settings: Settings) -> list[ResponseExample]:
    """Give the responses that people labelled, each with its last label, to learn from."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = sorted(reviewed_responses(connection), key=lambda row: row.reviewed_at)
    last = {row.response_id: row for row in rows if row.text is not None}
    return [
        ResponseExample(
            id=row.response_id,
            text=row.text,
            sentiment=row.sentiment,
            intent=row.intent,
            obstacle=row.obstacle or NONE,
            object=row.object or NONE,
            source=REVIEWED,
        )
        for row in last.values()
    ]


def _answers(rows: Sequence[Row[Any]], settings: Settings) -> dict[str, Told]:
    found: dict[str, Told] = defaultdict(dict)
    for row in rows:
        found[row.response_id][row.annotator] = _answers_of(row)
    texts = {row.response_id: row.text for row in rows if row.text is not None}
    made = configured_response_labeller(settings).label_all(list(texts.values()))
    for response_id, label in zip(texts, made, strict=True):
        found[response_id][MACHINE] = _answers_of(label)
    return found


def _answers_of(label: Any) -> dict[str, str]:
    return {task: getattr(label, task) or NONE for task in TASKS}
