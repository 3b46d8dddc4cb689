"""report.html: what a head of section reads, and what hostile posts may not do."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pipeline.report import Background, ReportSettings
from pipeline.report.content.tables import Record
from pipeline.report.content.wording import Wording
from pipeline.report.guards.shown_text import EXCERPT, excerpt, safe_link
from pipeline.report.output.page import campaign_label
from pipeline.report.page_one.front import ACTIVITIES
from tests.pipeline.report.conftest import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag


def page(report: Writer) -> BeautifulSoup:
    return BeautifulSoup(report.text("report.html"), "lxml")


def section(report: Writer, name: str) -> Tag:
    found = page(report).find("section", attrs={"aria-labelledby": name})
    assert found is not None
    return found


def rows(report: Writer, name: str) -> list[list[str]]:
    """The body rows of a section's table, as texts."""
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in section(report, name).select("tbody tr")
    ]


def test_the_page_names_week_and_moment_in_indonesian(report: Writer) -> None:
    report.write()
    header = page(report).select_one("header")
    assert header is not None
    lines = [line.get_text() for line in header.find_all(["h1", "p"])]
    assert lines == [
        "Laporan Mingguan Media Sosial",
        "16–22 November 2026 (Minggu ke-47)",  # a dash is meant
        "Data per 24 November 2026 pukul 01.00 WIB",
        "Angka sementara angka masih dapat berubah hingga semua unggahan berusia tujuh hari",
    ]


def test_the_page_speaks_english_when_told(report: Writer) -> None:
    report.write(ReportSettings(language="en", title="City Weekly"))
    text = page(report).get_text()
    assert "City Weekly" in text
    assert "16–22 November 2026 (Week 47)" in text  # a dash is meant
    assert "1,234,567" in text


def test_channel_figures_are_written_the_indonesian_way_and_untold_ones_as_a_dash(report: Writer) -> None:
    report.write()
    assert rows(report, "channels") == [
        ["X", "kotacontoh", "6", "1.234.567", "98.765", "48.211", "Lengkap"],
        [
            *("Instagram", "kotacontoh", "6", "1.234.567", "98.765", "48.211"),
            "Akses ditolak perlu ditangani petugas teknis",
        ],
        ["Situs web", "contoh.go.id", "6", "–", "–", "–", "Lengkap"],  # a dash is meant
    ]


def test_accounts_of_one_platform_are_added_up_but_never_platforms(
    report: Writer, make_account: Callable[..., dict[str, Any]]
) -> None:
    second = make_account("x", source_id="x-dua", account="dinas", posts=2, interactions=None, views=35)
    report.write(accounts=[make_account("x"), second, make_account("instagram", posts=9)])
    assert ["Jumlah X", "8", "1.234.567", "98.800", "", ""] in rows(report, "channels")
    assert "17" not in section(report, "channels").get_text().split()


def test_accounts_of_others_stand_below_the_own_ones_and_in_no_sum(
    report: Writer, make_account: Callable[..., dict[str, Any]]
) -> None:
    told = {"x-kota": "own", "x-dua": "own", "x-dinas": "agency", "x-lain": "peer"}
    accounts = [make_account("x", source_id=source, account=source, posts=4) for source in told]
    report.write(accounts=accounts, background=Background(roles=told))
    [table] = section(report, "channels").select("table")
    first = [row.select("th,td")[:3] for row in table.select("tr")[1:]]
    assert [[cell.get_text(strip=True) for cell in row] for row in first] == [
        ["X", "x-dua", "4"],
        ["X", "x-kota", "4"],
        ["Jumlah X", "8", "2.469.134"],
        ["Perangkat daerah (di luar angka kantor)"],
        ["X", "x-dinas", "4"],
        ["Daerah pembanding (di luar angka kantor)"],
        ["X", "x-lain", "4"],
    ]


def test_an_incomplete_channel_is_said_first_and_who_acts_below(report: Writer) -> None:
    """What the technician reads is English and names settings: it stands in pantau status, on no page of the head."""
    report.write()
    front, channels = section(report, "front").get_text(), section(report, "channels").get_text()
    assert "1 dari 3 kanal datanya belum lengkap: Instagram kotacontoh" in front
    assert "perlu ditangani petugas teknis" in channels
    assert "meminta login" not in report.text("report.html")


def test_complete_channels_are_said_to_be_complete(report: Writer, make_account: Callable[..., dict[str, Any]]) -> None:
    report.write(accounts=[make_account("x")])
    assert "Data semua kanal lengkap" in section(report, "front").get_text()


def test_topics_stand_beside_the_mean_of_the_weeks_before_for_each_platform(report: Writer) -> None:
    report.write()
    found = rows(report, "topics")
    assert found[0] == ["Tata Kelola (Smart Governance)", "5", "4,5", "–", "–", "0", "0,0"]  # Instagram was not read
    assert found[2] == ["Ekonomi (Smart Economy)", "0", "0,0", "–", "–", "2", "2,0"]
    assert found[-1] == ["Belum diberi label", "0", "0,0", "–", "–", "1", "0,0"]


