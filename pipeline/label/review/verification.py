"""Whether people have verified the machine's labels: two of them on 200 posts drawn at random, agreeing well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from pipeline.label.review.agreement import Told, annotators, shared_answers
from pipeline.transform.models.evaluation import PUBLISH, kappa
from storage.labels.reviews import human_labels

POSTS = 200
"""Posts drawn at random that two people must have labelled."""
TASK = "topic"
UNVERIFIED = "label mesin, belum diverifikasi manusia"


class Verification(NamedTuple):
    """Who labelled by hand, and the two people who share the most posts: how many, and how well they agree."""

    people: tuple[str, ...] = ()
    posts: int = 0
    kappa: float | None = None

    @property
    def verified(self) -> bool:
        """Tell whether two people agree on enough posts."""
        return self.posts >= POSTS and self.kappa is not None and self.kappa >= PUBLISH


def verification_of(connection: Connection) -> Verification:
    """Look at the labels that people gave the posts drawn at random."""
    return verify(human_labels(connection))


def verify(rows: Sequence[Row[Any]]) -> Verification:
    """Find the two annotators who verify best: those who pass, else those who share the most posts."""
    answers: dict[str, Told] = defaultdict(dict)
    for row in rows:
        if row.drawn == "random":
            answers[row.post_id][row.annotator] = {TASK: row.topic}
    people = tuple(sorted({row.annotator for row in rows if row.annotator}))
    found = [Verification(people, *_agreement(answers, pair)) for pair in combinations(annotators(answers), 2)]
    return max(found, key=lambda one: (one.verified, one.posts, one.kappa or 0), default=Verification(people))


def _agreement(answers: dict[str, Told], pair: tuple[str, str]) -> tuple[int, float | None]:
    shared = list(shared_answers(answers, TASK, *pair))
    return len(shared), kappa([one for one, _ in shared], [other for _, other in shared])
