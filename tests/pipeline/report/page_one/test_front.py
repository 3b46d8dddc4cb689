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
from pipeline.files.fault import Fault
from pipeline.report import Background
from pipeline.report.content.figures import topic_rows, weeks_known
from pipeline.report.content.tables import Record
from pipeline.report.page_one.comparisons import comparisons
from pipeline.report.page_one.dimensions import known_weeks, neglected_dimensions, raised_dimensions
from pipeline.report.page_one.extremes import choose_extremes
from pipeline.report.page_one.programme import funnel
from tests.pipeline.report.conftest import Writer

Counts = dict[tuple[str, str, str | None], int]
"""Posts of a week and platform at a level of the programme."""
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


def programme(counts: Counts) -> pd.DataFrame:
    rows = [(week, platform, level, posts) for (week, platform, level), posts in counts.items()]
    return pd.DataFrame(rows, columns=["iso_week", "platform", "programme_level", "posts"])


def test_the_funnel_stands_beside_the_mean_of_the_weeks_before() -> None:
    counts: Counts = {("2026-W47", "x", "named"): 1, ("2026-W47", "x", "dimension"): 3}
    counts |= {(f"2026-W{week}", "x", "dimension"): 2 for week in (45, 46)} | {("2026-W46", "x", None): 4}
    rows = {row.level: row for row in funnel(Background(programme=programme(counts)), WEEK, ("x",))}
    assert (rows["named"].posts, rows["named"].share, rows["named"].before) == (1, 0.25, 0)
    assert (rows["dimension"].before, rows["dimension"].share_before) == (2, 0.5)
    assert rows[None].posts == 0


def test_without_posts_a_share_is_unknown_and_not_zero() -> None:
    counts: Counts = {("2026-W46", "x", "named"): 2}
    [named, *_] = funnel(Background(programme=programme(counts)), WEEK, ("x",))
    assert (named.posts, named.share, named.share_before) == (0, None, 1)
    assert funnel(Background(), WEEK, ("x",)) == []


def test_no_post_of_a_level_is_unknown_with_its_share_while_a_channel_was_not_read() -> None:
    counts: Counts = {("2026-W47", "x", "named"): 1, ("2026-W46", "x", "dimension"): 3}
    for unread, seen in (((), (0, 0.0)), (("x",), (None, None))):
        rows = {row.level: row for row in funnel(Background(programme=programme(counts)), WEEK, ("x",), unread)}
        assert (rows["dimension"].seen, rows["dimension"].share_seen) == seen
        assert (rows["named"].seen, rows["named"].share_seen) == (1, 1.0)


def test_a_dimension_is_neglected_when_no_platform_had_it_for_four_weeks(make_topics: MakeTopics) -> None:
    now = make_topics("2026-W47", {("x", "living"): 8, ("x", "society"): 1, ("instagram", "governance"): 10})
    before = make_topics("2026-W44", {("x", "economy"): 1}) + make_topics("2026-W43", {("x", "environment"): 9})
    assert neglected_dimensions(now, before, Background(), WEEK) == ["branding", "environment"]


def test_a_target_makes_a_dimension_neglected_below_its_share(make_topics: MakeTopics) -> None:
    six = ("governance", "branding", "economy", "living", "society", "environment")
    now = make_topics("2026-W47", {("x", topic): 2 for topic in six})
    assert neglected_dimensions(now, [], Background(), WEEK) == []
    assert neglected_dimensions(now, [], Background(targets={"economy": 0.2, "living": 0.1}), WEEK) == ["economy"]


def test_too_few_labelled_posts_allow_no_word_about_neglect(make_topics: MakeTopics) -> None:
    assert (
        neglected_dimensions(make_topics("2026-W47", {("x", "living"): 9, ("x", None): 90}), [], Background(), WEEK)
        is None
    )


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


