"""Label what is stored: topics with their evidence, engagement, and which campaign a post belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from collectors.errors import ConfigError
from collectors.records import LONGEST_TEXT
from collectors.wording import counted
from pipeline.analysis.activities import record_activities
from pipeline.analysis.campaigns.assign import assign_campaigns
from pipeline.analysis.conversation import measure_conversation
from pipeline.analysis.engagement import score_engagement
from pipeline.analysis.issues import measure_issues
from pipeline.analysis.messages import assign_messages
from pipeline.analysis.strategy import measure_strategy
from pipeline.analysis.texts.press import measure_press
from pipeline.analysis.texts.recirculation import find_recirculated
from pipeline.label.batches import Batch, Store, label_batches
from pipeline.label.crew import crew_of
from pipeline.label.post_labeller import PostLabeller
from pipeline.label.responses import configured_response_labeller, label_responses
from pipeline.reader.posts import read_unsure_posts
from pipeline.run.context import RunContext
from pipeline.run.last_good import load_usable
from pipeline.run.steps import COMPUTING, step
from pipeline.settings.models import Settings
from pipeline.transform.audience.addressing import Addressing, load_addressing
from pipeline.transform.posts.labeller import Labeller, Rules, load_labeller, load_rules
from pipeline.transform.responses.labels import ResponseLabeller
from storage.db.engine import reading, transaction
from storage.labels.labels import is_full, store_labels, unlabelled
from storage.labels.places import note_districts
from storage.runs.settings import note_computed

FILES = ("taxonomy", "programmes", "gazetteer")


def label(run: RunContext, *, everything: bool = False) -> None:
    """Label what has no label of the current taxonomy and model, then compute all that rests on labels and counts.

    Raises ConfigError for a taxonomy, gazetteer or model that cannot be used, before anything is labelled.
    """
    posts, responses = configured_post_labeller(run.settings), configured_response_labeller(run.settings)
    _take_steps(run, lambda: posts, lambda: responses, everything=everything)


def label_by_night(run: RunContext) -> None:
    """Do the same with what can be used: a file that cannot be is told, and its last good version taken."""
    _take_steps(
        run,
        lambda: load_usable(run, configured_post_labeller, FILES, "model"),
        lambda: load_usable(run, configured_response_labeller, (), "response_model"),
    )


def _take_steps(
    run: RunContext,
    posts: Callable[[], PostLabeller],
    responses: Callable[[], ResponseLabeller],
    *,
    everything: bool = False,
) -> None:
    """Take the steps one by one; one that fails is told and costs the others nothing."""
    counts = dict.fromkeys(("posts", "scored", "shared", "responses"), 0)
    with step(run, "labelling posts"):
        counts["posts"] = label_topics(run, posts(), everything=everything)
    with step(run, "reading unsure posts again"):
        read_unsure_posts(run)
    with step(run, "engagement"):
        counts["scored"] = score_engagement(run, everything=everything)
    with step(run, "activities"):
        record_activities(run)
    with step(run, "campaigns"):
        assign_campaigns(run, everything=everything)
    with step(run, "messages across channels"):
        counts["shared"] = assign_messages(run, everything=everything)
    with step(run, "texts that come back"):
        find_recirculated(run, everything=everything)
    with step(run, "labelling responses"):
        counts["responses"] = label_responses(run, responses(), everything=everything)
    with step(run, "strategy"):
        measure_strategy(run, everything=everything)
    with step(run, "conversation"):
        measure_conversation(run, everything=everything)
    with step(run, "issues"):
        measure_issues(run)
    with step(run, "issues of the press"):
        measure_press(run)
    with step(run, "noting what was computed"):
        note_taken(run)
    run.say(
        f"labels: {counted(counts['posts'], 'post')} and {counted(counts['responses'], 'response')} labelled, "
        f"engagement of {counted(counts['scored'], 'post')} computed, "
        f"{counted(counts['shared'], 'message')} carried by several channels"
    )


def note_taken(run: RunContext) -> None:
    """Note which steps were taken whole: those that did not fail, nor a part of them."""
    taken = [one for one in COMPUTING if one not in run.failed_steps]
    with transaction(run.engine) as connection:
        note_computed(connection, taken, run.run_id, run.now())


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


def configured_addressing(settings: Settings) -> Addressing:
    """Read the gazetteer as configured. Raises ConfigError with every mistake of it."""
    chosen = settings.config.gazetteer
    try:
        return load_addressing(settings.path(chosen) if chosen else None)
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error


def configured_post_labeller(settings: Settings) -> PostLabeller:
    """Read all that posts are labelled with. Raises ConfigError when a part cannot be used."""
    labeller, addressing = configured_labeller(settings), configured_addressing(settings)
    return PostLabeller(labeller, addressing, settings.config.office.city)


def label_topics(run: RunContext, labeller: PostLabeller, *, everything: bool) -> int:
    """Label posts that have no label of this version and their text, or all; return how many."""
    version = labeller.version
    with transaction(run.engine) as connection:
        note_districts(connection, labeller.addressing.gazetteer.districts())
    with crew_of(labeller.label, run.say) as crew:

        def label_batch(after: str) -> Batch:
            with reading(run.engine) as connection:
                batch = unlabelled(connection, version, after=after, everything=everything)
                is_last = not is_full(batch)
            for post in batch:
                if post.is_cut:
                    run.say(f"{post.post_id}: labelled by its first {LONGEST_TEXT:,} characters; the text is longer")
            made = crew.give(batch)

            def labelled() -> Store:
                return partial(store_labels, made=made(), at=run.now())

            return Batch([post.post_id for post in batch], labelled, is_last=is_last)

        return label_batches(run, "posts", version, label_batch, everything=everything, ahead=crew.size)
