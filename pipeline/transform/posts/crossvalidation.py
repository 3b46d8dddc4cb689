"""Measure how good a model is on posts, places and channels that it has not seen. Needs scikit-learn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.models.evaluation import Outcome
from pipeline.transform.models.linear import probabilities_of
from pipeline.transform.posts.answers import Answers
from pipeline.transform.posts.classifier import Classifier
from pipeline.transform.posts.features import Floats
from pipeline.transform.posts.labelled import Example
from pipeline.transform.posts.labeller import BATCH, Label, Labeller, Rules
from pipeline.transform.posts.training import train
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE
from pipeline.transform.text.text import tokens

Rows = NDArray[np.int64]
FOLDS = 5
LARGE = 40  # examples from which a place is left out by itself; smaller ones are left out several at a time
RUN, ALIKE = 4, 0.5  # texts that share half of their runs of four words are one text
TOPICS = tuple(sorted((*DIMENSIONS, NONE)))


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


def near_duplicates(examples: Sequence[Example]) -> list[int]:
    """Give each text the number of the first one that it is nearly like, or its own."""
    first = list(range(len(examples)))
    runs: list[set[int]] = []
    standing: dict[int, list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        words = [word for word in tokens(f"{example.title or ''} {example.text}") if word]
        runs.append({hash(tuple(words[at : at + RUN])) for at in range(max(1, len(words) - RUN + 1))})
        shared = Counter(other for run in runs[row] for other in standing[run])
        for other, count in shared.items():
            if count >= ALIKE * (len(runs[row]) + len(runs[other]) - count):
                first[row] = min(first[row], first[other])
        for run in runs[row]:
            standing[run].append(row)
    return first


def deal(keys: Sequence[object], rows: Sequence[int], count: int = FOLDS) -> list[Rows]:
    """Deal *rows* into parts of about the same size; those of one key stay together, the largest first."""
    found: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        found[keys[row]].append(row)
    parts: list[list[int]] = [[] for _ in range(count)]
    for group in sorted(found.values(), key=lambda group: (-len(group), group)):
        min(parts, key=len).extend(group)
    return [np.array(sorted(part), dtype=np.int64) for part in parts if part]


def by_place(examples: Sequence[Example], rows: Sequence[int]) -> list[Rows]:
    """Part rows by place: large places by themselves, the others together, an account never in two parts."""
    sizes = Counter(examples[row].place for row in rows)
    named = [place for place, size in sizes.items() if size >= LARGE]
    large = [np.array([row for row in rows if examples[row].place == place]) for place in named]
    small = [row for row in rows if sizes[examples[row].place] < LARGE]
    return [*large, *deal([example.account or example.place for example in examples], small)]


def by_channel(examples: Sequence[Example], rows: Sequence[int]) -> list[Rows]:
    """Part rows by channel."""
    channels = sorted({examples[row].channel or "" for row in rows})
    return [np.array([row for row in rows if (examples[row].channel or "") == channel]) for channel in channels]


HeldOut = dict[int, tuple[Outcome, Floats]]
"""Of each row what was told and given, and the scores of its topics."""


def label_held_out(
    rules: Rules, examples: Sequence[Example], alike: Rows, parts: Iterable[Rows], unlabelled: Sequence[str] = ()
) -> HeldOut:
    """Label the rows of each part by a model of all others that are not nearly *alike* one of them."""
    found = HeldOut()
    for part in parts:
        others = np.setdiff1d(np.flatnonzero(~np.isin(alike, alike[part])), part)
        model = train(rules, [examples[row] for row in others], unlabelled)
        found |= dict(zip(part.tolist(), _labelled(rules, model, [examples[row] for row in part]), strict=True))
    return found


def _labelled(rules: Rules, model: Classifier, examples: Sequence[Example]) -> list[tuple[Outcome, Floats]]:
    labeller = Labeller(rules.reader(model), model, "held out")
    labels = labeller.label_all([example.post for example in examples])
    return list(zip(map(outcome, examples, labels), _topic_scores(rules, model, examples), strict=True))


def _topic_scores(rules: Rules, model: Classifier, examples: Sequence[Example]) -> Floats:
    reader, found = rules.reader(model), []
    for start in range(0, len(examples), BATCH):
        posts = [example.post for example in examples[start : start + BATCH]]
        seen, named = reader.see(posts)
        scores = Answers(model, seen, named, [post.channel for post in posts]).topic_scores
        found.append(_in_order(scores, model.classes["topic"]))
    return np.concatenate(found)


def _in_order(scores: Floats, names: Sequence[str]) -> Floats:
    """Put scores into the order of TOPICS: a part without a rare topic makes a model that does not know it."""
    found = np.full((len(scores), len(TOPICS)), scores.min() - 1, dtype=np.float32)
    found[:, [TOPICS.index(name) for name in names]] = scores
    return found


def find_heat(examples: Sequence[Example], held: HeldOut) -> dict[str, float]:
    """Find by channel by how much scores must be divided, so that unseen posts are right as often as they say."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in held:
        if examples[row].topic and examples[row].weight >= 1:
            rows[examples[row].channel or ""].append(row)
    heat = {channel: _heat(part, held) for channel, part in sorted(rows.items())}
    return {**heat, "": _heat([row for part in rows.values() for row in part], held)}


