"""A new office's folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from collectors.errors import ConfigError
from pipeline.operate.init import make_folder, read_accounts
from pipeline.settings.models import load_settings


def test_a_folder_holds_a_configuration_of_the_offices_own_accounts(tmp_path: Path) -> None:
    told = {"x": "@PemkotDepok", "website": "https://www.depok.go.id"}
    config = make_folder(tmp_path / "depok", told, None)
    sources = load_settings(config, {}).config.sources
    assert [(source.id, source.platform) for source in sources] == [
        ("x-pemkotdepok", "x"),
        ("website-depok-go-id", "website"),
    ]
    assert "account: PemkotDepok" in config.read_text(encoding="utf-8")
    assert "#" in config.read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "depok" / ".env").stat().st_mode) == 0o600


def test_accounts_that_were_not_told_are_asked_for(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return "pemkotdepok" if "Instagram" in words else ""

    config = make_folder(tmp_path / "depok", {}, ask)
    assert [source.platform for source in load_settings(config, {}).config.sources] == ["instagram"]
    assert len(asked) == 3


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("X_BEARER_TOKEN=rahasia")
    with pytest.raises(ConfigError, match="there already"):
        make_folder(tmp_path, {"x": "a"}, None)
    assert (tmp_path / ".env").read_text() == "X_BEARER_TOKEN=rahasia"
    assert not (tmp_path / "config.yaml").exists()


def test_an_office_without_an_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least one account"):
        make_folder(tmp_path / "kosong", {}, None)


@pytest.mark.parametrize("told", ["tiktok=a", "x", "x=", "=a"])
def test_an_account_of_no_known_platform_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match="PLATFORM=ACCOUNT"):
        read_accounts([told])
