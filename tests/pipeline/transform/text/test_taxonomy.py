"""The taxonomy file: what a person may write, and how mistakes are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.transform.text.marked_yaml import TaxonomyError
from pipeline.transform.text.phrases import Match, Phrase, PhraseIndex
from pipeline.transform.text.reading import Post
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.taxonomy import NONE, TOPIC_OF, load_taxonomy

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version: 1
topics:
  environment:
    waste:
      phrases:
        - bank sampah: 3
        - sampah
        - =kebersihan: 1,5
      not:
        - sampah plastik mainan
  society:
    security:
      phrases: [112, banjir]
none:
  phrases:
    - selamat hari raya: 2
"""

BROKEN = """\
version: 1
topics:
  economy:
    jobs:
      phrases: [magang]
    welfare:
      phrases:
        - bansos
        -
        - bansos: berat
  sport:
    football: {}
  living:
    mobility:
      phrases: macet
      words: [parkir]
    health:
      phrases:
        - penyakit
        - sakit
        - "!!!"
extra: 1
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "taxonomy.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy(written(folder, text))
    return str(caught.value).splitlines()


def found_by(index: PhraseIndex, text: str) -> list[Match]:
    return index.find(index.read([Post(text)]))


def found(text: str, *phrases: Phrase) -> list[Match]:
    return found_by(PhraseIndex(phrases, Stemmer()), text)


def test_the_packaged_file_has_phrases_for_every_subtopic_and_for_none() -> None:
    assert {phrase.subtopic for phrase in load_taxonomy().phrases} == {*TOPIC_OF, NONE}


def test_each_packaged_phrase_is_found_where_it_stands_alone() -> None:
    phrases = load_taxonomy().phrases
    index = PhraseIndex(phrases, Stemmer())
    lost = [
        phrase.text
        for phrase in phrases
        if not phrase.negative
        and [match.phrase.text for match in found_by(index, phrase.text.removeprefix("="))] != [phrase.text]
    ]
    assert lost == []


def test_phrases_have_weights_and_negatives(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(written(tmp_path, GOOD))
    assert taxonomy.version == "1"
    assert taxonomy.phrases == (
        Phrase("bank sampah", "waste", 3),
        Phrase("sampah", "waste"),
        Phrase("=kebersihan", "waste", 1.5),
        Phrase("sampah plastik mainan", "waste", negative=True),
        Phrase("112", "security"),
        Phrase("banjir", "security"),
        Phrase("selamat hari raya", NONE, 2),
    )


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    told = mistakes(tmp_path, BROKEN)
    expected = {
        4: "unknown sub-topic 'jobs'",
        9: "a phrase must be a text",
        10: "weight 'berat' is no number",
        11: "unknown dimension 'sport'",
        15: "must be a list",
        16: "unknown entry 'words'",
        20: "'sakit' stands already at taxonomy.yaml:19",
        21: "'!!!' holds no word",
        22: "unknown entry 'extra'",
    }
    lines = {int(line.removeprefix(f"{tmp_path}/taxonomy.yaml:").split(":")[0]): line for line in told}
    assert {number: text for number, text in expected.items() if text not in lines.get(number, "")} == {}
    assert all("; " in line for line in told), "each says how to mend it"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("version: 1\ntopics:\n\tbad: 1\n", 3, "no YAML"),
        ("", 1, "empty"),
        ("- a\n- b\n", 1, "name: value"),
        ("version: 1\n", 1, "'topics' is missing"),
        ("topics: {}\nversion: [1]\n", 2, "version must be a text"),
        ("version: 1\ntopics:\n  economy:\n  economy:\n", 4, "'economy' stands twice"),
        ("? [a, b]\n: 1\n", 1, "must be a text"),
        (b"version: \xff\n", 1, "cannot be read"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    told = mistakes(tmp_path, text)
    assert any(one.startswith(f"{tmp_path}/taxonomy.yaml:{line}: ") and what in one for one in told), told


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_taxonomy(tmp_path / "nowhere.yaml")


def test_a_phrase_is_found_in_any_form_of_its_words() -> None:
    text = "Warga MENGADUKAN pelayanan itu"
    assert [text[m.start : m.end] for m in found(text, Phrase("pengaduan layanan", "public_service"))] == [
        "MENGADUKAN pelayanan"
    ]


def test_an_exact_phrase_is_found_in_no_other_form() -> None:
    phrase = Phrase("=sehat", "health")
    assert found("Warga sehat", phrase)
    assert not found("Dinas kesehatan", phrase)


def test_the_longest_phrase_counts_and_its_parts_do_not() -> None:
    phrases = [Phrase("sampah", "waste"), Phrase("bank sampah", "waste", 3), Phrase("bank", "industry")]
    assert [match.phrase.text for match in found("Bank sampah dan bank kota", *phrases)] == ["bank sampah", "bank"]


def test_a_hashtag_is_read_as_the_phrase_that_it_joins() -> None:
    for text in ("#BankSampah", "#BANKSAMPAH", "#bank_sampah"):
        assert [match.phrase.text for match in found(text, Phrase("bank sampah", "waste"))] == ["bank sampah"]


def test_a_hashtag_in_small_letters_is_split_where_it_is_a_phrase() -> None:
    text = "Ayo ke #banksampah"
    (match,) = found(text, Phrase("bank sampah", "waste"))
    assert (text[match.start : match.end], match.tagged) == ("banksampah", True)


def test_a_negative_phrase_keeps_its_words_from_its_own_subtopic_only() -> None:
    phrases = [
        Phrase("banjir", "security"),
        Phrase("banjir diskon", "security", negative=True),
        Phrase("diskon", "transaction"),
    ]
    assert [match.phrase.text for match in found("Banjir diskon saat banjir", *phrases)] == ["diskon", "banjir"]
