from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.transform.text.gazetteer import KECAMATAN, KELURAHAN, gazetteer_version, load_gazetteer
from pipeline.transform.text.marked_yaml import TaxonomyError

OWN = """
version: "1"
city: Kota Rekaan
kecamatan:
  - name: Melati
    aliases: [Mlt]
    kelurahan:
      - name: Melati
      - name: Sari Indah
        common: true
        streets: [Perumahan Bumi Sari]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "gazetteer.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_packaged_file_holds_the_twelve_kecamatan_and_56_kelurahan_of_kota_bekasi() -> None:
    places = {place for found in load_gazetteer().names.values() for place in found}

    assert len([place for place in places if place.level == KECAMATAN]) == 12
    assert len([place for place in places if place.level == KELURAHAN]) == 56
    assert {place.kecamatan for place in places} == {place.name for place in places if place.level == KECAMATAN}


def test_spaces_capitals_and_aliases_make_no_other_place() -> None:
    gazetteer = load_gazetteer()

    spellings = ("mustikajaya", "MUSTIKA JAYA", "Mustika-Jaya")
    assert {gazetteer.canonical(name) for name in spellings} == {"Mustika Jaya"}
    assert gazetteer.canonical("Bekbar") == "Bekasi Barat"
    assert gazetteer.canonical("Medan") is None


def test_a_name_of_two_levels_is_the_kecamatan_unless_a_level_is_told(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(written(tmp_path, OWN))

    levels = [gazetteer.place("melati", level) for level in (None, KELURAHAN)]
    assert [place and place.level for place in levels] == [KECAMATAN, KELURAHAN]
    assert gazetteer.streets["perumahanbumisari"].name == "Sari Indah"


def test_the_cities_that_share_a_name_stand_with_it_by_their_letters(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(written(tmp_path, OWN.replace("common: true", "elsewhere: [Bandar Lampung, Depok]")))

    shared = gazetteer.names["sariindah"][0].elsewhere
    assert shared == {"bandarlampung", "depok"}
    assert gazetteer.names["melati"][0].elsewhere == frozenset()


def test_only_the_same_city_or_an_untold_one_is_at_home(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(written(tmp_path, OWN))

    cities = (None, "Rekaan", "kota rekaan", "Kabupaten Rekaan", "Kota Bekasi")
    assert [gazetteer.of_city(city) for city in cities] == [True, True, True, False, False]


def test_every_mistake_is_told_with_its_line_and_how_to_mend_it(tmp_path: Path) -> None:
    text = OWN.replace("common: true", "common: ya").replace("aliases: [Mlt]", "alias: [Mlt]") + (
        "      - name: Melati\n      - aliases: [X]\n      - name: Mawar\n        aliases: [Sari-Indah, '--']\n"
    )
    with pytest.raises(TaxonomyError) as caught:
        load_gazetteer(written(tmp_path, text))

    lines = str(caught.value).split("\n")
    assert [line.split(":")[1] for line in lines] == ["6", "10", "12", "13", "15", "15"]
    assert "unknown entry 'alias'; a kecamatan holds aliases, common, elsewhere, kelurahan, name, streets" in lines[0]
    assert "common 'ya' is neither true nor false; write one of them" in lines[1]
    assert "kelurahan 'Melati' stands twice; keep one of the two" in lines[2]
    assert "'name' is missing in a kelurahan; add it" in lines[3]
    assert "'Sari-Indah' stands already at line 9 for kelurahan Sari Indah; keep one" in lines[5]
    assert "'--' holds no letter; write a name" in lines[4]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "the file is empty"),
        ("version: '1'", "'city' is missing"),
        ("kecamatan: {}\nversion: '1'\ncity: X\nextra: 1", "unknown entry 'extra'"),
        ("version: '1'\ncity: X\nkecamatan: Melati", "kecamatan must be a list"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, mistake: str) -> None:
    with pytest.raises(TaxonomyError, match=mistake):
        load_gazetteer(written(tmp_path, text))


def test_an_edit_gives_another_version(tmp_path: Path) -> None:
    before = gazetteer_version(written(tmp_path, OWN))

    assert gazetteer_version(written(tmp_path, OWN + "\n# catatan")) != before


def test_a_place_rolls_up_to_its_kecamatan_and_one_of_both_levels_to_itself(tmp_path: Path) -> None:
    also = "  - name: Anggrek\n    kelurahan: [{name: Melati}, {name: Kenanga}]\n"
    for text in (OWN + also, OWN.replace("kecamatan:\n", f"kecamatan:\n{also}")):
        gazetteer = load_gazetteer(written(tmp_path, text.replace("      - name: Melati\n", "")))
        places = {"Anggrek": "Anggrek", "Kenanga": "Anggrek", "Melati": "Melati", "Sari Indah": "Melati"}
        assert gazetteer.districts() == places
