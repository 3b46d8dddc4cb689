"""What is forgotten leaves every file that is kept: store, full text, answer list, notes, copy of the views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from pipeline.analysis.search_index import fill_search_index
from pipeline.harvest.retention import tidy
from pipeline.operate.export import renew_export
from pipeline.reporting.follow_up import write_follow_up
from pipeline.settings.models import Settings
from storage.schema.tables import posts, questions, response_labels
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight, Pantau
from tests.pipeline.desk.conftest import NIGHT, SECRET, Person
from tests.pipeline.desk.test_responses import SAID

LogIn = Callable[[str], Person]
NOTE, OWN = "beliau bilang lampunya padam terus", "pengumumanyangditarik"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _held(folder: Path, words: str) -> list[str]:
    return [str(file) for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


@pytest.fixture
def kept(
    desk_store: Settings, make_settings: MakeSettings, engine: Engine, hostile_post: str, night_of: OpenNight
) -> Settings:
    """A store of which every copy was made: a question that waits, its label, an own post in full text and export."""
    assert desk_store
    settings = make_settings(export="salinan.db")
    with engine.begin() as connection:
        change = posts.update().where(posts.c.post_id == hostile_post)
        connection.execute(change.values(text=OWN, text_digest="another"))
        label = {"response_id": "x:99", "version": "1", "labelled_at": NIGHT, "sentiment": "negative"}
        label |= {"intent": "question", "evidence": f'[{{"phrase": "{SECRET}"}}]', "object": "communication"}
        connection.execute(insert(response_labels).values(label))
        connection.execute(insert(questions).values(response_id="x:99", status="unanswered", intent="question"))
    with night_of(settings, lambda: NIGHT) as night:
        fill_search_index(night)
        write_follow_up(night)
        renew_export(night)
    return settings


def test_forgetting_reaches_every_file(
    kept: Settings, logged_in: LogIn, pantau: Pantau, engine: Engine, hostile_post: str
) -> None:
    person = logged_in("humas")
    assert person.post("/periksa/tanggapan/x:99", drawn="desk", **SAID).status_code == 303
    assert person.post("/warga/x:99/catatan", status="answered", note=NOTE).status_code == 303
    assert OWN in person.get(f"/unggahan?words={OWN}").text
    engine.dispose()
    for words in (SECRET, NOTE, OWN):
        assert _held(kept.folder, words), words  # the search below can fail
    package = kept.folder / "packages" / "2026-11-01--2026-11-30" / "full"
    package.mkdir(parents=True)
    copy = kept.folder / "data" / "pantau-before-upgrade-0051-20261101T000000Z.db"
    copy.touch()
    for subject in ("x:99", hostile_post):
        ended = pantau("forget", subject)
        assert ended.code == 0, ended.err
        assert f"may hold it; remove {package}" in ended.err
        assert f"{copy} was made before and may hold it; remove it" in ended.err
    person.app.state.engine.dispose()
    engine.dispose()
    for words in (SECRET, NOTE, OWN):
        assert _held(kept.folder, words) == [], words
    assert OWN not in person.get("/unggahan").text


def test_texts_that_are_too_old_leave_the_answer_list_with_the_night(
    kept: Settings, logged_in: LogIn, engine: Engine, night_of: OpenNight
) -> None:
    assert _held(kept.folder / "private", SECRET)
    person = logged_in("humas")
    assert person.post("/warga/x:99/catatan", status="answered", note=NOTE).status_code == 303
    old = kept.config.model_copy(update={"retention_days": 1})
    settings = Settings(old, kept.secrets, kept.folder, kept.credentials)
    for late in ("disalin dari halaman yang masih terbuka", ""):
        with night_of(settings, lambda: NIGHT.replace(year=NIGHT.year + 1)) as night:
            for source in settings.config.sources:
                tidy(night, source)
            write_follow_up(night)
        person.app.state.engine.dispose()
        engine.dispose()
        assert {words: _held(kept.folder, words) for words in (SECRET, NOTE)} == {SECRET: [], NOTE: []}
        if late:
            assert person.post("/warga/x:99/catatan", status="answered", note=f"{late}: {NOTE}").status_code == 303
