"""What every column of the views of obstacles and of the conversation means (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.schema.columns.analysis import PERIOD, SOURCE

LABEL: Final = {
    "sentiment": (
        "string",
        "positive, neutral or negative toward the government or its service; empty without a label",
    ),
    "intent": ("string", "complaint, question, suggestion, praise or other"),
    "object": (
        "string",
        "communication, digital_service or other_service: its subject; empty where it says nothing to the city",
    ),
    "obstacle": ("string", "What hinders, by the citizen's own words (codebook, section 3); empty where none is named"),
    "label_score": (
        "number",
        "Probability of the least sure answer, 0 to 1, not calibrated; empty for human labels and without evidence",
    ),
    "label_evidence": (
        "string",
        "JSON: phrase of Pantau's lists, start, end, answer, weight, source; [] once the text was taken away",
    ),
    "label_version": ("string", "Version of rules, cues and model; human where a person labelled"),
    "label_method": (
        "string",
        "model, human, or none: nothing is said (emoji, a tagged friend, a number), so no share of tone counts it",
    ),
    "label_annotator": ("string", "The person who gave the label; empty for the machine's"),
    "label_outdated": ("boolean", "Whether the text was edited since a person labelled it; their label is kept"),
}

OBSTACLES: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_codings": (
        "Evidence that people coded by hand from interviews, documents and media (pantau import-coding)",
        {
            "reference": ("string", "The coder's own number of the passage"),
            "evidence_source": ("string", "officer, document, media or citizen"),
            "observed_on": ("date", "Day of the interview, document or article"),
            "obstacle": ("string", "Class of the codebook, section 3"),
            "object": ("string", "communication, digital_service or other_service"),
            "topic": ("string", "Smart City dimension it is about; empty where none was coded"),
            "city": ("string", "City it is about; empty where none was coded"),
            "quote": ("string", "The passage, masked; empty where none was given"),
            "note": ("string", "The coder's note, masked"),
            "coder": ("string", "Who coded"),
            "imported_at": ("datetime", "When this version of the row was imported, UTC"),
        },
    ),
    "v_questions": (
        "The questions among the responses, and whether the account was seen to answer",
        {
            "response_id": ("string", "Which response asks"),
            **SOURCE,
            "post_id": ("string", "The stored post on which it hangs; empty where that is none of the stored ones"),
            "topic": ("string", "Topic of that post"),
            "object": ("string", "communication, digital_service or other_service: what is asked about"),
            "published_at": ("datetime", "When it was asked, UTC"),
            "published_local": ("datetime", "When it was asked, on the wall clock of the configured time zone"),
            "iso_week": ("string", "ISO week in which it was asked, such as 2026-W47"),
            "status": (
                "string",
                "answered; waiting, within the working days that the office has; unanswered, after them",
            ),
            "answer_id": ("string", "The account's first answer; empty without one"),
            "answered_at": ("datetime", "When that was, UTC"),
            "working_days": (
                "integer",
                "Working days from the question to it; 0 on the same or the next working day after a day off",
            ),
        },
    ),
    "v_conversation": (
        "How each source answered the questions of each week, month, quarter and year; only sources with responses",
        {
            **PERIOD,
            **SOURCE,
            "questions": ("integer", "Questions asked in the period, of those seen"),
            "answered": ("integer", "Those that the account answered, whenever"),
            "unanswered": ("integer", "Those not answered within the working days that the office has"),
            "waiting": ("integer", "Those not answered, but still within that time"),
            "answered_share": ("number", "answered ÷ (answered + unanswered); empty without either"),
            "median_working_days": ("number", "Median working days to the answer; empty under five answers"),
            "comments_told": ("integer", "Comments that the period's posts are said to have"),
            "responses_seen": ("integer", "Of those, the ones that are stored"),
            "seen_share": ("number", "responses_seen ÷ comments_told: how much all of this rests on"),
        },
    ),
    "v_obstacles": (
        "What hinders, by evidence source, month, obstacle, object and topic; units differ: never add over counted",
        {
            "evidence_source": ("string", "citizen, officer, document, media or behaviour"),
            "counted": (
                "string",
                "What n counts: response, coding, or of behaviour silent_day, missed_channel, unanswered_question",
            ),
            "month": ("string", "Such as 2026-11, on the wall clock of the configured time zone"),
            "obstacle": ("string", "Class of the codebook, section 3"),
            "object": ("string", "communication, digital_service or other_service"),
            "topic": ("string", "Topic of the post that was answered, or as coded; empty where unknown"),
            **SOURCE,
            "n": ("integer", "Cases"),
            "people": ("integer", "People behind them, as keyed hashes; empty where nobody wrote"),
            "class_n": ("integer", "Cases of the obstacle in all months, of that kind of evidence and city"),
            "trended": ("boolean", "Whether that is 30 or more: a smaller class is listed, not trended"),
            "headline": ("boolean", "Whether it belongs into headlines: other_service does not"),
        },
    ),
}
