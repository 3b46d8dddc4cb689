"""A model of responses: made the same each time, without names in it, and refused when it is damaged."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.transform.models.evaluation import RESPONSE_MEASURES
from pipeline.transform.models.linear import WORDS
from pipeline.transform.posts.labelled import LabelledFileError
from pipeline.transform.responses.features import FRAGMENT_TO
from pipeline.transform.responses.labelled import (
    ResponseExample,
    read_labelled_responses,
    read_written_responses,
    responses_digest,
)
from pipeline.transform.responses.labels import ResponseLabeller
from pipeline.transform.responses.model import PACKAGED, ResponseModel, load_model, save_model
from pipeline.transform.responses.training import (
    cross_validate_responses,
    leave_sources_out,
    response_folds,
    train_responses,
)

KINDS = [
    ("aplikasi error tidak bisa login", "negative", "complaint", "application"),
    ("kapan jadwal layanan dibuka", "neutral", "question", "none"),
    ("terima kasih layanan bagus", "positive", "praise", "none"),
]
EXAMPLES = [
    ResponseExample(f"r{number}", f"{text} Zubaedah {extra}", sentiment, intent, obstacle)
    for number, extra in enumerate(["hari ini", "kemarin", "di kantor", "sekali lagi"] * 3)
    for text, sentiment, intent, obstacle in KINDS
]


@pytest.fixture(scope="module")
def small() -> ResponseModel:
    return train_responses(EXAMPLES)


def test_the_same_responses_give_the_same_model(small: ResponseModel, tmp_path: Path) -> None:
    save_model(small, {}, tmp_path / "a")
    save_model(train_responses(EXAMPLES), {}, tmp_path / "b")
    first, second = ({file.name: file.read_bytes() for file in (tmp_path / one).iterdir()} for one in "ab")
    assert first == second


def test_a_saved_model_labels_as_the_trained_one(small: ResponseModel, tmp_path: Path) -> None:
    save_model(small, {}, tmp_path)
    texts = [text for text, *_ in KINDS]
    ours, theirs = (ResponseLabeller(model).label_all(texts) for model in (small, load_model(tmp_path)))
    assert ours == theirs
    assert [label.intent for label in ours] == ["complaint", "question", "praise"]


def test_a_name_does_not_enter_the_vocabulary_however_often_it_stands(small: ResponseModel) -> None:
    assert "zubaedah" not in " ".join(small.terms)
    assert "jadwal" in small.terms


def test_each_response_is_judged_by_a_model_that_has_not_seen_it() -> None:
    outcomes = cross_validate_responses(EXAMPLES)
    assert [one.intent[0] for one in outcomes] == [one.intent for one in EXAMPLES]
    assert {name: score(outcomes) for name, score in RESPONSE_MEASURES.items()} == dict.fromkeys(RESPONSE_MEASURES, 1)


def test_copies_of_a_response_are_judged_together() -> None:
    copied = [*EXAMPLES, *(replace(one, id=f"{one.id}-copy", text=f"{one.text} !!") for one in EXAMPLES)]
    for part in response_folds(copied):
        assert {row % len(EXAMPLES) for row in part if row < len(EXAMPLES)} == {row % len(EXAMPLES) for row in part}


def test_a_source_is_judged_by_a_model_of_the_others() -> None:
    own = replace(EXAMPLES[0], text="parkir semrawut", intent="complaint", sentiment="negative", source="b")
    outcomes = leave_sources_out([own], EXAMPLES)
    assert set(outcomes) == {"b"}
    assert outcomes["b"][0].intent[0] == "complaint"
    assert outcomes["b"][0].score is None, "none of its words is known elsewhere"


def test_the_shipped_model_is_small_and_only_numbers_and_plain_words() -> None:
    assert sum(file.stat().st_size for file in PACKAGED.iterdir()) < 800_000
    assert {file.suffix for file in PACKAGED.iterdir()} == {".json", ".npz"}
    words = json.loads((PACKAGED / WORDS).read_text(encoding="utf-8"))
    terms = words["terms"]
    assert max(len(fragment) for fragment in words["fragments"]) == FRAGMENT_TO
    assert all(re.fullmatch(r"([^\W\d_]{1,30}|\W)( ([^\W\d_]{1,30}|\W))?", term) for term in terms)
    with np.load(next(PACKAGED.glob("*.npz")), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays)


@pytest.mark.parametrize("spoilt", ["words.json", "weights.npz"])
def test_a_damaged_model_is_named(small: ResponseModel, tmp_path: Path, spoilt: str) -> None:
    save_model(small, {}, tmp_path)
    (tmp_path / spoilt).write_bytes(b"{}")
    with pytest.raises(ValueError, match=r"responses in .* cannot be read .* pantau train --of responses"):
        load_model(tmp_path)


def row(**own: Any) -> dict[str, Any]:
    return {"id": "1", "text": "a", "sentiment": "neutral", "intent": "other", "obstacle": None} | own


def file_of(tmp_path: Path, *rows: Any) -> Path:
    path = tmp_path / "responses.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    return path


def test_a_disputed_field_is_no_label_and_no_obstacle_is_a_label(tmp_path: Path) -> None:
    path = file_of(tmp_path, row(), row(id="2", disputed=["obstacle", "sentiment"]))
    first, second = read_labelled_responses([path])
    assert (first.sentiment, first.obstacle) == ("neutral", "none")
    assert (second.sentiment, second.intent, second.obstacle) == (None, "other", None)


def test_every_mistake_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = file_of(tmp_path, row(), row(), row(id="3", intent="anger"), {"id": "4"}, [1], row(id="5", disputed="x"))
    with pytest.raises(LabelledFileError) as caught:
        read_labelled_responses([path])
    told = str(caught.value).splitlines()
    assert [line.split(": ")[0].rsplit(":")[-1] for line in told] == ["2", "3", "4", "5", "6"]
    assert "known: complaint, question" in told[1]


def test_a_correction_needs_a_reason_and_changes_or_leaves_out_a_row(tmp_path: Path) -> None:
    file = file_of(tmp_path, row(), row(id="2"), row(id="3"))
    mended = tmp_path / "mended.jsonl"
    told = [{"id": "2", "intent": "praise", "reason": "thanks"}, {"id": "3", "leave_out": True, "reason": "twice"}]
    mended.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    found = read_labelled_responses([file], mended)
    assert [(one.id, one.intent) for one in found] == [("1", "other"), ("2", "praise")]
    assert responses_digest(found) != responses_digest(read_labelled_responses([file]))
    mended.write_text('{"id": "2", "intent": "praise"}', encoding="utf-8")
    with pytest.raises(LabelledFileError, match="needs id and reason"):
        read_labelled_responses([file], mended)


def test_an_object_of_null_is_none_and_one_that_is_not_told_is_no_label(tmp_path: Path) -> None:
    first, second = read_labelled_responses([file_of(tmp_path, row(object=None), row(id="2"))])
    assert (first.object, second.object) == ("none", None)


def test_the_written_responses_are_labelled_by_the_codebook() -> None:
    written = read_written_responses()
    assert len({one.text for one in written}) == len(written) > 500
    for one in written:
        assert (one.intent == "other") <= (one.obstacle == "none")
        assert (one.obstacle == "application") <= (one.object == "digital_service")
        assert (one.intent == "praise") <= (one.sentiment == "positive")
