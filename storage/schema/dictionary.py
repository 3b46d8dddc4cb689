"""Describe every column of every view.

The one source of docs/data-dictionary.md, of the comments that PostgreSQL keeps, and of each report's
datapackage.json. Types are those of the Data Package standard.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from storage.schema.columns.agencies import AGENCIES
from storage.schema.columns.analysis import ANALYSIS
from storage.schema.columns.campaigns import CAMPAIGNS
from storage.schema.columns.conversation import CONVERSATION
from storage.schema.columns.messages import MESSAGES
from storage.schema.columns.obstacles import OBSTACLES
from storage.schema.columns.posts import POSTS
from storage.schema.columns.press import PRESS
from storage.schema.columns.records import RECORDS
from storage.schema.columns.runs import REPORT_ACCOUNTS, RUNS
from storage.schema.columns.shared import Columns

VIEWS: Final[Mapping[str, tuple[str, Columns]]] = {
    **POSTS,
    **MESSAGES,
    **RUNS,
    **CAMPAIGNS,
    **ANALYSIS,
    **AGENCIES,
    **CONVERSATION,
    **OBSTACLES,
    **RECORDS,
    **PRESS,
}

REPORT_FILES = {"v_posts": "posts.csv", "v_topic_weekly": "topics.csv", "v_campaigns": "campaigns.csv"}
PREFACE = """\
# Data dictionary

The stable face of the store: read these views with `pantau sql "SELECT …"`, or with any program that opens the
database. The tables below them may change. *Empty* means NULL: what a platform does not tell is never 0.

Types are those of a Data Package. SQLite keeps a datetime in UTC as text such as `2026-11-24T01:00:00Z`, a local one
(`published_local`) without the `Z`, a date as `2026-11-24`, and a boolean as 0 or 1; PostgreSQL has types for them,
and keeps these meanings as comments (`\\d+ v_posts`).

This file is made of storage/schema/dictionary.py: `python -m storage.schema.dictionary > docs/data-dictionary.md`
"""


def markdown() -> str:
    """Return docs/data-dictionary.md."""
    views = (_section(name, *described, REPORT_FILES.get(name)) for name, described in VIEWS.items())
    accounts = _section("accounts.csv", "Of the weekly report only: each source in the week", REPORT_ACCOUNTS)
    return "\n".join((PREFACE, *views, accounts))


def _section(name: str, meaning: str, columns: Columns, file: str | None = None) -> str:
    also = f" The weekly report has them in `{file}`." if file else ""
    rows = "".join(f"| `{column}` | {kind} | {told} |\n" for column, (kind, told) in columns.items())
    return f"## {name}\n\n{meaning}.{also}\n\n| column | type | meaning |\n| --- | --- | --- |\n{rows}"


if __name__ == "__main__":
    sys.stdout.write(markdown())
