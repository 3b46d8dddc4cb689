"""Say what the log of changes holds: codes as words, periods by their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pipeline.desk.words.catalogue import say_word

if TYPE_CHECKING:
    from pipeline.desk.render import DeskWording

AS_JSON: Final = {"label", "campaign", "activity", "propose source"}
OF_PERIODS: Final = {"decision", "report", "package"}
TAKEN_BACK: Final = {
    ("agency of an issue", "subject", "\N{EN DASH}"),
    ("answer", "after", "waiting"),
    ("query", "after", ""),
}
"""Earlier versions noted these under the action that they undo."""
_COLUMNS: Final = {"topic_2": "topic", "topic_3": "topic"}
_UNSAID: Final = {("object", "none"), ("obstacle", "none")}
_DONE: Final = ("ya", "tidak")


def action_of(change: Any) -> str:
    """Return the action of a change, also where an earlier version noted the opposite."""
    undone = any(change.action == action and getattr(change, name) == value for action, name, value in TAKEN_BACK)
    return f"remove {change.action}" if undone else str(change.action)


def subject_words(change: Any, say: DeskWording) -> str:
    """Say the subject of a change: a period by its name, anything else as it is."""
    return say.named(change.subject) if change.action in OF_PERIODS else str(change.subject)


def after_words(change: Any, say: DeskWording) -> str:
    """Say the state that a change left; empty where it left none."""
    after = change.after or ""
    if change.action in AS_JSON and after:
        try:
            return ", ".join(_describe_values(json.loads(after), say))
        except (ValueError, TypeError, AttributeError, KeyError, ArithmeticError):  # of another version: as it stands
            return after
    if change.action == "decision":
        return say_word(f"done_{after if after in _DONE else 'open'}", say.language)
    if action_of(change) == "remove answer":
        return ""
    if change.action == "answer":
        return say.term("answer_status", "noted" if after == "answered" else after)
    return say.term({"user": "user_role", "retry": "retried"}.get(change.action, ""), after)


def _describe_values(values: dict[str, Any], say: DeskWording) -> Iterator[str]:
    for column, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _planned(one, say)
            elif one and (column, one) not in _UNSAID:
                yield _describe_value(column, one, say)


def _describe_value(column: str, value: Any, say: DeskWording) -> str:
    if isinstance(value, int | float):
        return say.number(value)
    return say.named(value) if column.endswith("_on") else say.term(_COLUMNS.get(column, column), value)


def _planned(plan: dict[str, Any], say: DeskWording) -> Iterator[str]:
    for platform, wanted in plan.items():
        for what, count in wanted.items():
            yield f"{say.term('platform', platform)}: {say.number(count)} {say_word(f'planned_{what}', say.language)}"
