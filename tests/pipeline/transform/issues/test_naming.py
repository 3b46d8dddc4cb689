from __future__ import annotations

import pytest

from tests.pipeline.transform.issues.voicing import Speakers

HOSTILE = {
    "a name after an honorific": [f"pak sutrisno tidak adil soal pajak {n}" for n in "abcdef"],
    "a name of the dictionary": [f"wali kota budi janji pajak turun {n}" for n in "abcdef"],
    "a name written with a capital": [f"kenapa Suharti marah soal pajak {n}" for n in "abcdef"],
    "a name that only a capital betrays": [f"kata Bunga pajak naik {n}" for n in "abcdef"],
    "a name in a handle": [f"@sutrisno_77 pajak naik {n}" for n in "abcdef"],
    "a name all in small letters": [f"suharti bilang pajak naik {n}" for n in "abcdef"],
}
NAMES = {"sutrisno", "budi", "suharti", "bunga"}


@pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE)
def test_no_issue_bears_a_persons_name(texts: list[str]) -> None:
    crowd = Speakers()
    issues = crowd.issues(crowd.say(texts))
    assert issues, "the theme itself is found"
    said = {word for issue in issues for word in issue.name.split()}
    assert "pajak" in said
    assert not said & NAMES


def test_a_name_holds_only_words_that_five_people_used() -> None:
    crowd = Speakers()
    rare = ["pajak naik drastis", "pajak naik tajam", "pajak naik saja", "pajak naik lagi", "pajak kok naik"]
    (issue,) = crowd.issues(crowd.say(rare))
    assert issue.name == "pajak"  # naik is a stop word; drastis and tajam were used by one each


def test_one_persons_repetition_makes_no_word_everyones() -> None:
    crowd = Speakers()
    voices = crowd.say(["pajak dinaikkan"] * 9, person="one") + crowd.say([f"pajak mahal {n}" for n in "abcde"])
    names = {word for issue in crowd.issues(voices) for word in issue.name.split()}
    assert names == {"pajak", "mahal"}


def test_an_abbreviation_that_the_office_knows_may_stand() -> None:
    crowd = Speakers()
    (issue,) = crowd.issues(crowd.say([f"KTP belum jadi juga {n}" for n in "abcde"]))
    assert issue.name == "ktp"


def test_a_theme_without_a_word_that_may_stand_is_not_told() -> None:
    crowd = Speakers()
    assert crowd.issues(crowd.say([f"pak sutrisno {n}" for n in "abcdef"])) == []


def test_two_words_for_one_thing_make_one_issue_named_as_most_people_said_it() -> None:
    crowd = Speakers()
    (issue,) = crowd.issues(crowd.say(["banjir"] * 6 + ["genangan"] * 5))
    assert (issue.name, issue.responses) == ("banjir", 11)
