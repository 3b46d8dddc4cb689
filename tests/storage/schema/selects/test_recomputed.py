"""Views of terms, followers, costs, nights, conduct and triangulation tell what pandas finds in the bare tables.

The store is filled at random with what is odd: hidden counts, sources without a post, missed nights, several cities.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from sqlalchemy import Engine, Table, func, insert, select, text

from storage.db.engine import transaction
from storage.schema import tables as t

FIRST = datetime(2026, 9, 1, 1, tzinfo=UTC)
CITIES = ("Kota Bekasi", "Kabupaten Bekasi", None)
ROLES = ("own", "own", "agency", "media", "peer")
LINKS = (
    "https://WWW.Bekasikota.go.id/a?b=https://lain.id", "http://s.id:80#x", "https://x.com/@a", "https://a@b.id/c",
)  # fmt: skip
Frame = pd.DataFrame


class Odd:
    """Fills the store from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: dict[Table, list[dict[str, Any]]] = {}
        self.posts: dict[str, str] = {}
        """post_id → its source."""
        self.carried: set[str] = set()

    def add(self, table: Table, **row: Any) -> None:
        """Keep a row for the end."""
        self.rows.setdefault(table, []).append(row)

    def maybe(self, value: Any, share: float = 0.7) -> Any:
        """Return the value or nothing."""
        return value if self.chance.random() < share else None

    def store(self, engine: Engine) -> None:
        """Write everything, tables that others need first."""
        with transaction(engine) as connection:
            for table in t.metadata.sorted_tables:
                if self.rows.get(table):
                    connection.execute(insert(table), self.rows[table])


def fill(engine: Engine, seed: int) -> None:
    odd = Odd(seed)
    for number, role in enumerate(ROLES):
        city = odd.chance.choice(CITIES)
        odd.add(t.sources, source_id=f"s{number}", platform=("x", "instagram")[number % 2], account=f"a{number}",
                city=city, role=role)  # fmt: skip
    _nights(odd)
    odd.add(t.pages, page_id=1, run_id=1, source_id="s0", fetched_at=FIRST, kind="a", url="u", body=b"")
    for number in range(odd.chance.choice((0, 1, 40))):
        _post(odd, number)
    for source in range(4):  # the last one is never seen
        for hours in sorted(odd.chance.sample(range(24 * 100), odd.chance.choice((1, 2, 30)))):
            at = FIRST + timedelta(hours=hours)
            odd.add(t.accounts, source_id=f"s{source}", observed_at=at, name="a",
                    followers=odd.maybe(odd.chance.randrange(5000)), following=odd.maybe(3))  # fmt: skip
    for number in range(30):
        _coding(odd, number)
    _periods(odd)
    odd.store(engine)


def _nights(odd: Odd) -> None:
    days = sorted(odd.chance.sample(range(20), 7))
    for number, day in enumerate(days, 1):
        at = FIRST + timedelta(days=day)
        ended = odd.maybe(at + timedelta(hours=1))
        command = "nightly" if number < 6 else "harvest"
        odd.add(t.runs, run_id=number, command=command, started_at=at, finished_at=ended,
                exit_code=odd.maybe(1) if ended else None, version="0", night=at.date())  # fmt: skip
        for source in ("s0", "s1"):
            odd.add(t.source_runs, run_id=number, source_id=source, started_at=at, outcome=odd.maybe("complete"),
                    posts_new=odd.chance.randrange(4))  # fmt: skip
            purpose = odd.chance.choice(("posts", "responses"))
            for _ in range(odd.chance.randrange(3)):
                odd.add(t.reads, run_id=number, source_id=source, day=at.date() + timedelta(days=30 * (number % 2)),
                        posts=odd.chance.randrange(9), users=1, media=0, usd=odd.chance.randrange(100) / 200,
                        settled=True, purpose=purpose)  # fmt: skip


