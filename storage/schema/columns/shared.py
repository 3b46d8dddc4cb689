"""Describe the columns that several views of posts, messages and runs have."""

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.columns.campaigns import STAGES

Columns = Mapping[str, tuple[str, str]]
POST = ("string", "Which post: platform and native id, such as x:1850…, instagram:DTxM…, website:host/4711")
WEEK = ("string", "ISO week of the publication in the configured time zone, such as 2026-W47")
LIKES = ("integer", "Likes; empty where the platform does not tell")
COMMENTS = ("integer", "Comments or replies; empty where the platform does not tell")
SHARES = ("integer", "Shares (X: reposts + quotes); empty where the platform does not tell")
VIEWS = ("integer", "Views (tayangan), never reach; empty where the platform does not tell")
SUM = ("integer", "Likes + comments + shares, of those told; empty when none is, and for reposts")
COMPARABLE = (
    "integer",
    "Interactions of the parts that the source usually tells; empty where one is hidden: nothing to compare",
)
METHOD = (
    "string",
    "How it was seen, such as official, discovery, session or archive; empty: the platform's one way",
)
PLATFORM = ("string", "x, instagram, facebook, youtube or website")
SOURCE = ("string", "Which configured source")
ACCOUNT = ("string", "The watched account, or the website's host")
CITY = ("string", "City of the account, as configured")
GROUP = ("string", "Group of the account, as configured")
TOPIC = ("string", "Primary Smart City dimension; none where none applies; empty where not yet labelled")
AUDIENCE = (
    "string",
    "Whom it addresses: general, ward, civil_servants, youth, women, small_firms or elderly_disabled; empty: no label",
)
PLACES = ("string", "Kecamatan and kelurahan that it names, comma-separated; empty where it names none")
STAGE = ("string", f"Stage of the message: {', '.join(STAGES)}; empty where not labelled")
