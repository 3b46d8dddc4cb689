"""Views of posts by week, time, period and band tell what plain Python finds in the bare tables.

The stores are odd: hidden counts, days of 25 hours, a week 53, pinned and future posts, posts without a date or label.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from statistics import fmean, median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, Table, insert, text

from storage.db.engine import transaction
from storage.schema import tables as t

ZONE = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 10, 20, 20, tzinfo=UTC)  # the clock goes back on 25 October, and 2026 has a week 53
ROLES = ("own", "own", "own", "agency", "peer", "media", "agency", "agency", "agency", "agency")
TOPICS = ("governance", "branding", "economy", "living", "society", "environment", "none")
Row = dict[str, Any]


class Odd:
    """A store filled from one seed, and its posts with all that belongs to them."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine, self.chance = engine, random.Random(seed)
        self.rows = defaultdict[Table, list[Row]](list)
        self.posts: list[Row] = []
        for number, role in enumerate(ROLES if seed else ROLES[:1]):
            self.rows[t.sources].append(
                {"source_id": f"s{number}", "platform": ("x", "instagram")[number % 2], "account": "a", "role": role}
            )
            followers = {"source_id": f"s{number}", "observed_at": BEGIN, "name": "a", "followers": 900}
            self.rows[t.accounts].append(followers)
        self.rows[t.runs].append({"run_id": 1, "command": "nightly", "started_at": BEGIN, "version": "0"})
        page = {"run_id": 1, "source_id": "s0", "fetched_at": BEGIN, "kind": "a", "url": "u", "body": b""}
        self.rows[t.pages].append({"page_id": 1, **page})
        for number in range(120):
            self.posts.append(self.post(number))
        with transaction(engine) as connection:
            for table in t.metadata.sorted_tables:
                if self.rows.get(table):
                    connection.execute(insert(table), self.rows[table])

    def post(self, number: int) -> Row:
        """Keep a post with its look, label and engagement, and return what belongs to it."""
        chance, source = self.chance, self.chance.choice(self.rows[t.sources])
        at = BEGIN + timedelta(minutes=chance.randrange(60 * 24 * 90)) if chance.random() < 0.9 else None
        if number == 0:
            at = datetime(2031, 1, 1, tzinfo=UTC)
        local = at.astimezone(ZONE).replace(tzinfo=None) if at else None
        looks = chance.random() < 0.8
        told = {
            "post_id": f"x:{number}", "source_id": source["source_id"], "published_at": at, "published_local": local,
            "kind": chance.choice(("post", "post", "image", "reply", "repost")), "pinned": chance.random() < 0.05,
            "iso_week": f"{local:%G-W%V}" if local else None, "published_precision": chance.choice(("second", "day")),
            "label_id": number + 1 if chance.random() < 0.8 else None, "observed_at": BEGIN if looks else None,
        }  # fmt: skip
        also = {"url": "u", "text": "t", "text_digest": "d", "page_id": 1, "first_seen_at": BEGIN}
        self.rows[t.posts].append({**told, **also, "last_seen_at": BEGIN + timedelta(days=95)})
        count = chance.choice((None, 0, 7)) if looks else None
        if looks:
            look = {"post_id": f"x:{number}", "observed_at": BEGIN, "likes": count, "interactions": count}
            self.rows[t.snapshots].append(look)
        label = self.label(number) if told["label_id"] else {}
        scored = {"score": chance.choice((None, chance.random())), "rate": chance.choice((None, chance.random()))}
        self.rows[t.engagement].append({"post_id": f"x:{number}", "level": "unknown", **scored})
        return {**source, **told, **label, **scored, "interactions": count, "own": told["kind"] in {"post", "image"}}

    def label(self, number: int) -> Row:
        """Keep a label of a post."""
        made = {
            "topic": self.chance.choice(TOPICS[2:]),
            "message_function": self.chance.choice((None, "education", "greeting")),
            "programme_level": self.chance.choice((None, "named", "initiative", "dimension")),
        }  # fmt: skip
        also = {
            "text_digest": "d",
            "version": "1",
            "method": "taxonomy",
            "labelled_at": BEGIN,
            "topics": "",
            "evidence": "[]",
        }
        self.rows[t.labels].append({"label_id": number + 1, "post_id": f"x:{number}", "current": True, **made, **also})
        return made

    def view(self, name: str) -> list[Row]:
        """Read a view."""
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]


@pytest.fixture(params=range(4))
def odd(engine: Engine, request: pytest.FixtureRequest) -> Odd:
    return Odd(engine, request.param)


def known(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if value is not None]


def middle(values: Iterable[float | None]) -> Any:
    """Return the median of five values at least."""
    told = known(values)
    return pytest.approx(median(told)) if len(told) >= 5 else None


def week_after(week: str, weeks: int) -> str:
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1) + timedelta(weeks=weeks)
    return f"{monday:%G-W%V}"


