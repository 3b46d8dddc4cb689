"""Nested cross-validation: each post is labelled by a model that has not seen it. Needs scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.transform.models.evaluation import Outcome
from pipeline.transform.posts.labelled import Example
from pipeline.transform.posts.labeller import Label, Labeller, Rules
from pipeline.transform.posts.training import folds, train
from pipeline.transform.text.taxonomy import NONE


def outcome(example: Example, label: Label) -> Outcome:
    """Put what people told beside what the machine gave."""
    told_subtopic = NONE if example.topic == NONE else example.subtopic
    return Outcome(
        topic=(example.topic, label.topic),
        subtopic=(told_subtopic, label.subtopic or NONE),
        topics=(example.topics, label.topics),
        programme_level=(example.programme_level, label.programme_level),
        message_function=(example.message_function, label.message_function or NONE),
        stage=(example.stage, label.stage or NONE),
        score=label.score,
    )


def cross_validate(
    rules: Rules,
    measured: Sequence[Example],
    always: Sequence[Example] = (),
    unlabelled: Sequence[str] = (),
    *,
    seed: int = 0,
) -> list[Outcome]:
    """Label each of *measured*, in its order, by a model of the others and of *always*."""
    found: dict[int, Outcome] = {}
    for part in folds(measured, seed=seed):
        others = np.setdiff1d(np.arange(len(measured)), part)
        model = train(rules, [*(measured[row] for row in others), *always], unlabelled)
        labeller = Labeller(rules.reader(model), model, "cross-validation")
        held = [measured[row] for row in part]
        labels = labeller.label_all([(example.text, example.title) for example in held])
        found |= {int(row): outcome(*pair) for row, pair in zip(part, zip(held, labels, strict=True), strict=True)}
    return [found[row] for row in range(len(measured))]
