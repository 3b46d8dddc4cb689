"""What people write: harvested without a hole, and nothing by which somebody could be told is ever stored."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from instaloader import Post as InstaloaderPost
from sqlalchemy import Engine, text

from collectors.x.cursor import number_at
from pipeline.demo.world.world import NOW, Fault, InstagramComment, InstagramPost, World, XPost
from pipeline.harvest.replay import replay
from pipeline.operate.doctor import examine
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from storage.schema.tables import metadata
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.responding import DAY, HOUR, PLANTED, everything, only_sqlite, responses, run


def test_nothing_of_people_is_found_anywhere(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
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
def test_a_quiet_account_costs_one_search_a_night(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
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
    night_of: OpenNight,
    asking: MakeSettings,
    talked: World,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    odd: int,
    outcome: str,
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, key: str | None
) -> None:
    night = run(night_of, asking(key=key))
    assert night.exit_code == 1
    *told, _sum = night.said
    assert all("PANTAU_PSEUDONYM_KEY" in line and ": partial" in line for line in told)
    assert len(told) == 2
    assert all(row["is_official"] for row in responses(engine)) is True
    assert talked.asked("x", "search") == []
    with transaction(engine) as connection:
        assert len(view_frame(connection, "v_posts")) == 3


@only_sqlite
def test_the_doctor_tells_that_the_key_is_missing(
    asking: MakeSettings, engine: Engine, credentials: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine.url
    examine(asking(key=None).folder / "config.yaml", credentials)
    assert capsys.readouterr().out.count("will be harvested without responses: a key is needed") == 2


@only_sqlite
def test_responses_take_no_more_than_their_share_of_the_money(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    settings = asking(x={"responses_share": 0.001})
    night = run(night_of, settings)
    assert "for responses on X $0.02 is left" in "\n".join(night.said)
    assert talked.asked("x", "search") == []
    assert [row for row in responses(engine) if row["platform"] == "x" and not row["is_official"]] == []


@only_sqlite
def test_comments_that_a_night_has_no_room_for_wait_for_the_next(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    assert talked.now
    settings = asking(comments_per_night=10)
    night = run(night_of, settings)
    assert "comments of 1 post wait: a night reads 10" in "\n".join(night.said)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 17
    run(night_of, settings, NOW + DAY)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23
    assert run(night_of, settings, NOW + DAY + HOUR).exit_code == 0


@only_sqlite
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_fault_amid_comments_leaves_none_out(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, nth: int
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    newer = InstagramPost(caption="Lebih baru", at=NOW - HOUR, comment_list=[InstagramComment(text="apa", user="a")])
    talked.instagram.append(newer)
    number = InstaloaderPost.shortcode_to_mediaid(newer.code)
    body = '{"comments": [{"pk": "1", "text": 7}], "status": "ok"}'
    talked.faults = [Fault(platform="instagram", path=f"{number}/comments/$", do="status", status=200, body=body)]
    night = run(night_of, asking())
    assert "the comments of 1 post are of an unknown shape" in "\n".join(night.said)
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23
    talked.faults = []
    assert run(night_of, asking(), NOW + HOUR).exit_code == 0
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 24


def unserved(world: World, *codes: str) -> None:
    """Let Instagram answer the comments of these posts with 404; of all where none is named."""
    paths = [f"{InstaloaderPost.shortcode_to_mediaid(code)}/comments/$" for code in codes] or ["/comments/"]
    world.faults = [Fault(platform="instagram", path=path, do="not_found") for path in paths]


@only_sqlite
@pytest.mark.parametrize("body", ["{}", '{"status": "ok"}', '{"comments": null, "status": "ok"}'])
def test_an_answer_without_a_list_of_comments_is_not_read(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, body: str
) -> None:
    talked.faults = [Fault(platform="instagram", path="/comments/", do="status", status=200, body=body)]
    assert "served no comments of 1 post" in "\n".join(run(night_of, asking()).said)
    talked.faults = []
    assert run(night_of, asking(), NOW + HOUR).exit_code == 0
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 23


@only_sqlite
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"data": null, "meta": {"result_count": 4}}', "an end on a second day is believed"),
        ('{"data": [null, 7], "meta": {"result_count": 2}}', "unknown shape"),
    ],
)
def test_a_search_that_shows_nothing_of_what_it_counts_is_asked_for_again(  # a case
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, body: str, words: str
) -> None:
    talked.faults = [Fault(platform="x", path="search/recent", do="status", status=200, body=body)]
    night = run(night_of, asking())
    assert words in "\n".join(night.said)
    assert "Traceback" not in "\n".join(night.said)
    talked.faults = []
    run(night_of, asking(), NOW + 8 * DAY)
    assert {f"x:{post.id}" for post in talked.x_others[:2]} <= {row["response_id"] for row in responses(engine)}


@only_sqlite
def test_comments_answered_with_404_count_as_read_only_after_three_nights_on_which_others_were_served(
    night_of: OpenNight, asking: MakeSettings, talked: World
) -> None:
    silent = InstagramPost(caption="Lebih baru", at=NOW - HOUR, comments=4)
    talked.instagram.append(silent)
    unserved(talked, silent.code)
    for day in range(3):
        talked.instagram.append(
            InstagramPost(at=NOW + day * DAY - 2 * HOUR, comment_list=[InstagramComment(text="a", user="b")])
        )
        night = run(night_of, asking(), NOW + day * DAY)
        assert ("served no comments of 1 post" in "\n".join(night.said)) == (day < 2)
    asked = len(talked.asked("instagram", "/comments/"))
    assert run(night_of, asking(), NOW + 3 * DAY).exit_code == 0
    assert len(talked.asked("instagram", "/comments/")) == asked


@only_sqlite
def test_a_404_for_every_post_says_nothing_of_any(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
) -> None:
    talked.instagram.append(InstagramPost(at=NOW - HOUR, comment_list=[InstagramComment(text="apa", user="a")]))
    unserved(talked)
    for day in range(4):
        night = run(night_of, asking(), NOW + day * DAY)
        assert "served the comments of none of" in "\n".join(night.said)
    talked.faults = []
    assert run(night_of, asking(), NOW + 4 * DAY).exit_code == 0
    assert len([row for row in responses(engine) if row["platform"] == "instagram"]) == 24


@only_sqlite
@pytest.mark.parametrize("odd", [{"text": None}, {"text": 7}, {"author_id": None}])
def test_a_mention_of_an_unknown_shape_costs_no_other_on_its_page(
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine, odd: dict[str, Any]
) -> None:
    told = {"author_id": "77", "created_at": "2026-11-18T17:30:00.000Z", "text": "@Kominfobekasi halo"}
    ids = [str(number_at(NOW - HOUR) + n) for n in range(2)]
    data = [{**told, "id": ids[1], **odd}, None, {**told, "id": ids[0]}]
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
    night_of: OpenNight, asking: MakeSettings, talked: World, engine: Engine
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
