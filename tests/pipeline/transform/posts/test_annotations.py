"""Labels without texts find their texts, correct labels, and give way to nobody but a better reader."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.transform.posts.annotations import annotate, read_annotations, texts_by_name
from pipeline.transform.posts.labelled import Example, LabelledFileError

HELD = Example("1", "posyandu", None, "society", "learning", ("society",), "dimension", "education", "a")
LABELS = {"primary": "living", "subtopic": "health", "topics": ["living"]}


def test_an_annotation_corrects_only_what_it_names() -> None:
    (made,), lost = annotate([HELD], [{"id": "1", **LABELS, "rule": ["14"]}], {})
    assert (made.topic, made.subtopic, made.topics, made.message_function) == (
        "living",
        "health",
        ("living",),
        "education",
    )
    assert lost == 0


def test_a_text_is_found_by_id_or_ref_and_one_without_a_text_is_counted(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    rows = [{"ref": "a.json#5", "text": "senam", "account": "kota"}, {"id": "R7", "title": "Judul", "text": "isi"}]
    texts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found, lost = annotate([], [{"id": name, **LABELS} for name in ("a.json#5", "R7", "gone")], texts_by_name([texts]))
    assert [(one.id, one.text, one.title, one.account, one.topic) for one in found] == [
        ("a.json#5", "senam", None, "kota", "living"),
        ("R7", "isi", "Judul", "", "living"),
    ]
    assert lost == 1


def test_a_machine_leaves_alone_what_a_reader_labelled() -> None:
    (made,), _ = annotate([HELD], [{"id": "1", **LABELS, "weight": 0.3}], {})
    assert made == HELD


def test_a_row_of_weight_alone_changes_how_much_a_post_counts(tmp_path: Path) -> None:
    path = tmp_path / "weights.jsonl"
    path.write_text('{"id": "1", "weight": 2}\n', encoding="utf-8")
    (made,), _ = annotate([HELD], read_annotations([path]), {})
    assert made == replace(HELD, weight=2)


def test_every_mistake_of_an_annotation_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"primary": "living"}\n{"id": "1", "subtopic": "soup"}\n', encoding="utf-8")
    with pytest.raises(LabelledFileError, match=r"bad\.jsonl:1: column id.*\n.*bad\.jsonl:2: unknown subtopic 'soup'"):
        read_annotations([path])
