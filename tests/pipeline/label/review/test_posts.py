"""People look at labels: drawn, filled in, taken back; they win, and they measure."""

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
from collectors.records import Account, Page, Parsed, Post, RawPage
from pipeline.label.dry_run import show_moves
from pipeline.label.explain import check_taxonomy, explain_post, explain_text
from pipeline.label.posts import label
from pipeline.label.review.post_file import HEADER
from pipeline.label.review.posts import export_review, import_review, reviewed_examples, show_agreement
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.review_queue import count_reviewed, load_unsure, next_post
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels.reviews import draw_random, draw_uncertain, human_labels
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight, Pantau

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
TEXTS = {
    "x:1": "Posyandu menimbang balita dan memberi vitamin",
    "x:2": "Bank sampah ditimbang, warga memilah sampah",
    "x:3": "Jalan berlubang ditambal agar lalu lintas lancar",
    "x:4": "=cmd|'/c calc'!A1 banjir surut, warga dievakuasi",
}
FILLED = {
    "topic": "society", "subtopic": "community", "programme_level": "dimension", "message_function": "invitation",
    "stage": "planning",
}  # fmt: skip

Filled = Callable[..., Path]


@pytest.fixture(autouse=True)
def stored(engine: Engine, settings: Settings, night_of: OpenNight) -> None:
    posts(engine, settings, TEXTS)
    with night_of(settings) as night:
        label(night)


def posts(engine: Engine, settings: Settings, texts: dict[str, str]) -> None:
    made = [
        Post(key, "post", f"https://x.com/a/{key}", words, NOW - timedelta(days=40 + number))
        for number, (key, words) in enumerate(texts.items())
    ]
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("x-kominfobekasi", "x", "Kominfobekasi")])
        run = start_run(connection, "harvest", "0", NOW)
        start_source(connection, run, "x-kominfobekasi", NOW)
        page = Page(
            RawPage("timeline", "https://x", b"{}"), Parsed(tuple(made), Account("Kominfobekasi", followers=1000))
        )
        commit_page(connection, page, Provenance(run, "x-kominfobekasi", NOW, settings.zone))


@pytest.fixture
def filled(settings: Settings, tmp_path: Path) -> Filled:
    """Export everything and fill in the rows as told, by post."""

    def fill(told: dict[str, dict[str, str]], name: str = "review") -> Path:
        out = tmp_path / f"{name}.csv"
        export_review(settings, out, count=9, uncertain=False, seed=1)
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows({**row, **told.get(row["post_id"], {})} for row in rows)
        return out

    return fill


def rows(engine: Engine, query: str) -> list[Any]:
    with transaction(engine) as connection:
        return list(connection.execute(text(query)))


def test_an_export_shows_no_label_and_offers_the_codebooks_choices(settings: Settings, tmp_path: Path) -> None:
    export_review(settings, tmp_path / "r.xlsx", count=3, uncertain=False, seed=0)
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet.max_row == 4
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert {cell.value for cell in sheet["G"][1:]} <= {None, ""}
    assert len(sheet.data_validations.dataValidation) == 8


def test_the_same_seed_draws_the_same_posts(settings: Settings, tmp_path: Path) -> None:
    def drawn(seed: int) -> list[str]:
        export_review(settings, tmp_path / "r.csv", count=2, uncertain=False, seed=seed)
        with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
            return [row["post_id"] for row in csv.DictReader(file)]

    assert drawn(3) == drawn(3)
    assert len({tuple(drawn(seed)) for seed in range(8)}) > 1


