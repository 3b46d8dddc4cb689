"""Named values of the store."""

from __future__ import annotations

from sqlalchemy import Engine

from storage.db.engine import transaction
from storage.runs.settings import note_districts, set_setting, setting


def test_districts_are_those_of_the_newest_gazetteer_and_other_values_stay(engine: Engine) -> None:
    with transaction(engine) as connection:
        set_setting(connection, "zone", "Asia/Jakarta")
        note_districts(connection, {"Kranji": "Bekasi Barat", "Perwira": "Bekasi Utara"})
    with transaction(engine) as connection:
        note_districts(connection, {"Kranji": "Bekasi Utara", "Pejuang": "Medan Satria"})
        told = [setting(connection, f"district of {place}") for place in ("Kranji", "Perwira", "Pejuang")]
        assert told == ["Bekasi Utara", None, "Medan Satria"]
        assert setting(connection, "zone") == "Asia/Jakarta"