@pytest.mark.parametrize(
    ("scores", "strongest", "weakest"),
    [
        ([], [], []),
        ([1.0], [], []),
        ([0.68, 1.49], [], []),
        ([0.67, 1.5], [1.5], [0.67]),
        ([9.0, 8.0, 7.0, 6.0, 1.0], [9.0, 8.0, 7.0], []),
        ([0.1, 0.2, 0.3, 0.4, 2.0], [2.0], [0.1, 0.2, 0.3]),
    ],
)
def test_a_post_is_strongest_or_weakest_only_where_it_stands_out(
    make_post: MakePost, scores: list[float], strongest: list[float], weakest: list[float]
) -> None:
    made = [make_post(1, post_id=f"x:{n}", platform="x", engagement_score=score) for n, score in enumerate(scores)]
    reply = make_post(1, post_id="x:99", platform="x", kind="reply", engagement_score=50.0)
    best, worst = choose_extremes([*made, reply, make_post(3, engagement_score=None)])
    assert [post["engagement_score"] for post in best] == strongest
    assert [post["engagement_score"] for post in worst] == weakest


def test_where_all_posts_do_as_usual_page_one_says_that_nothing_stands_out(report: Writer, make_post: MakePost) -> None:
    report.write(posts=[make_post(n, engagement_score=1.0) for n in range(1, 9)])
    assert "Tidak ada unggahan yang menonjol" in report.text("report.html")
    assert "kali biasanya" not in front(report)


def test_a_change_that_chance_would_make_has_no_number_on_the_page(report: Writer, make_account: MakeAccount) -> None:
    frames = [
        aged(24, "2026-W47", "x-kota", [26, 40, 18, 33, 61, 29]),
        aged(24, "2026-W46", "x-kota", [16, 30, 44] * 2),
    ]
    [found] = comparisons(Background(aged=pd.concat(frames)), WEEK, [make_account("x")])
    assert found.word == "not_distinguishable"
    assert found.change == pytest.approx(31 / 30 - 1)
    report.write(background=Background(aged=pd.concat(frames)))
    assert "belum tampak perbedaan" in front(report)


def test_a_word_never_speaks_against_the_medians(make_account: MakeAccount) -> None:
    """Half of the posts are loud, half are not: by their ranks the week is higher, by its median it is 40 % lower."""
    frames = [
        aged(24, "2026-W47", "x-kota", [60] * 21 + [1000] * 20),
        aged(24, "2026-W46", "x-kota", [1] * 20 + [100] * 21),
    ]
    [found] = comparisons(Background(aged=pd.concat(frames)), WEEK, [make_account("x")])
    assert found.test.word == "higher"
    assert found.change == pytest.approx(-0.4)
    assert found.word == "not_distinguishable"
    assert found.interval
    assert found.interval[0] == pytest.approx(-0.4)


def test_a_change_beyond_chance_has_a_word_and_its_interval(make_account: MakeAccount) -> None:
    frames = [
        aged(24, "2026-W47", "x-kota", [90, 120, 101, 99, 140]),
        aged(24, "2026-W46", "x-kota", [9, 12, 10, 8, 14]),
    ]
    [found] = comparisons(Background(aged=pd.concat(frames)), WEEK, [make_account("x")])
    assert found.word == "higher"
    assert found.interval is not None
    assert found.interval[0] < 9.1 < found.interval[1]
    [partial] = comparisons(Background(aged=pd.concat(frames)), WEEK, [make_account("x", outcome="partial")])
    assert (partial.word, partial.interval) == (None, None)


def test_a_share_of_few_posts_is_not_called_lower() -> None:
    counts: Counts = {("2026-W47", "x", "named"): 3, ("2026-W47", "x", "none"): 8}
    counts |= {("2026-W46", "x", "named"): 25, ("2026-W46", "x", "none"): 17}
    [named, *_] = funnel(Background(programme=programme(counts)), WEEK, ("x",))
    assert named.word == "not_distinguishable"


