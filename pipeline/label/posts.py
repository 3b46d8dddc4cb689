"""Label what is stored: topics with their evidence, engagement, and which campaign a post belongs to."""

from __future__ import annotations

from sqlalchemy import Connection

from collectors.errors import ConfigError
from pipeline.analysis.campaigns import assign_campaigns
from pipeline.analysis.conversation import measure_conversation
from pipeline.analysis.engagement import score_engagement
from pipeline.analysis.messages import assign_messages
from pipeline.analysis.strategy import measure_strategy
from pipeline.label.batches import label_batches
from pipeline.label.responses import configured_response_labeller, label_responses
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.posts.labeller import Label, Labeller, Rules, load_labeller, load_rules
from storage.labels.labels import LabelRow, Unlabelled, store_labels, unlabelled


def label(night: RunContext, *, everything: bool = False) -> None:
    """Label what has no label of the current taxonomy and model, then compute all that rests on labels and counts.

    Raises ConfigError for a taxonomy or a model that cannot be used.
    """
    labelled = label_topics(night, configured_labeller(night.settings), everything=everything)
    scored = score_engagement(night)
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


def label_topics(night: RunContext, labeller: Labeller, *, everything: bool) -> int:
    """Label posts that have no label of this version and their text, or all; return how many."""

    def label_batch(connection: Connection, after: str) -> list[str]:
        batch = unlabelled(connection, labeller.version, after=after, everything=everything)
        made = labeller.label_all([(post.text, post.title) for post in batch])
        store_labels(connection, [_row(post, one) for post, one in zip(batch, made, strict=True)], night.now())
        return [post.post_id for post in batch]

    return label_batches(night, "posts", labeller.version, label_batch, everything=everything)


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
