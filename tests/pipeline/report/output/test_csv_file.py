"""CSV that pandas reads back and a spreadsheet does not run."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.files.formulas import harmless
from pipeline.report import ReportSettings
from pipeline.report.content.tables import Column, Table, clean
from pipeline.report.output.csv_file import csv_bytes
from tests.pipeline.report.conftest import Writer

if TYPE_CHECKING:
    from collections.abc import Callable


def read(content: bytes, delimiter: str = ",") -> pd.DataFrame:
    return pd.read_csv(BytesIO(content), sep=delimiter, encoding="utf-8-sig", dtype=str, keep_default_na=False)


def one_cell(text: str) -> bytes:
    table = Table("posts", (Column("text", "string", "Teks"),), [(clean(text),)])
    return csv_bytes(table, ReportSettings())


def test_the_file_has_a_bom_and_ends_every_line_with_crlf(report: Writer) -> None:
    report.write()
    content = report.content("topics.csv")
    assert content.startswith(b"\xef\xbb\xbfiso_week,platform,topic,posts,interactions,median_score\r\n")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 8


def test_pandas_reads_back_what_was_written(report: Writer) -> None:
    report.write()
    found, posts = read(report.content("posts.csv")), report.week.posts
    assert found.columns.tolist() == posts.columns.tolist()
    for column in ("post_id", "text", "url", "topic"):
        assert found[column].tolist() == posts[column].tolist()
    for column in ("likes", "views", "label_score", "engagement_rate"):
        read_back = pd.to_numeric(found[column]).tolist()
        assert read_back == pytest.approx(posts[column].astype(float).tolist(), nan_ok=True, rel=0)


def test_moments_are_iso_with_z_in_utc_and_without_in_local_time(
    report: Writer, make_post: Callable[..., dict[str, Any]]
) -> None:
    report.write(posts=[make_post(1)])
    row = read(report.content("posts.csv")).iloc[0]
    assert row["published_at"] == "2026-11-16T07:15:00Z"
    assert row["published_local"] == "2026-11-16T14:15:00"
    assert read(report.content("campaigns.csv"))["starts_on"].tolist() == ["2026-11-01"]


def test_null_is_empty_and_zero_is_zero_and_counts_have_no_fraction(
    report: Writer, make_post: Callable[..., dict[str, Any]]
) -> None:
    report.write(posts=[make_post(1, likes=0, comments=None), make_post(2)])
    row = read(report.content("posts.csv")).iloc[0]
    assert (row["likes"], row["comments"], row["shares"]) == ("0", "", "2")


def test_delimiter_and_decimal_mark_are_the_reader_s(report: Writer) -> None:
    report.write(ReportSettings(csv_delimiter=";", decimal_mark=","))
    found = read(report.content("posts.csv"), ";")
    assert found["label_score"].tolist() == ["0,75"] * 18
    assert found["text"].tolist() == report.week.posts["text"].tolist()


def test_no_campaigns_are_a_header_only(report: Writer) -> None:
    report.write(campaigns=[])
    header = "\ufeffcampaign,starts_on,ends_on,platform,posts,interactions\r\n"
    assert report.content("campaigns.csv") == header.encode()


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://contoh.id";"klik")',
        "+62 21 555",
        "-5",
        "@warga selamat pagi",
        "\t=1+1",
        "\rhalo",
        "  =1+1",
        "\x00=1+1",
        "\x1b=1+1",
        "\u202e=1+1",
        "\ufeff=1+1",
        "\u200b\n @SUM(1)",
        "\uff1d1+1",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    _header, (written,) = csv.reader(StringIO(one_cell(text).decode("utf-8-sig"), newline=""))
    assert written.startswith("'")
    assert written.replace("'", "") == clean(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Promo\n=cmd|' /C calc'!A0", "Promo\n'=cmd|' /C calc'!A0"),
        ('a;=HYPERLINK("x")', 'a;\'=HYPERLINK("x")'),
        ("a\r\n  +1+cmd|' /C calc'!A0", "a\r\n  '+1+cmd|' /C calc'!A0"),
        ("a\t@SUM(1)", "a\t'@SUM(1)"),
    ],
)
def test_a_line_that_a_spreadsheet_could_take_for_a_cell_is_neutralised(text: str, written: str) -> None:
    assert harmless(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "Syarat:\n- KTP\n- KK (asli)\n@warga tanya di sini;-)",
        "Suhu turun -5 derajat = dingin",
        "a=b",
        "",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_negative_number_in_a_numeric_column_stays_a_number() -> None:
    table = Table("posts", (Column("n", "number", "n"), Column("i", "integer", "i")), [(-1.5, -2)])
    assert csv_bytes(table, ReportSettings()).endswith(b"\r\n-1.5,-2\r\n")


@pytest.mark.parametrize("text", ["\n" * 50_000, "\n " * 50_000, ";+" * 50_000, "\n+" + "a" * 100_000])
def test_long_texts_cost_linear_time(text: str) -> None:
    assert harmless(text)  # quadratic time would be minutes


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_one_cell_that_comes_back(text: str) -> None:
    content = one_cell(text).decode("utf-8-sig")
    assert list(csv.reader(StringIO(content, newline=""))) == [["text"], [harmless(clean(text))]]
    assert "\x00" not in content
