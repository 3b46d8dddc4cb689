"""``pantau review`` of posts: people look at labels; what they say wins, measures, and teaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline.label.posts import configured_addressing, configured_post_labeller
from pipeline.label.review.agreement import MACHINE, Told, agreement_table
from pipeline.label.review.post_file import read_review, write_review
from pipeline.run.console import say, show
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.audience.addressing import Addressing
from pipeline.transform.posts.labelled import Example
from pipeline.transform.text.taxonomy import NONE
from storage.db.engine import reading, transaction
from storage.labels.labels import unlabelled_of
from storage.labels.reviews import Review, draw_random, draw_uncertain, human_labels, store_reviews, stored_digests
from storage.schema.versions import open_to_read

TASKS = ("topic", "subtopic", "programme_level", "message_function", "stage", "audience")


def export_review(settings: Settings, out: Path, *, count: int, uncertain: bool, seed: int) -> None:
    """Write posts for annotators: a random sample to measure by, or the least sure ones to learn from."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = draw_uncertain(connection, count) if uncertain else draw_random(connection, count, seed)
    if not rows:
        raise ConfigError("no post to review is stored; run pantau nightly first")
    drawn = "uncertain" if uncertain else "random"
    files = write_review([{**row._mapping, "drawn": drawn} for row in rows], out)  # noqa: SLF001  # SQLAlchemy's name
    say(
        f"{counted(len(rows), 'post')} in {files[0]} and {files[1]}; "
        "fill the one or the other, then: pantau review import"
    )


def import_review(run: RunContext, path: Path, annotator: str) -> None:
    """Store what an annotator filled in. Raises ConfigError that names every bad row; then nothing is stored."""
    reviews, empty = read_review(path, annotator)
    reviews = _known_places(reviews, configured_addressing(run.settings))
    with transaction(run.engine) as connection:
        digests = stored_digests(connection, [one.post_id for one in reviews])
        unknown = [one.post_id for one in reviews if one.post_id not in digests]
        if unknown:
            raise ConfigError(f"{path.name}: posts that are not stored: {', '.join(unknown)}; nothing was stored")
        store_reviews(connection, reviews, digests, run.now())
    say(f"{counted(len(reviews), 'label')} by {annotator} stored, {counted(empty, 'post')} left empty")


def _known_places(reviews: Sequence[Review], addressing: Addressing) -> list[Review]:
    """Write the names of places as the gazetteer does; names that it does not hold stay as written."""
    spelled = addressing.gazetteer.canonical
    return [
        one if one.places is None else replace(one, places=tuple(spelled(name) or name for name in one.places))
        for one in reviews
    ]


def show_agreement(settings: Settings) -> None:
    """Print how well annotators agree with each other, and the machine with them on posts drawn at random."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = human_labels(connection)
    if not rows:
        raise ConfigError("no label by a person is stored; see pantau review export and import")
    answers = _answers(rows, settings)
    random = {row.post_id for row in rows if row.drawn == "random"}
    show(agreement_table(answers, random, TASKS, "posts"))


def _answers(rows: Sequence[Row[Any]], settings: Settings) -> dict[str, Told]:
    found: dict[str, Told] = defaultdict(dict)
    posts = {row.post_id: unlabelled_of(row) for row in rows}
    for row in rows:
        found[row.post_id][row.annotator] = _answers_of(row)
    for made in configured_post_labeller(settings).label(list(posts.values())):
        found[made.post_id][MACHINE] = {task: getattr(made, task) or NONE for task in TASKS}
    return found


def _answers_of(row: Row[Any]) -> dict[str, str]:
    """Give what a person answered: no sub-topic means none, no stage that it was not asked yet."""
    told = {task: getattr(row, task) for task in TASKS} | {"subtopic": row.subtopic or NONE}
    return {task: answer for task, answer in told.items() if answer is not None}


def reviewed_examples(settings: Settings) -> list[Example]:
    """Give the posts whose current label is a person's, to learn from."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        rows = [row for row in human_labels(connection) if row.current and row.text]
    return [
        Example(
            id=row.post_id,
            text=row.text,
            title=row.title,
            topic=row.topic,
            subtopic=row.subtopic,
            topics=tuple(filter(None, row.topics.split(","))),
            programme_level=row.programme_level,
            message_function=row.message_function,
            account=row.source_id,
            stage=row.stage,
            channel=row.post_id.partition(":")[0],
            place=row.city,
        )
        for row in rows
    ]
