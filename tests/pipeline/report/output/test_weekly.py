"""The folder of a week: which files it gets, when, and what a failure leaves behind."""

from __future__ import annotations

import json
import resource
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipeline.report import ReportSettings
from tests.pipeline.report.conftest import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "ringkasan.csv",
    "posts.csv",
    "topics.csv",
    "accounts.csv",
    "campaigns.csv",
    "weekly.xlsx",
    "report.html",
    "datapackage.json",
}
EMPTY: dict[str, Any] = {name: [] for name in ("posts", "topics", "accounts", "campaigns", "previous")}


def test_a_report_is_eight_whole_files(report: Writer) -> None:
    assert report.write() is True
    assert set(report.contents()) == FILES


def test_the_same_week_again_changes_no_file(report: Writer) -> None:
    report.write()
    before = {path: path.stat().st_mtime_ns for path in report.folder.iterdir()}
    assert report.write(as_of=report.week.as_of + timedelta(days=1)) is False
    assert {path: path.stat().st_mtime_ns for path in report.folder.iterdir()} == before


def test_the_order_of_the_rows_makes_no_new_report(report: Writer) -> None:
    report.write()
    assert report.write(posts=report.week.posts.sample(frac=1, random_state=3)) is False


def test_a_changed_count_rewrites_the_report(report: Writer, make_post: Callable[..., dict[str, Any]]) -> None:
    report.write()
    assert report.write(posts=[make_post(1, likes=99)]) is True
    assert b",99," in report.content("posts.csv")


def test_changed_earlier_weeks_rewrite_the_report(report: Writer) -> None:
    report.write()
    assert report.write(previous=[]) is True


@pytest.mark.parametrize(
    "settings",
    [
        ReportSettings(language="en"),
        ReportSettings(csv_delimiter=";", decimal_mark=","),
        ReportSettings(title="Kabar Pekan"),
        ReportSettings(timezone=ZoneInfo("Asia/Jayapura")),
    ],
)
def test_other_settings_make_another_report(report: Writer, settings: ReportSettings) -> None:
    report.write()
    assert report.write(settings) is True


def test_the_same_week_gives_the_same_bytes(report: Writer) -> None:
    report.write()
    first = report.contents()
    (report.folder / "datapackage.json").unlink()
    assert report.write() is True
    assert report.contents() == first


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_made_again(report: Writer, name: str) -> None:
    report.write()
    (report.folder / name).unlink()
    assert report.write() is True
    assert set(report.contents()) == FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_damaged_file_is_made_again(report: Writer, name: str) -> None:
    report.write()
    whole = report.content(name)
    (report.folder / name).write_bytes(whole[: len(whole) // 2])
    assert report.write() is True
    assert report.content(name) == whole


def test_a_week_without_anything_still_gives_every_file(report: Writer) -> None:
    assert report.write(**EMPTY) is True
    assert set(report.contents()) == FILES


def test_a_frame_without_columns_is_an_empty_table(report: Writer) -> None:
    assert report.write(campaigns=pd.DataFrame()) is True
    assert report.text("campaigns.csv").startswith("\ufeffcampaign,starts_on")


def test_a_file_that_cannot_be_replaced_raises_and_leaves_no_part(report: Writer) -> None:
    (report.folder / "report.html" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"report\.html"):
        report.write()
    assert not [path for path in report.folder.iterdir() if path.name.endswith(".part")]
    assert not (report.folder / "datapackage.json").exists()


def test_a_disk_that_takes_no_more_raises_and_leaves_the_old_file_whole(report: Writer) -> None:
    report.write(**EMPTY)
    before = report.contents()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            report.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert report.contents() == before


def test_a_half_refreshed_folder_shows_by_its_checksums_and_is_mended(report: Writer) -> None:
    report.write(**EMPTY)
    old_package = report.content("datapackage.json")
    report.write()
    (report.folder / "datapackage.json").write_bytes(old_package)  # killed before the last file
    listed = {item["path"]: item["bytes"] for item in json.loads(old_package)["resources"]}
    assert listed["posts.csv"] != len(report.content("posts.csv"))
    assert report.write() is True
    assert report.write() is False


def test_a_frame_that_lacks_a_described_column_is_refused_by_name(report: Writer) -> None:
    with pytest.raises(ValueError, match="frame of posts lacks likes"):
        report.write(posts=report.week.posts.drop(columns="likes"))


def test_a_type_that_the_dictionary_may_not_use_is_refused(report: Writer) -> None:
    report.dictionary = report.dictionary | {"topics": {"topic": ("varchar", "Topik")}}
    with pytest.raises(ValueError, match="column topic: unknown type 'varchar'"):
        report.write()
