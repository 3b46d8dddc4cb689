"""The configuration: every mistake at once, each with its line and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from collectors.errors import ConfigError
from pipeline.platforms.instagram import InstagramCredentials
from pipeline.platforms.registry import platform_names
from pipeline.platforms.x import X, XCredentials, XPrices
from pipeline.settings.models import Settings, load_settings
from pipeline.settings.sections import FIRST_DAY, LAST_DAY, any_of

SHIPPED = Path(__file__).parents[3] / "config.yaml"
SOURCES = "sources:\n  - {id: x, platform: x, account: Kominfobekasi}\n"


def load(folder: Path, text: str, **environment: str) -> Settings:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment)


def mistakes(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return str(caught.value)


def test_the_shipped_configuration_watches_three_sources_with_their_whole_history() -> None:
    settings = load_settings(SHIPPED, {})
    config, prices = settings.config, settings.prices(X)
    assert [source.id for source in config.sources] == ["x-kominfobekasi", "ig-diskominfobekasi", "web-diskominfo"]
    assert all(source.since is None and source.required for source in config.sources)
    assert isinstance(prices, XPrices)
    assert prices.monthly_budget_usd == 20
    assert config.timezone == "Asia/Jakarta"


@pytest.mark.parametrize("day", ["2026-13-22", "2026-02-30", "2026-01-01T00:00:00+99:99"])
def test_a_day_that_does_not_exist_is_told_with_its_line_and_the_other_mistakes(tmp_path: Path, day: str) -> None:
    campaign = f"campaigns:\n  - name: Pilah\n    starts_on: {day}\n    ends_on: 2026-11-30\n    phrases: [pilah]\n"
    told = mistakes(tmp_path, f"{SOURCES}{campaign}scedule: 1\n")
    assert "line 5, campaigns[0].starts_on" in told
    assert "line 8, scedule" in told


@pytest.mark.parametrize("last", ["2100-12-31", "2150-12-31", "9999-12-31"])
def test_a_campaign_without_an_end_lies_within_the_days_that_are_counted(tmp_path: Path, last: str) -> None:
    campaign = f"campaigns: [{{name: a, starts_on: 0001-01-01, ends_on: {last}, phrases: [b]}}]\n"
    (read,) = load(tmp_path, SOURCES + campaign).config.campaigns
    assert (read.starts_on, read.ends_on) == (FIRST_DAY, LAST_DAY)


def test_all_mistakes_are_told_together_with_line_and_hint(tmp_path: Path) -> None:
    told = mistakes(
        tmp_path,
        """\
timezone: Mars/Base
sources:
  - id: X Y
    platform: x
    acount: foo
  - id: b
    platform: tiktok
  - {id: c, platform: website, url: nonsense, pace_second: 3}
