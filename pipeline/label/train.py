"""``pantau train`` and ``pantau evaluate``: a model of labelled posts, and how good labels are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from rich.table import Table

from collectors.errors import ConfigError
from collectors.extras import how_to_install
from collectors.wording import counted
from pipeline import clock
from pipeline.label.evaluate_audience import audience_table
from pipeline.label.posts import configured_labeller, configured_rules
from pipeline.run.console import say, show
from pipeline.settings.models import Settings
from pipeline.transform.models.evaluation import (
    MEASURES,
    SCORED,
    Outcome,
    ResponseOutcome,
    accuracy,
    alpha,
    class_scores,
    confusion,
    kappa,
    macro_f1,
    measure,
    pairs,
    reliability,
    shown,
)
from pipeline.transform.posts.annotations import annotate, read_annotations, texts_by_name
from pipeline.transform.posts.classifier import save_classifier
from pipeline.transform.posts.crossvalidation import Estimate, estimate_scores, outcome
from pipeline.transform.posts.labelled import Example, data_digest, read_labelled
from pipeline.transform.posts.labeller import Label
from pipeline.transform.posts.training import train

WORST = 5
_Read = TypeVar("_Read")
SINGLE = ("topic", "subtopic", "programme_level", "message_function", "stage")


@dataclass(frozen=True, slots=True)
class Material:
    """The material of a model: files to learn from and measure on, files and labels to learn from alone, mere texts.

    ``annotations`` are labels without texts: of posts that stand in one of the other files.
    """

    files: Sequence[Path]
    also: Sequence[Path] = ()
    unlabelled: Sequence[Path] = ()
    annotations: Sequence[Path] = ()
    people: Sequence[Example] = ()


def train_model(settings: Settings, material: Material, out: Path) -> None:
    """Measure by cross-validation, then make a model with its card, both with the configured taxonomy and programmes.

    Raises ConfigError that names every mistake of the files.
    """
    measured, examples = _examples(material)
    texts = [text for path in material.unlabelled for text in _texts(path)]
    if find_spec("sklearn") is None:
        raise ConfigError(f"training needs scikit-learn; {how_to_install('train')}")
    if len({examples[row].topic for row in measured} - {None}) < 2:  # noqa: PLR2004  # nothing to tell apart
        raise ConfigError("the labelled posts have fewer than two primary topics, nothing to learn; label more")
    rules = configured_rules(settings)
    say(f"measuring on {counted(len(measured), 'labelled post')}, each by a model that has not seen it …")
    estimate = estimate_scores(rules, examples, measured, texts)
    say(f"training on {counted(len(examples), 'labelled post')} …")
    model = replace(train(rules, examples, texts), heat=estimate.heat)
    save_classifier(model, _card(examples, len(texts), estimate) | {"taxonomy": rules.version}, out)
    for name, (value, low, high) in measure(estimate.seen_kinds).items():
        say(f"  {name}: {value:.3f} (95 %: {low:.3f} to {high:.3f})")
    say(f"the model is in {out}; name this folder as 'model' in config.yaml to use it")


def _examples(material: Material) -> tuple[list[int], list[Example]]:
    """Read all examples, and tell which of them to measure on. Raises ConfigError with every mistake."""
    files = _read(material.files)
    names = {example.id for example in files}
    also = _read(material.also) if material.also else ()
    further = [one for one in (*also, *material.people) if one.id not in names]
    rows = _read_or_refuse(read_annotations, material.annotations)
    texts = _read_or_refuse(texts_by_name, material.unlabelled)
    examples, lost = annotate([*files, *further], rows, texts)
    if lost:
        say(f"{lost} annotations are of posts that stand in no file given, and are left out")
    return [row for row, example in enumerate(examples) if example.id in names], examples


def _card(examples: Sequence[Example], texts: int, estimate: Estimate) -> dict[str, Any]:
    outcomes = estimate.seen_kinds
    return {
        "made_at": clock.now().date().isoformat(),
        "made_by": f"pantau {version('pantau')}, scikit-learn {version('scikit-learn')}, numpy {version('numpy')}",
        "labelled_posts": len(outcomes),
        "further_labelled_posts": len(examples) - len(outcomes),
        "unlabelled_posts": texts,
        "data_digest": data_digest(examples),
        "measured_by": "cross-validation on the labelled posts; the further posts were only learned from",
        "scores": _rounded(outcomes),
        "unseen_places": {name: _held_out(part) for name, part in estimate.unseen_places.items()},
        "unseen_channels": {name: _held_out(part) for name, part in estimate.unseen_channels.items()},
        "classes": {task: class_rows(outcomes, task) for task in SINGLE},
        "confusion": confusion(*pairs(outcomes, "topic")),
        "reliability": [
            [one.low, one.high, one.labels, round(one.promised, 4), round(one.right, 4)]
            for one in reliability([one.score for one in outcomes], [one.topic[0] == one.topic[1] for one in outcomes])
        ],
    }


def _rounded(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    return {name: [round(number, 4) for number in told] for name, told in measure(outcomes).items()}


def _held_out(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {"posts": len(outcomes), **_rounded(outcomes)}


def class_rows(outcomes: Sequence[Outcome | ResponseOutcome], task: str) -> dict[str, list[float]]:
    """Give precision, recall, F1 and examples by class, for the model's card."""
    return {
        one.name: [round(one.precision, 4), round(one.recall, 4), round(one.f1, 4), one.examples]
        for one in class_scores(*pairs(outcomes, task))
    }


