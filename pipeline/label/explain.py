"""``pantau explain`` and ``pantau taxonomy``: why a label is as it is, and what the office's files do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline.label.posts import configured_addressing, configured_post_labeller, configured_rules
from pipeline.run.console import say, show
from pipeline.settings.models import Settings
from pipeline.transform.posts.labeller import Rules
from pipeline.transform.text.phrases import Phrase
from pipeline.transform.text.reading import Post
from storage.db.engine import reading
from storage.labels.labels import Unlabelled, current_label, stored_texts
from storage.labels.response_labels import response_label
from storage.schema.versions import open_to_read

_PLAIN = (
    "topic",
    "subtopic",
    "topics",
    "programme_level",
    "message_function",
    "stage",
    "audience",
    "places",
    "score",
    "method",
    "version",
)
_RESPONSE = ("sentiment", "intent", "object", "obstacle", "score", "method", "annotator", "version")


def explain_post(settings: Settings, post_id: str) -> None:
    """Print the current label of a post or response with its evidence. Raises ConfigError for one without a label."""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        held = current_label(connection, post_id)
        response = None if held else response_label(connection, post_id)
    if held:
        _show({name: held[name] for name in _PLAIN}, json.loads(held["evidence"]))
    elif response:
        _show_response(response)
    else:
        raise ConfigError(
            f"{post_id} is not stored or not yet labelled; see v_posts and v_responses, and run pantau label"
        )


def _show_response(held: Mapping[str, Any]) -> None:
    """Show a response's label; the words found are read from its text, while that is kept."""
    text = held["text"] or ""
    evidence = []
    for one in json.loads(held["evidence"]):
        label, _, answer = one["answer"].partition("=")
        evidence.append({**one, "found": text[one["start"] : one["end"]], "label": label, "answer": answer})
    _show({name: held[name] for name in _RESPONSE}, evidence)


def explain_text(settings: Settings, text: str) -> None:
    """Print the label that a text would get, with its evidence."""
    (made,) = configured_post_labeller(settings).label([Unlabelled("", None, text, "", None, None, None)])
    told = {name: getattr(made, name) for name in _PLAIN}
    _show(told | {"topics": ",".join(made.topics), "places": ",".join(made.places)}, made.evidence)


def _show(told: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> None:
    for name, value in told.items():
        sys.stdout.write(f"{name}: {'–' if value is None or value == '' else value}\n")
    table = Table("label", "speaks for", "found", "at", "weight", "source")
    for one in evidence:
        place = f"{one['start']}–{one['end']}"
        # Posts labelled before there was evidence for each label name what it speaks for by a sub-topic or topic.
        label, answer = one.get("label", ""), one.get("answer", one.get("subtopic"))
        table.add_row(label, answer, one["found"], place, f"{one['weight']:g}", one.get("source", "taxonomy"))
    show(table)


def check_taxonomy(settings: Settings) -> int:
    """Check the files, and name the phrases that stand in no stored post, which is advice; return how many those are.

    Raises ConfigError with every mistake of taxonomy, programmes and gazetteer.
    """
    rules = _checked_rules(settings)
    try:
        found = _stored_phrases(settings, rules)
    except ConfigError as error:
        say(
            f"{counted(len(rules.lines), 'phrase')} without a mistake; "
            f"whether they stand in a post is not known: {error}"
        )
        return 0
    lost = [(phrase, line) for phrase, line in rules.lines.items() if not phrase.negative and phrase not in found]
    for phrase, line in lost:
        sys.stdout.write(f"{line}: '{phrase.text}' ({phrase.owner}) stands in no stored post\n")
    say(f"{counted(len(rules.lines), 'phrase')} without a mistake, {len(lost)} of them in no stored post")
    return len(lost)


def _checked_rules(settings: Settings) -> Rules:
    """Read taxonomy, programmes and gazetteer. Raises ConfigError with the mistakes of all three."""
    mistakes = []
    for read in (configured_rules, configured_addressing):
        try:
            read(settings)
        except ConfigError as error:
            mistakes.append(str(error))
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return configured_rules(settings)


def _stored_phrases(settings: Settings, rules: Rules) -> set[Phrase]:
    index = rules.reader().index
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        batches = ([Post(*one) for one in batch] for batch in stored_texts(connection))
        return {match.phrase for batch in batches for match in index.find(index.read(batch))}
