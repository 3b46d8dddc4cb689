"""Labels of responses corrected at the desk: seen at once, winning, measured, learned from; and who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, insert, select, text

from pipeline.desk.pages import citizens
from pipeline.label.responses import configured_response_labeller, label_responses
from pipeline.label.review.responses import reviewed_response_examples
from pipeline.settings.models import Settings
from storage.desk import response_queue
from storage.desk.answers import waiting_ids
from storage.desk.overview import count_to_answer
from storage.desk.response_queue import Marks, load_marks, load_unsure, next_random, next_unsure
from storage.labels.response_reviews import reviewed_responses
from storage.schema.tables import questions, response_labels, responses
from storage.schema.tables.desk import desk_changes
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import HASH, NIGHT, SECRET, Person

LogIn = Callable[[str], Person]
ADDRESS = "/periksa/tanggapan/x:99"
SAID = {"sentiment": "negative", "intent": "complaint", "object": "digital_service", "obstacle": "application"}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_response_is_corrected_at_once_wins_over_the_machine_and_is_learned_from(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight
) -> None:
    person = logged_in("humas")
    page = person.get(ADDRESS).text
    assert SECRET in page
    assert HASH not in page
    assert person.post(ADDRESS, drawn="desk", **SAID).status_code == 303
    assert 'value="complaint" selected' in person.get(ADDRESS).text
    with night_of(desk_store) as night:
        label_responses(night, configured_response_labeller(desk_store), everything=True)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM v_responses WHERE response_id = 'x:99'")).mappings().one()
        changed = connection.execute(select(desk_changes.c.name, desk_changes.c.subject)).all()
        reviewed = reviewed_responses(connection)
    assert {name: row[name] for name in SAID} == SAID
    assert (row["label_method"], row["label_annotator"]) == ("human", "humas")
    assert [tuple(change) for change in changed] == [("humas", "x:99")]
    assert [(one.annotator, one.drawn) for one in reviewed] == [("humas", "desk")]
    learned = reviewed_response_examples(desk_store)
    assert [(one.id, one.sentiment, one.obstacle) for one in learned] == [("x:99", "negative", "application")]


@pytest.mark.parametrize(
    ("before", "said", "waiting", "listed"),
    [("question", "other", 0, 0), ("complaint", "question", 1, 1), ("question", "complaint", 0, 1)],
)
def test_a_correction_takes_what_asks_for_nothing_off_the_list_to_answer_at_once(
    logged_in: LogIn, engine: Engine, before: str, said: str, waiting: int, listed: int
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="unanswered", intent=before))
    person = logged_in("humas")
    assert "/warga/x%3A99/catatan" in person.get("/warga").text
    assert person.post(ADDRESS, drawn="desk", **{**SAID, "intent": said}).status_code == 303
    assert ("/warga/x%3A99/catatan" in person.get("/warga").text) == bool(listed)
    assert ("1 pertanyaan warga dari 13 minggu terakhir telah melewati" in person.get("/").text) == bool(waiting)
    with engine.connect() as connection:
        assert count_to_answer(connection) == (listed, listed, waiting)
        assert len(waiting_ids(connection)) == listed


@pytest.mark.parametrize(
    ("intent", "words", "status"),
    [
        ("question", None, "unanswered"),
        ("complaint", "Lampu mati, mohon ditindaklanjuti", "unanswered"),
        ("complaint", "Lampu mati", None),
        ("other", "Lampu mati, mohon ditindaklanjuti", None),
    ],
)
def test_what_is_corrected_away_and_back_stands_on_the_list_to_answer_again_at_once(
    logged_in: LogIn, engine: Engine, intent: str, words: str | None, status: str | None
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="unanswered", intent="question"))
        if words:
            connection.execute(responses.update().where(responses.c.response_id == "x:99").values(text=words))
    person = logged_in("humas")
    assert person.post(ADDRESS, drawn="desk", **{**SAID, "intent": "other"}).status_code == 303
    assert "/warga/x%3A99/catatan" not in person.get("/warga").text
    assert person.post(ADDRESS, drawn="desk", **{**SAID, "intent": intent}).status_code == 303
    assert ("/warga/x%3A99/catatan" in person.get("/warga").text) == bool(status)
    with engine.connect() as connection:
        found = connection.execute(select(questions.c.intent, questions.c.status)).all()
    assert [tuple(row) for row in found] == ([(intent, status)] if status else [])


def test_any_response_is_drawn_and_what_somebody_labelled_meanwhile_is_unsure_no_more(
    desk_store: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_responses(engine, 5)
    with night_of(desk_store) as night:
        label_responses(night, configured_response_labeller(desk_store))
    monkeypatch.setattr(response_queue, "STEP", 2)  # a mark at every second response
    with engine.begin() as connection:
        marks = load_marks(connection)
        assert (len(marks.ids), marks.total) == (3, 6)
        drawn = {next_random(connection, f"penyunting-{n}", "", marks) for n in range(100)}
        assert drawn == set(connection.scalars(select(responses.c.response_id)))
        unsure = load_unsure(connection)
        assert set(unsure) == drawn
        assert next_unsure(connection, "humas", "", unsure) == unsure[0]
        assert next_unsure(connection, "humas", unsure[0], unsure) == unsure[1]
        first = response_labels.c.response_id == unsure[0]
        connection.execute(response_labels.update().where(first).values(method="human"))
        assert next_unsure(connection, "humas", "", unsure) == unsure[1]
        assert next_unsure(connection, "humas", "", []) is None
        assert next_random(connection, "humas", "", Marks([], 0)) is not None


@only_sqlite
@pytest.mark.parametrize("queue", ["random", "uncertain"])
def test_a_queue_shows_every_response_once_and_then_says_that_it_is_empty(
    logged_in: LogIn, desk_store: Settings, engine: Engine, night_of: OpenNight, queue: str
) -> None:
    _add_responses(engine, 5)
    with night_of(desk_store) as night:
        label_responses(night, configured_response_labeller(desk_store))
    person, seen = logged_in("humas"), list[str]()
    while 'name="sentiment"' in (page := person.get(f"/periksa/tanggapan?antrean={queue}").text):
        seen.append(page.partition('action="/periksa/tanggapan/')[2].partition('"')[0].replace("%3A", ":"))
        assert ("selected" in page) == (queue == "uncertain")  # the machine's answer leads nobody who measures
        assert person.post(f"/periksa/tanggapan/{seen[-1]}", **{**SAID, "drawn": queue}).status_code == 303
    assert len(seen) == len(set(seen)) > 3
    assert "Tidak ada tanggapan lagi" in page


def _add_responses(engine: Engine, count: int) -> None:
    with engine.begin() as connection:
        first = connection.execute(select(responses).where(responses.c.response_id == "x:99")).mappings().one()
        generated = {"published_date", "month", "quarter"}
        row = {name: value for name, value in first.items() if name not in generated}
        connection.execute(
            insert(responses),
            [
                row | {"response_id": f"x:10{n}", "text": f"jalan rusak di gang {n}, kapan diperbaiki"}
                for n in range(count)
            ],
        )


@only_sqlite
def test_the_agreement_of_two_people_is_shown(logged_in: LogIn, engine: Engine) -> None:
    _add_responses(engine, 4)
    for name in ("humas", "admin"):
        person = logged_in(name)
        for n, tone in enumerate(("negative", "positive", "neutral", "negative")):
            fields = {**SAID, "sentiment": tone, "drawn": "random"}
            assert person.post(f"/periksa/tanggapan/x:10{n}", **fields).status_code == 303
    assert "kappa 1,00 atas 4 tanggapan" in logged_in("humas").get("/periksa/tanggapan").text


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sentiment": ""}, "Wajib diisi"),
        ({"obstacle": "hujan"}, "buku kode"),
        ({"intent": "x"}, "buku kode"),
        ({"obstacle": "", "drawn": "random"}, "Wajib diisi"),
        ({"object": "", "drawn": "uncertain"}, "Wajib diisi"),
    ],
)
def test_a_wrong_field_of_a_response_is_answered_at_the_field(
    logged_in: LogIn, engine: Engine, wrong: dict[str, str], told: str
) -> None:
    answer = logged_in("humas").post(ADDRESS, **{**SAID, **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    with engine.connect() as connection:
        assert connection.execute(select(desk_changes)).all() == []


@only_sqlite
def test_a_viewer_neither_reads_nor_corrects_a_response(logged_in: LogIn) -> None:
    viewer = logged_in("kepala")
    for path in ("/periksa/tanggapan", ADDRESS):
        assert viewer.get(path).status_code == 403
    answer = viewer.post(ADDRESS, **SAID)
    assert (answer.status_code, SECRET in answer.text) == (403, False)


@only_sqlite
def test_a_response_without_its_text_is_told_and_an_unknown_one_is_not_found(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("humas")
    with engine.begin() as connection:
        gone = {"text": None, "expired_at": NIGHT + timedelta(days=1)}
        connection.execute(responses.update().where(responses.c.response_id == "x:99").values(gone))
    assert "melewati batas umur" in person.get(ADDRESS).text
    assert person.post(ADDRESS, **SAID).status_code == 404
    assert person.get("/periksa/tanggapan/x:0").status_code == 404


@only_sqlite
def test_all_that_waits_is_reached_page_by_page_newest_first(
    logged_in: LogIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citizens, "SHOWN", 2)
    _add_responses(engine, 4)
    with engine.begin() as connection:
        ids = list(connection.scalars(select(responses.c.response_id).order_by(responses.c.response_id)))
        rows = [{"response_id": one, "status": "unanswered", "intent": "question"} for one in ids]
        connection.execute(insert(questions), rows)
        newest = connection.scalar(select(responses.c.published_at).limit(1))
        assert newest
        connection.execute(
            responses.update().where(responses.c.response_id == ids[-1]).values(published_at=newest + timedelta(days=1))
        )
    person = logged_in("humas")
    pages = [person.get(f"/warga?halaman={number}").text for number in (1, 2, 3, 99)]
    shown = [re.findall(r"/warga/(x%3A\w+)/catatan", page) for page in pages]
    assert shown[0][0] == quote(ids[-1], safe="")
    assert sorted(one for page in shown[:3] for one in page) == sorted(quote(one, safe="") for one in ids)
    assert shown[3] == shown[2]
    assert "Halaman 2 dari 3" in pages[1]
    answer = person.post(f"/warga/{shown[1][0]}/catatan", status="answered", halaman="2")
    assert answer.headers["location"] == "/warga?halaman=2"
