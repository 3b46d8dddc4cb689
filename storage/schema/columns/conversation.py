"""Describe every column of the views of the office's conduct (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.schema.columns.analysis import PERIOD, SOURCE

_STATUS: Final = "answered; waiting, within the time that the office has, or not looked at since; unanswered"
_ASKED: Final = {
    **SOURCE,
    "post_id": ("string", "The stored post on which it hangs; empty where that is none of the stored ones"),
    "topic": ("string", "Topic of that post"),
    "object": ("string", "communication, digital_service or other_service: what is asked about"),
    "published_at": ("datetime", "When it was asked, UTC"),
    "published_local": ("datetime", "When it was asked, on the wall clock of the configured time zone"),
    "iso_week": ("string", "ISO week in which it was asked, such as 2026-W47"),
}
_ANSWER: Final = {
    "status": ("string", _STATUS),
    "answer_id": ("string", "The account's first answer; empty without one"),
    "answered_at": ("datetime", "When that was, UTC"),
    "working_days": (
        "integer",
        "Working days from the question to it; 0 on the same or the next working day after a day off",
    ),
    "due_on": ("date", "Working day by the end of which an answer is in time"),
    "url": ("string", "Where it stands, for the one who answers; opened there, it names who wrote"),
}
_KINDS: Final = {
    name: ("integer", words)
    for kind in ("complaints", "suggestions")
    for name, words in (
        (kind, f"{kind.capitalize()} that ask for an answer, asked in the period, of those seen"),
        (f"{kind}_answered", "Those that the account answered, whenever"),
        (f"{kind}_unanswered", "Those not answered within the working days that the office has"),
        (f"{kind}_waiting", "Those not answered, but still within that time, or not looked at since"),
    )
}

CONVERSATION: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_questions": (
        "The questions among the responses, and whether the account was seen to answer",
        {"response_id": ("string", "Which response asks"), **_ASKED, **_ANSWER},
    ),
    "v_requests": (
        "All that asks for an answer: questions, and complaints and suggestions whose words ask for one",
        {
            "response_id": ("string", "Which response asks"),
            **_ASKED,
            "intent": ("string", "question, complaint or suggestion"),
            **_ANSWER,
        },
    ),
    "v_conversation": (
        "How each source answered what was asked in each week, month, quarter and year; only sources with responses",
        {
            **PERIOD,
            **SOURCE,
            "questions": ("integer", "Questions asked in the period, of those seen"),
            "answered": ("integer", "Those that the account answered, whenever"),
            "unanswered": ("integer", "Those not answered within the working days that the office has"),
            "waiting": ("integer", "Those not answered, but still within that time, or not looked at since"),
            "answered_share": ("number", "answered ÷ questions, those that wait included; empty without questions"),
            "median_working_days": ("number", "Median working days to the answer; empty under five answers"),
            "comments_told": ("integer", "Comments that the period's posts are said to have"),
            "responses_seen": ("integer", "Of those, the ones that are stored"),
            "seen_share": ("number", "responses_seen ÷ comments_told: how much all of this rests on"),
            **_KINDS,
        },
    ),
    "v_conduct": (
        "What the office itself did not do: a behaviour, no obstacle; only days and channels that were looked at count",
        {
            **PERIOD,
            **SOURCE,
            "conduct": (
                "string",
                "silent_day, missed_channel, unanswered_question, unanswered_complaint or unanswered_suggestion",
            ),
            "n": ("integer", "How many: days without a post, channels without a message first said here, unanswered"),
            "out_of": ("integer", "Of how many: days looked at, channels that could carry it, all that asked"),
            "share": ("number", "n ÷ out_of; empty where out_of is 0"),
        },
    ),
    "v_issues": (
        "Themes of what citizens wrote to the office's own accounts; five responses by five people at least, no text",
        {
            "period_type": ("string", "week (ISO), month or quarter (by date)"),
            "period": ("string", "Such as 2026-W47, 2026-11 or 2026-Q4, on the wall clock of the configured time zone"),
            "issue": ("string", "Its name: up to three words that five of them used, no person's name"),
            "responses": ("integer", "Responses of the period that speak of it"),
            "people": ("integer", "How many people wrote them"),
            "previous_responses": ("integer", "Those of the period before; empty where it was not wholly listened to"),
            "change": ("integer", "responses – previous_responses; empty where that is unknown"),
            "positive": ("integer", "Responses of this tone; those without a label have none"),
            "neutral": ("integer", "As positive"),
            "negative": ("integer", "As positive"),
            "first_seen": ("date", "Day of the first response of it, looking back eight weeks before the period"),
            "agency": ("string", "Agency that it concerns; empty where nothing tells"),
            "agency_origin": (
                "string",
                "source: the account's, as configured; confirmed: by a person (desk, agencies.yaml); proposed: a guess",
            ),
            "alert": ("boolean", "Whether a day had at least three times the usual of its weekday"),
            "alert_on": ("date", "The day farthest above the usual; empty without an alert"),
            "alert_responses": ("integer", "Responses of that day"),
            "usual_responses": ("number", "Mean of the same weekday in the eight weeks before, of four at least"),
        },
    ),
}
