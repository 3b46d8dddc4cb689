"""The sample configuration of a hundred accounts runs in the stand-in, and its cities can be compared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, text

from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.world import LAST_WEEK, NOW, Account, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.label.posts import label
from pipeline.weekly_report import report_due_weeks
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-hundred-accounts.yaml"
SAME = "Layanan perekaman KTP keliling hadir Sabtu ini mulai pukul delapan pagi, bawa kartu keluarga dan antrean daring"


def office(number: int, x: str, instagram: str) -> World:
    """One city's office: the same message on both channels an hour apart, and a post of its own."""
    at = LAST_WEEK + timedelta(minutes=number)
    return World(
        x_account=Account(name=x, native_id=f"{2_000_000 + number}", followers=1_000 * (number + 1)),
        instagram_account=Account(name=instagram, native_id=f"{3_000_000 + number}", followers=800 * (number + 1)),
        x=[
            XPost(text=SAME, at=at, likes=number),
            XPost(text=f"Jalan rusak diperbaiki {number}", at=at - timedelta(days=1)),
        ],
        instagram=[InstagramPost(caption=SAME, at=at + timedelta(hours=1), likes=number)],
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hundred_accounts_are_harvested_labelled_reported_and_compared(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    configured = yaml.safe_load(SAMPLE.read_text("utf-8"))
    sources = [source | {"pace_seconds": 0} for source in configured["sources"]]
    pairs = zip(sources[::2], sources[1::2], strict=True)
    offices = [office(number, x["account"], ig["account"]) for number, (x, ig) in enumerate(pairs)]
    first, *others = offices
    first.neighbours = others
    settings = make_settings(sources=sources, x=configured["x"], strategy=configured["strategy"])
    with serve(first) as server, redirected(server), night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources)
        label(night)
        [folder] = report_due_weeks(night)
    assert night.exit_code == 0
    assert (folder / "report.html").is_file()
    with engine.connect() as connection:
        posts = connection.execute(text("SELECT city, count(*) FROM v_posts GROUP BY city")).all()
        messages = connection.execute(text("SELECT city, sources, spread_hours FROM v_messages")).all()
        bands = connection.execute(
            text(
                "SELECT platform, follower_band, accounts_in_band FROM v_account_bands WHERE band_programme_share >= 0"
            )
        ).all()
    assert {count for _, count in posts} == {3}
    assert len(posts) == 50
    assert {(row.sources, row.spread_hours) for row in messages} == {(2, 1)}
    assert len({row.city for row in messages}) == 50
    assert {row.platform for row in bands} == {"x", "instagram"}
    assert min(row.accounts_in_band for row in bands) >= 5