def test_the_least_sure_come_first(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    export_review(settings, tmp_path / "r.csv", count=2, uncertain=True, seed=0)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        drawn = [(row["post_id"], row["drawn"]) for row in csv.DictReader(file)]
    least = rows(engine, "SELECT post_id FROM v_posts ORDER BY label_score, post_id LIMIT 2")
    assert drawn == [(row.post_id, "uncertain") for row in least]


@pytest.mark.parametrize("role", ["own", "agency", "media", "peer"])
def test_only_texts_of_the_office_and_its_agencies_are_drawn_and_measure(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled, role: str
) -> None:
    with night_of(settings) as night:
        import_review(night, filled({"x:1": FILLED}), "Sari")
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sources SET role = :role"), {"role": role})
        drawn = [draw_random(connection, 9, 1), draw_uncertain(connection, 9), load_unsure(connection).newest]
        desk = [next_post(connection, queue, "Budi", "") for queue in ("random", "uncertain")]
        counted, measuring = count_reviewed(connection), [row.drawn for row in human_labels(connection)]
    used = role in {"own", "agency"}
    assert [bool(one) for one in (*drawn, *desk, counted)] == [used] * 6
    assert measuring == ["random" if used else None]


def test_no_cell_of_the_csv_can_run(filled: Filled) -> None:
    assert "'=cmd" in filled({}).read_text(encoding="utf-8")


def test_a_human_label_wins_and_survives_relabelling_and_edits(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    with night_of(settings) as night:
        import_review(night, filled({"x:1": FILLED}), "Sari")
        label(night, everything=True)
    query = "SELECT topic, label_method FROM v_posts WHERE post_id = 'x:1'"
    assert [tuple(row) for row in rows(engine, query)] == [("society", "human")]
    posts(engine, settings, {"x:1": "Posyandu pindah ke balai warga"})
    with night_of(settings) as night:
        label(night)
    current = "SELECT annotator, drawn, outdated FROM v_labels WHERE post_id = 'x:1' AND current"
    assert [(row.annotator, row.drawn, bool(row.outdated)) for row in rows(engine, current)] == [
        ("Sari", "random", True)
    ]
    assert len(rows(engine, "SELECT * FROM v_labels WHERE post_id = 'x:1'")) == 2


def test_human_labels_teach(settings: Settings, night_of: OpenNight, filled: Filled) -> None:
    with night_of(settings) as night:
        import_review(night, filled({"x:1": {**FILLED, "topic_2": "living"}}), "Sari")
    (example,) = reviewed_examples(settings)
    assert (example.id, example.topics, example.message_function) == ("x:1", ("society", "living"), "invitation")
    assert example.stage == "planning"


def test_a_person_corrects_audience_and_places_and_what_is_left_empty_stays(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    posts(engine, settings, {"x:5": "Pelatihan bagi lansia di Kel. Durenjaya", "x:6": "Bazar UMKM di Cikiwul"})
    with night_of(settings) as night:
        label(night)
    file = filled({
        "x:1": {**FILLED, "audience": "women", "places": 'jati asih; "Kert\\ek"'},
        "x:5": FILLED,
        "x:6": {**FILLED, "places": "-"},
    })  # fmt: skip
    with night_of(settings) as night:
        import_review(night, file, "Sari")
        label(night)

    found = {row.post_id: (row.audience, row.places) for row in rows(engine, "SELECT * FROM v_posts")}
    assert found["x:1"] == ("women", "Jatiasih,Kertek")
    assert found["x:5"] == ("elderly_disabled", "Duren Jaya")
    assert found["x:6"] == ("small_firms", None)
    each = rows(engine, "SELECT post_id, position, place, district FROM v_post_places ORDER BY post_id, position")
    assert [row[1:] for row in each if row.post_id == "x:1"] == [(0, "Jatiasih", "Jatiasih"), (1, "Kertek", None)]
    assert [row[1:] for row in each if row.post_id == "x:5"] == [(0, "Duren Jaya", "Bekasi Timur")]
    evidence = {row.post_id: row.evidence for row in rows(engine, "SELECT * FROM v_labels WHERE method = 'human'")}
    assert "lansia" in evidence["x:5"]
    assert "Cikiwul" not in evidence["x:6"]


def test_an_audience_that_the_codebook_does_not_know_is_named(
    settings: Settings, night_of: OpenNight, filled: Filled
) -> None:
    with (
        night_of(settings) as night,
        pytest.raises(ConfigError, match="audience 'lansia' is not known; choose general"),
    ):
        import_review(night, filled({"x:1": {**FILLED, "audience": "lansia"}}), "Sari")


def test_a_filled_workbook_is_taken_back_as_well(
    settings: Settings, engine: Engine, night_of: OpenNight, tmp_path: Path
) -> None:
    export_review(settings, tmp_path / "r.xlsx", count=9, uncertain=False, seed=0)
    book = load_workbook(tmp_path / "r.xlsx")
    for name, value in FILLED.items():
        book.worksheets[0].cell(2, HEADER.index(name) + 1, value)
    book.save(tmp_path / "r.xlsx")
    with night_of(settings) as night:
        import_review(night, tmp_path / "r.xlsx", "Budi")
    assert len(rows(engine, "SELECT * FROM v_labels WHERE method = 'human'")) == 1


def test_a_file_of_before_there_were_stages_is_still_taken_and_counts_as_not_asked(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    file = filled({"x:1": FILLED})
    with file.open(encoding="utf-8", newline="") as opened:
        lines = [
            [cell for name, cell in zip(HEADER, line, strict=True) if name not in ("stage", "audience", "places")]
            for line in csv.reader(opened)
        ]
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(lines)
    with night_of(settings) as night:
        import_review(night, file, "Sari")
    assert [row.stage for row in rows(engine, "SELECT stage FROM v_labels WHERE method = 'human'")] == [None]
    show_agreement(settings)
    told = capsys.readouterr().out
    assert "message_function" in told
    assert "stage" not in told


def test_every_bad_row_is_named_and_then_nothing_is_stored(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    bad = {
        "x:1": {**FILLED, "topic": "smart"},
        "x:2": {**FILLED, "subtopic": ""},
        "x:3": {**FILLED, "topic": "none"},
        "x:4": {**FILLED, "drawn": "chosen"},
    }
    file = filled(bad)
    with night_of(settings) as night, pytest.raises(ConfigError) as caught:
        import_review(night, file, "Sari")
    assert {line.split(":")[1] for line in str(caught.value).splitlines()[1:]} == {"2", "3", "4", "5"}
    assert rows(engine, "SELECT * FROM v_labels WHERE method = 'human'") == []


def test_codes_in_capitals_and_none_for_nothing_are_taken(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    capitals = {name: value.capitalize() for name, value in FILLED.items()}
    nothing = {**FILLED, "topic": "None", "subtopic": "none", "topic_2": "None", "programme_level": "none"}
    with night_of(settings) as night:
        import_review(night, filled({"x:1": capitals, "x:2": nothing}), "Sari")
    found = rows(engine, "SELECT topic, subtopic FROM v_labels WHERE method = 'human' ORDER BY post_id")
    assert [tuple(row) for row in found] == [(FILLED["topic"], FILLED["subtopic"]), ("none", None)]


def test_one_person_written_twice_is_no_second_person(
    settings: Settings, engine: Engine, night_of: OpenNight, filled: Filled
) -> None:
    file = filled({"x:1": FILLED})
    with night_of(settings) as night:
        import_review(night, file, "Sari")
        import_review(night, file, "sari")
    assert {row.annotator for row in rows(engine, "SELECT annotator FROM v_labels WHERE method = 'human'")} == {"Sari"}


def test_a_post_that_is_not_stored_is_named(settings: Settings, night_of: OpenNight, filled: Filled) -> None:
    file = filled({"x:1": {**FILLED, "post_id": "x:99"}})
    with night_of(settings) as night, pytest.raises(ConfigError, match="not stored: x:99"):
        import_review(night, file, "Sari")


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"no zip"), ("a.csv", b"\xff\xfe"), ("a.csv", b"post_id\n")])
def test_a_file_that_is_no_review_is_named(
    settings: Settings, night_of: OpenNight, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with night_of(settings) as night, pytest.raises(ConfigError, match=name):
        import_review(night, tmp_path / name, "Sari")


def test_agreement_is_told_between_people_and_with_the_machine(
    settings: Settings, night_of: OpenNight, filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = dict.fromkeys(TEXTS, FILLED)
    with night_of(settings) as night:
        import_review(night, filled(everything, "a"), "Ani")
        import_review(night, filled({**everything, "x:1": {**FILLED, "message_function": "education"}}, "b"), "Budi")
    show_agreement(settings)
    told = capsys.readouterr().out
    assert "Ani – Budi" in told
    assert "Budi – machine" in told
    assert "hide" in told


def test_agreement_without_people_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="pantau review export"):
        show_agreement(settings)


def test_a_dry_run_tells_what_would_move_and_stores_nothing(
    settings: Settings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(rows(engine, "SELECT * FROM v_labels"))
    show_moves(settings, everything=True)
    assert "4 posts would be labelled, 0 of them would move" in capsys.readouterr().err
    assert len(rows(engine, "SELECT * FROM v_labels")) == before


def test_a_label_is_explained_by_its_words(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    explain_post(settings, "x:1")
    told = capsys.readouterr().out
    assert "topic: living" in told
    assert "Posyandu" in told
    with pytest.raises(ConfigError, match="x:99 is not stored"):
        explain_post(settings, "x:99")


def test_any_text_can_be_tried(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    explain_text(settings, "Bank sampah dibuka lagi")
    assert "subtopic: waste" in capsys.readouterr().out
    explain_text(settings, "Bank sampah bagi warga Kranji")
    told = capsys.readouterr().out
    assert "audience: ward" in told
    assert "places: Kranji" in told


def test_phrases_that_match_nothing_stored_are_named_with_their_lines(
    make_settings: MakeSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: a\ntopics:\n  living:\n    health:\n      phrases:\n        - posyandu\n        - zumba\n")
    lost = check_taxonomy(make_settings(taxonomy=str(own)))
    told = capsys.readouterr().out.splitlines()
    assert lost == len(told) > 100, "the packaged programmes, which no post names, are among them"
    assert told[0] == f"{own}:7: 'zumba' (health) stands in no stored post"


def test_checking_the_taxonomy_makes_two_for_mistakes_alone(
    pantau: Pantau, make_settings: MakeSettings, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    make_settings(taxonomy=str(own))
    own.write_text("version: a\ntopics: {living: {health: {phrases: [posyandu]}}}\n", encoding="utf-8")
    assert pantau("taxonomy", "check").code == 0
    own.write_text("version: a\ntopics:\n  living:\n    helth: {}\n    health: {phrases: [a, a]}\n", encoding="utf-8")
    ended = pantau("taxonomy", "check")
    assert ended.code == 2
    assert f"{own}:4: unknown sub-topic 'helth'" in ended.err
    assert f"{own}:5: 'a' stands already" in ended.err
    gazetteer = tmp_path / "gazetteer.yaml"
    gazetteer.write_text("version: a\ncity: X\nkecamatan: [{nama: Y}]\n", encoding="utf-8")
    make_settings(taxonomy=str(own), gazetteer=str(gazetteer))
    ended = pantau("taxonomy", "check")
    assert f"{own}:4: unknown sub-topic 'helth'" in ended.err
    assert f"{gazetteer}:3: unknown entry 'nama'" in ended.err
