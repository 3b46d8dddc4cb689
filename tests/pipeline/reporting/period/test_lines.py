"""The prose of a period claims no more than its figures: ties, few posts, unequal months, and what was not read."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.report.content.data import Issue
from pipeline.report.content.wording import Wording
from pipeline.reporting.period.figures import PeriodFigures
from pipeline.reporting.period.lines import brief_lines, period_prose

WORDING = Wording("id", ZoneInfo("Asia/Jakarta"), {"x": ("X", "X"), "instagram": ("Instagram", "Instagram")})
NOBODY = "Tidak ada tanggapan warga bernada yang terbaca."


def channel(name: str, posts: int) -> Any:
    return SimpleNamespace(
        source_id=name, platform=name, account="kota", posts=posts, labelled=0, naming=0, interactions=None
    )


def figures(**changes: Any) -> PeriodFigures:
    told: dict[str, Any] = {
        "posts": [channel("x", 5)], "before": {"x": 5}, "topics": {}, "tones": None, "overdue": None, "channels": 1,
        "incomplete": [],
    }  # fmt: skip
    return PeriodFigures(**told | changes)


def prose(found: PeriodFigures, issues: list[Issue] | None = None, **targets: float) -> str:
    return " ".join(period_prose(found, issues, targets, WORDING))


def test_a_platform_tells_what_all_its_channels_had_before_also_those_that_are_silent_now() -> None:
    own = {f"x-{n}": "x" for n in range(5)} | {"ig": "instagram", "web": "website"}
    posts = [SimpleNamespace(**vars(channel(f"x-{n}", 2)) | {"platform": "x"}) for n in range(4)]
    before = {**dict.fromkeys(own, 3), "x-4": 7, "ig": 6}
    found = figures(posts=posts, before=before, platforms=own, unread=frozenset({"website"}))
    [line] = [one for one in brief_lines(found, None, WORDING) if "Instagram" in one]
    assert "X 8 (sebelumnya 19)" in line
    assert "Instagram 0 (sebelumnya 6)" in line
    assert "website" not in line


def test_a_channel_that_was_taken_away_leaves_the_period_before_unknown() -> None:
    assert "pada periode sebelumnya 5 konten" in prose(figures())
    assert "tidak diketahui seluruhnya" in prose(figures(partly_before=frozenset({"x-lama"})))


def test_where_nothing_is_known_of_any_channel_no_response_is_said_to_be_missing() -> None:
    nothing = {"posts": [], "platforms": {"x": "x"}, "incomplete": [channel("x", 0)], "tones": {}, "overdue": 0}
    unread = figures(**nothing, unknown=frozenset({"x"}))
    for said in (prose(unread), " ".join(brief_lines(unread, [], WORDING))):
        assert said == "1 dari 1 kanal datanya belum lengkap: X kota. Belum ada data."
    assert NOBODY in prose(figures(**nothing))


@pytest.mark.parametrize(
    ("now", "before", "days", "said"),
    [
        (1400, 1550, (28, 31), "Rata-rata per hari belum tampak berbeda"),
        (1400, 1550, (31, 31), "Rata-rata per hari lebih rendah"),
        (310, 210, (31, 28), "Rata-rata per hari lebih tinggi"),
        (2, 1, (31, 28), "Jumlahnya terlalu sedikit untuk dibandingkan"),
    ],
)
def test_months_of_unequal_length_are_compared_by_day(now: int, before: int, days: tuple[int, int], said: str) -> None:
    assert said in prose(figures(posts=[channel("x", now)], before={"x": before}, days=days))


@pytest.mark.parametrize(
    ("posts", "incomplete", "said"),
    [
        ({"x": 5, "instagram": 9}, [], "Konten terbanyak ada di Instagram kota (9 unggahan)."),
        ({"x": 5, "website": 9}, [], "kota (9 berita)."),
        ({"x": 9, "website": 9, "instagram": 1}, [], "(masing-masing 9 konten)."),
        ({"x": 9, "instagram": 9, "web": 1}, [], "di X kota, Instagram kota (masing-masing 9 unggahan)."),
        ({"x": 9, "instagram": 9}, [], ""),
        ({"x": 9}, [], ""),
        ({"x": 5, "instagram": 9}, [channel("x", 0)], ""),  # X may have more: it was not wholly read
    ],
)
def test_the_busiest_channel_is_named_only_where_one_is(
    posts: dict[str, int], incomplete: list[Any], said: str
) -> None:
    found = figures(posts=[channel(name, n) for name, n in posts.items()], incomplete=incomplete)
    assert (said in prose(found)) if said else ("terbanyak ada di" not in prose(found))


def test_few_labelled_posts_neither_miss_nor_meet_a_target() -> None:
    assert "belum dapat dinilai: unggahan berlabel kurang dari 10" in prose(figures(topics={"living": 9}), economy=0.1)
    many = figures(topics={"living": 19, "economy": 1})
    assert "Ekonomi 5,0% (target 10,0%)" in prose(many, economy=0.1)


@pytest.mark.parametrize(
    ("posts", "of", "target", "said"),
    [
        (999, 10_000, 0.1, "Ekonomi 9,99% (target 10,00%)"),
        (9999, 100_000, 0.1, "Ekonomi 9,999% (target 10,000%)"),
        (7, 100, 7 * 0.01, "Semua dimensi yang bertarget mencapai targetnya."),  # 0.07 < 7 * 0.01, which is no gap
    ],
)
def test_a_share_below_its_target_is_told_with_digits_that_differ(
    posts: int, of: int, target: float, said: str
) -> None:
    assert said in prose(figures(topics={"economy": posts, "living": of - posts}), economy=target)


def test_days_without_content_are_silent_only_where_all_of_them_are_known() -> None:
    silent = "Tidak ada konten yang dimuat."
    assert silent in prose(figures(posts=[]))
    assert silent not in prose(figures(posts=[], since=date(2026, 9, 19)))
    assert silent not in prose(figures(posts=[], incomplete=[channel("x", 0)]))


def test_while_not_all_is_known_no_dimension_is_first_or_last_and_targets_are_told_so_far() -> None:
    posts, topics = [channel("x", 20)], {"living": 19, "economy": 1}
    late = {"since": date(2026, 9, 19), "unknown": frozenset({"x", "of-others"})}
    for changes in ({"incomplete": [channel("x", 20)]}, late, {"incomplete": [channel("x", 20)], **late}):
        said = prose(figures(posts=posts, topics=topics, **changes), economy=0.1)
        assert "Dimensi yang paling" not in said
        below = "sejauh ini di bawah target: Ekonomi sekurang-kurangnya 1 dari 20 (target 10%)."
        assert f"Data X kota belum lengkap. Menurut konten yang terbaca, {below}" in said
        met = prose(figures(posts=posts, topics=topics, **changes), living=0.1)
        assert "semua dimensi yang bertarget sejauh ini mencapai targetnya." in met
        brief = " ".join(brief_lines(figures(posts=posts, topics=topics, **changes), [], WORDING))
        assert "Citra Kota – · Ekonomi 1" in brief


def test_contents_are_counted_in_the_word_of_their_platform() -> None:
    mixed = figures(posts=[channel("website", 3), channel("youtube", 2), channel("x", 1)], topics={"living": 6})
    told = " ".join(brief_lines(mixed, [], WORDING))
    assert all(words in told for words in ("kota: 3 berita", "kota: 2 video", "kota: 1 unggahan"))
    assert "Kehidupan Kota (6 konten)" in prose(mixed)


def test_a_brief_leaves_out_what_is_unknown_and_names_few_of_many_channels() -> None:
    told = brief_lines(figures(posts=[channel("x", 5), channel("instagram", 2)]), [], WORDING)
    assert told[:2] == ["X kota: 5 unggahan (sebelumnya 5)", "Instagram kota: 2 unggahan"]
    unread = [channel("x", 0) for _ in range(20)]
    said = brief_lines(figures(incomplete=unread, channels=20), [], WORDING)
    assert any(line.startswith("20 dari 20 kanal datanya belum lengkap") and "X kota +16." in line for line in said)


def test_no_response_read_is_said_so_and_not_as_three_zeros() -> None:
    unheard = figures(tones={}, overdue=0)
    assert NOBODY in prose(unheard)
    assert NOBODY in " ".join(brief_lines(unheard, [], WORDING))
    assert "tidak ada pertanyaan terbaca yang melewati batas waktu dan belum terlihat dijawab." in prose(unheard)
    assert "positif 2" in prose(figures(tones={"positive": 2}, overdue=0))


def test_themes_with_as_many_responses_share_the_first_place() -> None:
    issues = [Issue("antrean", 7, 6), Issue("parkir", 7, 5), Issue("banjir", 6, 6)]
    said = prose(figures(tones={"negative": 20}, overdue=0), issues)
    assert "dibicarakan adalah antrean (7 tanggapan, 6 akun), parkir (7 tanggapan, 5 akun)." in said
    many = [Issue(f"isu {n}", 7, 6) for n in range(8)]
    said = prose(figures(tones={"negative": 56}, overdue=0), many)
    assert "isu 4 (7 tanggapan, 6 akun), dan 3 isu lain." in said
    assert "isu 5" not in said
    assert "dibicarakan" not in prose(figures(tones={"negative": 20}, overdue=0), [])


def test_the_posts_of_many_channels_are_told_by_platform_on_one_line() -> None:
    many = [
        channel("x", 3),
        *(SimpleNamespace(**vars(channel("instagram", n)) | {"source_id": f"i{n}"}) for n in (1, 2, 4)),
    ]
    found = figures(posts=many, before={"x": 5, "i1": 1, "i2": 2}, channels=4)
    assert brief_lines(found, [], WORDING)[0] == "10 konten di 4 kanal: X 3 (sebelumnya 5) · Instagram 7."
    assert (
        "Instagram 7 (sebelumnya 3)"
        in brief_lines(figures(posts=many, before={**found.before, "i4": 0}), [], WORDING)[0]
    )