def _post(odd: Odd, number: int) -> None:
    at = odd.maybe(FIRST + timedelta(hours=odd.chance.randrange(2000)), 0.9)
    local, source = at + timedelta(hours=7) if at else None, odd.chance.choice(("s0", "s1", "s2", "s3"))
    odd.add(
        t.posts, post_id=f"x:{number}", source_id=source,
        kind=odd.chance.choice(("post", "reply", "repost")), url="u", text="t", published_at=at,
        published_precision="second", published_local=local.replace(tzinfo=None) if local else None,
        iso_week=f"{local:%G-W%V}" if local else None, pinned=False, text_digest="d", page_id=1, first_seen_at=FIRST,
        last_seen_at=FIRST,
    )  # fmt: skip
    for kind, values in (("hashtag", ("Bekasi", "BEKASI", "x")), ("mention", ("A", "b")), ("link", LINKS)):
        for position in range(odd.chance.randrange(3)):
            odd.add(t.post_terms, post_id=f"x:{number}", kind=kind, position=position,
                    value=odd.chance.choice(values))  # fmt: skip
    odd.posts[f"x:{number}"] = source
    if at and odd.chance.random() < 0.3:
        missed = odd.chance.choice(("", "s1", "s1,s2"))
        carried = [one for one in odd.posts if one not in odd.carried | {f"x:{number}"}][-2:]
        odd.carried.update(carried)
        odd.add(t.messages, message_id=f"x:{number}", city=None, posts=len(carried) + 1, first_at=at, missed=missed,
                sources=len({odd.posts[one] for one in (*carried, f"x:{number}")}))  # fmt: skip
        for one in carried:
            odd.add(t.message_posts, post_id=one, message_id=f"x:{number}", reason="text")
    if odd.chance.random() < 0.5:
        _response(odd, number)


def _response(odd: Odd, number: int) -> None:
    key = f"x:r{number}"
    odd.add(t.responses, response_id=key, source_id=odd.chance.choice(("s0", "s1", "s2")), post_id=f"x:{number}",
            kind="reply", is_official=False, published_at=FIRST, published_local=FIRST.replace(tzinfo=None),
            iso_week="2026-W36", page_id=1, first_seen_at=FIRST, last_seen_at=FIRST)  # fmt: skip
    odd.add(t.response_labels, response_id=key, version="1", labelled_at=FIRST, sentiment="negative",
            intent="complaint", object="communication", obstacle=odd.maybe("budget"), evidence="[]")  # fmt: skip


def _coding(odd: Odd, number: int) -> None:
    question = odd.chance.choice(("hindering", "supporting", "strategy"))
    kind = odd.chance.choice(("officer", "document", "media", "citizen"))
    odd.add(
        t.codings, reference=f"C{number}", evidence_source=kind, observed_on=date(2026, 9, 2), coder="AB",
        imported_at=FIRST, city=odd.chance.choice(CITIES), question=question, object="communication",
        obstacle=odd.chance.choice(("budget", "capacity")) if question == "hindering" else None,
        factor=odd.chance.choice(("budget", "staff")) if question == "supporting" else None,
        stage="planning" if question == "strategy" else None,
        element=odd.maybe("media") if question == "strategy" else None,
        informant=odd.maybe(f"I-0{odd.chance.randrange(5)}") if kind == "officer" else None,
        own_message=odd.chance.random() < 0.3,
    )  # fmt: skip


def _periods(odd: Odd) -> None:
    for source, period in (("s0", "2026-W36"), ("s1", "2026-W37"), ("s2", "2026-W36")):
        days, active, asked = 7, odd.chance.randrange(8), odd.chance.randrange(9)
        odd.add(t.source_days, source_id=source, period_type="week", period=period, days=days, active_days=active,
                longest_silence=days - active)  # fmt: skip
        odd.add(t.conversations, source_id=source, period_type="week", period=period, questions=asked,
                answered=asked // 2, unanswered=asked // 3, complaints=odd.chance.randrange(2),
                complaints_unanswered=0)  # fmt: skip


@pytest.fixture(params=range(4))
def read(engine: Engine, request: pytest.FixtureRequest) -> Any:
    fill(engine, request.param)

    def frame(name: str) -> Frame:
        table = t.metadata.tables.get(name)
        with engine.connect() as connection:
            if table is not None:
                found = connection.execute(select(table))
            else:
                found = connection.execute(text(f"SELECT * FROM {name}"))
            return Frame(found.mappings().all(), columns=list(found.keys())).astype(object)

    return frame


def told(frame: Frame, *columns: str) -> list[tuple[Any, ...]]:
    """Return rows of plain values in one order, an empty one as None, a fraction to ten digits."""
    rows = frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None)
    return sorted((tuple(map(_plain, row)) for row in rows.itertuples(index=False)), key=str)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 10)
    return str(value) if isinstance(value, date) else value


