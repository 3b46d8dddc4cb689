"""Compare a store with what the simulated platforms hold: compare_with_rig.py RIG SCENARIO DAY DATABASE LOG."""

from __future__ import annotations

import collections
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

rig, scenario, day, database, log = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, rig)
import platforms  # noqa: E402  # the simulation, found by the argument


def expected(world: Any) -> dict[str, dict[str, Any]]:
    """Return what v_posts must say of every post that the platforms show."""
    found = {}
    for post in world.today(world.x_posts):
        found[f"x:{post['id']}"] = {"text": post["text"], "published_at": post["created_at"]}
    for post in world.today(world.ig_posts):
        text = post.get("caption") or ""
        found[f"instagram:{post['code']}"] = {"text": text, "published_at": post["taken_at"]}
    for article in platforms.sites.Site(world, platforms.Reply).truth():
        if article["site"] == "cms":
            name = f"website:{platforms.sites.CMS_HOST}/{article['number']}"
            found[name] = {"text": article["text"], "title": article["title"], "day": article["date"]}
    return found


def counts(world: Any) -> dict[str, dict[str, Any]]:
    """Return the counts of the posts as the platforms show them today."""
    found = {}
    for post in world.today(world.x_posts):
        told = collections.Counter(post["metrics"])
        found[f"x:{post['id']}"] = {
            "likes": told["like"],
            "comments": told["reply"],
            "shares": told["retweet"] + told["quote"],
            "views": told["impression"],
        }
    for post in world.today(world.ig_posts):
        found[f"instagram:{post['code']}"] = {name: post["metrics"][name] for name in ("likes", "comments")}
    return found


def differences(rows: dict[str, dict[str, Any]], truth: dict[str, dict[str, Any]]) -> list[str]:
    """Name every post that is missing or differs."""
    found = []
    for name, wanted in truth.items():
        row = rows.get(name)
        if row is None:
            found.append(f"{name} is missing")
            continue
        row = {**row, "day": (row["published_local"] or "")[:10] or None}
        found += [f"{name}: {key} is {row[key]!r}, not {value!r}" for key, value in wanted.items() if row[key] != value]
    return found


world = platforms.World(scenario, int(day))
connection = sqlite3.connect(database)
connection.row_factory = sqlite3.Row
rows = {row["post_id"]: dict(row) for row in connection.execute("SELECT * FROM v_posts")}
truth = expected(world)
problems = differences(rows, truth)
if day == "0":
    problems += differences(rows, counts(world))
problems += [
    f"{name} is not on the platform"
    for name in rows
    if name not in truth and not rows[name]["deleted_at"] and name.startswith("x:")
]
problems += [f"{name} has no label" for name, row in rows.items() if row["topic"] is None]
returned = collections.Counter(
    post
    for line in map(json.loads, Path(log).read_text().splitlines())
    if line["platform"] == "x"
    for post in line.get("post_ids", ())
)
problems += [f"X returned {post} {n} times in a day" for post, n in returned.items() if n > 1]
held = collections.Counter(row["platform"] for row in rows.values())
print(f"day {day}: {dict(held)} stored, {len(truth)} shown, {len(problems)} differences")
sys.exit("\n".join(problems[:20]) if problems else 0)
