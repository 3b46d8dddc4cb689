"""Say in a line what is missing behind a table of a package."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.report.content.data import Language
from storage.queries.missing import Missing

_BY_HAND = ("v_codings", "v_triangulation", "v_activities")
_OF_RESPONSES = ("v_responses", "v_questions", "v_requests", "v_conversation", "v_obstacles", "v_triangulation",
                 "v_agencies", "v_conduct")  # fmt: skip
_OF_COUNTS = ("v_posts", "v_metrics", "v_insights", "v_half_life", "v_topic_weekly", "v_strategy", "v_campaigns",
              "v_agencies", "v_campaign_phases")  # fmt: skip
_OF_LABELS = ("v_posts", "v_labels", "v_post_places", "v_topic_weekly", "v_strategy", "v_agencies")
_OF_THE_BOOKS = ("v_runs", "v_source_health")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "days": "{unknown} of {days} days of {sources} sources were not looked at to their end",
        "counts": "{hidden} of {posts} posts have no comparable interactions",
        "labels": "{unlabelled} of {posts} posts have no label",
        "seen": "{seen} of {told} comments that platforms tell are stored ({share})",
        "unseen": "no platform told how many comments there are",
        "hand": "what nobody wrote down or coded is not in it",
        "books": "nothing: Pantau's own books",
    },
    "id": {
        "days": "{unknown} dari {days} hari pada {sources} sumber tidak dilihat sampai habis",
        "counts": "{hidden} dari {posts} unggahan tanpa interaksi yang dapat dibandingkan",
        "labels": "{unlabelled} dari {posts} unggahan tanpa label",
        "seen": "{seen} dari {told} komentar yang disebut platform tersimpan ({share})",
        "unseen": "tidak ada platform yang menyebut jumlah komentar",
        "hand": "yang tidak dicatat atau dikode orang tidak ada di dalamnya",
        "books": "tidak ada: catatan Pantau sendiri",
    },
}


def missing_line(view: str, found: Missing, language: Language) -> str:
    """Return what is missing behind a view's table, such as ``3 of 84 days of 3 sources were not looked at …``."""
    words = _WORDS[language]
    if view in _OF_THE_BOOKS:
        return words["books"]
    parts = [words["hand"]] if view in _BY_HAND else [words["days"]]
    if view in _OF_RESPONSES:
        parts.append(words["seen" if found.comments_told else "unseen"])
    if view in _OF_COUNTS:
        parts.append(words["counts"])
    if view in _OF_LABELS:
        parts.append(words["labels"])
    return "; ".join(parts).format(
        unknown=found.unknown_days,
        days=found.days,
        sources=found.sources,
        hidden=found.hidden,
        unlabelled=found.unlabelled,
        posts=found.posts,
        seen=found.responses_seen,
        told=found.comments_told,
        share="" if found.seen_share is None else _percent(found.seen_share, language),
    )


def _percent(share: float, language: Language) -> str:
    told = f"{100 * share:.1f}"
    return f"{told.replace('.', ',')}%" if language == "id" else f"{told}%"
