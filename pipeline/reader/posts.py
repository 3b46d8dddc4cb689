"""The step after the light labels: posts that the model is unsure of are read again, and a failure leaves them be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Row

from collectors.extras import how_to_install
from collectors.privacy import known_names
from collectors.wording import counted
from pipeline.reader.reading import Reading, SecondReader
from pipeline.reader.server import ReaderFailedError, Server
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.settings.sections import ReaderConfig
from pipeline.transform.reader.question import codebook_version
from pipeline.transform.text.programmes import LEVELS
from pipeline.transform.text.taxonomy import NONE
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
from storage.labels.methods import READER
from storage.labels.reader import labelled_posts, unsure_posts

BATCH = 50
PATIENCE = 3  # failures in a row after which the night asks no more
KEPT_EVIDENCE = ("programme_level", "audience", "places")  # of the light label: the reader does not tell these
INSTALL = f"the reader needs the openai package; {how_to_install('reader')}"


def read_unsure_posts(run: RunContext, server: Server | None = None) -> int:
    """Read the posts of whose label the model is unsure, where a reader is configured; return how many it labelled."""
    config = run.settings.config.labels.reader
    if config is None:
        return 0
    try:
        server = server or open_server(run.settings, config)
    except ReaderFailedError as error:
        run.say(f"labels.reader: {error}; the model's labels stay")
        return 0
    reader = second_reader(run.settings, config, server, run)
    labelled, ended = 0, ""
    try:
        for rows in _batches(run, config):
            with _stored(run) as made:
                made.extend(_read(run, reader, rows))
            labelled += len(made)
    except ReaderFailedError as error:
        ended = f"; it ended early: {error}; the other labels stay the model's"
    tally = reader.tally
    at = f"{reader.host} ({tally.address})" if tally.address else reader.host
    run.say(
        f"second reader {config.model} at {at}: {counted(tally.asked, 'post')} asked, "
        f"{counted(tally.kept, 'answer')} known from before, "
        f"{counted(tally.refused, 'answer')} refused, {counted(labelled, 'post')} labelled{ended}"
    )
    return labelled


def missing_for_reader(settings: Settings, config: ReaderConfig) -> str | None:
    """Tell what the reader lacks and how to mend it; None when it may ask."""
    if find_spec("openai") is None:
        return INSTALL
    if config.key_env and settings.secrets.reader_key is None:
        return f"{config.key_env} is not set; put the server's key there or into .env"
    return None


def open_server(settings: Settings, config: ReaderConfig) -> Server:
    """Make the configured server's client. Raises ReaderFailedError with what is missing."""
    if missing := missing_for_reader(settings, config):
        raise ReaderFailedError(missing)
    key = settings.secrets.reader_key
    from pipeline.reader.openai_server import OpenAIServer  # noqa: PLC0415  # heavy, and an extra

    return OpenAIServer(config, key.get_secret_value() if key else None)


def second_reader(settings: Settings, config: ReaderConfig, server: Server, run: RunContext) -> SecondReader:
    """Make the reader of a run; the office's own handles are left readable."""
    own = [source.account for source in settings.config.sources if hasattr(source, "account")]
    known = known_names([*own, *settings.config.official_accounts])
    return SecondReader(config, server, run.engine, run.now, known)


def _batches(run: RunContext, config: ReaderConfig) -> Iterator[list[Row[Any]]]:
    with transaction(run.engine) as connection:
        waiting = unsure_posts(connection, config.only_below)
    for start in range(0, len(waiting), BATCH):
        with transaction(run.engine) as connection:
            rows = labelled_posts(connection, waiting[start : start + BATCH])
        yield rows


def _read(run: RunContext, reader: SecondReader, rows: Sequence[Row[Any]]) -> Iterator[LabelRow]:
    """Read posts one by one; failures in a row, and the night's limit, end it. Raises ReaderFailedError."""
    failures = 0
    for row in rows:
        run.stop.check()
        if run.time_is_over:
            raise ReaderFailedError(run.limit_reached)
        if reader.tally.asked >= reader.config.posts_per_night:
            raise ReaderFailedError(
                f"{counted(reader.config.posts_per_night, 'post')} a night are asked (posts_per_night)"
            )
        try:
            said = reader.read(row.text, row.title, row.platform)
        except ReaderFailedError as error:
            failures += 1
            if error.final or failures == PATIENCE:
                raise
            continue
        failures = 0
        if said:
            yield second_label(row, said, reader.config.model)


@contextmanager
def _stored(run: RunContext) -> Iterator[list[LabelRow]]:
    """Store the labels made until an error or the end."""
    made: list[LabelRow] = []
    try:
        yield made
    finally:
        with transaction(run.engine) as connection:
            store_labels(connection, made, run.now())


def level_beside_topics(level: str, topics: Sequence[str]) -> str:
    """Return the programme level of a post whose *topics* a reader found: one that names a programme stays."""
    return level if level in LEVELS else "dimension" if topics else NONE


def second_label(row: Any, said: Reading, model: str) -> LabelRow:
    """Make a reader's label of a post from its answer and the model's label.

    Which services a post names stays with the programmes file, audience and places with the gazetteer.
    """
    answer = said.answer
    held = [one for one in json.loads(row.evidence) if one.get("label") in KEPT_EVIDENCE]
    return LabelRow(
        post_id=row.post_id,
        text_digest=row.text_digest,
        version=row.version,
        method=READER,
        topic=answer.topic,
        subtopic=answer.subtopic,
        topics=answer.topics,
        programme_level=level_beside_topics(row.programme_level, answer.topics),
        message_function=answer.message_function,
        stage=answer.stage,
        score=None,
        evidence=[*_quoted(row, said), *held],
        annotator=f"{model}, codebook {codebook_version()}",
        audience=row.audience,
        places=tuple(row.places.split(",")) if row.places else (),
    )


def _quoted(row: Any, said: Reading) -> Iterator[dict[str, Any]]:
    """Give the quotes as evidence where they stand in the post itself; one with a masked name stands nowhere."""
    whole = f"{row.title}\n{row.text}" if row.title else row.text
    for quote in said.quotes:
        start = whole.find(quote)
        if start >= 0:
            yield {
                "phrase": quote.casefold(),
                "found": quote,
                "start": start,
                "end": start + len(quote),
                "label": "topic",
                "answer": said.answer.topic,
                "weight": 1.0,
                "source": READER,
            }
