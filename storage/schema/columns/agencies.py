"""Describe every column of the view of agencies' own accounts (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.schema.columns.analysis import AGENCY, SOURCE

AGENCIES: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_agencies": (
        "Own accounts of agencies (role agency) by period, in alphabetical order: no ranking",
        {
            "period_type": ("string", "week (ISO), month, quarter or year (by date)"),
            "period": ("string", "Such as 2026-W47, 2026-11, 2026-Q4 or 2026, in the configured time zone"),
            "agency": AGENCY,
            **SOURCE,
            "posts": ("integer", "Posts published in the period; replies and reposts do not count"),
            "labelled_posts": ("integer", "Those with a message function: the n of useful_share"),
            "useful_posts": (
                "integer",
                "Those that a citizen can use: service_info, education, invitation or response (message function)",
            ),
            "useful_share": ("number", "useful_posts ÷ labelled_posts; empty where none is labelled"),
            "rated_posts": ("integer", "Posts with an engagement rate: the n of median_engagement_rate"),
            "median_engagement_rate": ("number", "Median of interactions ÷ followers; empty under five posts"),
            "questions": ("integer", "Citizens' questions asked in the period, of those seen: the n of answered_share"),
            "answered": ("integer", "Those answered in public, whenever: the n of median_working_days"),
            "unanswered": ("integer", "Those not answered within the working days that an office has"),
            "waiting": ("integer", "Those not answered, but still within that time, or not looked at since"),
            "answered_share": ("number", "answered ÷ questions, waiting ones included; empty under 20 questions"),
            "median_working_days": ("number", "Median working days to the answer; empty under five answers"),
            "responses_seen_share": (
                "number",
                "How much of the responses could be seen; answers by direct message or telephone never can",
            ),
        },
    ),
}
