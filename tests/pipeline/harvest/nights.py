"""Nights of the three standard sources, and what the store tells of them afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine

from pipeline.demo.world.world import NOW
from pipeline.harvest.harvest import harvest
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from tests.pipeline.conftest import OpenNight

X, INSTAGRAM, WEBSITE = "x-kominfobekasi", "ig-diskominfobekasi", "web-diskominfo"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def held(engine: Engine) -> dict[str, int]:
    with transaction(engine) as connection:
        return Counter(view_frame(connection, "v_posts")["source_id"])


def unread(engine: Engine) -> dict[str, int]:
    with transaction(engine) as connection:
        health = view_frame(connection, "v_source_health")
    return dict(zip(health["source_id"], health["unread_posts"], strict=True))


def endings(engine: Engine) -> dict[str, tuple[str, str]]:
    with transaction(engine) as connection:
        health = view_frame(connection, "v_source_health")
    told = zip(health["outcome"], health["reason"].fillna(""), strict=True)
    return dict(zip(health["source_id"], told, strict=True))


def run(night_of: OpenNight, settings: Settings, **options: Any) -> int:
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources, **options)
    return int(night.exit_code)
