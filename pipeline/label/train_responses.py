"""``pantau train --of responses`` and ``pantau evaluate --of responses``: a model of responses, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import Any

from rich.table import Table

from collectors.errors import ConfigError
from collectors.extras import how_to_install
from collectors.wording import counted
from pipeline import clock
from pipeline.label.responses import configured_response_labeller
from pipeline.label.train import class_rows, class_table, confusion_table
from pipeline.run.console import say, show
from pipeline.settings.models import Settings
from pipeline.transform.models.evaluation import (
    RESPONSE_MEASURES,
    Bin,
    ResponseOutcome,
    kappa,
    measure,
    pairs,
    reliability,
    shown,
)
from pipeline.transform.responses.labelled import (
    WRITTEN_SOURCE,
    ResponseExample,
    read_labelled_responses,
    read_written_responses,
    responses_digest,
)
from pipeline.transform.responses.labels import JUDGED
from pipeline.transform.responses.model import save_model
from pipeline.transform.responses.training import (
    cross_validate_responses,
    leave_sources_out,
    response_outcome,
    train_responses,
)

MEASURED_WEIGHT = 2.0  # how much more a response counts that several annotators labelled and that is measured on


@dataclass(frozen=True, slots=True)
class ResponseMaterial:
    """Files of responses: to learn from and measure on, to learn from alone, corrections, and the store's by people."""

    files: Sequence[Path]
    also: Sequence[Path] = ()
    corrections: Path | None = None
    people: Sequence[ResponseExample] = ()


def train_response_model(material: ResponseMaterial, out: Path) -> None:
    """Measure by cross-validation on the files, then make a model of them and the written responses, with its card.

    Raises ConfigError that names every mistake of the files.
    """
    examples = [replace(one, weight=MEASURED_WEIGHT) for one in _read(material.files, material.corrections)]
    known = {one.id for one in examples}
    also = _read(material.also, material.corrections) if material.also else []
    further = [*(one for one in (*also, *material.people) if one.id not in known), *read_written_responses()]
    if find_spec("sklearn") is None:
        raise ConfigError(f"training needs scikit-learn; {how_to_install('train')}")
    say(f"measuring on {counted(len(examples), 'labelled response')}, each by a model that has not seen it …")
    outcomes = cross_validate_responses(examples, further)
    elsewhere = leave_sources_out(examples, further) if len({one.source for one in examples}) > 1 else {}
    save_model(train_responses([*examples, *further]), _card(examples, further, outcomes, elsewhere), out)
    for name, (value, low, high) in measure(outcomes, RESPONSE_MEASURES).items():
        say(f"  {name}: {value:.3f} (95 %: {low:.3f} to {high:.3f})")
    say(f"the model is in {out}; name this folder as 'response_model' in config.yaml to use it")


def _read(files: Sequence[Path], corrections: Path | None = None) -> list[ResponseExample]:
    try:
        return read_labelled_responses(files, corrections)
    except ValueError as error:
        raise ConfigError(f"nothing was done:\n{error}") from error


def _card(
    examples: Sequence[ResponseExample],
    further: Sequence[ResponseExample],
    outcomes: Sequence[ResponseOutcome],
    elsewhere: Mapping[str, Sequence[ResponseOutcome]],
) -> dict[str, Any]:
    written = sum(one.source == WRITTEN_SOURCE for one in further)
    pooled = [outcome for part in elsewhere.values() for outcome in part]
    return {
        "made_at": clock.now().date().isoformat(),
        "made_by": f"pantau {version('pantau')}, scikit-learn {version('scikit-learn')}, numpy {version('numpy')}",
        "labelled_responses": len(examples),
        "further_responses": len(further) - written,
        "written_responses": written,
        "data_digest": responses_digest([*examples, *further]),
        "measured_by": "cross-validation in five parts; fields on which annotators differed are left out",
        "scores": _scores(outcomes),
        "scores_of_a_new_source": _scores(pooled) if pooled else {},
        "sources": {source: {"responses": len(part)} | _values(part) for source, part in elsewhere.items()},
        "classes": {task: class_rows(outcomes, task) for task in JUDGED},
        "reliability": [[round(number, 4) for number in astuple(one)] for one in _reliability(outcomes)],
    }


def _scores(outcomes: Sequence[ResponseOutcome]) -> dict[str, list[float]]:
    told = measure(outcomes, RESPONSE_MEASURES)
    return {name: [round(number, 4) for number in numbers] for name, numbers in told.items()}


def _values(outcomes: Sequence[ResponseOutcome]) -> dict[str, float]:
    found = {name: score(outcomes) for name, score in RESPONSE_MEASURES.items()}
    return {name: round(value, 4) for name, value in found.items() if not isnan(value)}


def _reliability(outcomes: Sequence[ResponseOutcome]) -> list[Bin]:
    """Compare each score with whether sentiment, intent and obstacle were all right."""
    told = [one for one in outcomes if one.score is not None]
    right = [all(getattr(one, task)[0] in {None, getattr(one, task)[1]} for task in JUDGED) for one in told]
    return reliability([float(one.score or 0) for one in told], right)


def evaluate_responses(settings: Settings, path: Path) -> None:
    """Score the configured labeller on a file of labelled responses, and print what a person needs to judge it."""
    examples = _read([path])
    labels = configured_response_labeller(settings).label_all([example.text for example in examples])
    outcomes = list(map(response_outcome, examples, labels))
    show(_summary(outcomes))
    for task in _tasks(outcomes):
        show(class_table(outcomes, task))
        show(confusion_table(outcomes, task))


def _summary(outcomes: Sequence[ResponseOutcome]) -> Table:
    table = Table("measure", "value", "95 % from", "to", title=counted(len(outcomes), "response"))
    found = measure(outcomes, RESPONSE_MEASURES)
    for name in RESPONSE_MEASURES:
        table.add_row(name, *map(shown, found.get(name, (None, None, None))))
    for task in _tasks(outcomes):
        value = kappa(*pairs(outcomes, task))
        table.add_row(f"{task} kappa", shown(value), "", "")
    return table


def _tasks(outcomes: Sequence[ResponseOutcome]) -> list[str]:
    """List the labels that people gave: few files tell the object."""
    return [task for task in (*JUDGED, "object") if pairs(outcomes, task)[0]]