def test_terms_belong_to_posts_that_are_no_reposts(read: Any) -> None:
    posts = read("posts").query("kind != 'repost'")
    terms = read("post_terms").merge(posts, on="post_id", suffixes=("_term", ""))
    for kind, view, name in (("hashtag", "v_hashtags", "hashtag"), ("mention", "v_mentions", "mention")):
        mine = terms[terms["kind_term"] == kind]
        expected = mine.assign(**{name: mine["value"].str.lower()})
        assert told(read(view), "post_id", "source_id", name, "month") == told(
            expected, "post_id", "source_id", name, "month"
        )
    links = terms[terms["kind_term"] == "link"]
    domains = links["value"].map(lambda link: (urlsplit(link).hostname or "").removeprefix("www.")).astype(object)
    assert told(read("v_links"), "post_id", "domain") == told(links.assign(domain=domains), "post_id", "domain")


def test_followers_are_those_of_each_days_last_look_and_their_changes_add_up(read: Any) -> None:
    seen = read("accounts").dropna(subset=["followers"]).sort_values("observed_at")
    seen["at"] = pd.to_datetime(seen["observed_at"], utc=True)
    days = seen.assign(day=seen["at"].dt.date).groupby(["source_id", "day"]).tail(1)
    changes = days.assign(change=days.groupby("source_id")["followers"].diff())
    for back in (7, 30, 90):
        changes[f"change_{back}_days"] = [_since(seen, row, back) for row in changes.itertuples()]
    columns = ("source_id", "day", "followers", "change", "change_7_days", "change_30_days", "change_90_days")
    assert told(read("v_followers"), *columns) == told(changes, *columns)


def _since(seen: Frame, row: Any, back: int) -> float | None:
    before = seen[(seen["source_id"] == row.source_id) & (seen["at"].dt.date <= row.day - timedelta(days=back))]
    return None if before.empty else row.followers - before.iloc[-1]["followers"]


def test_costs_add_up_by_month_and_purpose(read: Any) -> None:
    reads = read("reads")
    reads["month"] = [str(day)[:7] for day in reads["day"]]
    paid = reads.astype({"usd": float, "posts": int}).groupby(["source_id", "month", "purpose"], as_index=False)
    sums = paid.agg(posts_read=("posts", "sum"), usd=("usd", "sum"))
    runs = read("source_runs")
    runs["month"] = [str(at)[:7] for at in runs["started_at"]]
    new = runs.astype({"posts_new": int}).groupby(["source_id", "month"], as_index=False)["posts_new"].sum()
    expected = sums.merge(new, on=["source_id", "month"], how="left").astype(object)
    expected.loc[expected["purpose"] != "posts", "posts_new"] = None
    per_post = expected["usd"] / expected["posts_new"].replace(0, None)
    columns = ("source_id", "month", "purpose", "posts_read", "usd", "posts_new", "usd_per_new_post")
    assert told(read("v_costs"), *columns) == told(expected.assign(usd_per_new_post=per_post), *columns)


def test_each_night_has_a_row_whether_it_ran_or_not(read: Any) -> None:
    runs = read("runs").query("command == 'nightly'")
    turns = read("source_runs").merge(runs[["run_id", "night"]], on="run_id")
    nights = {str(night): group.iloc[-1] for night, group in runs.groupby("night")}
    first, last = min(runs["night"]), max(runs["night"])
    expected = []
    for day in pd.date_range(str(first), str(last)).strftime("%Y-%m-%d"):
        run, mine = nights.get(day), turns[turns["night"].astype(str) == day]
        complete = mine[mine["outcome"] == "complete"]["source_id"].nunique()
        expected.append((day, _state(run), int(mine["posts_new"].sum()), complete))
    found = read("v_nights")
    assert told(found, "night", "state", "posts_new", "sources_complete") == sorted(expected, key=str)


def _state(run: Any) -> str:
    if run is None:
        return "missed"
    if pd.isna(run["finished_at"]):
        return "running"
    return "broken off" if pd.isna(run["exit_code"]) else "run"


