"""Each label says which words made it, and their weights are what the model added."""

from __future__ import annotations

import pytest

from pipeline.transform.posts.evidence import REASONS, Evidence, Seen
from pipeline.transform.posts.features import FUNCTION_AT
from pipeline.transform.posts.labeller import Label
from pipeline.transform.text.cues import CUES, FUNCTIONS
from pipeline.transform.text.reading import Post
from tests.pipeline.transform.packaged import LABELLER

MODEL = LABELLER._classifier
TEXT = (
    "Kecamatan meraih juara lomba kebersihan tingkat kota. Yuk ikuti pendaftaran lomba berikutnya, warga! "
    "Pelayanan perekaman KTP dibuka Sabtu di kantor kelurahan, syaratnya bawa kartu keluarga dan surat pengantar."
)


def of(label: Label, name: str, source: str = "model") -> list[Evidence]:
    return [one for one in label.evidence if (one.label, one.source) == (name, source)]


def test_every_label_that_the_model_gave_shows_its_words() -> None:
    label = LABELLER.label(TEXT)
    told = {
        "topic": label.topic, "subtopic": label.subtopic, "message_function": label.message_function,
        "stage": label.stage,
    }  # fmt: skip
    for name, answer in told.items():
        assert {one.answer for one in of(label, name)} == {answer}
        assert 0 < len(of(label, name)) <= REASONS[name]
        weights = [one.weight for one in of(label, name)]
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] > 0


def test_a_level_that_a_service_made_shows_its_name_and_one_that_the_topic_made_shows_nothing_else() -> None:
    label = LABELLER.label("Ada kebakaran di pasar? Hubungi 112, layanan Patriot Siaga.")
    assert {one.answer for one in of(label, "programme_level", "programmes")} == {"initiative"}
    assert "Hubungi 112" in {one.found for one in of(label, "programme_level", "programmes")}
    assert of(label, "programme_level") == []
    assert of(LABELLER.label("Petugas memadamkan kebakaran di pasar."), "programme_level") == []


def test_phrases_of_the_taxonomy_speak_for_their_subtopic_and_are_not_told_again() -> None:
    label = LABELLER.label(TEXT)
    phrases = of(label, "subtopic", "taxonomy")
    assert phrases
    places = {(one.start, one.end) for one in phrases}
    assert places.isdisjoint((one.start, one.end) for one in label.evidence if one.source == "model")


@pytest.mark.parametrize("name", ["topic", "message_function"])
def test_a_weight_is_what_the_word_added_against_the_mean_of_all_answers(name: str) -> None:
    text = f"{TEXT} {TEXT}"
    label = LABELLER.label(text)
    seen, _ = LABELLER.reader.see([Post(text)])
    part = MODEL.columns[name]
    answer = MODEL.classes[name].index(getattr(label, name))
    for one in of(label, name):
        expected = 0.0
        for block, features in seen.blocks.items():
            length = sum(MODEL.squares[block][number] for number in features.number) ** 0.5
            for number, place in zip(features.number, features.place, strict=True):
                end = seen.reading.end[place + (block == "pair")]
                if (seen.reading.start[place], end) == (one.start, one.end):
                    row = MODEL.tables[block][number, part]
                    expected += float(row[answer] - row.mean()) / length
        assert one.weight == pytest.approx(expected + _cue_share(one, seen), abs=2e-4)


def _cue_share(one: Evidence, seen: Seen) -> float:
    """Tell what the counts of its cue words added to the function, shared among those words."""
    if one.label != "message_function":
        return 0.0
    function = FUNCTIONS.index(one.answer)
    words = [
        word
        for word in dict.fromkeys(seen.reading.lexicon.folded(seen.reading.words))
        if function in CUES.get(word, ())
    ]
    if one.phrase not in words:
        return 0.0
    part, answer = MODEL.columns["message_function"], MODEL.classes["message_function"].index(one.answer)
    columns = [FUNCTION_AT + function + turn * len(FUNCTIONS) for turn in range(4)]
    rows = MODEL.dense[columns, part]
    return float(seen.dense[0, columns] @ (rows[:, answer] - rows.mean(axis=1))) / len(words)
