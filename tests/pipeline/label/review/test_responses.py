"""People label citizens' responses: in Indonesian, for the owner's eyes alone; what they say wins, and measures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from collectors.records import Page, Parsed, Post, RawPage, Response
from pipeline.label.explain import explain_post
from pipeline.label.posts import label
from pipeline.label.review.response_codebook import CHOICES
from pipeline.label.review.response_file import COLUMNS, read_response_review
from pipeline.label.review.responses import export_response_review, import_response_review, show_response_agreement
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.response_queue import load_marks, next_random
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels.response_reviews import draw_random_responses
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.pipeline.conftest import OpenNight, Pantau

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SOURCE = "x-kominfobekasi"
TEXTS = {
    "x:1": "Aplikasinya error terus, tidak bisa login",
    "x:2": "Terima kasih petugasnya ramah",
    "x:3": "=cmd|'/c calc'!A1 jalan di depan pasar rusak parah",
    "x:4": "🙏",
}
FILLED = {"Sentimen": "Netral", "Maksud": "Pertanyaan", "Objek": "Layanan lain", "Hambatan": "Prosedur"}

Filled = Callable[..., Path]


@pytest.fixture(autouse=True)
def stored(engine: Engine, settings: Settings, night_of: OpenNight) -> None:
    say(engine, settings, TEXTS)
    with night_of(settings) as night:
        label(night)


def say(engine: Engine, settings: Settings, texts: dict[str, str]) -> None:
    """Store a post and what citizens answered it, as a harvest does."""
    post = Post("x:9", "post", "https://x.com/a/9", "Jadwal layanan pekan ini", NOW - timedelta(days=2))
    answers = [
        Response(response_id=key, kind="reply", published_at=NOW, text=words, author_hash="x-secret", post_id="x:9")
        for key, words in texts.items()
    ]
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(SOURCE, "x", "Kominfobekasi")])
        run = start_run(connection, "harvest", "0", NOW)
        start_source(connection, run, SOURCE, NOW)
        page = Page(RawPage("search", "https://x", b"{}"), Parsed((post,), responses=tuple(answers)))
        commit_page(connection, page, Provenance(run, SOURCE, NOW, settings.zone))


@pytest.fixture
def filled(settings: Settings, tmp_path: Path) -> Filled:
    """Export everything and fill in the rows as told, by response."""

    def fill(told: dict[str, dict[str, str]], name: str = "tanggapan") -> Path:
        out = tmp_path / "private" / f"{name}.csv"
        export_response_review(settings, out, count=9, uncertain=False, seed=1)
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, tuple(COLUMNS.values()))
            writer.writeheader()
            writer.writerows({**row, **told.get(row["ID tanggapan"], {})} for row in rows)
        return out

    return fill


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with transaction(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


HELD = (
    "SELECT sentiment, intent, object, obstacle, label_method, label_annotator FROM v_responses "
    "WHERE response_id = '{}'"
)


def test_an_export_is_in_indonesian_with_the_codebook_and_without_labels_or_people(
    settings: Settings, tmp_path: Path
) -> None:
    export_response_review(settings, tmp_path / "private" / "r.xlsx", count=9, uncertain=False, seed=0)
    book = load_workbook(tmp_path / "private" / "r.xlsx")
    sheet = book["tanggapan"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.values())
    assert sheet.max_row == 5
    assert {cell.value for column in "GHIJ" for cell in sheet[column][1:]} <= {None, ""}
    assert {cell.value for cell in sheet["E"][1:]} == {"Jadwal layanan pekan ini"}
    picked = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert picked == [f'"{",".join(terms.values())}"' for terms in CHOICES.values()]
    told = " ".join(str(cell.value) for one in ("kodebuku", "aturan") for line in book[one] for cell in line)
    assert all(term in told and code in told for terms in CHOICES.values() for code, term in terms.items())
    assert "secret" not in (tmp_path / "private" / "r.csv").read_text(encoding="utf-8")


def test_an_export_is_for_its_owner_alone_and_none_of_its_cells_runs(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "private" / "r.xlsx"
    export_response_review(settings, out, count=9, uncertain=False, seed=0)
    assert out.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in out.parent.iterdir()} == {0o600}
    assert "'=cmd" in out.with_suffix(".csv").read_text(encoding="utf-8")


def test_the_least_sure_come_first_and_those_without_evidence_never(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    export_response_review(settings, tmp_path / "r.csv", count=9, uncertain=True, seed=0)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        drawn = [(row["ID tanggapan"], row["Cara pengambilan"]) for row in csv.DictReader(file)]
    least = rows(engine, "SELECT response_id FROM v_responses WHERE label_score IS NOT NULL ORDER BY label_score, 1")
    assert drawn == [(key, "Paling ragu") for (key,) in least]
    assert "x:4" not in dict(drawn)


def test_a_human_label_wins_and_survives_relabelling_and_edits(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    with night_of(settings) as night:
        import_response_review(
            night, filled({"x:1": FILLED, "x:2": {"Sentimen": "Netral", "Maksud": "Lainnya"}}), "Sari"
        )
        label(night, everything=True)
    assert rows(engine, HELD.format("x:1")) == [("neutral", "question", "other_service", "procedure", "human", "Sari")]
    assert rows(engine, HELD.format("x:2")) == [("neutral", "other", None, None, "human", "Sari")]
    say(engine, settings, {"x:1": "Sudah diperbaiki, terima kasih"})
    with night_of(settings) as night:
        label(night)
    kept = "SELECT intent, label_outdated FROM v_responses WHERE response_id = 'x:1'"
    assert [(intent, bool(outdated)) for intent, outdated in rows(engine, kept)] == [("question", True)]
    explain_post(settings, "x:1")
    assert "annotator: Sari" in capsys.readouterr().out


def test_responses_to_the_press_and_to_other_cities_are_not_drawn(engine: Engine) -> None:
    with transaction(engine) as connection:
        before = draw_random_responses(connection, 9, 1), next_random(connection, "Budi", "", load_marks(connection))
        connection.execute(text("UPDATE sources SET role = 'media'"))
        after = draw_random_responses(connection, 9, 1), next_random(connection, "Budi", "", load_marks(connection))
    assert all(before)
    assert after == ([], None)


def test_a_filled_workbook_is_taken_back_by_the_command_which_knows_it_by_its_headings(
    settings: Settings, engine: Engine, pantau: Pantau, tmp_path: Path
) -> None:
    assert pantau("review", "export", "--responses", "--random", "9").code == 0
    out = settings.folder / "private" / "tanggapan.xlsx"
    book = load_workbook(out)
    for name, value in FILLED.items():
        book["tanggapan"].cell(2, list(COLUMNS.values()).index(name) + 1, value)
    book.save(tmp_path / "back.xlsx")
    ended = pantau("review", "import", str(tmp_path / "back.xlsx"), "--annotator", "Budi")
    assert (ended.code, "1 label by Budi stored, 3 responses left empty" in ended.err) == (0, True)
    assert rows(engine, "SELECT label_annotator FROM v_responses WHERE label_method = 'human'") == [("Budi",)]
    assert "Budi – machine" in pantau("review", "agreement", "--responses").out


def test_every_bad_row_is_named_and_then_nothing_is_stored(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    bad = {
        "x:1": {**FILLED, "Sentimen": "Marah"},
        "x:2": {**FILLED, "Maksud": ""},
        "x:3": {**FILLED, "Objek": "Tidak ada"},
        "x:4": {**FILLED, "Cara pengambilan": "Sendiri"},
    }
    file = filled(bad)
    with night_of(settings) as night, pytest.raises(ConfigError) as caught:
        import_response_review(night, file, "Sari")
    told = str(caught.value)
    assert {line.split(":")[1] for line in told.splitlines()[1:]} == {"2", "3", "4", "5"}
    assert "'Marah' is not known; choose Positif, Netral, Negatif" in told
    assert rows(engine, "SELECT * FROM response_reviews") == []


def test_a_response_that_is_not_stored_is_named(settings: Settings, night_of: OpenNight, filled: Filled) -> None:
    file = filled({"x:1": {**FILLED, "ID tanggapan": "x:99"}})
    with night_of(settings) as night, pytest.raises(ConfigError, match="not stored: x:99"):
        import_response_review(night, file, "Sari")


@pytest.mark.parametrize("written", ["keluhan", "KELUHAN", "complaint", " Keluhan "])
def test_terms_and_codes_are_taken_in_any_case(filled: Filled, written: str) -> None:
    reviews, empty = read_response_review(filled({"x:1": {"Sentimen": "negative", "Maksud": written}}), "Sari")
    assert [(one.sentiment, one.intent, one.object) for one in reviews] == [("negative", "complaint", None)]
    assert empty == 3


def test_agreement_is_told_between_people_and_with_the_machine(
    settings: Settings, night_of: OpenNight, filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError, match="export --responses"):
        show_response_agreement(settings)
    everything = dict.fromkeys(TEXTS, FILLED)
    with night_of(settings) as night:
        import_response_review(night, filled(everything, "a"), "Ani")
        import_response_review(night, filled({**everything, "x:1": {**FILLED, "Maksud": "Saran"}}, "b"), "Budi")
        import_response_review(night, filled({"x:1": FILLED}, "c"), "ani")  # the same person
    show_response_agreement(settings)
    told = capsys.readouterr().out
    assert "Ani – Budi" in told
    assert "ani" not in told
    assert "Budi – machine" in told


def test_an_export_without_responses_says_what_to_do(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE responses SET text = NULL"))
    with pytest.raises(ConfigError, match="responses: true"):
        export_response_review(settings, tmp_path / "r.xlsx", count=1, uncertain=False, seed=0)
