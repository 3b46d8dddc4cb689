"""The names of agencies that a person at the desk may choose from."""

from __future__ import annotations

from typing import Any

import yaml
from sqlalchemy import Connection

from pipeline.settings.models import Settings
from storage.desk.findings import known_agencies


def agency_names(settings: Settings, connection: Connection) -> list[str]:
    """Name the agencies of the store and of agencies.yaml by alphabet; a file with mistakes names none."""
    return sorted(known_agencies(connection) | _of_file(settings))


def _of_file(settings: Settings) -> set[str]:
    path = settings.config.agencies
    try:
        told: Any = yaml.safe_load(settings.path(path).read_text(encoding="utf-8")) if path else {}
        return {str(one["name"]) for one in told["agencies"]} if told else set()
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        return set()  # doctor and the night tell what is wrong with it