def _heat(rows: Sequence[int], held: HeldOut) -> float:
    scores = np.stack([held[row][1] for row in rows])
    right = [TOPICS.index(str(held[row][0].topic[0])) for row in rows]
    heats = np.geomspace(0.5, 6, 80)
    return round(float(min(heats, key=lambda heat: _surprise(scores / heat, right))), 4)


def _surprise(scores: Floats, right: Sequence[int]) -> float:
    chances = probabilities_of(scores)[np.arange(len(right)), right]
    return -float(np.log(chances + 1e-9).sum())


@dataclass(frozen=True, slots=True)
class Estimate:
    """The quality of labels on posts that no model has seen, and the ``heat`` at which they say how sure they are.

    ``seen_kinds`` are the measured posts by cross-validation; the others, by channel, are posts of places and of
    channels of which no post was learned from.
    """

    heat: dict[str, float]
    seen_kinds: list[Outcome]
    unseen_places: dict[str, list[Outcome]]
    unseen_channels: dict[str, list[Outcome]]


def estimate_scores(
    rules: Rules, examples: Sequence[Example], measured: Sequence[int], unlabelled: Sequence[str] = ()
) -> Estimate:
    """Label measured posts, then places and channels, each by models that have not seen them."""
    first = near_duplicates(examples)
    alike = np.array(first)
    crossed = label_held_out(rules, examples, alike, deal(first, measured), unlabelled)
    placed = [row for row, one in enumerate(examples) if one.place and one.channel]
    strange = rules.without_mined()
    held = label_held_out(strange, examples, alike, by_place(examples, placed), unlabelled)
    channels = label_held_out(strange, examples, alike, by_channel(examples, placed), unlabelled)
    heat = find_heat(examples, held | crossed)
    seen, places, others = (with_heat(examples, one, heat) for one in (crossed, held, channels))
    return Estimate(
        heat, [seen[row] for row in measured], _part_by_channel(examples, places), _part_by_channel(examples, others)
    )


def _part_by_channel(examples: Sequence[Example], outcomes: dict[int, Outcome]) -> dict[str, list[Outcome]]:
    """Part outcomes by channel; those that a machine labelled measure nothing."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for row, one in outcomes.items():
        if examples[row].weight >= 1:
            found[examples[row].channel or ""].append(one)
    return dict(sorted(found.items()))


def with_heat(examples: Sequence[Example], held: HeldOut, heat: dict[str, float]) -> dict[int, Outcome]:
    """Give outcomes the scores that they have at this heat."""
    found = {}
    for row, (told, scores) in held.items():
        chances = probabilities_of(scores[np.newaxis] / heat.get(examples[row].channel or "", heat[""]))
        found[row] = replace(told, score=round(float(chances.max()), 4) if told.score else 0.0)
    return found
