"""Nights that harvest what people write, and everything that the store holds afterwards."""

from __future__ import annotations

import zlib
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, select

from pipeline.demo.standin.x.objects import author_id
from pipeline.demo.world.world import NOW
from pipeline.harvest.harvest import harvest
from pipeline.run.console import keep
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from storage.schema.tables import metadata
from tests.pipeline.conftest import OpenNight

X, INSTAGRAM = "x-kominfobekasi", "ig-diskominfobekasi"
KEY = "kunci-rahasia-panjang"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Everything of people that the platforms send along; none of it may be found anywhere afterwards.
PLANTED = (
    "sari_wulandari", "Sari Wulandari", "joko.prasetyo77", "Joko Prasetyo", "tetangga_sebelah", "0813-5555-0199",
    "081355550199", "sari.w@contoh.id", "3275010203040005", author_id("sari_wulandari"), KEY, "demo-bearer",
    "demo-session", "profile.jpg",
)  # fmt: skip
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Ended(NamedTuple):
    """How a run ended, and what it said."""

    exit_code: int
    said: list[str]


def run(night_of: OpenNight, settings: Settings, at: datetime = NOW) -> Ended:
    said: list[str] = []
    with night_of(settings, lambda: at) as night:
        night.say = keep(said)
        harvest(night, settings.config.sources)
    return Ended(night.exit_code, said)


def responses(engine: Engine) -> list[dict[Hashable, Any]]:
    with transaction(engine) as connection:
        return view_frame(connection, "v_responses", "ORDER BY response_id").to_dict("records")


def everything(engine: Engine) -> str:
    """All that the store holds, bodies of raw pages too."""
    found = []
    with transaction(engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [zlib.decompress(v).decode() if isinstance(v, bytes) and v else str(v) for v in row]
    return "\n".join(found)
