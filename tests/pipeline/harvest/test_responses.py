"""What people write: harvested without a hole, and nothing by which somebody could be told is ever stored."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from instaloader import Post as InstaloaderPost
from sqlalchemy import Engine, select, text

from collectors.errors import ConfigError
from collectors.x.cursor import number_at
from pipeline.demo.standin.server import StandIn
from pipeline.demo.standin.x.objects import author_id
from pipeline.demo.world.world import NOW, Fault, InstagramComment, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.harvest.retention import forget
from pipeline.label.posts import label
from pipeline.operate.doctor import examine
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from storage.schema.tables import metadata, pages

X, INSTAGRAM = "x-kominfobekasi", "ig-diskominfobekasi"
KEY = "kunci-rahasia-panjang"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Everything of people that the platforms send along; none of it may be found anywhere afterwards.
PLANTED = (
    "sari_wulandari", "Sari Wulandari", "joko.prasetyo77", "Joko Prasetyo", "tetangga_sebelah", "0813-5555-0199",
    "081355550199", "sari.w@contoh.id", "3275010203040005", author_id("sari_wulandari"), KEY, "demo-bearer",
    "demo-session", "profile.jpg",
)  # fmt: skip
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Make = Callable[..., Settings]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def talked(world: World, standin: StandIn) -> World:
    """A world in which people talk to the office."""
    assert standin.url
    office = XPost(text="Layanan KTP keliling besok di Rawalumbu", at=NOW - 30 * HOUR)
    question = XPost(
        text="@Kominfobekasi saya @tetangga_sebelah WA 0813-5555-0199, kapan buka?",
        author="sari_wulandari", at=NOW - 20 * HOUR, kind="reply", ref=office, likes=3,
    )  # fmt: skip
    world.x = [office, XPost(text="@sari_wulandari besok pukul 9", at=NOW - 19 * HOUR, kind="reply", ref=question)]
    world.x_others = [
        question,
        XPost(text="lampu mati @Kominfobekasi NIK 3275010203040005", author="sari_wulandari", at=NOW - 20 * DAY),
        XPost(text="tidak menyebut siapa pun", author="joko", at=NOW - HOUR),
    ]
    comments = [
        InstagramComment(
            text="tanya sari.w@contoh.id atau @joko.prasetyo77 di 081355550199",
            user="sari_wulandari", full_name="Sari Wulandari", likes=2,
            answers=[
                InstagramComment(text="sudah dijawab @sari_wulandari", user="diskominfobekasi"),
                InstagramComment(text="setuju", user="joko.prasetyo77", full_name="Joko Prasetyo"),
            ],
        ),
        *(InstagramComment(text=f"komentar {n}", user=f"warga_{n}") for n in range(20)),
    ]  # fmt: skip
    world.instagram = [InstagramPost(caption="Foto kegiatan", at=NOW - 30 * HOUR, comment_list=comments)]
    return world


@pytest.fixture
def asking(make_settings: Make, credentials: dict[str, str]) -> Callable[..., Settings]:
    """Settings of X and Instagram with responses."""

    def make(*, key: str | None = KEY, **keys: Any) -> Settings:
        sources = [
            {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0,
             "responses": True, "comments_per_night": keys.pop("comments_per_night", 300)},
        ]  # fmt: skip
        secrets = credentials | ({"PANTAU_PSEUDONYM_KEY": key} if key else {})
        return make_settings(sources=sources, secrets=secrets, **keys)

    return make


def run(night_of: Any, settings: Settings, at: datetime = NOW) -> Any:
    said: list[str] = []
    with night_of(settings, lambda: at) as night:
        night.say = said.append
        harvest(night, settings.config.sources)
    night.said = said
    return night


def responses(engine: Engine) -> list[dict[str, Any]]:
    with transaction(engine) as connection:
        return view_frame(connection, "v_responses", "ORDER BY response_id").to_dict("records")


def everything(engine: Engine) -> str:
    """All that the store holds, bodies of raw pages too."""
    found = []
    with transaction(engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [zlib.decompress(v).decode() if isinstance(v, bytes) and v else str(v) for v in row]
    return "\n".join(found)


def test_nothing_of_people_is_found_anywhere(night_of: Any, asking: Make, talked: World, engine: Engine) -> None:
    settings = asking()
    night = run(night_of, settings)
    assert night.exit_code == 0, night.said
    held = everything(engine) + "\n".join(night.said)
    with transaction(engine) as connection:
        held += str(connection.execute(text("SELECT * FROM v_responses")).all())
    assert [planted for planted in PLANTED if planted.lower() in held.lower()] == []
    if engine.dialect.name == "sqlite":
        files = b"".join(file.read_bytes() for file in Path(str(engine.url.database)).parent.iterdir())
        assert [planted for planted in PLANTED if planted.encode() in files] == []
    assert "@Kominfobekasi saya @[akun] WA [telepon], kapan buka?" in held
    assert len(talked.asked("x", "search/recent")) == len(talked.asked("x", "mentions")) == 1


def test_every_response_is_there_with_whom_it_answers(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    run(night_of, asking())
    rows = responses(engine)
    office, answer = talked.x
    question, old, _ = talked.x_others
    held = {row["response_id"]: row for row in rows}
    assert held[f"x:{question.id}"]["post_id"] == f"x:{office.id}"
    assert (held[f"x:{question.id}"]["kind"], held[f"x:{question.id}"]["likes"]) == ("reply", 3)
    assert held[f"x:{old.id}"]["kind"] == "mention"
    assert held[f"x:{old.id}"]["author_hash"] == held[f"x:{question.id}"]["author_hash"]
    assert re.fullmatch(r"x-[0-9a-f]{20}", held[f"x:{old.id}"]["author_hash"])
    assert bool(held[f"x:{answer.id}"]["is_official"])
    assert held[f"x:{answer.id}"]["parent_id"] == f"x:{question.id}"
    comments = [row for row in rows if row["platform"] == "instagram"]
    assert len(comments) == 23
    assert sum(bool(row["is_official"]) for row in comments) == 1
    assert sum(isinstance(row["parent_id"], str) for row in comments) == 2


def test_a_night_without_anything_new_asks_for_no_comment_and_pays_for_no_post(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    before, already = responses(engine), len(talked.requests)
    assert run(night_of, settings, NOW + HOUR).exit_code == 0
    assert responses(engine) == before
    later = talked.requests[already:]
    assert [r for r in later if "comments" in r.path] == []
    searches = [r for r in later if r.platform == "x" and ("search" in r.path or "mentions" in r.path)]
    assert [(r.path, r.items) for r in searches] == [("/2/tweets/search/recent", 0)]


def test_after_weeks_without_a_harvest_the_older_part_comes_from_the_mentions(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    talked.now = NOW + 20 * DAY
    talked.x_others += [
        XPost(text=f"@Kominfobekasi hari {n}", author=f"warga{n}", at=NOW + n * DAY + HOUR) for n in range(20)
    ]
    already = len(talked.requests)
    assert run(night_of, settings, talked.now).exit_code == 0
    asked = [r for r in talked.requests[already:] if "search" in r.path or "mentions" in r.path]
    returned = [number for r in asked for number in r.post_ids]
    assert len(returned) == len(set(returned)) == 20
    assert {r.status for r in asked} == {200}
    assert sum("hari" in str(row["text"]) for row in responses(engine)) == 20


@only_sqlite
def test_a_quiet_account_costs_one_search_a_night(night_of: Any, asking: Make, talked: World, engine: Engine) -> None:
    assert engine.url
    talked.x, talked.x_others, talked.instagram = talked.x[:1], [], []
    settings = asking()
    for day in range(3):
        talked.now = NOW + day * DAY
        talked.requests.clear()
        assert run(night_of, settings, talked.now).exit_code == 0
    assert [r.path.rsplit("/", 1)[-1] for r in talked.asked("x", "search|mentions")] == ["recent"]
    late = XPost(text="@Kominfobekasi terlambat dicari", author="joko", at=talked.now - HOUR / 2)
    talked.x_others, talked.now = [late], talked.now + DAY
    run(night_of, settings, talked.now)
    assert [row["response_id"] for row in responses(engine)] == [f"x:{late.id}"]


@only_sqlite
@pytest.mark.parametrize(("odd", "outcome"), [(1, "1 are of an unknown shape"), (99, "no response could be read")])
def test_a_response_of_an_unknown_shape_costs_no_other_and_nothing_of_it_is_stored(
    night_of: Any, asking: Make, talked: World, engine: Engine, monkeypatch: pytest.MonkeyPatch, odd: int, outcome: str
) -> None:
    from collectors.instagram.comments import InstagramComments  # noqa: PLC0415  # to be patched
    from collectors.x.responses import XResponses  # noqa: PLC0415

    assert talked.x_others
    met: list[str] = []

    def spoilt(real: Any) -> Any:
        def stored(self: Any, item: Any, *rest: Any) -> Any:
            met.append(item["text"])
            return real(
                self, dict(item, user=None, author_id=None, created_at=None) if len(met) <= odd else item, *rest
            )

        return stored

    settings = asking()
    for collector in (InstagramComments, XResponses):
        monkeypatch.setattr(collector, "_stored", spoilt(collector._stored))
    night = run(night_of, settings)
    assert night.exit_code == 1
    assert outcome in "\n".join(night.said)
    assert "Traceback" not in "\n".join(night.said)
    comments = [row for row in responses(engine) if row["platform"] == "instagram"]
    assert len(comments) == (22 if odd == 1 else 0)


@only_sqlite
def test_what_people_write_to_each_other_under_a_post_is_found_too_and_paid_for_once(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    office = talked.x[0]
    office.replies = 1
    answer = XPost(
        text="sama, di tempat kami juga", author="joko", at=NOW - 2 * HOUR, kind="reply", ref=talked.x_others[0]
    )
    both = XPost(text="@Kominfobekasi setuju", author="ani", at=NOW - HOUR, kind="reply", ref=answer)
    elsewhere = XPost(text="tidak ada kaitannya", author="joko", at=NOW - HOUR, kind="reply", ref="1")
    talked.x_others += [answer, both, elsewhere]
    assert run(night_of, asking()).exit_code == 0
    held = {row["response_id"]: row for row in responses(engine)}
    for found in (answer, both):
        assert (held[f"x:{found.id}"]["post_id"], held[f"x:{found.id}"]["kind"]) == (f"x:{office.id}", "reply")
    assert f"x:{elsewhere.id}" not in held
    returned = [number for request in talked.asked("x", "search|mentions") for number in request.post_ids]
    assert len(returned) == len(set(returned))
    assert len(talked.asked("x", "search")) == 1


@pytest.mark.parametrize("key", [None, "terlalu-pendek"])
@only_sqlite
def test_without_a_usable_key_responses_are_refused_and_posts_are_harvested(
    night_of: Any, asking: Make, talked: World, engine: Engine, key: str | None
) -> None:
    night = run(night_of, asking(key=key))
    assert night.exit_code == 1
    assert all("PANTAU_PSEUDONYM_KEY" in line and ": partial" in line for line in night.said)
    assert len(night.said) == 2
    assert all(row["is_official"] for row in responses(engine)) is True
    assert talked.asked("x", "search") == []
    with transaction(engine) as connection:
        assert len(view_frame(connection, "v_posts")) == 3


@only_sqlite
def test_the_doctor_tells_that_the_key_is_missing(
    asking: Make, engine: Engine, credentials: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine.url
    examine(asking(key=None).folder / "config.yaml", credentials)
    assert capsys.readouterr().out.count("will be harvested without responses: a key is needed") == 2


@only_sqlite
def test_responses_take_no_more_than_their_share_of_the_money(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    settings = asking(x={"responses_share": 0.001})
    night = run(night_of, settings)
    assert "for responses on X $0.02 is left" in "\n".join(night.said)
    assert talked.asked("x", "search") == []
    assert [row for row in responses(engine) if row["platform"] == "x" and not row["is_official"]] == []


@only_sqlite
def test_comments_that_a_night_has_no_room_for_wait_for_the_next(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    assert talked.now
    settings = asking(comments_per_night=10)
    night = run(night_of, settings)
    assert "comments of 1 posts wait: a night reads 10" in "\n".join(night.said)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 17
    run(night_of, settings, NOW + DAY)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23
    assert run(night_of, settings, NOW + DAY + HOUR).exit_code == 0


@only_sqlite
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_fault_amid_comments_leaves_none_out(
    night_of: Any, asking: Make, talked: World, engine: Engine, nth: int
) -> None:
    settings = asking()
    talked.faults = [Fault(platform="instagram", path="comments", nth=range(nth, nth + 2), do="reset")]
    night = run(night_of, settings)
    assert night.exit_code == 1
    assert any("responses: " in line for line in night.said)
    talked.faults = []
    assert run(night_of, settings, NOW + HOUR).exit_code == 0
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23


@only_sqlite
def test_a_comment_of_an_unknown_shape_keeps_nobody_from_the_comments_of_other_posts(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    newer = InstagramPost(caption="Lebih baru", at=NOW - HOUR, comment_list=[InstagramComment(text="apa", user="a")])
    talked.instagram.append(newer)
    number = InstaloaderPost.shortcode_to_mediaid(newer.code)
    body = '{"comments": [{"pk": "1", "text": 7}], "status": "ok"}'
    talked.faults = [Fault(platform="instagram", path=f"{number}/comments/$", do="status", status=200, body=body)]
    night = run(night_of, asking())
    assert "the comments of 1 posts are of an unknown shape" in "\n".join(night.said)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23
    talked.faults = []
    assert run(night_of, asking(), NOW + HOUR).exit_code == 0
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 24


@only_sqlite
@pytest.mark.parametrize(
    "odd", [{"referenced_tweets": ["?"]}, {"referenced_tweets": [{"id": "1"}]}, {"public_metrics": {"like_count": "?"}}]
)
def test_a_mention_of_an_unknown_shape_costs_no_other_on_its_page(
    night_of: Any, asking: Make, talked: World, engine: Engine, odd: dict[str, Any]
) -> None:
    told = {"author_id": "77", "created_at": "2026-11-18T17:30:00.000Z", "text": "@Kominfobekasi halo"}
    ids = [str(number_at(NOW - HOUR) + n) for n in range(2)]
    data = [{**told, "id": ids[1], **odd}, {**told, "id": ids[0]}]
    body = json.dumps({"data": data, "meta": {"result_count": 2, "newest_id": ids[1], "oldest_id": ids[0]}})
    talked.faults = [Fault(platform="x", path="search/recent", do="status", status=200, body=body)]
    night = run(night_of, asking())
    assert "responses: 1 are of an unknown shape" in "\n".join(night.said)
    assert f"x:{ids[0]}" in [row["response_id"] for row in responses(engine)]
    talked.faults, asked = [], len(talked.asked("x", "search"))
    run(night_of, asking(), NOW + HOUR)
    assert all(
        r.query["since_id"] >= ids[1] for r in talked.asked("x", "search")[asked:]
    )  # nor is its page bought again


def test_a_replay_of_the_masked_pages_gives_the_same_rows(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    assert talked.now
    settings = asking()
    run(night_of, settings)
    before = responses(engine)
    with transaction(engine) as connection:
        connection.execute(metadata.tables["responses"].delete())
    with night_of(settings, lambda: NOW) as night:
        replay(night, settings.config.sources)
    assert night.exit_code == 0
    assert responses(engine) == before


def test_texts_that_are_old_enough_are_taken_from_rows_and_pages_and_stay_away(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    settings = asking(retention_days=30)
    run(night_of, settings)
    assert "lampu mati" in everything(engine)
    talked.now = NOW + 11 * DAY
    run(night_of, settings, talked.now)
    assert "lampu mati" not in everything(engine)
    assert "kapan buka" in everything(engine)
    with night_of(settings, lambda: NOW + 11 * DAY) as night:
        replay(night, settings.config.sources)
    old = next(row for row in responses(engine) if row["response_id"] == f"x:{talked.x_others[1].id}")
    assert not isinstance(old["text"], str)
    assert old["expired_at"] == NOW + 11 * DAY
    assert old["author_hash"]


def test_texts_of_a_source_that_was_taken_out_of_the_configuration_go_too(
    night_of: Any, asking: Make, make_settings: Make, talked: World, engine: Engine
) -> None:
    settings = asking(retention_days=30)
    run(night_of, settings)
    with night_of(settings, lambda: NOW) as night:
        label(night)
    assert all(words in everything(engine) for words in ("lampu mati", "kapan buka"))
    website = {"id": "web-diskominfo", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}
    with night_of(make_settings(sources=[website], retention_days=30), lambda: NOW + 40 * DAY) as night:
        harvest(night, [])
    assert talked.x_others
    assert not any(words in everything(engine) for words in ("lampu mati", "kapan buka"))
    assert not any(isinstance(row["text"], str) for row in responses(engine) if not row["is_official"])
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT evidence FROM response_labels"))) == {"[]"}


def test_a_forgotten_person_does_not_come_back(night_of: Any, asking: Make, talked: World, engine: Engine) -> None:
    settings = asking()
    run(night_of, settings)
    question = f"x:{talked.x_others[0].id}"
    who = next(row["author_hash"] for row in responses(engine) if row["response_id"] == question)
    with night_of(settings, lambda: NOW) as night:
        forget(night, who)
    talked.x_others.append(XPost(text="masih @Kominfobekasi bertanya", author="sari_wulandari", at=NOW + HOUR))
    talked.now = NOW + 2 * HOUR
    run(night_of, settings, talked.now)
    with night_of(settings, lambda: NOW + 3 * HOUR) as night:
        replay(night, settings.config.sources)
    held = everything(engine)
    assert not any(words in held for words in ("kapan buka", "lampu mati", "masih @Kominfobekasi"))
    assert "komentar 3" in held
    assert not any(isinstance(row["text"], str) for row in responses(engine) if row["author_hash"] == who)
    if engine.dialect.name == "sqlite":
        files = b"".join(file.read_bytes() for file in Path(str(engine.url.database)).parent.iterdir())
        assert b"kapan buka" not in files


def test_what_a_forgotten_person_said_still_counts_without_words(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    settings = asking()
    run(night_of, settings)
    who = next(r["author_hash"] for r in responses(engine) if r["response_id"] == f"x:{talked.x_others[0].id}")
    counts = text("SELECT (SELECT count(*) FROM v_questions), (SELECT sum(n) FROM v_obstacles)")
    found, evidence = [], []
    for subject in (None, who):
        with night_of(settings, lambda: NOW) as night:
            if subject:
                forget(night, subject)
            label(night, everything=True)
        with engine.connect() as connection:
            found.append(tuple(connection.execute(counts).one()))
            mine = text("SELECT label_evidence FROM v_responses WHERE author_hash = :who ORDER BY response_id")
            evidence.append(set(connection.scalars(mine, {"who": who})))
    assert found[0] == found[1] != (0, None)
    assert evidence[0] != evidence[1] == {"[]"}


def test_a_forgotten_post_does_not_come_back(night_of: Any, asking: Make, talked: World, engine: Engine) -> None:
    settings = asking()
    run(night_of, settings)
    said: list[str] = []
    with night_of(settings, lambda: NOW) as night:
        night.say = said.append
        for post_id in (f"x:{talked.x[0].id}", f"instagram:{talked.instagram[0].code}"):
            forget(night, post_id)
    assert any("pantau report --week 2026-W48" in line for line in said)
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources, full=True)
        replay(night, settings.config.sources)
    held = everything(engine)
    assert "KTP keliling" not in held
    assert "Foto kegiatan" not in held
    assert "besok pukul 9" in held


@only_sqlite
def test_what_nobody_knows_cannot_be_forgotten(night_of: Any, asking: Make, engine: Engine) -> None:
    assert engine.url
    with night_of(asking(), lambda: NOW) as night, pytest.raises(ConfigError, match="nothing is stored under x-0"):
        forget(night, "x-0")


@pytest.mark.parametrize("policy", ["keep", "tombstone"])
@only_sqlite
def test_a_deleted_post_keeps_its_text_only_if_that_is_wanted(
    night_of: Any, asking: Make, talked: World, engine: Engine, policy: str
) -> None:
    settings = asking(on_delete=policy)
    run(night_of, settings)
    gone = talked.x.pop(0)
    talked.now = NOW + DAY
    run(night_of, settings, talked.now)
    with transaction(engine) as connection:
        posts = view_frame(connection, "v_posts").set_index("post_id")
    assert posts["deleted_at"][f"x:{gone.id}"] == NOW + DAY
    assert ("KTP keliling" in everything(engine)) is (policy == "keep")


@only_sqlite
def test_pages_without_responses_are_not_read_for_their_age(
    night_of: Any, asking: Make, talked: World, engine: Engine
) -> None:
    assert talked.now
    run(night_of, asking())
    with transaction(engine) as connection:
        marked = connection.execute(select(pages.c.kind, pages.c.oldest_text_at)).all()
    assert {kind for kind, oldest in marked if oldest} == {"search", "mentions", "comments"}
