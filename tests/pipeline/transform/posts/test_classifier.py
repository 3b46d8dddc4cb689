"""What the shipped model holds, how good it must stay, and how a model is made."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import label_floors
from pipeline.transform.models.linear import CARD, WORDS
from pipeline.transform.posts.classifier import PACKAGED, Classifier, load_classifier, save_classifier
from pipeline.transform.posts.crossvalidation import by_channel, by_place, estimate_scores, near_duplicates
from pipeline.transform.posts.labelled import Example
from pipeline.transform.posts.labeller import Labeller, Rules, load_labeller, load_rules
from pipeline.transform.posts.training import train

EXAMPLES = [
    Example(f"{name}{number}", f"{text} {extra}", None, topic, subtopic, topics, level, function, "a")
    for number, extra in enumerate(
        ["hari ini", "bersama warga", "di aula", "kemarin sore", "sekali lagi", "di kantor"] * 2
    )
    for name, text, topic, subtopic, topics, level, function in [
        ("he", "posyandu menimbang balita", "living", "health", ("living",), "dimension", "activity_report"),
        ("wa", "bank sampah ditimbang", "environment", "waste", ("environment",), "dimension", "activity_report"),
        ("no", "selamat hari raya semoga damai", "none", None, (), "none", "greeting"),
    ]
]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def small(rules: Rules) -> Classifier:
    return train(rules, EXAMPLES)


def test_labels_do_not_fall_below_their_floors() -> None:
    pinned = json.loads(label_floors.FLOORS.read_text(encoding="utf-8"))
    assert pinned["texts"] == label_floors.digest(), "the texts changed: run python -m benchmarks.label_floors"
    scores = label_floors.scores()
    assert scores.keys() == pinned["floors"].keys()
    assert {name: value for name, value in scores.items() if value < pinned["floors"][name]} == {}


def test_the_shipped_model_is_small_and_only_numbers_and_words() -> None:
    assert sum(file.stat().st_size for file in PACKAGED.iterdir()) < 4_000_000
    load_classifier()
    assert {file.suffix for file in PACKAGED.iterdir()} == {".json", ".npz"}
    with np.load(next(PACKAGED.glob("*.npz")), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays)


def test_the_shipped_vocabulary_is_single_plain_words() -> None:
    words = json.loads((PACKAGED / WORDS).read_text(encoding="utf-8"))["words"]
    assert all(re.fullmatch(r"[^\W\d_]{2,30}", word) for word in words)


def test_the_card_tells_the_data_the_scores_and_the_date() -> None:
    card = json.loads((PACKAGED / CARD).read_text(encoding="utf-8"))
    assert {"data_digest", "scores", "made_at", "made_by", "taxonomy", "confusion", "reliability"} <= card.keys()


def test_the_same_posts_give_the_same_model(rules: Rules, small: Classifier, tmp_path: Path) -> None:
    save_classifier(small, {}, tmp_path / "a")
    save_classifier(train(rules, EXAMPLES), {}, tmp_path / "b")
    first, second = ({file.name: file.read_bytes() for file in (tmp_path / one).iterdir()} for one in "ab")
    assert first == second


def test_a_saved_model_labels_as_the_trained_one(rules: Rules, small: Classifier, tmp_path: Path) -> None:
    save_classifier(small, {}, tmp_path)
    loaded = load_classifier(tmp_path)
    texts = [example.post for example in EXAMPLES[:6]]
    told = [Labeller(rules.reader(model), model, "").label_all(texts) for model in (small, loaded)]
    assert [one.topic for one in told[0]] == [one.topic for one in told[1]] == ["living", "environment", "none"] * 2


def test_a_word_in_too_few_posts_does_not_enter_the_vocabulary(rules: Rules) -> None:
    rare = [replace(EXAMPLES[0], id="x", text="posyandu nyonya rahasia"), *EXAMPLES]
    assert "rahasia" not in train(rules, rare).words


def test_every_post_is_labelled_by_a_model_that_has_not_seen_it_nor_one_nearly_like_it(rules: Rules) -> None:
    copies = [replace(one, id=f"copy of {one.id}", text=f"{one.text}!") for one in EXAMPLES]
    measured = list(range(len(EXAMPLES)))
    outcomes = estimate_scores(rules, [*EXAMPLES, *copies], measured).seen_kinds
    assert len(outcomes) == len(EXAMPLES)
    assert all(one.topic[0] == one.topic[1] for one in outcomes)
    alike = near_duplicates([*EXAMPLES, *copies])
    assert alike[len(EXAMPLES) :] == alike[: len(EXAMPLES)]


def test_places_and_channels_are_left_out_whole() -> None:
    rows = range(len(EXAMPLES))
    placed = [replace(EXAMPLES[row], account=f"a{row % 5}", place=f"p{row % 5}", channel="xi"[row % 2]) for row in rows]
    by_account = [{placed[row].account for row in part} for part in by_place(placed, rows)]
    assert sum(map(len, by_account)) == 5
    assert [{placed[row].channel for row in part} for part in by_channel(placed, rows)] == [{"i"}, {"x"}]


@pytest.mark.parametrize("spoilt", ["words.json", "weights.npz"])
def test_a_damaged_model_is_named(small: Classifier, tmp_path: Path, spoilt: str) -> None:
    save_classifier(small, {}, tmp_path)
    (tmp_path / spoilt).write_bytes(b"{}")
    with pytest.raises(ValueError, match=r"the model in .* cannot be read .* pantau train"):
        load_classifier(tmp_path)


def test_a_new_phrase_with_weight_moves_the_topic(tmp_path: Path) -> None:
    text = "Warga berkumpul di lapangan untuk acara gombrang sore nanti."
    packaged = load_rules.__globals__["taxonomy_file"].PACKAGED.read_text(encoding="utf-8")
    own = tmp_path / "taxonomy.yaml"
    own.write_text(re.sub(r"(    waste:\n      phrases:\n)", r"\1        - gombrang: 8\n", packaged), encoding="utf-8")
    label = load_labeller(own).label(text)
    assert load_labeller().label(text).topic != "environment"
    assert (label.topic, label.subtopic) == ("environment", "waste")
    assert label.evidence[-1].source == "model" or "gombrang" in {one.phrase for one in label.evidence}
