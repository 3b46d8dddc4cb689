from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.transform.issues.agencies import Agencies, Concerned, load_agencies
from pipeline.transform.text.marked_yaml import TaxonomyError
from tests.pipeline.transform.issues.voicing import QUEUE, ROAD, Speakers

FILE = """
agencies:
  - name: Dinas Kependudukan dan Pencatatan Sipil
    aliases: [Disdukcapil, dukcapil]
    topics: [public_service]
    issues: [kartu keluarga]
  - name: Dinas Bina Marga
    aliases: [DBMSDA]
    kelurahan: [Jatiasih]
  - name: Dinas Lingkungan Hidup
    topics: [environment]
"""


@pytest.fixture
def agencies(tmp_path: Path) -> Agencies:
    (tmp_path / "agencies.yaml").write_text(FILE, encoding="utf-8")
    return load_agencies(tmp_path / "agencies.yaml")


def concerned(crowd: Speakers, texts: list[str], **where: object) -> Concerned:
    issues = crowd.issues(crowd.say(texts, **where))  # type: ignore[arg-type]
    assert len(issues) == 1
    return issues[0].concerned


def test_words_that_name_an_agency_propose_it(agencies: Agencies) -> None:
    texts = [*QUEUE[:4], "antrean mpp dukcapil bagaimana", "antrean mpp DISDUKCAPIL penuh"]
    told = concerned(Speakers(agencies), texts)
    assert told == Concerned("Dinas Kependudukan dan Pencatatan Sipil", "proposed")


def test_one_voice_alone_proposes_nothing(agencies: Agencies) -> None:
    assert concerned(Speakers(agencies), [*QUEUE, "antrean mpp dukcapil"]) == Concerned()


def test_a_kelurahan_proposes_its_agency(agencies: Agencies) -> None:
    told = concerned(Speakers(agencies), [f"{text} jatiasih" for text in ROAD])
    assert told == Concerned("Dinas Bina Marga", "proposed")


def test_the_topic_of_the_posts_proposes_the_one_agency_of_it(agencies: Agencies) -> None:
    told = concerned(Speakers(agencies), list(QUEUE), topics=("governance", "public_service"))
    assert told == Concerned("Dinas Kependudukan dan Pencatatan Sipil", "proposed")


def test_the_account_tells_its_agency_without_a_proposal(agencies: Agencies) -> None:
    told = concerned(Speakers(agencies), list(QUEUE), agency="RSUD")
    assert told == Concerned("RSUD", "source")


def test_what_a_person_wrote_into_the_file_is_confirmed(agencies: Agencies) -> None:
    texts = [f"kartu keluarga belum jadi {n}" for n in "abcdef"]
    assert concerned(Speakers(agencies), texts).origin == "confirmed"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("agencies:\n  - aliases: [x]\n", "2: 'name' is missing"),
        ("agencies:\n  - name: A\n    topics: [galaxy]\n", "3: unknown topic 'galaxy'"),
        ("agencies:\n  - name: A\n    alias: [B]\n", "3: unknown entry 'alias'"),
        ("offices: []\n", "1: 'agencies' is missing"),
        ("agencies: 5\n", "1: agencies must be a list"),
        ("agencies: [\n", "no YAML"),
    ],
)
def test_a_mistake_of_the_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "agencies.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError) as failed:
        load_agencies(path)
    assert told in str(failed.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_agencies(tmp_path / "none.yaml")
