"""Keep the kecamatan of places, for the view of the places that posts name."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from storage.db.bulk import write_rows
from storage.schema.tables import place_districts


def note_districts(conn: Connection, districts: Mapping[str, str]) -> None:
    """Keep the kecamatan of each place, and none of an earlier gazetteer; an unchanged one writes nothing."""
    held = {row.place: row.district for row in conn.execute(select(place_districts))}
    if held == districts:
        return
    conn.execute(delete(place_districts))
    write_rows(conn, place_districts, [{"place": place, "district": told} for place, told in districts.items()])