def test_the_chart_has_a_title_a_description_and_the_numbers_of_the_table(report: Writer) -> None:
    report.write()
    charts = section(report, "topics").find_all("svg")
    assert len(charts) == 1
    title, description = charts[0].find("title"), charts[0].find("desc")
    assert title is not None
    assert description is not None
    assert "4 minggu sebelumnya" in description.get_text()
    assert charts[0]["aria-labelledby"] == f"{title['id']} {description['id']}"
    drawn = sorted(float(str(bar["width"])) for bar in charts[0].select("rect.now"))
    assert drawn[-1] / 5 == pytest.approx(drawn[-2] / 4, abs=0.1)


def test_a_mean_counts_only_the_weeks_that_there_are(
    report: Writer, make_topics: Callable[..., list[dict[str, Any]]]
) -> None:
    earlier = make_topics("2026-W45", {("x", "living"): 4}) + make_topics("2026-W46", {("x", "living"): 1})
    report.write(previous=earlier)
    assert "Rata-rata 2 minggu sebelumnya" in section(report, "topics").get_text()
    assert rows(report, "topics")[3][:3] == ["Kehidupan Kota (Smart Living)", "3", "2,5"]


def test_without_earlier_weeks_there_is_no_comparison(report: Writer) -> None:
    report.write(previous=[])
    assert "Belum ada minggu pembanding" in section(report, "topics").get_text()
    assert rows(report, "topics")[0] == ["Tata Kelola (Smart Governance)", "5", "–", "0"]


def test_a_topic_or_platform_of_another_taxonomy_is_shown_as_it_is(
    report: Writer, make_topics: Callable[..., list[dict[str, Any]]]
) -> None:
    report.write(topics=make_topics("2026-W47", {("tiktok", "wisata_air"): 2}), previous=[])
    assert ["wisata_air", "2"] in rows(report, "topics")


def test_the_strongest_posts_come_first_with_their_link(report: Writer) -> None:
    report.write()
    found = [item.get_text(" ", strip=True) for item in section(report, "standout").select("ol li")]
    assert len(found) == 3
    assert [re.findall(r"([\d,]+) kali", line)[0] for line in found] == ["7,1", "6,3", "6,0"]
    link = section(report, "standout").select_one("a")
    assert link is not None
    assert link["href"] == "https://contoh.go.id/x/18"


def test_scores_are_of_the_offices_own_posts_and_name_the_account_where_a_platform_has_several(
    report: Writer, make_post: Callable[..., dict[str, Any]]
) -> None:
    sources = {"x-kota": "kota", "x-dua": "akun_dinas_komunikasi_dan_informatika", "x-opd": "dinas"}
    posts = [
        make_post(3, post_id=f"x:{source}{n}", source_id=source, account=account, engagement_score=1.2)
        for source, account in sources.items()
        for n in range(5)
    ]
    report.write(posts=posts, background=Background(roles={"x-kota": "own", "x-dua": "own", "x-opd": "agency"}))
    labels = [label.get_text() for label in section(report, "standout").select("svg .label")]
    assert labels == ["X akun_dinas_komunika… · unggahan", "X kota · unggahan"]


def test_campaigns_and_activities_of_long_ago_are_counted_and_stand_in_the_workbook(report: Writer) -> None:
    campaign = report.week.campaigns.to_dict("records")[0]
    days = {"Lama": date(2026, 10, 18), "Baru": date(2026, 10, 19), "Jalan": date(2026, 12, 1)}
    campaigns = [
        campaign | {"campaign": name, "starts_on": date(2026, 9, 1), "ends_on": day} for name, day in days.items()
    ]
    held = [dict.fromkeys(ACTIVITIES) | {"kind": name, "held_on": day} for name, day in days.items() if name != "Jalan"]
    report.write(campaigns=campaigns, background=Background(activities=pd.DataFrame(held)))
    shown = section(report, "campaigns").get_text(" ", strip=True)
    assert [name in shown for name in days] == [False, True, True]
    assert "1 kampanye yang berakhir lebih dari empat minggu sebelumnya" in shown
    assert "1 kegiatan sebelum itu" in shown
    assert "Lama" in report.text("campaigns.csv")


@pytest.mark.parametrize(("channels", "told"), [(8, 8), (9, 1)])
def test_of_many_channels_only_those_with_a_median_are_compared_on_the_page(
    report: Writer, make_account: Callable[..., dict[str, Any]], channels: int, told: int
) -> None:
    accounts = [make_account("x", source_id=f"x-{n}", account=f"akun{n}") for n in range(channels)]
    aged = [
        {"iso_week": "2026-W47", "source_id": f"x-{n}", "interactions": 9, "age_hours": 24}
        for n in range(channels)
        for _ in range(5 if n == 0 else 1)
    ]
    report.write(accounts=accounts, background=Background(aged=pd.DataFrame(aged)))
    compared = section(report, "comparison")
    assert len(compared.select("tbody tr")) == told
    assert (f"{channels - told} perbandingan lain belum dapat dinilai" in compared.get_text()) is (told < channels)


