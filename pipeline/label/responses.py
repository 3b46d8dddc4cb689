"""Label what citizens wrote: sentiment, intent, object and obstacle, each with what led to it."""

from __future__ import annotations

from collectors.errors import ConfigError
from pipeline.label.batches import Batch, Store, label_batches
from pipeline.label.crew import crew_of
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.responses.labels import ResponseLabel, ResponseLabeller, load_response_labeller
from storage.db.engine import reading
from storage.labels.response_labels import BATCH, ResponseLabelRow, store_response_labels, unlabelled_responses


def configured_response_labeller(settings: Settings) -> ResponseLabeller:
    """Read the model of responses as configured. Raises ConfigError when it cannot be used."""
    chosen = settings.config.response_model
    try:
        return load_response_labeller(settings.path(chosen) if chosen else None)
    except ValueError as error:
        raise ConfigError(str(error)) from error


def label_responses(run: RunContext, labeller: ResponseLabeller, *, everything: bool = False) -> int:
    """Label responses that have no label of this version, or all; return how many."""
    with crew_of(labeller.label_all, run.say) as crew:

        def label_batch(after: str) -> Batch:
            with reading(run.engine) as connection:
                batch = unlabelled_responses(connection, labeller.version, after=after, everything=everything)
            made = crew.give([text for _, text in batch])

            def labelled() -> Store:
                rows = [_row(key, one, labeller.version) for (key, _), one in zip(batch, made(), strict=True)]
                return lambda writer: store_response_labels(writer, rows, run.now())

            return Batch([key for key, _ in batch], labelled, is_last=len(batch) < BATCH)

        return label_batches(run, "responses", labeller.version, label_batch, everything=everything, ahead=crew.size)


def _row(response_id: str, made: ResponseLabel, version: str) -> ResponseLabelRow:
    return ResponseLabelRow(
        response_id=response_id,
        version=version,
        sentiment=made.sentiment,
        intent=made.intent,
        object=made.object,
        obstacle=made.obstacle,
        score=made.score,
        evidence=[reason._asdict() for reason in made.evidence],
        method=made.method,
    )
