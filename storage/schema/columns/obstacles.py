"""Describe every column of the views of obstacles and of the conversation (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.schema.columns.analysis import SOURCE

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
            "question": ("string", "What the passage was asked: strategy, hindering or supporting"),
            "factor": (
                "string",
                "What supports: leadership, regulation, budget, partners, infrastructure or staff",
            ),
            "stage": ("string", "Stage of the strategy: research, planning, implementation, evaluation, reporting"),
            "element": ("string", "Element of the strategy: media, message, audience, frequency or feedback"),
            "informant": ("string", "Code of the informant, such as I-01; never a name"),
            "period": ("string", "Period that the passage is about, such as 2026, 2026-11 or 2026-Q4"),
            "own_message": ("boolean", "Whether a medium carried the office's own message: no source of its own"),
            "first_month": ("string", "First month that it is about: of its period, else the month of its day"),
            "last_month": ("string", "Last month that it is about"),
        },
    ),
    "v_triangulation": (
        "Each factor by kind of source, and what speaks against it; who names it alike has not confirmed it",
        {
            "city": ("string", "City it is about; empty where none was coded"),
            "question": ("string", "strategy, hindering or supporting"),
            "factor": ("string", "Obstacle, supporting factor, or stage or element of the strategy"),
            "n_officer": ("integer", "Passages of officers; empty under three informants"),
            "n_document": ("integer", "Passages of documents"),
            "n_media": ("integer", "Passages of media that do not carry the office's own message"),
            "n_citizen": ("integer", "Passages of interviews with citizens"),
            "n_response": ("integer", "Responses of citizens to own channels, labelled by machine or people"),
            "kinds_named": (
                "integer",
                "By how many of four kinds (officers, documents, media, citizens) it is named",
            ),
            "named_by": ("string", "The same in words: named by 3 of 4 kinds"),
            "contradicting": (
                "integer",
                "Passages that speak for the opposite, such as budget as a supporting factor, but few officers'",
            ),
            "aspect": ("string", "What factor is: obstacle, factor (supporting), stage or element (of the strategy)"),
            "first_month": ("string", "First month that the passages and responses are about, officers' left out"),
            "last_month": ("string", "Last month that they are about"),
        },
    ),
    "v_obstacles": (
        "What people say hinders, by evidence, month, obstacle, object and topic; few officers are left out",
        {
            "evidence_source": ("string", "citizen, officer, document or media"),
            "counted": ("string", "What n counts: response or coding"),
            "month": (
                "string",
                "Such as 2026-11, in the configured time zone; of a coding the period, empty where that is longer",
            ),
            "obstacle": ("string", "Class of the codebook, section 3"),
            "object": ("string", "communication, digital_service or other_service"),
            "topic": ("string", "Topic of the post that was answered, or as coded; empty where unknown"),
            **SOURCE,
            "n": ("integer", "Cases"),
            "people": ("integer", "People behind them, as keyed hashes; empty where nobody wrote"),
            "class_n": ("integer", "Cases of the obstacle in all months, of that kind of evidence and city"),
            "trended": ("boolean", "Whether that is 30 or more: a smaller class is listed, not trended"),
            "headline": ("boolean", "Whether it belongs into headlines: other_service does not"),
            "period": (
                "string",
                "Period that the cases are about: as coded (2026, 2026-Q4 or 2026-11), else their month",
            ),
        },
    ),
}