def test_rows_that_could_not_be_read_are_named_on_the_page(report: Writer) -> None:
    told = Fault('line 3: date "Jum\'at" is no day', 'baris 3: tanggal "Jum\'at" tidak dikenali')
    report.write(background=Background(faults=[told]))
    page = report.text("report.html")
    assert "1 baris dalam berkas kantor tidak dapat dibaca" in page
    assert "<bdi>baris 3: tanggal &#34;Jum&#39;at&#34; tidak dikenali</bdi>" in page


def test_media_counted_by_hand_stand_beside_the_harvested_ones_and_are_marked(report: Writer) -> None:
    told = dict.fromkeys(("campaign", "district", "cost", "proof", "topic"))
    one = told | {"held_on": WEEK.first_day, "kind": "Grup WA", "medium": "whatsapp", "reached": 1850}
    untold = {"title": None, "url": None}
    rows = [one | {"title": "Jadwal bank sampah", "url": "https://contoh.id/a"}, one | untold]
    rows += [one | untold | {"reached": None}, one | untold | {"medium": "radio", "reached": 40}]
    report.write(background=Background(activities=pd.DataFrame(rows)))
    page = report.text("report.html")
    assert "Media yang dipakai" in page
    assert "dihitung sendiri oleh kantor" in page
    assert "3.700 (terisi 2 dari 3)" in page
    assert '<td class="number">40</td>' in page
    assert 'href="https://contoh.id/a"' in page


def test_page_one_has_no_column_of_interactions_where_no_row_tells_them(
    report: Writer, make_account: MakeAccount
) -> None:
    report.write(accounts=[make_account("website"), make_account("x"), make_account("instagram")])
    assert "Interaksi per unggahan (nilai tengah" not in front(report)
    frames = [aged(24, week, "x-kota", [90, 120, 101, 99, 140]) for week in ("2026-W46", "2026-W47")]
    report.write(background=Background(aged=pd.concat(frames)))
    assert "Interaksi per unggahan (nilai tengah" in front(report)


def test_channels_stand_in_the_same_order_in_every_table(report: Writer, make_account: MakeAccount) -> None:
    accounts = [make_account(name, posts=0) for name in ("instagram", "website", "x")]
    frames = [aged(24, "2026-W47", f"{name}-kota", [9, 12, 10, 8, 14]) for name in ("instagram", "x")]
    report.write(accounts=accounts, background=Background(aged=pd.concat(frames)))
    assert "Kanal X kotacontoh dan 2 kanal lain tidak mengunggah" in front(report)
    page = BeautifulSoup(report.text("report.html"), "lxml")
    rows = page.select("section[aria-labelledby=comparison] tbody th")
    assert [row.text.split()[0] for row in rows] == ["X", "Instagram"]


def test_page_one_shows_state_decision_and_reasons(report: Writer) -> None:
    report.write()
    text = front(report)
    assert "Data kanal Instagram kotacontoh belum lengkap (akses ditolak). Mohon berkenan menetapkan" in text
    assert "tertinggi: “Urus KTP kini cukup dari rumah lewat layanan digital kota. …”, 7,1 kali biasanya" in text
    page = report.text("report.html")
    assert "Interaksinya 6,3 kali biasanya (pembanding: 100 konten sebelumnya berjenis gambar" in page
    assert "berupa tanda suka" in page


def test_a_week_is_final_once_all_its_posts_are_seven_days_old(report: Writer) -> None:
    report.write(as_of=report.week.as_of + timedelta(days=6))
    assert "Angka final" in report.text("report.html")


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


def test_where_chance_alone_makes_such_scores_no_post_stands_out(make_post: MakePost) -> None:
    """Of five usual interactions, three or eight are luck: the level of such a post is unknown."""
    few = [
        make_post(1, post_id=f"x:{n}", engagement_score=s, engagement_level="unknown") for n, s in enumerate((0.6, 1.6))
    ]
    assert choose_extremes(few) == ([], [])


