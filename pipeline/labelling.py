"""Label what is stored: topics with their evidence, engagement, and which campaign a post belongs to."""

from __future__ import annotations

from collectors.errors import ConfigError
from pipeline.campaigns import assign_campaigns
from pipeline.config import Settings
from pipeline.conversation import measure_conversation
from pipeline.messages import assign_messages
from pipeline.night import Night
from pipeline.response_labelling import configured_response_labeller, label_responses
from pipeline.strategy import measure_strategy
from pipeline.transform.topics import Label, Labeller, Rules, load_labeller, load_rules
from storage.database import transaction
from storage.frames import engagement_inputs
from storage.labels import (
    LabelRow,
    Unlabelled,
    store_engagement,
    store_labels,
    unlabelled,
)


def label(night: Night, *, everything: bool = False) -> None:
    """Label what has no label of the current taxonomy and model, then compute all that rests on labels and counts.

    Raises ConfigError for a taxonomy or a model that cannot be used.
    """
    labelled = label_topics(night, configured_labeller(night.settings), everything=everything)
    scored = _score_engagement(night)
    assign_campaigns(night)
    shared = assign_messages(night)
    responses = label_responses(night, configured_response_labeller(night.settings), everything=everything)
    measure_strategy(night)
    measure_conversation(night)
    night.say(
        f"labels: {labelled} posts and {responses} responses labelled, engagement of {scored} posts computed, "
        f"{shared} messages carried by several channels"
    )


def configured_rules(settings: Settings) -> Rules:
    """Read taxonomy and programmes as configured. Raises ConfigError with every mistake of both."""
    config = settings.config
    try:
        return load_rules(*(settings.path(path) if path else None for path in (config.taxonomy, config.programmes)))
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error


def configured_labeller(settings: Settings) -> Labeller:
    """Read taxonomy, programmes and model as configured. Raises ConfigError when one cannot be used."""
    config = settings.config
    chosen = (settings.path(path) if path else None for path in (config.taxonomy, config.programmes, config.model))
    try:
        return load_labeller(*chosen)
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error


def label_topics(night: Night, labeller: Labeller, *, everything: bool) -> int:
    """Label batch by batch, each in its own transaction: a kill loses at most one batch."""
    count, after = 0, ""
    while True:
        night.stop.check()
        with transaction(night.engine) as connection:
            batch = unlabelled(connection, labeller.version, after=after, everything=everything)
            made = labeller.label_all([(post.text, post.title) for post in batch])
            store_labels(connection, [_row(post, one) for post, one in zip(batch, made, strict=True)], night.now())
        if not batch:
            return count
        count, after = count + len(batch), batch[-1].post_id


def _row(post: Unlabelled, made: Label) -> LabelRow:
    return LabelRow(
        post_id=post.post_id,
        text_digest=post.text_digest,
        version=made.version,
        method=made.method,
        topic=made.topic,
        subtopic=made.subtopic,
        topics=made.topics,
        programme_level=made.programme_level,
        message_function=made.message_function,
        stage=made.stage,
        score=made.score,
        evidence=[evidence._asdict() for evidence in made.evidence],
    )


def _score_engagement(night: Night) -> int:
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.transform.engagement import EngagementRules, engagement  # noqa: PLC0415  # brings pandas

    with transaction(night.engine) as connection:
        inputs = engagement_inputs(connection)
        found = engagement(*inputs, EngagementRules(**night.settings.config.engagement.model_dump()))
        columns = {
            "post_id": "post_id",
            "followers": "followers",
            "engagement_rate": "rate",
            "engagement_score": "score",
            "engagement_level": "level",
            "score_n": "score_n",
        }
        frame = found[list(columns)].astype(object)
        frame = frame.where(pd.notna(frame), None)
        rows = [dict(zip(columns.values(), row, strict=True)) for row in frame.itertuples(index=False)]
        store_engagement(connection, rows)
    return len(rows)
