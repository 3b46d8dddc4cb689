"""Find the revision of a week's report, and what changed since the one before; the folder remembers.

Until a week is final its issues replace each other without a number. Afterwards a reissue is a revision when what a
reader took from the page has changed: a channel's state, its posts, deletions, topics, or its interactions by a
twentieth or more. Counts that only grow on a little, as they do every night, make none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.report.content.figures import told_sum

if TYPE_CHECKING:
    from pipeline.report.content.tables import Table
    from pipeline.report.content.wording import Wording

DATAPACKAGE = "datapackage.json"
Figures = dict[str, int | str | None]
MOST_CHANGES = 8
NOTICEABLE = 0.05
TOPIC = "topic:"


@dataclass(frozen=True, slots=True)
class Revision:
    """The number of a revision (0 before the first), what changed, and the figures to compare the next issue with."""

    number: int = 0
    changes: tuple[str, ...] = ()
    figures: Figures = field(default_factory=dict)
    final: bool = False


def revision_of(folder: Path, tables: Mapping[str, Table], wording: Wording, *, final: bool) -> Revision:
    """Tell which revision of the report in *folder* this issue is."""
    figures = _figures(tables)
    before = _remembered(folder)
    if before is None or not before.final:
        return Revision(0, (), figures, final)
    changes = _changes(before.figures, figures, wording)
    if not changes:  # compared with the same figures again, so that many small steps are one change in the end
        return before
    return Revision(before.number + 1, tuple(changes), figures, final)


def _remembered(folder: Path) -> Revision | None:
    try:
        package = json.loads((folder / DATAPACKAGE).read_bytes())
        changes = tuple(map(str, package["changes"]))
        return Revision(int(package["revision"]), changes, dict(package["figures"]), bool(package["final"]))
    except (OSError, ValueError, KeyError, TypeError):  # no report, or not one of ours
        return None


def _figures(tables: Mapping[str, Table]) -> Figures:
    """Sum up each channel: what a reader would notice first."""
    found: Figures = {}
    posts = tables["posts"].records()
    for account in tables["accounts"].records():
        mine = [row for row in posts if row["source_id"] == account["source_id"]]
        name = str(account["account"] or account["source_id"])
        at = f"{account['platform']}|{name}|"
        found[f"{at}outcome"] = None if account["outcome"] is None else str(account["outcome"])
        found[f"{at}posts"] = len(mine)
        found[f"{at}interactions"] = told_sum(row["interactions"] for row in mine)
        found[f"{at}deleted"] = sum(row["deleted_at"] is not None for row in mine)
    for row in tables["topics"].records():
        found[f"{row['platform']}||{TOPIC}{row['topic'] or ''}"] = told_sum([row["posts"]])
    return found


def _changes(old: Figures, new: Figures, wording: Wording) -> list[str]:
    found = [(key, _figure(old, key), _figure(new, key)) for key in dict.fromkeys([*new, *old])]
    return [_change(*one, wording) for one in found if _differs(*one)][:MOST_CHANGES]


def _figure(figures: Figures, key: str) -> int | str | None:
    """Read a figure; a topic without a row has no posts."""
    return figures.get(key, 0 if TOPIC in key else None)


def _differs(key: str, old: int | str | None, new: int | str | None) -> bool:
    if key.endswith("|interactions") and isinstance(old, int) and isinstance(new, int):
        return abs(new - old) >= NOTICEABLE * max(abs(old), 1)
    return old != new


def _change(key: str, old: int | str | None, new: int | str | None, wording: Wording) -> str:
    platform, rest = key.split("|", 1)
    account, figure = rest.rsplit("|", 1)
    words = [
        wording.term("outcome", value) if isinstance(value, str) else wording.number(value) for value in (old, new)
    ]
    name = f"{wording.term('platform', platform)} {account}".strip()
    told = wording.text(f"figure_{figure}") if not figure.startswith(TOPIC) else _topic(figure, wording)
    return wording.text("changed_figure", channel=name, figure=told, old=words[0], new=words[1])


def _topic(figure: str, wording: Wording) -> str:
    topic = figure.removeprefix(TOPIC)
    return wording.term("topic", topic) if topic else wording.text("unlabelled")
