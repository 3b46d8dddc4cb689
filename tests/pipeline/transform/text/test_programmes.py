"""The programmes file: services by all their names, and how mistakes are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.transform.posts.labeller import load_labeller
from pipeline.transform.text.marked_yaml import TaxonomyError
from pipeline.transform.text.programmes import Programme, load_programmes

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    path = folder / "programmes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_file_knows_the_programme_and_its_services() -> None:
    levels = {name: programme.level for name, programme in load_programmes().by_name.items()}
    assert levels["Bekasi Smart City"] == "named"
    assert {"Patriot Siaga 112", "SP4N-LAPOR!", "Mal Pelayanan Publik", "QRIS", "ATCS"} <= {
        name for name, level in levels.items() if level == "initiative"
    }


def test_a_programme_has_agency_dimension_and_level(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """\
version: 7
programmes:
  - name: Lampu Pintar
    aliases: [smart lamp]
    agency: Dinas Perhubungan
    subtopic: mobility
    level: initiative
""",
    )
    programme = Programme("Lampu Pintar", "mobility", "initiative", "Dinas Perhubungan")
    assert load_programmes(path).by_name == {"Lampu Pintar": programme}
    assert programme.topic == "living"


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """\
version: 1
programmes:
  - name: Satu
    subtopic: football
    level: high
  - name: Dua
    alias: [dua dua]
    level: named
  - Tiga
  - name: Empat
    subtopic: health
    level: named
    aliases: [satu hati, satu hati]
    weight: 11
""",
    )
    with pytest.raises(TaxonomyError) as caught:
        load_programmes(path)
    told = [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]
    assert [line.split(";")[0] for line in told] == [
        "4: unknown subtopic 'football'",
        "5: unknown level 'high'",
        "6: 'subtopic' is missing in this programme",
        "7: unknown entry 'alias'",
        "9: a programme must hold 'name: value' lines",
        "13: 'satu hati' stands already at programmes.yaml:13 under Empat",
        "14: weight '11' is no number from 0 to 10",
    ]


@pytest.mark.parametrize("text", ["version: 1\n", "programmes: []\n"])
def test_a_file_without_version_or_programmes_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TaxonomyError, match="is missing"):
        load_programmes(written(tmp_path, text))


def test_a_common_name_makes_a_level_only_in_the_lead_and_a_hashtag_none() -> None:
    labeller = load_labeller()
    tail = "Camat membuka rapat kelurahan bersama warga dan tokoh masyarakat di aula kantor hari Senin pagi."
    assert labeller.label(f"Aplikasi antrean puskesmas diluncurkan. {tail}").programme_level == "initiative"
    assert labeller.label(f"{tail} Peserta memakai aplikasi di ponsel.").programme_level != "initiative"
    assert labeller.label(f"{tail} #SmartCity #KotaCerdas").programme_level != "named"
    assert labeller.label(f"{tail} Bekasi Smart City dibahas.").programme_level == "named"


def test_a_place_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "programmes.yaml"
    path.write_text(
        "version: x\nprogrammes: [{name: A, subtopic: waste, level: initiative, where: kaki}]\n", encoding="utf-8"
    )
    with pytest.raises(TaxonomyError, match="unknown where 'kaki'; known: lead"):
        load_programmes(path)
