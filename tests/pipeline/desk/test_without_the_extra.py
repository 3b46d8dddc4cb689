"""Without the packages of the desk, nights, views and files are as documented, and the desk says what to install."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.extras import how_to_install
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.desk.serve import NEEDED
from pipeline.settings.models import Settings
from storage.schema.dictionary import VIEWS
from tests.pipeline.conftest import Pantau
from tests.pipeline.desk.conftest import NIGHT

PACKAGES = ("fastapi", "starlette", "uvicorn", "argon2", "multipart", "python_multipart")
FILES = {
    "accounts.csv", "campaigns.csv", "datapackage.json", "posts.csv", "report.html", "ringkasan.csv", "topics.csv",
    "weekly.xlsx",
}  # fmt: skip
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which the desk's packages are not installed."""
    find = importlib.util.find_spec
    monkeypatch.setattr("pipeline.desk.serve.find_spec", lambda name: None if name in NEEDED else find(name))
    loaded = [name for name in sys.modules if name.partition(".")[0] in PACKAGES]
    for name in (*loaded, *PACKAGES):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("no_extra")
def test_a_night_without_the_extra_is_as_documented(engine: Engine, settings: Settings, pantau: Pantau) -> None:
    with serve(sample_world(NIGHT)) as server, redirected(server):
        ended = pantau("nightly")
    assert ended.code == 0, ended.err
    (week,) = settings.reports.glob("????-W??")
    assert {file.name for file in week.iterdir()} == FILES
    header = (week / "posts.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.startswith("post_id,source_id,platform,account,kind")
    with engine.connect() as connection:
        for view, (_, columns) in VIEWS.items():
            found: Any = connection.execute(text(f"SELECT * FROM {view} LIMIT 1"))
            assert set(columns) <= set(found.keys()), view
        assert connection.execute(text("SELECT count(*) FROM v_posts")).scalar_one() > 100


@pytest.mark.usefixtures("no_extra")
def test_the_desk_without_the_extra_says_what_to_install(engine: Engine, pantau: Pantau) -> None:
    assert engine.url
    for words in (("desk",), ("desk", "user", "add", "siti", "--role", "editor")):
        ended = pantau(*words)
        assert (ended.code, how_to_install("desk") in ended.err) == (2, True)
