"""Which issue of a week's report this is, and what changed since the one before; the folder remembers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.report.figures import told_sum
from pipeline.report.package import NAME

if TYPE_CHECKING:
    from pipeline.report.tables import Table
    from pipeline.report.wording import Wording

Figures = dict[str, int | str | None]
MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Revision:
    """The number of a reissue (0 is the first issue), what changed, and the figures to compare the next one with."""

    number: int = 0
    changes: tuple[str, ...] = ()
    figures: Figures = field(default_factory=dict)


def revision_of(folder: Path, contents: str, tables: Mapping[str, Table], wording: Wording) -> Revision:
    """Tell which issue of the report in *folder* this is; the same contents again are the same issue, mended."""
    figures = _figures(tables)
    before = _remembered(folder)
    if before is None:
        return Revision(0, (), figures)
    revision, old_contents = before
    if old_contents == contents:
        return Revision(revision.number, revision.changes, figures)
    changes = _changes(revision.figures, figures, wording) or [wording.text("changed_details")]
    return Revision(revision.number + 1, tuple(changes), figures)


def _remembered(folder: Path) -> tuple[Revision, str] | None:
    try:
        package = json.loads((folder / NAME).read_bytes())
        told = Revision(int(package["revision"]), tuple(map(str, package["changes"])), dict(package["figures"]))
        return told, str(package["contents"])
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
    return found


def _changes(old: Figures, new: Figures, wording: Wording) -> list[str]:
    return [_change(key, old.get(key), new[key], wording) for key in new if old.get(key) != new[key]][:MOST_CHANGES]


def _change(key: str, old: int | str | None, new: int | str | None, wording: Wording) -> str:
    platform, rest = key.split("|", 1)
    account, figure = rest.rsplit("|", 1)
    words = [
        wording.term("outcome", value) if isinstance(value, str) else wording.number(value) for value in (old, new)
    ]
    name = f"{wording.term('platform', platform)} {account}"
    told = wording.text(f"figure_{figure}")
    return wording.text("changed_figure", channel=name, figure=told, old=words[0], new=words[1])