def _read(files: Sequence[Path]) -> list[Example]:
    return _read_or_refuse(read_labelled, files)


def _read_or_refuse(read: Callable[[Sequence[Path]], _Read], files: Sequence[Path]) -> _Read:
    try:
        return read(files)
    except (ValueError, OSError, KeyError) as error:
        raise ConfigError(f"nothing was done:\n{error}") from error


def _texts(path: Path) -> list[str]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return [row["text"] for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} cannot be read ({error}); write one JSON object with 'text' a line") from error


def evaluate_file(settings: Settings, path: Path) -> None:
    """Score the configured labeller on a file of labelled posts, and print what a person needs to judge it."""
    examples = _read([path])
    labels = configured_labeller(settings).label_all([one.post for one in examples])
    outcomes = [outcome(example, label) for example, label in zip(examples, labels, strict=True)]
    show(_summary(outcomes))
    show(_by_channel(examples, outcomes))
    for task in SINGLE:
        show(class_table(outcomes, task))
    show(confusion_table(outcomes, "topic"))
    show(_reliability_table(outcomes))
    _print_worst(examples, labels)
    if addressed := audience_table(settings, path):
        show(addressed)


def _summary(outcomes: Sequence[Outcome]) -> Table:
    table = Table("measure", "value", "95 % from", "to", title=counted(len(outcomes), "post"))
    found = measure(outcomes)
    for name in MEASURES:
        table.add_row(name, *map(shown, found.get(name, (None, None, None))))
    for task in SINGLE:
        told, given = pairs(outcomes, task)
        for name, value in (("kappa", kappa(told, given)), ("alpha", alpha(zip(told, given, strict=True)))):
            table.add_row(f"{task} {name}", shown(value), "", "")
    return table


def _by_channel(examples: Sequence[Example], outcomes: Sequence[Outcome]) -> Table:
    """Show how far topics may be believed in each channel."""
    table = Table("channel", "posts", "topic accuracy", "kappa", "macro-F1", "function macro-F1")
    for channel in sorted({example.channel or "" for example in examples}):
        part = [one for example, one in zip(examples, outcomes, strict=True) if (example.channel or "") == channel]
        told, given = pairs(part, "topic")
        value = kappa(told, given)
        scores = [
            accuracy(told, given),
            value,
            macro_f1(told, given),
            macro_f1(*pairs(part, "message_function"), SCORED),
        ]
        table.add_row(channel or "not told", str(len(told)), *map(shown, scores))
    return table


def class_table(outcomes: Sequence[Outcome | ResponseOutcome], task: str) -> Table:
    """Show how well each class of a task is told."""
    table = Table(task, "precision", "recall", "F1", "examples")
    for one in class_scores(*pairs(outcomes, task)):
        table.add_row(one.name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", str(one.examples))
    return table


def confusion_table(outcomes: Sequence[Outcome | ResponseOutcome], task: str) -> Table:
    """Show what is taken for what."""
    counts = confusion(*pairs(outcomes, task))
    table = Table("told ↓ given →", *counts)
    for name, row in counts.items():
        table.add_row(name, *(str(count or "") for count in row.values()))
    return table


def _reliability_table(outcomes: Sequence[Outcome]) -> Table:
    table = Table("score from", "to", "labels", "promised", "right")
    for one in reliability([one.score for one in outcomes], [one.topic[0] == one.topic[1] for one in outcomes]):
        table.add_row(f"{one.low:.1f}", f"{one.high:.1f}", str(one.labels), f"{one.promised:.3f}", f"{one.right:.3f}")
    return table


def _print_worst(examples: Sequence[Example], labels: Sequence[Label]) -> None:
    wrong = [pair for pair in zip(examples, labels, strict=True) if pair[0].topic not in (None, pair[1].topic)]
    wrong.sort(key=lambda pair: -pair[1].score)
    table = Table("post", "told", "given", "score", "because of", title="the surest mistakes")
    for example, label in wrong[:WORST]:
        topical = [one for one in label.evidence if one.label in ("topic", "subtopic")]
        reasons = sorted(topical, key=lambda one: (one.source != "taxonomy", -one.weight))[:WORST]
        words = ", ".join(f"{one.found} ({one.weight:g} {one.answer})" for one in reasons)
        table.add_row(example.id, str(example.topic), label.topic, f"{label.score:.2f}", words)
    show(table)
