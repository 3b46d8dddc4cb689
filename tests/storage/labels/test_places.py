"""The kecamatan of places."""

from __future__ import annotations

from sqlalchemy import Engine, select

from storage.db.engine import transaction
from storage.labels.places import note_districts
from storage.schema.tables import place_districts


def test_districts_are_those_of_the_newest_gazetteer(engine: Engine) -> None:
    with transaction(engine) as connection:
        note_districts(connection, {"Kranji": "Bekasi Barat", "Perwira": "Bekasi Utara"})
    with transaction(engine) as connection:
        note_districts(connection, {"Kranji": "Bekasi Utara", "Pejuang": "Medan Satria"})
        told = {row.place: row.district for row in connection.execute(select(place_districts))}
    assert told == {"Kranji": "Bekasi Utara", "Pejuang": "Medan Satria"}
