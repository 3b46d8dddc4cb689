"""Page one: what it claims, and what it does not claim."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pipeline.clock import IsoWeek
from pipeline.report import Background
from pipeline.report.content.front import comparisons, extremes, funnel, neglected
from tests.pipeline.report.conftest import Writer

MakePost = Callable[..., dict[str, Any]]
MakeAccount = Callable[..., dict[str, Any]]
MakeTopics = Callable[..., list[dict[str, Any]]]
WEEK = IsoWeek(2026, 47)


def aged(hours: int, week: str, source: str, values: list[int]) -> pd.DataFrame:
    rows = [{"age_hours": hours, "iso_week": week, "source_id": source, "interactions": value} for value in values]
    return pd.DataFrame(rows)


def front(report: Writer) -> str:
    found = BeautifulSoup(report.text("report.html"), "lxml").find("section", attrs={"aria-labelledby": "front"})
    assert found is not None
    return found.get_text(" ", strip=True)


def programme(counts: dict[tuple[str, str, str | None], int]) -> pd.DataFrame:
    rows = [(week, platform, level, posts) for (week, platform, level), posts in counts.items()]
    return pd.DataFrame(rows, columns=["iso_week", "platform", "programme_level", "posts"])


def test_the_funnel_stands_beside_the_mean_of_the_weeks_before() -> None:
    counts = {("2026-W47", "x", "named"): 1, ("2026-W47", "x", "dimension"): 3}
    counts |= {(f"2026-W{week}", "x", "dimension"): 2 for week in (45, 46)} | {("2026-W46", "x", None): 4}
    rows = {row.level: row for row in funnel(Background(programme=programme(counts)), WEEK)}
    assert (rows["named"].posts, rows["named"].share, rows["named"].before) == (1, 0.25, 0)
    assert (rows["dimension"].before, rows["dimension"].share_before) == (2, 0.5)
    assert rows[None].posts == 0


def test_without_posts_a_share_is_unknown_and_not_zero() -> None:
    counts = {("2026-W46", "x", "named"): 2}
    [named, *_] = funnel(Background(programme=programme(counts)), WEEK)
    assert (named.posts, named.share, named.share_before) == (0, None, 1)
    assert funnel(Background(), WEEK) == []


def test_a_dimension_is_neglected_when_no_platform_had_it_for_four_weeks(make_topics: MakeTopics) -> None:
    now = make_topics("2026-W47", {("x", "living"): 4, ("x", "society"): 1, ("instagram", "governance"): 5})
    before = make_topics("2026-W44", {("x", "economy"): 1}) + make_topics("2026-W43", {("x", "environment"): 9})
    assert neglected(now, before, Background(), WEEK) == ["branding", "environment"]


def test_a_target_makes_a_dimension_neglected_below_its_share(make_topics: MakeTopics) -> None:
    six = ("governance", "branding", "economy", "living", "society", "environment")
    now = make_topics("2026-W47", {("x", topic): 1 for topic in six})
    assert neglected(now, [], Background(), WEEK) == []
    assert neglected(now, [], Background(targets={"economy": 0.2, "living": 0.1}), WEEK) == ["economy"]


def test_too_few_labelled_posts_allow_no_word_about_neglect(make_topics: MakeTopics) -> None:
    assert neglected(make_topics("2026-W47", {("x", "living"): 4, ("x", None): 90}), [], Background(), WEEK) is None


def test_weeks_are_compared_at_equal_ages(make_account: MakeAccount) -> None:
    frames = [
        aged(24, "2026-W47", "x-kota", [1, 2, 3, 4, 500]),
        aged(24, "2026-W46", "x-kota", [2, 2, 2, 2, 2, 2]),
        aged(168, "2026-W46", "x-kota", [9] * 5),
        aged(168, "2026-W45", "x-kota", [3] * 5),
    ]
    day, week = comparisons(Background(aged=pd.concat(frames)), WEEK, [make_account("x")])
    assert (day.age_hours, day.week, day.median, day.median_earlier) == (24, "2026-W47", 3, 2)
    assert day.change == pytest.approx(0.5)
    assert (week.age_hours, week.week, week.earlier, week.change) == (168, "2026-W46", "2026-W45", 2)


def test_nothing_is_claimed_of_an_incomplete_channel_of_four_posts_or_of_zero(make_account: MakeAccount) -> None:
    five, zero = aged(24, "2026-W47", "x-kota", [8] * 5), aged(24, "2026-W46", "x-kota", [0] * 5)
    four = aged(24, "2026-W46", "x-kota", [4] * 4)
    whole = pd.concat([five, aged(24, "2026-W46", "x-kota", [4] * 5)])
    [few] = comparisons(Background(aged=pd.concat([five, four])), WEEK, [make_account("x")])
    assert (few.median_earlier, few.posts_earlier, few.change) == (None, 4, None)
    [partial] = comparisons(Background(aged=whole), WEEK, [make_account("x", outcome="partial")])
    assert partial.change is None
    [nothing] = comparisons(Background(aged=pd.concat([five, zero])), WEEK, [make_account("x")])
    assert nothing.change is None
    assert comparisons(Background(), WEEK, [make_account("x")]) == []


@pytest.mark.parametrize(("posts", "counts"), [(0, (0, 0)), (1, (1, 0)), (3, (2, 1)), (4, (2, 2)), (20, (3, 3))])
def test_no_post_is_both_strongest_and_weakest(make_post: MakePost, posts: int, counts: tuple[int, int]) -> None:
    made = [make_post(1, post_id=f"x:{n}", platform="x", engagement_score=float(n)) for n in range(posts)]
    best, worst = extremes([*made, make_post(3, engagement_score=None)])
    assert (len(best), len(worst)) == counts
    assert not {post["post_id"] for post in best} & {post["post_id"] for post in worst}


def test_page_one_shows_state_decision_and_reasons(report: Writer) -> None:
    report.write()
    text = front(report)
    assert "Saluran Instagram kotacontoh tidak terambil lengkap (meminta login; masuk dengan akun kantor)" in text
    assert "6,3× dari yang biasa pada akun, jenis (gambar), dan umur yang sama; pembanding n = 100" in text
    assert "terutama suka" in text


def test_a_week_is_final_once_all_its_posts_are_seven_days_old(report: Writer) -> None:
    report.write(as_of=report.week.as_of + timedelta(days=6))
    assert "Final" in report.text("report.html")


FINAL = timedelta(days=6)  # after the sample's as_of


def revision(report: Writer) -> int:
    return int(json.loads(report.text("datapackage.json"))["revision"])


def louder(make_post: MakePost, times: float) -> list[dict[str, Any]]:
    """The sample's posts with so many times their interactions."""
    told = [make_post(number) for number in range(1, 19)]
    return [row | {"interactions": row["interactions"] and round(row["interactions"] * times)} for row in told]


