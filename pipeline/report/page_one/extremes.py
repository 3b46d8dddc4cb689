"""Choose the posts whose interactions stand out, and tell what made most of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.report.content.tables import Record

UNCOUNTED = ("repost", "reply")
"""Kinds of posts that are somebody else's, or answer somebody."""
EXTREMES = 3
STANDS_OUT, FALLS_BEHIND = 1.5, 0.67
"""Scores from and up to which a post is called one of the strongest, or of the weakest: the others are as usual."""


def choose_extremes(posts: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Choose the three posts with the highest and the three with the lowest score, where they stand out."""
    scored = [
        row
        for row in posts
        if isinstance(row["engagement_score"], float)
        and row["kind"] not in UNCOUNTED
        and row["engagement_level"] != "unknown"  # so few are usual that chance alone makes such a score
    ]
    ranked = sorted(scored, key=lambda row: (-float(str(row["engagement_score"])), str(row["post_id"])))
    best = [row for row in ranked if float(str(row["engagement_score"])) >= STANDS_OUT]
    worst = [row for row in ranked[::-1] if float(str(row["engagement_score"])) <= FALLS_BEHIND]
    return best[:EXTREMES], worst[:EXTREMES]


def carried_by(post: Record) -> tuple[str, float] | None:
    """Tell which of likes, comments and shares made the largest part of the interactions, and its share."""
    counts = {name: value for name in ("likes", "comments", "shares") if isinstance(value := post[name], int)}
    total = sum(counts.values())
    if len(counts) < 2 or total <= 0:  # noqa: PLR2004  # one part alone is always the largest
        return None
    name = max(counts, key=lambda one: counts[one])
    return name, counts[name] / total
