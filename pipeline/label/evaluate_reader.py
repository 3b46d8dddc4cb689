"""``pantau evaluate --reader``: what the second reader would make of the posts that the model is unsure of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from collectors.errors import ConfigError
from pipeline.label.posts import configured_labeller
from pipeline.reader.posts import level_beside_topics, open_server, second_reader
from pipeline.reader.reading import Reading, SecondReader
from pipeline.reader.server import ReaderFailedError, Server
from pipeline.run.context import RunContext
from pipeline.transform.models.evaluation import measure
from pipeline.transform.posts.crossvalidation import outcome
from pipeline.transform.posts.labelled import Example, LabelledFileError, read_labelled
from pipeline.transform.posts.labeller import Label
from storage.labels.methods import READER


def evaluate_reader(run: RunContext, path: Path, server: Server | None = None) -> None:
    """Print each measure of the model alone, and of model and reader together; questions are booked and bounded.

    Raises ConfigError when no reader is configured or the file cannot be used.
    """
    config = run.settings.config.labels.reader
    if config is None:
        raise ConfigError("no reader is configured; add labels: {reader: {base_url: …, model: …}} (docs/reader.md)")
    try:
        examples = read_labelled([path])
        server = server or open_server(run.settings, config)
    except (LabelledFileError, ReaderFailedError) as error:
        raise ConfigError(f"nothing was done:\n{error}") from error
    alone = configured_labeller(run.settings).label_all([one.post for one in examples])
    reader = replace(second_reader(run.settings, config, server, run), purpose="evaluate")
    together = list(_read(run, reader, examples, alone))
    Console(width=None if Console().is_terminal else 140).print(_table(examples, alone, together))
    tally = reader.tally
    run.say(
        f"{config.model} at {reader.host}: {sum(one.method == READER for one in together)} of {len(examples)} posts "
        f"read ({tally.asked} asked, {tally.kept} answers known from before, {tally.refused} refused)"
    )


def _read(
    run: RunContext, reader: SecondReader, examples: Sequence[Example], alone: Sequence[Label]
) -> Iterator[Label]:
    """Give the reader's label of each unsure post, else the model's; after a failure all are the model's."""
    failed = False
    for example, label in zip(examples, alone, strict=True):
        run.stop.check()
        said = None
        if not failed and 0 < label.score < reader.config.only_below:
            try:
                said = reader.read(example.text, example.title, example.channel or "unknown")
            except ReaderFailedError as error:
                failed = error.final
                run.say(f"{example.id}: {error}; the model's label stays")
        yield _second(label, said) if said else label


def _second(label: Label, said: Reading) -> Label:
    answer = said.answer
    return replace(
        label,
        topic=answer.topic,
        subtopic=answer.subtopic,
        topics=answer.topics,
        programme_level=level_beside_topics(label.programme_level, answer.topics),
        message_function=answer.message_function,
        stage=answer.stage,
        method=READER,
    )


def _table(examples: Sequence[Example], alone: Sequence[Label], together: Sequence[Label]) -> Table:
    measured = [
        measure([outcome(example, label) for example, label in zip(examples, labels, strict=True)])
        for labels in (alone, together)
    ]
    table = Table("measure", "model", "95 %", "with reader", "95 %", title=f"{len(examples)} posts")
    for name in measured[0]:
        cells = [cell for told in measured for cell in _cells(*told[name])]
        table.add_row(name, *cells)
    return table


def _cells(value: float, low: float, high: float) -> tuple[str, str]:
    return f"{value:.3f}", f"{low:.3f} – {high:.3f}"
