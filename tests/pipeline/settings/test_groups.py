"""One dead account among many does not make each night incomplete for ever, and is named all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collectors.errors import ConfigError
from pipeline.settings.groups import EndedSource, missing, summary
from pipeline.settings.models import Config
from tests.conftest import MakeSettings

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = on_sqlite


@pytest.fixture
def config_of(make_settings: MakeSettings) -> Callable[..., Config]:
    def make(**groups: Any) -> Config:
        sources = [{"id": f"x-{n}", "platform": "x", "account": f"kota{n}", "group": "kota"} for n in range(20)]
        sources.append({"id": "x-pusat", "platform": "x", "account": "pusat"})
        return make_settings(sources=sources, groups=groups).config

    return make


def ended(config: Config, **outcomes: str) -> list[EndedSource]:
    told = {name.replace("_", "-"): outcome for name, outcome in outcomes.items()}
    return [EndedSource(source, told.get(source.id, "complete"), 2) for source in config.sources]


def names(config: Config, **outcomes: str) -> list[str]:
    return [one.source.id for one in missing(config, ended(config, **outcomes))]


def test_without_a_word_about_groups_each_source_must_be_complete(config_of: Callable[..., Config]) -> None:
    assert names(config_of()) == []
    assert names(config_of(), x_3="failed") == ["x-3"]


def test_a_group_bears_as_many_losses_as_it_says_and_no_more(config_of: Callable[..., Config]) -> None:
    config = config_of(kota={"required": 0.95})
    assert names(config, x_3="failed") == []
    assert names(config, x_3="failed", x_4="blocked") == ["x-3", "x-4"]
    assert names(config, x_3="failed", x_pusat="partial") == ["x-pusat"], "a source without a group is its own"


def test_a_group_that_is_not_required_never_makes_a_night_incomplete(config_of: Callable[..., Config]) -> None:
    config = config_of(kota={"required": False})
    assert names(config, **{f"x_{n}": "failed" for n in range(20)}) == []


def test_the_last_line_counts_outcomes_and_names_who_is_missing(config_of: Callable[..., Config]) -> None:
    config = config_of(kota={"required": 0.9})
    line = summary(config, ended(config, x_3="failed", x_4="blocked"))
    assert line == (
        "21 sources: 19 complete, 1 failed, 1 blocked; 42 posts new; not complete: x-3, x-4; their groups bear it"
    )
    many = summary(config, ended(config, **{f"x_{n}": "failed" for n in range(12)}))
    assert "and 2 more" in many
    assert "bear" not in many


def test_a_group_that_no_source_has_is_a_mistake(config_of: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError, match="groups names kabupaten, which is the group of no source"):
        config_of(kabupaten={"required": 0.5})
