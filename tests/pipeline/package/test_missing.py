"""A package says behind each table what nobody knows, and counts codings and responses up to its last day."""

from __future__ import annotations

from pipeline.package.meanings import REASONS
from pipeline.package.missing import missing_line
from pipeline.report.words.views import VIEW_WORDS
from storage.queries.missing import Missing
from storage.queries.packages import LEFT_OUT, PARTS

FOUND = Missing(3, 84, 5, 40, 7, 2, 200, 150)


def test_days_not_looked_at_and_the_seen_share_are_told_in_a_line() -> None:
    told = missing_line("v_conversation", FOUND, "en")
    assert told == (
        "5 of 84 days of 3 sources were not looked at to their end; 150 of 200 comments that platforms tell are "
        "stored (75.0%)"
    )
    assert "(75,0%)" in missing_line("v_conversation", FOUND, "id")
    assert "7 of 40 posts have no comparable interactions; 2 of 40 posts have no label" in missing_line(
        "v_posts", FOUND, "en"
    )


def test_without_told_comments_no_share_is_made_up() -> None:
    nothing = Missing(1, 7, 7, 0, 0, 0, 0, 0)
    assert nothing.seen_share is None
    assert missing_line("v_responses", nothing, "en").endswith("no platform told how many comments there are")


def test_every_table_and_every_reason_has_indonesian_words() -> None:
    assert set(VIEW_WORDS) >= set(PARTS)
    assert set(LEFT_OUT) <= set(REASONS)