def test_weeks_have_sums_medians_and_the_calendar_week_before(odd: Odd) -> None:
    groups = defaultdict[tuple[Any, ...], list[Row]](list)
    for post in odd.posts:
        if post["own"] and post["role"] == "own" and post["iso_week"]:
            groups[post["iso_week"], post["platform"], post.get("topic")].append(post)
    rows = {(row["iso_week"], row["platform"], row["topic"]): row for row in odd.view("v_topic_weekly")}
    for key, mine in groups.items():
        row, counts = rows.pop(key), known(post["interactions"] for post in mine)
        assert row["posts"] == len(mine)
        assert row["interactions"] == (sum(counts) if counts else None)
        assert row["scored_posts"] == len(known(post["score"] for post in mine))
        assert row["median_score"] == middle(post["score"] for post in mine)
        before = week_after(key[0], -1)
        known_before = before >= first_week(odd, key[1])
        assert row["previous_posts"] == (len(groups.get((before, *key[1:]), ())) if known_before else None)
    assert {row["posts"] for row in rows.values()} <= {0}
    assert set(rows) == weeks_of_zero(odd) - set(groups)


def weeks_of_zero(odd: Odd) -> set[tuple[str, str, str]]:
    """Return each dimension in each week from a platform's first post that is not pinned to its last one not ahead."""
    found = set[tuple[str, str, str]]()
    for platform in ("x", "instagram"):
        mine = (post["iso_week"] for post in odd.posts if post["platform"] == platform and post["role"] == "own")
        last = max((week for week in mine if week and week < "2031"), default="")
        week = first_week(odd, platform)
        while week <= last:
            found.update((week, platform, topic) for topic in TOPICS)
            week = week_after(week, 1)
    return found


def first_week(odd: Odd, platform: str) -> str:
    """Return the week of the platform's oldest own post that is not pinned."""
    mine = (post for post in odd.posts if post["platform"] == platform and post["role"] == "own")
    return min((post["iso_week"] for post in mine if post["iso_week"] and not post["pinned"]), default="9999-W01")


def test_times_are_medians_of_scores_by_the_wall_clock(odd: Odd) -> None:
    groups = defaultdict[tuple[Any, ...], list[float | None]](list)
    for post in odd.posts:
        local = post["published_local"]
        if post["own"] and local and post["published_precision"] == "second":
            for among in ("all", "kind", "topic", "message_function"):
                key = (post["source_id"], among, "all" if among == "all" else post.get(among))
                groups[*key, "weekday", local.isoweekday()].append(post["score"])
                groups[*key, "hour", local.hour].append(post["score"])
    columns = ("source_id", "among", "among_value", "grouped_by", "value")
    found = {tuple(row[name] for name in columns): row for row in odd.view("v_best_times")}
    assert found.keys() == groups.keys()
    for key, scores in groups.items():
        row = found[key]
        assert (row["posts"], row["scored_posts"]) == (len(scores), len(known(scores)))
        assert row["median_score"] == middle(scores)


def test_agencies_are_counted_by_every_kind_of_period(odd: Odd) -> None:
    groups = defaultdict[tuple[str, str, str], list[Row]](list)
    for post in odd.posts:
        local = post["published_local"]
        if post["own"] and post["role"] == "agency" and local:
            quarter = f"{local.year}-Q{(local.month + 2) // 3}"
            names = {"week": post["iso_week"], "month": f"{local:%Y-%m}", "quarter": quarter, "year": f"{local:%Y}"}
            for kind, name in names.items():
                groups[post["source_id"], kind, name].append(post)
    found = {(row["source_id"], row["period_type"], row["period"]): row for row in odd.view("v_agencies")}
    assert found.keys() == groups.keys()
    for key, mine in groups.items():
        row, functions = found[key], known(post.get("message_function") for post in mine)
        assert (row["posts"], row["labelled_posts"]) == (len(mine), len(functions))
        assert row["useful_posts"] == functions.count("education")
        assert row["median_engagement_rate"] == middle(post["rate"] for post in mine)


def test_a_band_has_means_of_five_accounts_that_have_a_figure(odd: Odd) -> None:
    rates, shares = dict[str, float](), dict[str, float]()
    for source in (row["source_id"] for row in odd.rows[t.sources]):
        mine = [post for post in odd.posts if post["source_id"] == source and post["own"]]
        if len(told := known(post["rate"] for post in mine)) >= 5:
            rates[source] = fmean(told)
        if levels := known(post.get("programme_level") for post in mine):
            shares[source] = fmean(level in {"named", "initiative"} for level in levels)
    platforms = {row["source_id"]: row["platform"] for row in odd.rows[t.sources]}
    for row in odd.view("v_account_bands"):
        source = row["source_id"]
        assert row["mean_engagement_rate"] == (pytest.approx(rates[source]) if source in rates else None)
        for name, of_each in (("band_mean_engagement_rate", rates), ("band_programme_share", shares)):
            like = [value for one, value in of_each.items() if platforms[one] == row["platform"]]
            assert row[name] == (pytest.approx(fmean(like)) if len(like) >= 5 else None)
