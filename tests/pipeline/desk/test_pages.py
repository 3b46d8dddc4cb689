"""What the desk shows and changes: filters, downloads, corrections, citizens' words, hostile texts."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import quote

import openpyxl
import pytest
from sqlalchemy import Engine, func, insert, select, text

from pipeline import clock
from pipeline.desk.kept import Kept
from pipeline.label.posts import label
from pipeline.settings.models import Settings
from storage.desk import post_lists
from storage.desk.answers import load_waiting, obstacle_rows, tone_rows, waiting_ids
from storage.desk.overview import count_to_answer
from storage.desk.post_lists import SORTS, PostFilter, all_posts, is_rare, list_posts
from storage.harvest import search
from storage.schema.tables import engagement, labels, posts, questions, response_labels, sources
from storage.schema.tables.desk import answer_notes, desk_changes
from tests.pipeline.conftest import OpenNight
from tests.pipeline.desk.conftest import HASH, NIGHT, SECRET, Person

LogIn = Callable[[str], Person]
GOOD = {
    "topic": "living",
    "subtopic": "health",
    "topic_2": "society",
    "programme_level": "initiative",
    "message_function": "education",
    "stage": "implementation",
    "audience": "women",
    "places": "Bantargebang",
}
WAITS = '<select name="status"'  # the form below a response that waits
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_filter_stands_in_the_address_and_finds_what_sql_finds(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("kepala")
    with engine.connect() as connection:
        told = connection.execute(
            text("SELECT count(*) FROM v_posts WHERE topic = 'living' AND platform = 'x'")
        ).scalar_one()
    rows = list(
        csv.DictReader(StringIO(person.get("/unggahan.csv?topic=living&platform=x").text.removeprefix("\ufeff")))
    )
    assert len(rows) == told > 0
    assert {row["topic"] for row in rows} == {"living"}
    page = person.get("/unggahan?topic=living&platform=x").text
    assert page.count("/unggahan/x%3A") == min(told, 50)


def test_leafing_shows_every_post_once(logged_in: LogIn, engine: Engine) -> None:
    person, seen, address = logged_in("kepala"), list[str](), "/unggahan"
    while address:
        page = person.get(address).text
        seen += _links(page)
        following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        address = following.replace("&amp;", "&") if 'rel="next"' in page else ""
    with engine.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(posts))
    assert len(seen) == len(set(seen)) == stored


@pytest.mark.parametrize("sort", ["newest", "score", "interactions"])
def test_pages_hold_the_posts_of_the_download_in_its_order_those_without_a_day_or_figure_last(
    logged_in: LogIn, engine: Engine, sort: str
) -> None:
    with engine.begin() as connection:
        for post_id in connection.scalars(select(posts.c.post_id).limit(5)).all():
            connection.execute(posts.update().where(posts.c.post_id == post_id).values(published_at=None))
    leafed, wanted = list[str](), PostFilter(sort=sort)
    with engine.connect() as connection:
        while True:
            rows, after = list_posts(connection, wanted, limit=3)
            leafed += [row.post_id for row in rows]
            if not after:
                break
            wanted = PostFilter(sort=sort, after=after)
        told = list(all_posts(connection, PostFilter(sort=sort)))
    assert leafed == [row.post_id for row in told]
    assert getattr(told[-1], SORTS[sort]) is None
    last = logged_in("kepala").get("/unggahan", params={"sort": sort, "after": '[null, "zzz"]', "first": "2000-01-01"})
    assert "tidak dikenal" not in last.text


@only_sqlite
def test_what_is_sorted_by_a_figure_tells_from_which_day_on(logged_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    person = logged_in("kepala")
    told = "Diurutkan hanya di antara unggahan sejak"
    assert f"{told} {NIGHT - timedelta(days=92):%-d} Agustus 2026" in person.get("/unggahan?sort=score").text
    assert told not in person.get("/unggahan").text
    assert told not in person.get("/unggahan?sort=score&week=2026-W46").text


def _links(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="/unggahan/')[1:]]


@only_sqlite
@pytest.mark.parametrize(
    "query",
    [
        "topic=living' OR '1'='1", "sort=text;DROP TABLE posts", "after=[1]", "after={}", "after=%01", "first=besok",
        "words=%22%27%3B--", "source=../../etc/passwd", "week=2026", "place=%25", "unknown=1", "words=" + "a" * 9000,
    ],
)  # fmt: skip
def test_an_odd_filter_is_told_or_finds_nothing_and_harms_nothing(logged_in: LogIn, engine: Engine, query: str) -> None:
    assert logged_in("kepala").get(f"/unggahan?{query}").status_code == 200
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(posts))


@only_sqlite
def test_downloads_neutralise_formulas_and_hold_no_citizens_words(logged_in: LogIn, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(posts.update().where(posts.c.source_id.startswith("x-")).values(text="=1+1"))
    person = logged_in("kepala")
    content = person.get("/unggahan.csv").text
    assert "'=1+1" in content
    assert SECRET not in content
    book = openpyxl.load_workbook(BytesIO(person.get("/unggahan.xlsx").content))
    cells = [cell for row in book["unggahan"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_hostile_text_is_text(logged_in: LogIn, hostile_post: str) -> None:
    person = logged_in("humas")
    for path in ("/unggahan", f"/unggahan/{quote(hostile_post)}"):
        page = person.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_only_editors_read_what_citizens_write(logged_in: LogIn, hostile_post: str) -> None:
    address = f"/unggahan/{quote(hostile_post)}"
    assert SECRET in logged_in("humas").get(address).text
    for path in (address, "/warga", "/unggahan", "/unggahan.csv", "/"):
        page = logged_in("kepala").get(path).text
        assert SECRET not in page
        assert HASH not in page


def test_a_correction_is_seen_at_once_wins_and_survives_relabelling(
    logged_in: LogIn, hostile_post: str, night_of: OpenNight, desk_store: Settings, engine: Engine
) -> None:
    person, address = logged_in("humas"), f"/unggahan/{quote(hostile_post)}"
    assert person.post(f"{address}/label", **GOOD).status_code == 303
    page = person.get(address).text
    assert "humas" in page
    assert "Kesehatan" in page
    with night_of(desk_store) as night:
        label(night, everything=True)
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT topic, topics, label_method, audience, places FROM v_posts WHERE post_id = :post_id"),
            {"post_id": hostile_post},
        ).one()
        changes = connection.execute(select(desk_changes.c.name, desk_changes.c.action, desk_changes.c.subject)).all()
    assert (row.topic, row.topics, row.label_method, row.audience) == ("living", "living,society", "human", "women")
    assert [tuple(change) for change in changes] == [("humas", "label", hostile_post)]


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"topic": ""}, "Wajib diisi"),
        ({"topic": "kesehatan"}, "buku kode"),
        ({"subtopic": "waste"}, "dimensi pertama"),
        ({"topic": "none"}, "Tanpa dimensi"),
        ({"topic_2": "living"}, "sudah dipilih"),
        ({"topic": "none", "subtopic": "", "topic_2": "", "programme_level": "dimension"}, "tidak cocok"),
    ],
)
def test_a_wrong_field_is_answered_in_words_at_the_field(
    logged_in: LogIn, hostile_post: str, engine: Engine, wrong: dict[str, str], told: str
) -> None:
    answer = logged_in("humas").post(f"/unggahan/{quote(hostile_post)}/label", **GOOD | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    with engine.connect() as connection:
        assert connection.execute(select(desk_changes)).all() == []


@only_sqlite
def test_the_random_queue_hides_the_machines_answer_and_goes_on(logged_in: LogIn, engine: Engine) -> None:
    person = logged_in("humas")
    page = person.get("/periksa").text
    assert "selected" not in page
    first = page.partition('name="post_id" value="')[2].partition('"')[0]
    answer = person.post("/periksa", post_id=first, drawn="random", **GOOD)
    assert answer.status_code == 303
    following = person.get(answer.headers["location"]).text
    assert first not in following.partition('name="post_id" value="')[2][:80]
    with engine.connect() as connection:
        drawn = connection.execute(text("SELECT drawn FROM v_labels WHERE method = 'human'")).scalar_one()
    assert drawn == "random"


def test_posts_of_a_rare_label_place_or_engagement_are_those_that_looking_through_all_finds(
    desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk_store
    with engine.begin() as connection:
        placed, high = labels.c.current & (labels.c.topic == "living"), {"level": "high"}
        connection.execute(labels.update().where(placed).values(places="Bekasi Timur,Jatiasih"))
        connection.execute(engagement.update().where(engagement.c.post_id.like("%1%")).values(high))
    filters = [
        PostFilter(topic="governance"),
        PostFilter(level="named", stage="-"),
        PostFilter(place="Jatiasih"),
        PostFilter(place="Jatiasih", engagement="high"),
        PostFilter(engagement="high", topic="living", sort="interactions"),
    ]
    with engine.connect() as connection:
        for wanted in filters:
            assert is_rare(connection, wanted)
        for wanted in (PostFilter(week="2026-W47", stage="-"), PostFilter(engagement="unknown")):
            assert not is_rare(connection, wanted)  # no row tells these posts
        for wanted in (*filters, PostFilter(topic="governance", sort="interactions"), PostFilter(audience="tiada")):
            found = [[row.post_id for row in list_posts(connection, wanted, rare=rare)[0]] for rare in (True, False)]
            assert found[0] == found[1]
            assert found[0] or not (wanted.place or wanted.engagement)
        monkeypatch.setattr(post_lists, "RARE", 1)
        assert not is_rare(connection, filters[0])


@only_sqlite
@pytest.mark.parametrize("intent", ["question", "complaint", "suggestion"])
def test_what_was_answered_elsewhere_is_noted_and_leaves_the_list(
    logged_in: LogIn, engine: Engine, intent: str
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="waiting", intent=intent))
    person = logged_in("humas")
    assert "1 pertanyaan, keluhan, dan saran belum terlihat dijawab; 0 di" in person.get("/").text
    assert WAITS in person.get("/warga").text
    assert person.post("/warga/x:99/catatan", status="answered", note="lewat telepon").status_code == 303
    with engine.connect() as connection:
        noted = connection.execute(select(answer_notes)).one()
    assert (noted.response_id, noted.status, noted.note, noted.name) == ("x:99", "answered", "lewat telepon", "humas")
    assert "0 pertanyaan, keluhan, dan saran belum terlihat dijawab; 0 di" in person.get("/").text
    page = person.get("/warga").text
    assert (WAITS in page, "lewat telepon" in page) == (False, True)
    assert "lewat telepon" not in logged_in("kepala").get("/warga").text
    assert "Catatan terakhir (paling banyak 20)" in page
    for _ in range(2):  # a slip is taken back, once
        answer = person.post("/warga/x:99/catatan", status="waiting", halaman="3")
        assert (answer.status_code, answer.headers["location"]) == (303, "/warga?halaman=3")
    assert re.search(r'name="halaman" value="1"><input type="hidden" name="status" value="waiting"', page)
    with engine.connect() as connection:
        assert connection.execute(select(answer_notes)).all() == []
        logged = connection.execute(select(desk_changes.c.action, desk_changes.c.after)).all()
    assert [tuple(one) for one in logged] == [("answer", "answered"), ("remove answer", None)]
    assert "1 pertanyaan, keluhan, dan saran belum terlihat dijawab; 0 di" in person.get("/").text
    page = person.get("/warga").text
    assert (WAITS in page, "lewat telepon" in page) == (True, False)


@only_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/laporan/2026-W47/..%2F..%2Fconfig.yaml", "/laporan/..%2Fdata/pantau.db", "/laporan/2026-W47/%2Fetc%2Fpasswd",
        "/static/..%2Fapp.py", "/laporan/....//x", "/unggahan/tidak-ada", "/unggahan/x:0",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_the_desk_serves(logged_in: LogIn, path: str) -> None:
    assert logged_in("admin").get(path).status_code == 404


@only_sqlite
def test_users_are_added_once_and_removed_by_an_admin_and_nobody_removes_themselves(
    logged_in: LogIn, engine: Engine
) -> None:
    admin = logged_in("admin")
    assert "tersimpan" in admin.post("/pengguna", username="baru", password="sandi-yang-baru", role="viewer").text
    assert admin.post("/pengguna", username="baru", password="pendek", role="viewer").status_code == 422
    assert admin.post("/pengguna", username="<b>", password="sandi-yang-baru", role="viewer").status_code == 422
    assert admin.post("/pengguna", username="lain", password="sandi-yang-baru", role="dewa").status_code == 422
    for name in ("baru", "admin"):  # neither another's password nor the only admin's role is lost by adding again
        answer = admin.post("/pengguna", username=name, password="sandi-yang-lain", role="viewer")
        assert answer.status_code == 422
        assert 'id="username-salah">Nama ini sudah ada' in answer.text
    assert admin.get("/pengguna").status_code == 200
    assert admin.post("/pengguna/admin/hapus").status_code == 422
    for _ in range(2):  # a double click
        assert "Pengguna dihapus." in admin.post("/pengguna/baru/hapus").text
    with engine.connect() as connection:
        actions = connection.scalars(select(desk_changes.c.action)).all()
    assert actions.count("remove user") == 1


@only_sqlite
def test_roles_are_said_in_words(logged_in: LogIn) -> None:
    users = logged_in("admin").get("/pengguna").text
    assert "Penyunting" in users
    assert "Pembaca" in users


@only_sqlite
def test_english_is_a_choice(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    assert 'lang="id"' in person.get("/").text
    assert "Max-Age=31536000" in person.get("/bahasa/en?kembali=/").headers["set-cookie"]  # it outlives the window
    page = person.get("/").text
    assert 'lang="en"' in page
    assert "Needs a decision" in page


@only_sqlite
def test_the_other_language_shows_the_same_page(logged_in: LogIn, hostile_post: str) -> None:
    person = logged_in("admin")
    filtered = "/unggahan?words=banjir&platform=x"
    assert person.get(_other_language(person.get(filtered).text)).headers["location"] == filtered
    post = f"/unggahan/{quote(hostile_post, safe=':')}"
    for path, opened in (
        (f"{post}/label", post),
        ("/periksa", "/periksa"),
        ("/warga/x:99/catatan", "/warga"),
        ("/kampanye/simpan", "/kampanye"),
        ("/laporan/paket", "/laporan"),
        ("/panen/jeda", "/panen"),
        ("/sql/simpan", "/sql"),
        ("/pengguna/kepala/sandi", "/pengguna"),
    ):
        answer = person.post(path, drawn="random", source_id="x-kominfobekasi")  # without what it needs
        assert answer.status_code == 422, path
        assert person.get(_other_language(answer.text)).headers["location"] == opened
        assert person.get(opened).status_code == 200


def _other_language(page: str) -> str:
    found = re.search(r'href="(/bahasa/[^"]+)"', page)
    assert found
    return unescape(found[1])


def test_common_and_rare_words_find_the_same_posts_by_either_way(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, found = logged_in("kepala"), list[list[str]]()
    monkeypatch.setattr(post_lists, "LOOKED_THROUGH", 0)
    for most in (1, 1_000_000):
        monkeypatch.setattr(search, "COMMON", most)
        person.app.state.kept = Kept()
        found.append(_links(person.get("/unggahan?words=warga+bekasi").text))
    assert found[0] == found[1]
    assert found[0]


def test_what_waits_and_obstacles_are_those_of_the_views(logged_in: LogIn, engine: Engine) -> None:
    assert logged_in("humas")
    with engine.begin() as connection:
        label_row = {"response_id": "x:99", "version": "1", "labelled_at": NIGHT, "sentiment": "negative"}
        label_row |= {"intent": "question", "object": "communication", "obstacle": "awareness", "evidence": "[]"}
        connection.execute(insert(response_labels).values(label_row))
        connection.execute(insert(questions).values(response_id="x:99", status="waiting", intent="question"))
    with engine.connect() as connection:
        (waiting,) = load_waiting(connection, waiting_ids(connection))
        (obstacle,) = obstacle_rows(connection)
        (tone,) = tone_rows(connection)
        told = connection.execute(
            text("SELECT month, obstacle, n FROM v_obstacles WHERE evidence_source = 'citizen' AND headline")
        ).one()
        asked = connection.execute(text("SELECT response_id, platform, post_id, status FROM v_questions")).one()
    assert (waiting.response_id, waiting.platform, waiting.post_id, waiting.status) == tuple(asked)
    assert (waiting.text, waiting.intent) == (SECRET, "question")
    assert (obstacle.month, obstacle.obstacle, obstacle.n) == tuple(told)
    assert (tone.platform, tone.sentiment, tone.n) == ("x", "negative", 1)
    with engine.begin() as connection:
        connection.execute(sources.update().where(sources.c.platform == "x").values(role="agency"))
    with engine.connect() as connection:  # an agency's citizens are not the office's to answer, and not in its figures
        assert (waiting_ids(connection), obstacle_rows(connection), tone_rows(connection)) == ([], [], [])
        assert count_to_answer(connection) == (0, 0, 0)
