"""Pieces of SQL that several views share: ages, calendar names, comparable interactions, own posts.

``{…}`` are aliases of tables: s snapshots, p posts, o sources.
"""

from __future__ import annotations

from collections.abc import Mapping

UNCOUNTED = ("repost", "reply")
"""A repost is somebody else's post, and a reply answers somebody: neither belongs into medians and shares."""
OWN = "p.kind NOT IN ('repost', 'reply')"


TOPICS = ("governance", "branding", "economy", "living", "society", "environment", "none")


def _part(name: str) -> str:
    return f"CASE WHEN o.parts LIKE '%{name}%' THEN s.{name} ELSE 0 END"


# Likes hidden, or another part that the source usually tells: what is left is no low figure, but an unknown one.
# Before the first night that looks at parts there are likes or nothing.
COMPARABLE = f"""CASE WHEN o.parts IS NULL THEN CASE WHEN s.likes IS NOT NULL THEN s.interactions END
                    WHEN o.parts <> '' THEN s.likes + {_part("comments")} + {_part("shares")} END"""

# Hundredths of an hour, rounded as whole numbers: the same on both databases, to the last bit.
HOURS: Mapping[str, str] = {
    "sqlite": "(strftime('%s', s.observed_at) - strftime('%s', p.published_at) + 18) / 36 / 100.0",
    "postgresql": "((extract(epoch FROM s.observed_at - p.published_at)::bigint + 18) / 36 / 100.0)::float8",
}