def test_a_week_without_anything_says_so_in_every_section(report: Writer) -> None:
    report.write(posts=[], topics=[], accounts=[], campaigns=[], previous=[])
    sections = page(report).find_all("section")
    assert len(sections) == 8
    assert all(
        re.search("belum (ada|dapat|dikumpulkan)|tidak ada kampanye", part.get_text().lower()) for part in sections
    )


def test_the_page_needs_nothing_from_outside_and_runs_nothing(report: Writer) -> None:
    report.write()
    found = page(report)
    assert not found.find_all(["script", "link", "img", "iframe", "object"])
    assert "url(" not in report.text("report.html")
    policy = found.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202ekabar\x00{{ 7*7 }}\ud800"


def test_fetched_text_is_never_markup_wherever_it_is_shown(
    report: Writer,
    make_post: Callable[..., dict[str, Any]],
    make_account: Callable[..., dict[str, Any]],
    make_topics: Callable[..., list[dict[str, Any]]],
) -> None:
    hostile = dict.fromkeys(("url", "title", "text", "account", "topic", "programme_level"), HOSTILE)
    report.write(
        posts=[make_post(3, **hostile, engagement_level=HOSTILE, platform=HOSTILE)],
        accounts=[make_account(HOSTILE, account=HOSTILE, reason=HOSTILE, outcome=HOSTILE)],
        topics=make_topics("2026-W47", {(HOSTILE, HOSTILE): 1}),
        campaigns=[
            dict.fromkeys(("starts_on", "ends_on", "posts", "interactions"))
            | {"campaign": HOSTILE, "platform": HOSTILE}
        ],
    )
    found = page(report)
    assert not found.find_all(["script", "img", "a"])
    assert not re.search("[\x00\ud800]", report.text("report.html"))
    assert "{{ 7*7 }}" in found.get_text()


def test_a_text_shown_in_full_direction_controls_cannot_disguise_it() -> None:
    assert excerpt("aman\u202egpj.exe\u2069\n\n baris") == "amangpj.exe baris"


def test_long_text_is_shortened_even_without_spaces() -> None:
    assert excerpt("a" * EXCERPT) == "a" * EXCERPT
    assert excerpt("a" * 25_000) == "a" * (EXCERPT - 1) + "…"
    assert excerpt(None) == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://contoh.id",
        "data:text/html,x",
        "//contoh.id",
        "/berita",
        "https:///tanpa-host",
        "https://[rusak",
        "https://contoh.id/\nx",
        "https://contoh.id/\u202ex",
        "",
        None,
    ],
)
def test_what_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize("url", ["https://contoh.id/a?b=c&d=é", "HTTP://contoh.id"])
def test_a_web_address_is_a_link(url: str) -> None:
    assert safe_link(url) == url


def test_a_campaign_shows_plan_cadence_and_stages(report: Writer) -> None:
    row = report.week.campaigns.to_dict("records")[0]
    told = {
        "planned_posts": 12, "active_days": 3, "longest_gap_days": 9, "views": 0, "target_views": 500,
        "implementation_posts": 2, "reporting_posts": 1, "planning_posts": 0,
    }  # fmt: skip
    kinds = {name: ("integer", name) for name in told}
    report.dictionary = report.dictionary | {"campaigns": report.dictionary["campaigns"] | kinds}
    report.write(campaigns=pd.DataFrame([row | told]))
    shown = " ".join(page(report).select(":has(> #campaigns)")[0].get_text(" ").split())
    assert "3 dari 12" in shown
    assert "0 dari 500" in shown
    assert "3 hari aktif, jeda terpanjang 9 hari" in shown
    assert "Pelaksanaan 2, Pelaporan 1" in shown


def test_on_a_phone_words_in_tables_stay_whole_and_wide_things_scroll_alone(report: Writer) -> None:
    report.write()
    boxes = [thing.parent for thing in page(report).find_all(["table", "svg"])]
    assert boxes
    assert all(box and "wide" in box.get_attribute_list("class") for box in boxes)
    cells = re.search(r"^th, td \{([^}]*)\}", report.text("report.html"), re.MULTILINE)
    assert cells
    assert "overflow-wrap: break-word" in cells[1]


def test_a_long_campaign_name_is_cut_between_words_beside_its_bar() -> None:
    named: Record = {"campaign": "Pilah Sampah dari Rumah ke Rumah", "platform": "x"}
    assert campaign_label(named, Wording("id", ZoneInfo("Asia/Jakarta"), {"x": ("X", "X")})) == "Pilah Sampah dari… · X"


def test_the_host_of_a_website_breaks_after_its_dots_and_stays_harmless(
    report: Writer, make_account: Callable[..., dict[str, Any]]
) -> None:
    report.write(accounts=[make_account("website", account="<b>diskominfo.contoh.go.id")])
    page = report.text("report.html")
    assert "&lt;b&gt;diskominfo.<wbr>contoh.<wbr>go.<wbr>id</bdi>" in page
    assert "<b>diskominfo" not in page
