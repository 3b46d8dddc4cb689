"""An office upgrades, does not like it, and returns to the version before."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.operate.db import backup_store, upgrade_store
from pipeline.operate.restore import restore_store
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.schema.versions import open_store
from tests.conftest import MakeSettings
from tests.storage.schema.test_versions import program_knows_more


def zone_of(settings: Settings) -> str:
    with open_store(settings.database_url) as engine, transaction(engine) as connection:
        return str(connection.scalar(text("SELECT value FROM settings WHERE name = 'timezone'")))


@pytest.mark.usefixtures("copying")
@pytest.mark.parametrize("restored_by", ["newer", "before"])
def test_the_copy_of_before_the_upgrade_serves_the_version_of_before(
    engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restored_by: str
) -> None:
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('timezone', 'Asia/Jakarta')"))
    copy = tmp_path / "before-upgrade.db"
    backup_store(settings, copy)
    with monkeypatch.context() as newer:
        program_knows_more(newer, tmp_path / "migrations")
        upgrade_store(settings)
        assert zone_of(settings) == "Asia/Jakarta"
        with open_store(settings.database_url) as store, transaction(store) as connection:
            connection.execute(text("UPDATE settings SET value = 'Asia/Makassar', note = 'new'"))
        if restored_by == "newer":
            restore_store(settings, copy)
    # the version before is installed again
    if restored_by == "before":
        with pytest.raises(ConfigError, match="a newer Pantau made"):
            zone_of(settings)
        restore_store(settings, copy)
    assert zone_of(settings) == "Asia/Jakarta"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_store_that_waits_for_its_upgrade_can_be_copied(
    engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine
    with monkeypatch.context() as newer:
        program_knows_more(newer, tmp_path / "migrations")
        with pytest.raises(ConfigError, match="older schema"), open_store(settings.database_url):
            pass
        backup_store(settings, tmp_path / "before-upgrade.db")
    restore_store(settings, tmp_path / "before-upgrade.db")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_database_is_no_store_to_copy(make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    settings = make_settings(database=f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(ConfigError, match="is empty"):
        backup_store(settings, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
