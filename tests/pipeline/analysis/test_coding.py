"""Coded evidence: bad rows cost themselves; masked, and the same twice over."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.analysis.coding import import_coding, read_coding
from pipeline.run.console import keep
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight, Pantau

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-coding.csv"
TODAY = date(2026, 11, 24)
ROW = {
    "reference": "W1", "evidence_source": "officer", "date": "2026-10-05", "obstacle": "budget",
    "object": "communication", "coder": "AB", "quote": "Hubungi Budi 0813-5555-0199 atau @budi_s", "topic": "",
}  # fmt: skip
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(*rows: dict[str, str], delimiter: str = ",") -> Path:
        path = tmp_path / "coding.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.DictWriter(file, list(ROW | rows[0]), delimiter=delimiter)
            out.writeheader()
            out.writerows(rows)
        return path

    return made


def test_the_documented_sample_is_stored_once_however_often_it_is_imported(
    engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    said: list[str] = []
    for _ in range(2):
        with night_of(settings) as night:
            night.say = keep(said)
            import_coding(night, SAMPLE)
    assert said == [
        "sample-coding.csv: 5 passages stored, 0 corrected, 0 known already",
        "sample-coding.csv: 0 passages stored, 0 corrected, 5 known already",
    ]
    with engine.connect() as connection:
        found = connection.execute(text("SELECT evidence_source, sum(n) FROM v_obstacles GROUP BY 1 ORDER BY 1")).all()
    assert [(source, int(n)) for source, n in found] == [("document", 1), ("media", 1), ("officer", 3)]


def test_quotes_are_masked_as_responses_are(write: Write) -> None:
    (coded,) = read_coding(write(ROW), TODAY)
    assert coded.quote == "Hubungi Budi [telepon] atau @[akun]"
    assert coded.topic is None


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_may_have_the_delimiter_of_an_indonesian_spreadsheet(write: Write, delimiter: str) -> None:
    assert len(read_coding(write(ROW, delimiter=delimiter), TODAY)) == 1


def test_xlsx_dates_are_dates(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(list(ROW))
    book.active.append(list((ROW | {"date": date(2026, 10, 5)}).values()))
    book.save(tmp_path / "coding.xlsx")
    (coded,) = read_coding(tmp_path / "coding.xlsx", TODAY)
    assert coded.observed_on == date(2026, 10, 5)


def test_every_bad_row_is_named_and_left_out_and_the_others_are_stored(
    engine: Engine, settings: Settings, night_of: OpenNight, write: Write
) -> None:
    path = write(
        ROW,
        ROW,
        ROW | {"reference": "W3", "obstacle": "weather", "evidence_source": "behaviour"},
        ROW | {"reference": "W4", "date": "10/25/2026", "coder": ""},
        ROW | {"reference": "W5", "date": "2027-01-01"},
        ROW | {"reference": "W6", "quote": "a" * 2001},
        ROW | {"reference": "W7"},
    )
    with path.open("a", encoding="utf-8") as file:
        file.write("W8,officer,2026-10-05,budget,communication,AB,Biaya, katanya, besar,\n")
    told: list[str] = []
    with night_of(settings) as night:
        night.say = keep(told)
        import_coding(night, path)
        assert night.exit_code == 1
    assert [line.split(": ")[0] for line in told[:-1]] == [
        "coding.csv:3", "coding.csv:4", "coding.csv:4", "coding.csv:5", "coding.csv:5", "coding.csv:6", "coding.csv:7",
        "coding.csv:9",
    ]  # fmt: skip
    assert all(line.endswith("; the row is left out") for line in told[:-1])
    assert "known: awareness, infrastructure" in "".join(told)
    assert told[-1] == "coding.csv: 2 passages stored, 0 corrected, 0 known already"
    with engine.connect() as connection:
        assert list(connection.scalars(text("SELECT reference FROM v_codings ORDER BY 1"))) == ["W1", "W7"]


def test_codes_are_taken_in_any_case_and_what_is_neither_yes_nor_no_is_named(write: Write) -> None:
    told: list[str] = []
    row = {"question": "", "informant": "", "own_message": ""} | ROW
    capitals = row | {"evidence_source": "Officer", "obstacle": "BUDGET", "question": "Hindering", "informant": "i-01"}
    path = write(
        capitals, row | {"reference": "W2", "own_message": "iya deh"}, row | {"reference": "W3", "own_message": "Ya"}
    )
    coded, other = read_coding(path, TODAY, left_out=told.append)
    assert (coded.evidence_source, coded.obstacle, coded.question, coded.informant) == (
        "officer", "budget", "hindering", "I-01",
    )  # fmt: skip
    assert (coded.own_message, other.own_message) == (False, True)
    assert told == ["coding.csv:3: own_message 'iya deh' is neither ya nor tidak"]


def test_one_city_in_two_spellings_is_one(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, write: Write
) -> None:
    """Three officers of one city are three, however it is written; with two and one they would be hidden."""
    cities = ("kota bekasi", "Kota Bekasi", "KOTA BEKASI")
    rows = [
        ROW | {"reference": f"W{number}", "city": city, "informant": f"I-0{number}"}
        for number, city in enumerate(cities, 1)
    ]
    with night_of(make_settings(office={"city": "Kota Bekasi"})) as night:
        import_coding(night, write(*rows))
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT city, factor, n_officer FROM v_triangulation"))
        assert [tuple(row) for row in counted] == [("Kota Bekasi", "budget", 3)]


def test_a_file_without_a_usable_row_stores_nothing(
    engine: Engine, settings: Settings, night_of: OpenNight, write: Write
) -> None:
    with night_of(settings) as night, pytest.raises(ConfigError, match="has 1 mistake; nothing was stored"):
        import_coding(night, write(ROW | {"obstacle": "weather"}))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM v_codings")) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "column reference, .* is missing"),
        ("a,b\n1,2\n", "is missing; see docs/sample-coding.csv"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "coding.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_coding(path, TODAY)


def test_dates_may_be_as_an_indonesian_spreadsheet_writes_them(write: Write) -> None:
    rows = [ROW | {"date": told, "reference": told} for told in ("05/10/2026", "5/10/2026", "2026-10-05 00:00:00")]
    assert {one.observed_on for one in read_coding(write(*rows, delimiter=";"), TODAY)} == {date(2026, 10, 5)}


def test_a_line_separator_within_a_text_does_not_cut_the_row(write: Write) -> None:
    (coded,) = read_coding(write(ROW | {"quote": "satu\u2028dua\x85tiga"}), TODAY)
    assert coded.quote == "satu\u2028dua\x85tiga"


def test_empty_rows_count_as_lines_and_captions_may_have_capitals(tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    caption = ";".join(name.capitalize() for name in ROW)
    path.write_text(f"{caption}\r\n\r\n;;;;;;;\r\nW1;officer;besok;budget;communication;AB;;\r\n", encoding="utf-8-sig")
    with pytest.raises(ConfigError, match=r"coding\.csv:4: date 'besok' is no day"):
        read_coding(path, TODAY)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            f"{','.join(ROW)}\nW1,officer,2026-10-05,budget,communication,AB,Biaya, katanya, besar,\n",
            ":2: more cells than",
        ),
        (f"{','.join(ROW)},Quote\nW1\n", ":1: column quote stands twice"),
    ],
)
def test_rows_that_do_not_fit_their_captions_are_refused(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "coding.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_coding(path, TODAY)


def test_workbooks_that_hide_values_are_refused_and_numbers_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "coding.xlsx"
    book = Workbook()
    book.active.append(list(ROW))
    for number in (1, 2):
        book.active.append(list((ROW | {"reference": number + 0.0, "date": date(2026, 10, 5)}).values()))
    book.save(path)
    assert [one.reference for one in read_coding(path, TODAY)] == ["1", "2"]
    book.active["G2"] = '=CONCATENATE("Biaya"," besar")'
    book.save(path)
    with pytest.raises(ConfigError, match="cell G2 has a formula without its result"):
        read_coding(path, TODAY)
    book.active["G2"] = "Biaya besar"
    book.active.merge_cells("G2:G3")
    book.save(path)
    with pytest.raises(ConfigError, match="cells G2:G3 are merged"):
        read_coding(path, TODAY)


def test_a_file_in_windows_1252_is_read(tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    path.write_bytes(f"{';'.join(ROW)}\nW1;officer;5 Oktober 2026;budget;communication;AB;“Biaya”;\n".encode("cp1252"))
    [found] = read_coding(path, TODAY)
    assert (found.quote, found.observed_on) == ("“Biaya”", date(2026, 10, 5))


def test_a_passage_may_tell_of_the_strategy_or_of_what_supports(write: Write) -> None:
    strategy = ROW | {"reference": "S1", "obstacle": "", "object": "", "question": "strategy", "element": "media",
                      "informant": "I-02", "period": "2026-Q3"}  # fmt: skip
    (coded,) = read_coding(write(strategy), TODAY)
    assert (coded.question, coded.element, coded.informant, coded.period) == ("strategy", "media", "I-02", "2026-Q3")
    supporting = ROW | {
        "reference": "S2",
        "obstacle": "",
        "object": "",
        "question": "supporting",
        "factor": "leadership",
    }
    (coded,) = read_coding(write(supporting), TODAY)
    assert (coded.question, coded.factor, coded.obstacle) == ("supporting", "leadership", None)
    for obstacle in ("literacy", "understanding", "integration"):
        assert read_coding(write(ROW | {"obstacle": obstacle}), TODAY)[0].obstacle == obstacle


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"informant": "Budi"}, "informant 'Budi' is no code"),
        ({"period": "musim hujan"}, "period 'musim hujan' is none"),
        ({"question": "strategy"}, "stage and element are empty"),
        ({"question": "supporting"}, "factor is empty"),
        ({"question": "why"}, "unknown question 'why'"),
        ({"obstacle": ""}, "obstacle is empty"),
    ],
)
def test_what_a_question_needs_is_asked_for(write: Write, wrong: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read_coding(write(ROW | wrong), TODAY)


def test_the_command_ends_with_1_where_a_row_is_left_out(engine: Engine, pantau: Pantau, write: Write) -> None:
    assert engine.url
    path = write(ROW, ROW | {"reference": "W2", "obstacle": "weather"})
    ended = pantau("import-coding", str(path))
    assert ended.code == 1, ended.err
    assert "coding.csv:3: unknown obstacle 'weather'" in ended.err
