"""``pantau train --of responses`` and ``pantau evaluate --of responses``: a model of responses, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.table import Table

from collectors.errors import ConfigError
from pipeline import clock
from pipeline.label.responses import configured_response_labeller
from pipeline.label.train import class_rows, class_table, confusion_table
from pipeline.run.console import say, show
from pipeline.settings.models import Settings
from pipeline.transform.models.evaluation import RESPONSE_MEASURES, ResponseOutcome, kappa, measure, pairs
from pipeline.transform.responses.labelled import ResponseExample, read_labelled_responses, responses_digest
from pipeline.transform.responses.model import TASKS, save_model
from pipeline.transform.responses.training import cross_validate_responses, response_outcome, train_responses


def train_response_model(files: Sequence[Path], out: Path) -> None:
    """Measure by cross-validation on *files*, then make a model of them with its card.

    Raises ConfigError that names every mistake of the files.
    """
    examples = _read(files)
    if find_spec("sklearn") is None:
        raise ConfigError("training needs scikit-learn; install it: pip install 'pantau[train]'")
    say(f"measuring on {len(examples)} labelled responses, each by a model that has not seen it …")
    outcomes = cross_validate_responses(examples)
    save_model(train_responses(examples), _card(examples, outcomes), out)
    for name, (value, low, high) in measure(outcomes, RESPONSE_MEASURES).items():
        say(f"  {name}: {value:.3f} (95 %: {low:.3f} to {high:.3f})")
    say(f"the model is in {out}; name this folder as 'response_model' in config.yaml to use it")


def _read(files: Sequence[Path]) -> list[ResponseExample]:
    try:
        return read_labelled_responses(files)
    except ValueError as error:
        raise ConfigError(f"nothing was done:\n{error}") from error


def _card(examples: Sequence[ResponseExample], outcomes: Sequence[ResponseOutcome]) -> dict[str, Any]:
    told = measure(outcomes, RESPONSE_MEASURES)
    return {
        "made_at": clock.now().date().isoformat(),
        "made_by": f"pantau {version('pantau')}, scikit-learn {version('scikit-learn')}, numpy {version('numpy')}",
        "labelled_responses": len(examples),
        "data_digest": responses_digest(examples),
        "measured_by": "cross-validation in five parts; fields on which annotators differed are left out",
        "scores": {name: [round(number, 4) for number in numbers] for name, numbers in told.items()},
        "classes": {task: class_rows(outcomes, task) for task in TASKS},
    }


def evaluate_responses(settings: Settings, path: Path) -> None:
    """Score the configured labeller on a file of labelled responses, and print what a person needs to judge it."""
    examples = _read([path])
    labels = configured_response_labeller(settings).label_all([example.text for example in examples])
    outcomes = list(map(response_outcome, examples, labels))
    show(_summary(outcomes))
    for task in TASKS:
        show(class_table(outcomes, task))
        show(confusion_table(outcomes, task))


def _summary(outcomes: Sequence[ResponseOutcome]) -> Table:
    table = Table("measure", "value", "95 % from", "to", title=f"{len(outcomes)} responses")
    for name, numbers in measure(outcomes, RESPONSE_MEASURES).items():
        table.add_row(name, *(f"{number:.3f}" for number in numbers))
    for task in TASKS:
        value = kappa(*pairs(outcomes, task))
        table.add_row(f"{task} kappa", "–" if value is None else f"{value:.3f}", "", "")
    return table