def test_until_a_week_is_final_its_issues_replace_each_other(report: Writer, make_post: MakePost) -> None:
    report.write()
    assert report.write(posts=louder(make_post, 2))
    assert report.write(posts=louder(make_post, 3), as_of=report.week.as_of + FINAL)
    assert revision(report) == 0
    assert "Revisi" not in report.text("report.html")


def test_a_revision_says_its_number_and_what_changed(report: Writer, make_post: MakePost) -> None:
    report.write(as_of=report.week.as_of + FINAL)
    report.write(posts=louder(make_post, 2), as_of=report.week.as_of + FINAL)
    page = report.text("report.html")
    assert "Revisi 1" in page
    assert "X kotacontoh: interaksi" in page
    report.write(posts=louder(make_post, 2), topics=[], as_of=report.week.as_of + FINAL)
    page = report.text("report.html")
    assert "Revisi 2" in page
    assert "X: Tata Kelola (Smart Governance) 5 → 0" in page


def test_counts_that_grow_on_a_little_are_no_revision_until_they_add_up(report: Writer, make_post: MakePost) -> None:
    report.write(as_of=report.week.as_of + FINAL)
    numbers = []
    for night in range(1, 4):
        assert report.write(posts=louder(make_post, 1 + 0.02 * night), as_of=report.week.as_of + FINAL)
        numbers.append(revision(report))
    assert numbers == [0, 0, 1]


def test_mending_a_damaged_folder_is_no_new_revision(report: Writer, make_post: MakePost) -> None:
    final = report.week.as_of + FINAL
    report.write(as_of=final)
    report.write(posts=[make_post(1)], as_of=final)
    whole = report.content("report.html")
    (report.folder / "report.html").write_text("half")
    report.write(posts=[make_post(1)], as_of=final)
    assert report.content("report.html") == whole
    assert revision(report) == 1


def test_words_in_a_remembered_folder_are_data(report: Writer, make_post: MakePost) -> None:
    report.write()
    package = json.loads(report.text("datapackage.json"))
    package |= {"contents": "old", "figures": {}, "final": True}
    (report.folder / "datapackage.json").write_text(json.dumps(package))
    assert report.write(posts=[make_post(1)])
    for broken in ("[]", "{", '{"revision": "<b>"}'):
        (report.folder / "datapackage.json").write_text(broken)
        assert report.write(posts=[make_post(2)])
