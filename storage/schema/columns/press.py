"""Describe every column of the views of the press (see storage/schema/dictionary.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PERIOD: Final = {
    "period_type": ("string", "week (ISO), month or quarter (by date)"),
    "period": ("string", "Such as 2026-W47, 2026-11 or 2026-Q4, on the wall clock of the configured time zone"),
}
_TONE = (
    "Articles with more words of praise than of blame; provisional, a count of words, right of about half when tested; "
    "not what the outlets think; empty under ten articles or three outlets, with over half of one outlet, all of one "
    "tone, or a rest too small"
)
_COUNTED: Final = {
    "articles": ("integer", "Articles of the period"),
    "outlets": ("integer", "Outlets that they stand in"),
    "previous_articles": ("integer", "Articles of the period before; empty where it was not wholly watched"),
    "change": ("integer", "articles – previous_articles; empty where that is unknown"),
    "own_messages": ("integer", "Those that carry a message of the office or an agency (v_messages)"),
    "positive": ("integer", _TONE),
    "neutral": ("integer", "Those with as many of both, or of neither; empty as positive"),
    "negative": ("integer", "Those with more words of blame; empty as positive"),
}

PRESS: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "v_press": (
        "Articles of the press (role media): beginning, issue, agency, whose message it carried; no outlet's tone",
        {
            "post_id": ("string", "Which post: platform and native id, such as website:host/4711"),
            "source_id": ("string", "Which configured source"),
            "outlet": ("string", "The outlet's host"),
            "city": ("string", "City of the account, as configured"),
            "published_at": ("datetime", "Publication, UTC"),
            "published_date": ("date", "Its day, local"),
            "iso_week": ("string", "ISO week of the publication in the configured time zone, such as 2026-W47"),
            "month": ("string", "Its month, local, such as 2026-11"),
            "title": ("string", "Title"),
            "excerpt": ("string", "The first 300 characters of its text; more is not kept"),
            "url": ("string", "Where it stands"),
            "topic": (
                "string",
                "Primary Smart City dimension; none where none applies; empty where not yet labelled",
            ),
            "subtopic": ("string", "Sub-topic of that dimension"),
            "programme_level": ("string", "named, initiative, dimension or none"),
            "places": (
                "string",
                "Kecamatan and kelurahan that it names, comma-separated; empty where it names none",
            ),
            "message_id": ("string", "The message of v_messages that it shares with the office or an agency"),
            "own_post_id": ("string", "The first post of the office or an agency that carries that message"),
            "agency": ("string", "The agency of that post, if it is an agency's"),
            "own_message": (
                "boolean",
                "Whether it carries a message that the office or an agency had published before",
            ),
            "issue": (
                "string",
                "The issue of the press in its month; empty where fewer than five articles speak of it",
            ),
            "concerned_agency": ("string", "The agency of agencies.yaml that it concerns; empty where nothing tells"),
            "concerned_origin": (
                "string",
                "named: the article names it alone; confirmed: a person ascribed the issue to it; proposed: a guess",
            ),
            "issue_articles": ("integer", "Articles of that issue in its month"),
            "issue_outlets": ("integer", "Outlets that they stand in"),
            "issue_positive": ("integer", _TONE),
            "issue_neutral": ("integer", "Those with as many of both, or of neither; empty as issue_positive"),
            "issue_negative": ("integer", "Those with more words of blame; empty as issue_positive"),
        },
    ),
    "v_press_issues": (
        "Themes of the press by period, five articles at least; never in the office's own figures",
        {
            **_PERIOD,
            "issue": ("string", "Its name: up to three words that five articles used, no person's name"),
            **_COUNTED,
            "first_seen": ("date", "Day of the first article of it, looking back eight weeks before the period"),
            "agency": ("string", "Agency that it concerns; empty where nothing tells"),
            "agency_origin": ("string", "confirmed: by a person; proposed: a guess from words"),
        },
    ),
    "v_press_periods": (
        "All articles of the press by period: number, outlets, tone, and how many carried the office's message",
        {**_PERIOD, **_COUNTED},
    ),
}