report: {csv_delimiter: ",", decimal_mark: ","}
scedule: 1
""",
    )
    for expected in (
        "has 9 mistakes; nothing was done",
        "line 1, timezone: is not a time zone",
        "line 3, sources[0].id: 'X Y' does not fit",
        "line 3, sources[0].account: is missing; add it",
        "line 5, sources[0].acount: unknown key; did you mean account?",
        f"line 6, sources[1]: platform 'tiktok' is not known; use {any_of(platform_names())}",
        "line 8, sources[2].url",
        "line 8, sources[2].pace_second: unknown key; did you mean pace_seconds?",
        "line 9, report: csv_delimiter and decimal_mark are the same",
        "line 10, scedule: unknown key; did you mean schedule?",
    ):
        assert expected in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sources: [", "is not YAML: line"),
        ("sources: [{id: x, platform: x, account: @kominfo}]", "between quotation marks"),
        ("just words", "holds no settings"),
        ("sources: &around [*around]", "line 1, sources[0]"),
        ("? [a, b]\n: c\n", "line 1: found unhashable key"),
        ("", "holds no settings"),
        ("sources: []", "sources is empty"),
        (SOURCES + SOURCES, "sources stands twice"),
        (SOURCES + "x: {monthly_budget_usd: .inf}\n", "x.monthly_budget_usd"),
        (SOURCES + "x: {monthly_budget_usd: .nan}\n", "x.monthly_budget_usd"),
        (SOURCES + "  - {id: x, platform: instagram, account: a}\n", "source id x is given twice"),
        (SOURCES + 'schedule: {cron: "0 1 * *"}\n', "is not a cron line"),
        (SOURCES + 'schedule: {cron: "0 1 * * 1"}\n', "numbers its weekdays"),
        (SOURCES + "engagement: {low: 3}\n", "levels must rise"),
        (SOURCES + "x: {usd_per_pots: 1}\n", "did you mean usd_per_post?"),
        (SOURCES + "campaigns: [{name: a, starts_on: 2026-01-02, ends_on: 2026-01-01, phrases: [b]}]\n", "swap them"),
        (SOURCES + "campaigns: [{name: a, starts_on: 2026-01-01, ends_on: 2026-01-02}]\n", "neither hashtags nor"),
        ("sources: [{id: w, platform: website, url: 'https://a.id', layout: {titel: h1}}]", "did you mean title?"),
        ("sources: [{id: w, platform: website, url: 'https://a.id', layout: {routed: true}}]", "routed goes with"),
        ("sources: [{id: w, platform: website, url: 'https://a.id', must: [Bekasi, '--']}]", "'--' has no letter"),
        ("sources: [{id: w, platform: website, url: 'https://a.id', must_not: ['...']}]", "'...' has no letter"),
        ("sources: [{id: w}]", "has no platform"),
    ],
)
def test_a_mistake_is_one_clear_line(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistakes(tmp_path, text)


def test_a_missing_file_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config or PANTAU_CONFIG"):
        load_settings(tmp_path / "none.yaml", {})


def test_relative_paths_count_from_the_configuration_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    settings = load(tmp_path, SOURCES)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/pantau.db"
    assert settings.reports == tmp_path / "reports"


def test_an_absolute_database_path_stays(tmp_path: Path) -> None:
    assert load(tmp_path, SOURCES + "database: sqlite:////srv/p.db\n").database_url == "sqlite:////srv/p.db"


@pytest.mark.parametrize("given", ["postgresql://u:p@h/d", "postgres://u:p@h/d"])
def test_postgresql_is_spoken_by_psycopg_3(tmp_path: Path, given: str) -> None:
    assert load(tmp_path, SOURCES, PANTAU_DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@h/d"


def test_the_environment_wins_over_the_env_file_and_empty_values_are_unset(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("X_BEARER_TOKEN=of-the-file\nINSTAGRAM_USERNAME=\n", encoding="utf-8")
    from_file = load(tmp_path, SOURCES).credentials
    assert isinstance(from_file["x"], XCredentials)
    assert from_file["x"].bearer_token == SecretStr("of-the-file")
    assert isinstance(from_file["instagram"], InstagramCredentials)
    assert from_file["instagram"].username is None
    from_environment = load(tmp_path, SOURCES, X_BEARER_TOKEN="of-the-environment").credentials
    assert isinstance(from_environment["x"], XCredentials)
    assert from_environment["x"].bearer_token == SecretStr("of-the-environment")


def test_secrets_do_not_show_in_a_repr(tmp_path: Path) -> None:
    shown = repr(load(tmp_path, SOURCES, X_BEARER_TOKEN="hush", PANTAU_DATABASE_URL="postgresql://u:hush@h/d"))
    assert "hush" not in shown


def test_since_is_a_local_midnight(tmp_path: Path) -> None:
    text = "sources: [{id: x, platform: x, account: a, since: 2026-01-01}]"
    settings = load(tmp_path, text)
    assert settings.since(settings.config.sources[0]) == datetime(2025, 12, 31, 17, tzinfo=UTC)


def test_a_source_of_another_city_is_a_peer_unless_it_says_otherwise(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """\
office: {name: Diskominfostandi, city: Kota Bekasi}
sources:
  - {id: a, platform: x, account: a, city: kota  bekasi}
  - {id: b, platform: x, account: b}
  - {id: c, platform: x, account: c, city: Kota Depok}
  - {id: d, platform: x, account: d, city: Kota Depok, role: media}
  - {id: e, platform: x, account: e, city: Kota Bekasi, role: agency, agency: Dinas Kesehatan}
""",
    ).config
    assert [config.role_of(source) for source in config.sources] == ["own", "own", "peer", "media", "agency"]


def test_without_an_office_every_source_is_its_own(tmp_path: Path) -> None:
    config = load(tmp_path, "sources:\n  - {id: a, platform: x, account: a, city: Kota Depok}\n").config
    assert config.role_of(config.sources[0]) == "own"


def test_an_unknown_role_and_a_mistyped_key_of_the_office_are_told_with_their_lines(tmp_path: Path) -> None:
    told = mistakes(tmp_path, "office: {nama: a}\nsources:\n  - {id: a, platform: x, account: a, role: partner}\n")
    assert "line 1, office.nama: unknown key; did you mean name?" in told
    assert "line 3, sources[0].role" in told
