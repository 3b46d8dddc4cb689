"""Two people at once, and what changed since a form was opened: nothing is replaced or labelled unseen."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, func, select

from storage.harvest.erasure.records import erase_texts
from storage.schema.tables import labels, posts, response_labels, responses
from storage.schema.tables.desk import answer_notes, desk_campaigns, desk_changes
from tests.pipeline.desk.conftest import NIGHT, Person
from tests.pipeline.desk.test_campaigns import GOOD as CAMPAIGN
from tests.pipeline.desk.test_pages import GOOD as LABEL
from tests.pipeline.desk.test_responses import ADDRESS, SAID

LogIn = Callable[[str], Person]
EDIT = f"/kampanye/ubah?nama={quote(CAMPAIGN['name'])}"


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def _changes(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(desk_changes)) or 0


@pytest.mark.parametrize("way", ["post", "queue"])
def test_a_text_that_changed_since_its_page_was_opened_gets_no_label_unseen(
    logged_in: LogIn, engine: Engine, hostile_post: str, way: str
) -> None:
    person = logged_in("humas")
    address = f"/unggahan/{quote(hostile_post)}"
    told = LABEL | {"seen": _field(person.get(address).text, "seen")}
    to = f"{address}/label"
    if way == "queue":
        to, told = "/periksa", told | {"post_id": hostile_post, "drawn": "random"}
    with engine.begin() as connection:
        edited = {"text": "yang disunting", "text_digest": "another"}
        connection.execute(posts.update().where(posts.c.post_id == hostile_post).values(edited))
    answer = person.post(to, **told)
    assert answer.status_code == 422
    assert "teksnya berubah" in answer.text
    assert "yang disunting" in answer.text
    assert _changes(engine) == 0
    assert person.post(to, **told | {"seen": _field(answer.text, "seen")}).status_code == 303


def test_a_response_that_changed_since_its_page_was_opened_gets_no_label_unseen(
    logged_in: LogIn, engine: Engine
) -> None:
    person = logged_in("humas")
    told = SAID | {"seen": _field(person.get(ADDRESS).text, "seen")}
    with engine.begin() as connection:
        connection.execute(responses.update().where(responses.c.response_id == "x:99").values(text="yang disunting"))
    answer = person.post(ADDRESS, **told)
    assert answer.status_code == 422
    assert "teksnya berubah" in answer.text
    assert _changes(engine) == 0
    assert person.post(ADDRESS, **told | {"seen": _field(answer.text, "seen")}).status_code == 303


def test_of_two_who_change_one_campaign_the_later_is_told_before_it_replaces(logged_in: LogIn, engine: Engine) -> None:
    first, second = logged_in("humas"), logged_in("admin")
    assert first.post("/kampanye/simpan", **CAMPAIGN).status_code == 303
    edited = CAMPAIGN | {"before": CAMPAIGN["name"]}
    mine, theirs = (edited | {"seen": _field(person.get(EDIT).text, "seen")} for person in (first, second))
    assert first.post("/kampanye/simpan", **mine | {"plan_x_posts": "7"}).status_code == 303
    late = second.post("/kampanye/simpan", **theirs | {"plan_x_posts": "9"})
    assert late.status_code == 422
    assert "diubah sejak formulir ini dibuka" in late.text
    assert _field(late.text, "plan_x_posts") == "9"
    with engine.connect() as connection:
        assert '"posts": 7' in str(connection.scalar(select(desk_campaigns.c.definition)))
    knowing = theirs | {"plan_x_posts": "9", "seen": _field(late.text, "seen")}
    assert second.post("/kampanye/simpan", **knowing).status_code == 303
    with engine.connect() as connection:
        assert '"posts": 9' in str(connection.scalar(select(desk_campaigns.c.definition)))


def test_what_was_typed_of_a_campaign_that_another_removed_stays_and_makes_it_anew(
    logged_in: LogIn, engine: Engine
) -> None:
    person = logged_in("humas")
    assert person.post("/kampanye/simpan", **CAMPAIGN).status_code == 303
    seen = _field(person.get(EDIT).text, "seen")
    assert logged_in("admin").post("/kampanye/hapus", nama=CAMPAIGN["name"]).status_code == 303
    answer = person.post("/kampanye/simpan", **CAMPAIGN | {"before": CAMPAIGN["name"], "seen": seen})
    assert answer.status_code == 422
    assert "dihapus atau diganti namanya" in answer.text
    again = CAMPAIGN | {name: _field(answer.text, name) for name in ("before", "seen")}
    assert person.post("/kampanye/simpan", **again).status_code == 303
    with engine.connect() as connection:
        assert connection.scalars(select(desk_campaigns.c.campaign)).all() == [CAMPAIGN["name"]]


@pytest.mark.parametrize(
    "changed", [{}, {"plan_x_posts": "7"}, {"name": "Bekasi Bugar"}], ids=["new", "edit", "rename"]
)
def test_a_second_click_on_what_was_just_stored_of_a_campaign_is_no_conflict(
    logged_in: LogIn, engine: Engine, changed: dict[str, str]
) -> None:
    person, told = logged_in("humas"), CAMPAIGN | changed
    if changed:
        assert person.post("/kampanye/simpan", **CAMPAIGN).status_code == 303
        told |= {"before": CAMPAIGN["name"], "seen": _field(person.get(EDIT).text, "seen")}
    first, second = (person.post("/kampanye/simpan", **told) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert _changes(engine) == (2 if changed else 1)
    with engine.connect() as connection:
        assert connection.scalars(select(desk_campaigns.c.campaign)).all() == [told["name"]]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_who_make_a_campaign_of_one_name_at_the_same_moment_the_later_is_told(logged_in: LogIn) -> None:
    people = [logged_in("humas"), logged_in("admin")]
    told = [CAMPAIGN | {"name": name, "plan_x_posts": "7"} for name in ("Baru", "BARU")]
    assert _at_once(people, "/kampanye/simpan", *told) == [303, 422]


def test_a_note_on_what_another_noted_meanwhile_replaces_nothing_and_is_shown(logged_in: LogIn, engine: Engine) -> None:
    first, second = logged_in("humas"), logged_in("admin")
    told = {"status": "answered", "note": "dijawab lewat telepon"}
    assert first.post("/warga/x:99/catatan", **told).status_code == 303
    assert first.post("/warga/x:99/catatan", **told).status_code == 303  # a second click
    late = second.post("/warga/x:99/catatan", status="needs_no_answer", note="sudah jelas")
    assert late.status_code == 409
    assert "humas sudah mencatat tanggapan ini. Catatan Anda tidak disimpan: sudah jelas" in late.text
    with engine.connect() as connection:
        assert connection.execute(select(answer_notes.c.name, answer_notes.c.note)).all() == [
            ("humas", "dijawab lewat telepon")
        ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_who_note_one_answer_at_the_same_moment_one_is_told(logged_in: LogIn, engine: Engine) -> None:
    people = [logged_in("humas"), logged_in("admin")]
    for _ in range(5):
        told = {"status": "answered", "note": "dijawab"}
        assert _at_once(people, "/warga/x:99/catatan", told, told) == [303, 409]
        with engine.begin() as connection:
            connection.execute(answer_notes.delete())


def test_of_two_who_correct_one_post_the_later_is_told_before_it_restores_what_the_earlier_replaced(
    logged_in: LogIn, engine: Engine, hostile_post: str
) -> None:
    first, second = logged_in("humas"), logged_in("admin")
    address = f"/unggahan/{quote(hostile_post)}"
    assert first.post(f"{address}/label", **LABEL).status_code == 303
    mine, theirs = (LABEL | {"seen": _field(person.get(address).text, "seen")} for person in (first, second))
    _label_by_machine(engine, hostile_post)  # a night meanwhile is nobody's correction
    assert first.post(f"{address}/label", **mine | {"audience": "youth"}).status_code == 303
    assert first.post(f"{address}/label", **mine | {"audience": "youth"}).status_code == 303  # one's own is known
    late = second.post(f"{address}/label", **theirs | {"places": "Jatisampurna"})
    assert late.status_code == 422
    assert "orang lain mengoreksi label ini" in late.text
    assert _field(late.text, "places") == "Jatisampurna"
    knowing = LABEL | {"seen": _field(late.text, "seen"), "audience": "youth", "places": "Jatisampurna"}
    assert second.post(f"{address}/label", **knowing).status_code == 303
    with engine.connect() as connection:
        kept = select(labels.c.audience, labels.c.places, labels.c.annotator)
        row = connection.execute(kept.where(labels.c.post_id == hostile_post, labels.c.current)).one()
    assert tuple(row) == ("youth", "Jatisampurna", "admin")


def _label_by_machine(engine: Engine, post_id: str) -> None:
    row = {"post_id": post_id, "text_digest": "x", "version": "1", "method": "model", "labelled_at": NIGHT}
    row |= {"topic": "living", "topics": "living", "evidence": "[]", "current": False}
    with engine.begin() as connection:
        connection.execute(labels.insert().values(row))


def test_of_two_who_correct_one_response_the_later_is_told(logged_in: LogIn, engine: Engine) -> None:
    first, second = logged_in("humas"), logged_in("admin")
    mine, theirs = (SAID | {"seen": _field(person.get(ADDRESS).text, "seen")} for person in (first, second))
    assert [first.post(ADDRESS, **mine).status_code for _ in range(2)] == [303, 303]
    late = second.post(ADDRESS, **theirs | {"sentiment": "neutral"})
    assert late.status_code == 422
    assert "orang lain mengoreksi label ini" in late.text
    assert 'value="neutral" selected' in late.text
    # The random queue measures whether two people agree: its form shows no label, and neither does a refusal.
    assert second.post(ADDRESS, **theirs | {"drawn": "random"}).status_code == 303
    knowing = theirs | {"sentiment": "neutral", "seen": _field(late.text, "seen")}
    assert second.post(ADDRESS, **knowing).status_code == 303
    with engine.connect() as connection:
        told = select(response_labels.c.sentiment, response_labels.c.annotator)
        assert tuple(connection.execute(told.where(response_labels.c.response_id == "x:99")).one()) == (
            "neutral",
            "admin",
        )


def test_a_post_that_was_forgotten_since_its_page_was_opened_is_told_as_such(
    logged_in: LogIn, engine: Engine, hostile_post: str
) -> None:
    person = logged_in("humas")
    address = f"/unggahan/{quote(hostile_post)}"
    told = LABEL | {"seen": _field(person.get(address).text, "seen")}
    with engine.begin() as connection:
        erase_texts(connection, "post", [hostile_post], NIGHT)
    answer = person.post(f"{address}/label", **told)
    assert answer.status_code == 422
    assert "teksnya dihapus" in answer.text
    assert "teks yang baru" not in answer.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_who_correct_one_post_at_the_same_moment_one_is_told(logged_in: LogIn, hostile_post: str) -> None:
    people = [logged_in("humas"), logged_in("admin")]
    address = f"/unggahan/{quote(hostile_post)}"
    seen = _field(people[0].get(address).text, "seen")
    assert _at_once(people, f"{address}/label", *[LABEL | {"seen": seen}] * 2) == [303, 422]


def _at_once(people: list[Person], address: str, *told: dict[str, str]) -> list[int]:
    """Send a form of each person at the same moment; return the status codes, lowest first."""
    together = Barrier(len(people))

    def send(person: Person, fields: dict[str, str]) -> int:
        together.wait(timeout=60)
        return person.post(address, **fields).status_code

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(send, people, told))
