"""The forms that wait for a log-in: those with what took time to type, and what each would do, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.desk.words.catalogue import say_word
from pipeline.desk.words.periods import period_name
from pipeline.report.content.wording import Wording
from storage.desk.answers import TAKEN_BACK

Typed = Sequence[tuple[str, str]]
"""The fields of a form as they were typed, without the token and passwords."""
KEPT: Final[Mapping[str, str]] = {
    r"/unggahan/(.+)/label": "label",
    r"/periksa": "label",
    r"/periksa/tanggapan/(.+)": "label",
    r"/warga/(.+)/catatan": "answer",
    r"/kampanye/simpan": "campaign",
    r"/kampanye/kegiatan": "activity",
    r"/laporan/keputusan": "decision",
    r"/panen/tambah": "propose source",
    r"/sql": "run query",
    r"/sql/simpan": "query",
}
"""Path → its action in the log of changes. Of a form that is not here, such as one that deletes, nothing is kept."""
_SUBJECTS: Final = ("post_id", "before", "week")
_UNSAID: Final = {*_SUBJECTS, "halaman", "drawn", "seen"}
CAPTIONS: Final[Mapping[str, str]] = {
    "topic": "topic", "subtopic": "subtopic", "topic_2": "topic_2", "topic_3": "topic_3", "programme_level": "level",
    "message_function": "function", "stage": "stage", "audience": "audience", "places": "place",
    "sentiment": "sentiment", "intent": "intent", "object": "object", "obstacle": "obstacle",
    "status": "state", "note": "note", "done": "carried_out",
    "name": "campaign_name", "starts_on": "from", "ends_on": "until", "hashtags": "hashtags_hint",
    "phrases": "phrases_hint", "topics": "topics_hint", "sources": "sources_hint",
    "held_on": "day", "kind": "kind", "campaign": "campaign", "title": "activity_title", "url": "activity_url",
    "district": "place", "reached": "reached", "cost": "cost", "proof": "proof",
    "platform": "channel", "address": "address_hint", "id": "id_hint", "role": "source_role", "agency": "agency",
    "reason": "source_reason", "institution": "institution",
    "query": "sql_label", "nama": "save_as",
}  # fmt: skip
"""Field → the words that name it on its form."""
_CODED: Final[Mapping[str, str]] = {
    **{name: name for name in ("topic", "subtopic", "programme_level", "message_function", "stage", "audience")},
    **{name: name for name in ("sentiment", "intent", "object", "obstacle", "platform", "role")},
    **dict.fromkeys(("topic_2", "topic_3", "topics"), "topic"),
    "status": "answer_status",
}
_DAYS: Final = {"starts_on", "ends_on", "held_on"}
_PLAN: Final = re.compile(r"plan_(.+)_(posts|interactions|views)")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that waits: the action that it asks for, on which subject (empty: told by its fields), its fields."""

    path: str
    action: str
    subject: str
    fields: Typed

    def lines(self, say: Wording) -> Iterator[tuple[str, str]]:
        """Yield the caption and the words of each field that was filled in, as its form names them."""
        for name, value in self.fields:
            if value and name not in _UNSAID:
                yield _caption(name, say), _value(name, value, say)


def kept_form(path: str, fields: Typed) -> KeptForm | None:
    """Return the form of a path, if it is one that is kept: nothing that undoes or deletes is."""
    for pattern, action in KEPT.items():
        if found := re.fullmatch(pattern, path):
            told = dict(fields)
            undoes = told.get("status") == TAKEN_BACK or (action == "query" and not told.get("query", "").strip())
            subject = "".join(found.groups()) or next((told[name] for name in _SUBJECTS if told.get(name)), "")
            is_filled = any(value.strip() for name, value in fields if name not in _UNSAID)
            return KeptForm(path, action, subject, fields) if is_filled and not undoes else None
    return None


def _caption(name: str, say: Wording) -> str:
    if plan := _PLAN.fullmatch(name):
        return f"{say.term('platform', plan[1])}: {say_word(f'planned_{plan[2]}', say.language)}"
    return say_word(CAPTIONS[name], say.language) if name in CAPTIONS else name


def _value(name: str, value: str, say: Wording) -> str:
    if name in _DAYS:
        return period_name(value, say)
    if name == "done":
        return say_word(f"done_{value if value in {'ya', 'tidak'} else 'open'}", say.language)
    if name == "institution":
        return say_word("done_ya", say.language)
    return say.term(_CODED.get(name, ""), "noted" if (name, value) == ("status", "answered") else value)
