"""Whether people have verified the machine's labels: two of them on 200 posts drawn at random, agreeing well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from pipeline.label.review.agreement import Told, annotators, shared_answers
from pipeline.transform.models.evaluation import PUBLISH, kappa
from storage.labels.annotators import labelling_machines
from storage.labels.reviews import human_labels

POSTS = 200
"""Posts drawn at random that two people must have labelled."""
TASK = "topic"
UNVERIFIED = "label mesin, belum diverifikasi manusia"
"""The name in package and report of labels of which people have not verified enough."""


class Verification(NamedTuple):
    """Annotators, people and machines, and how well the two people who share the most posts agree on how many."""

    people: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    posts: int = 0
    kappa: float | None = None

    @property
    def verified(self) -> bool:
        """Tell whether two people agree on enough posts."""
        return self.posts >= POSTS and self.kappa is not None and self.kappa >= PUBLISH


def verification_of(connection: Connection, week: str | None = None) -> Verification:
    """Look at the labels that people gave the posts drawn at random; the machines are those of a *week*, or all."""
    return verify(human_labels(connection), labelling_machines(connection, week))


def verify(rows: Sequence[Row[Any]], machines: Sequence[str] = ()) -> Verification:
    """Find the two annotators who verify best: those who pass, else those who share the most posts."""
    answers: dict[str, Told] = defaultdict(dict)
    for row in rows:
        if row.drawn == "random":
            answers[row.post_id][row.annotator] = {TASK: row.topic}
    named = tuple(sorted({row.annotator for row in rows if row.annotator})), tuple(machines)
    found = [Verification(*named, *_agreement(answers, pair)) for pair in combinations(annotators(answers), 2)]
    return max(found, key=lambda one: (one.verified, one.posts, one.kappa or 0), default=Verification(*named))


def _agreement(answers: dict[str, Told], pair: tuple[str, str]) -> tuple[int, float | None]:
    shared = list(shared_answers(answers, TASK, *pair))
    return len(shared), kappa([one for one, _ in shared], [other for _, other in shared])