def test_weeks_before_the_first_known_one_are_not_called_empty(make_topics: MakeTopics) -> None:
    for oldest, known in (("2026-W43", 4), ("2026-W44", 4), ("2026-W46", 2)):
        assert known_weeks(make_topics(oldest, {("x", "living"): 1}), {}, WEEK) == known
    assert known_weeks([], {}, WEEK) == 1
    # Weeks without a post since the first stored one are known to be empty.
    assert known_weeks(make_topics("2026-W46", {("x", "living"): 1}), {"x": "2026-W20"}, WEEK) == 4
    assert known_weeks([], {"x": "2026-W46", "website": "2026-W45"}, WEEK) == 3
    rows = make_topics("2026-W47", {("x", "living"): 1, ("x", "economy"): 0, ("x", None): 3})
    assert raised_dimensions(rows, make_topics("2026-W43", {("x", "society"): 5}), WEEK) == {"living": 1}


@pytest.mark.parametrize(
    ("levels", "asked"),
    [
        ({"none": 6}, True),
        ({"none": 4}, False),  # too few to say so
        ({"none": 6, None: 1}, False),  # one may name it: it has no label yet
        ({"none": 6, "named": 1}, False),
        ({}, False),
    ],
)
def test_the_programme_is_missed_only_where_every_one_of_five_posts_has_a_label(
    report: Writer, levels: dict[str | None, int], asked: bool
) -> None:
    counts = programme({("2026-W47", "x", level): posts for level, posts in levels.items()})
    report.write(background=Background(programme=counts), accounts=[report.week.accounts.iloc[0].to_dict()])
    assert ("menyebut program Smart City" in front(report)) is asked


def test_the_mean_of_a_channel_is_of_the_weeks_that_are_known_of_it() -> None:
    def week(number: int, platform: str, posts: int) -> Record:
        return {"iso_week": f"2026-W{number}", "platform": platform, "topic": "living", "posts": posts}

    before = [week(43, "x", 4), week(45, "x", 4), week(46, "website", 6), week(43, "instagram", 2)]
    firsts = {"x": "2019-W01", "website": "2026-W46", "instagram": "2026-W43", "tiktok": "2019-W01"}

    def means(*unread: str) -> dict[str, float | None]:
        weeks = weeks_known(before, firsts, WEEK, unread)
        found = topic_rows([week(47, "tiktok", 1)], before, tuple(firsts), weeks, unread)
        return next(one for one in found if one.topic == "living").before

    # a channel that was added lately is no quieter, and one that fell silent no louder
    assert means() == {"x": 2, "website": 6, "instagram": 0.5, "tiktok": 0}
    assert means("x", "tiktok") == {"x": 4, "website": 6, "instagram": 0.5, "tiktok": None}


def test_the_mean_of_the_funnel_is_of_the_weeks_that_are_known_of_each_channel() -> None:
    counts: Counts = {("2026-W43", "x", "none"): 8, ("2026-W46", "website", "none"): 6, ("2026-W47", "x", "none"): 1}
    background = Background(programme=programme(counts), first_weeks={"x": "2026-W40", "website": "2026-W46"})
    found = {row.platform: row.before for row in funnel(background, WEEK, ("x",)) if row.level == "none"}
    assert found == {"x": 2, "website": 6}
    found = {row.platform: row.before for row in funnel(background, WEEK, ("x",), {"x"}) if row.level == "none"}
    assert found == {"x": 8, "website": 6}


def test_a_score_that_is_missing_says_how_many_earlier_posts_the_office_asks_for(report: Writer) -> None:
    unscored = report.week.posts.assign(engagement_score=None, engagement_level="unknown", score_n=None)
    report.write(posts=unscored, background=Background(min_history=6))
    assert "Belum dapat dinilai: diperlukan 6 unggahan sebelumnya dari akun dan jenis yang sama." in report.text(
        "report.html"
    )