def test_conduct_counts_what_was_not_done_of_what_could_have_been(read: Any) -> None:
    expected: list[tuple[Any, ...]] = [
        (row.source_id, "week", row.period, "silent_day", row.days - row.active_days, row.days)
        for row in read("source_days").itertuples()
    ]
    asked = (("question", "questions", "unanswered"), ("complaint", "complaints", "complaints_unanswered"))
    for row in read("conversations").itertuples():
        for kind, total, unanswered in asked:
            if getattr(row, total):
                told_of = (getattr(row, unanswered), getattr(row, total))
                expected.append((row.source_id, "week", row.period, f"unanswered_{kind}", *told_of))
    messages = read("messages").merge(read("posts"), left_on="message_id", right_on="post_id")
    messages["missed_n"] = [len(told.split(",")) if told else 0 for told in messages["missed"]]
    own, posts = set(read("sources").query("role == 'own'")["source_id"]), read("posts").set_index("post_id")
    carriers = read("message_posts").groupby("message_id")["post_id"].agg(list).to_dict()
    messages["could"] = [
        row.missed_n
        + len({posts.loc[one, "source_id"] for one in carriers.get(row.message_id, [])} & own - {row.source_id})
        for row in messages.itertuples()
    ]
    messages["year"] = [str(local)[:4] for local in messages["published_local"]]
    kinds = (("week", "iso_week"), ("month", "month"), ("quarter", "quarter"), ("year", "year"))
    for kind, column in kinds:
        for (source, period), group in messages.groupby(["source_id", column]):
            told_of = int(group["missed_n"].sum()), int(group["could"].sum())
            expected.append((source, kind, period, "missed_channel", *told_of))
    columns = ("source_id", "period_type", "period", "conduct", "n", "out_of")
    assert told(read("v_conduct"), *columns) == sorted(expected, key=str)


def test_triangulation_counts_kinds_of_source_and_hides_few_officers(read: Any) -> None:
    cases = _cases(read)
    expected = []
    for (city, question, aspect, factor), group in cases.groupby(["city", "question", "aspect", "factor"]):
        n = _counts(group)
        others = n["document"], n["media"], n["citizen"] + n["response"]
        kinds = sum(count > 0 for count in (n["officer"], *others))
        against = OPPOSITES.get((str(question), str(factor)))
        other = cases[(cases["city"] == city) & (cases["question"] + cases["factor"] == "".join(against or ("-",)))]
        m = _counts(other)
        contradicting = m["officer"] + m["document"] + m["media"] + m["citizen"]
        if kinds:
            counts = n["officer"] or None, n["document"], n["media"], n["citizen"], n["response"]
            expected.append((city or None, question, aspect, factor, *counts, kinds, contradicting))
    columns = (
        "city", "question", "aspect", "factor", "n_officer", "n_document", "n_media", "n_citizen", "n_response",
        "kinds_named", "contradicting",
    )  # fmt: skip
    assert told(read("v_triangulation"), *columns) == sorted(expected, key=str)


OPPOSITES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("hindering", "budget"): ("supporting", "budget"),
    ("supporting", "budget"): ("hindering", "budget"),
    ("hindering", "capacity"): ("supporting", "staff"),
    ("supporting", "staff"): ("hindering", "capacity"),
}


def _counts(group: Frame) -> dict[str, int]:
    """Count a group by kind of source; of fewer than three officers none is counted."""
    officers = group[group["kind"] == "officer"]
    told_apart = officers["informant"].nunique() >= 3
    others = {kind: int((group["kind"] == kind).sum()) for kind in ("document", "media", "citizen", "response")}
    return {"officer": len(officers) if told_apart else 0, **others}


ASPECTS = {"hindering": ("obstacle",), "supporting": ("factor",), "strategy": ("stage", "element")}


def _cases(read: Any) -> Frame:
    """Return a row for each answer of a passage, and for each response to an own channel that names an obstacle."""
    coded = [
        (_city(row.city), row.question, aspect, getattr(row, aspect), row.evidence_source, row.informant)
        for row in read("codings").itertuples()
        if not (row.evidence_source == "media" and row.own_message)
        for aspect in ASPECTS[row.question]
    ]
    said = read("responses").merge(read("response_labels"), on="response_id").merge(read("sources"), on="source_id")
    own = said.query("role == 'own'").itertuples()
    rows = [*coded, *((_city(row.city), "hindering", "obstacle", row.obstacle, "response", None) for row in own)]
    columns = ["city", "question", "aspect", "factor", "kind", "informant"]
    return Frame(rows, columns=columns).dropna(subset=["factor"])


def _city(name: Any) -> str:
    return name if isinstance(name, str) else ""


def test_the_odd_stores_are_odd(engine: Engine) -> None:
    fill(engine, 2)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(t.codings)) == 30
