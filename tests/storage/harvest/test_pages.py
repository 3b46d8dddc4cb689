from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from collectors.errors import StoreError
from collectors.records import Account, Media, Metrics, Page, Parsed, Post, RawPage
from storage.db.engine import transaction
from storage.db.wall_clock import local_time
from storage.harvest.pages import commit_page, prune_pages, store_records, stored_pages
from storage.harvest.posts.held_texts import text_digest
from storage.harvest.posts.posts import forget_parsed
from storage.harvest.provenance import Provenance
from storage.harvest.source_state import load_stored_posts

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
NEXT = NIGHT + timedelta(days=1)
CONTENT = ("pages", "posts", "snapshots", "accounts", "post_terms", "post_media", "post_versions")
SOURCE = "x-kominfobekasi"
KILLED_IN_A_PAGE = """
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from collectors.records import Page, Parsed, Post, RawPage
from storage.db.engine import open_engine, transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance

moment = datetime(2026, 11, 24, 18, tzinfo=UTC)
made = tuple(Post(f"x:{n}", "post", "https://x.com/", "Halo", moment) for n in (2, 3))
with transaction(open_engine(sys.argv[1])) as connection:
    page = Page(RawPage("timeline", "https://api.x.com", b"dua"), Parsed(made), cursor={"newest": "3"})
    new = commit_page(connection, page, Provenance(int(sys.argv[2]), sys.argv[3], moment, ZoneInfo("Asia/Jakarta")))
    print(new, "new", flush=True)
    sys.stdin.read()
"""
AKUN = Account("Kominfobekasi", followers=54_300, following=12, post_count=900)


def content(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(name) for name in (*CONTENT, "sources", "source_runs")}


def test_a_page_leaves_its_body_posts_counts_account_cursor_and_tally(
    make_post: Make, commit: Commit, rows: Rows
) -> None:
    assert (
        commit(make_post(1), make_post(2), account=AKUN, cursor={"newest": "2"}, body=b'{"data":[]}', requests=3) == 2
    )
    assert [zlib.decompress(row["body"]) for row in rows("pages")] == [b'{"data":[]}']
    assert [row["post_id"] for row in rows("posts")] == ["x:1", "x:2"]
    assert (
        rows("snapshots", "likes", "comments", "shares", "views", "interactions")
        == [{"likes": 4, "comments": 1, "shares": 2, "views": 300, "interactions": 7}] * 2
    )
    assert rows("accounts", "followers", "following", "post_count") == [
        {"followers": 54_300, "following": 12, "post_count": 900}
    ]
    assert rows("sources", "cursor", "post_count") == [{"cursor": '{"newest": "2"}', "post_count": 900}]
    assert rows("source_runs", "posts_new", "posts_seen", "requests") == [
        {"posts_new": 2, "posts_seen": 2, "requests": 3}
    ]


def test_a_failure_in_the_middle_of_a_page_leaves_nothing_of_it(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1), cursor={"newest": "1"})
    before = content(rows)
    broken = replace(make_post(3), media=(Media(None),))  # type: ignore[arg-type]  # the store refuses it
    with pytest.raises(StoreError):
        commit(make_post(1, text="Diubah"), make_post(2), broken, account=AKUN, cursor={"newest": "3"})
    assert content(rows) == before


def test_the_same_page_seen_twice_changes_no_post_and_no_count(make_post: Make, commit: Commit, rows: Rows) -> None:
    page = (make_post(1, media=(Media("image", "https://pbs.twimg.com/1.jpg", "Lampu jalan"),)), make_post(2))
    assert commit(*page, account=AKUN) == 2
    before = content(rows)
    assert commit(*page, account=AKUN) == 0
    after = content(rows)
    for name in ("snapshots", "accounts", "post_terms", "post_media", "post_versions", "sources"):
        assert after[name] == before[name]
    assert [{**row, "page_id": 0} for row in after["posts"]] == [{**row, "page_id": 0} for row in before["posts"]]


def test_a_post_shown_twice_on_one_page_is_stored_once_as_shown_last(
    make_post: Make, commit: Commit, rows: Rows
) -> None:
    assert commit(make_post(1), make_post(1, pinned=True, metrics=Metrics(likes=5))) == 1
    assert rows("posts", "post_id", "pinned") == [{"post_id": "x:1", "pinned": True}]
    assert rows("snapshots", "likes") == [{"likes": 5}]


def test_an_edit_keeps_what_was_said_before_and_is_dated(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, title="Judul lama", text="Jadwal KTP keliling hari Senin"))
    commit(make_post(1, title="Judul baru", text="Jadwal KTP keliling hari Selasa"), at=NEXT)
    (post,) = rows("posts")
    assert (post["text"], post["edited_at"], post["first_seen_at"], post["last_seen_at"]) == (
        "Jadwal KTP keliling hari Selasa",
        NEXT,
        NIGHT,
        NEXT,
    )
    assert rows("post_versions", "title", "text", "replaced_at") == [
        {"title": "Judul lama", "text": "Jadwal KTP keliling hari Senin", "replaced_at": NEXT}
    ]


def test_a_title_alone_makes_an_edit_too(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, title="Lama"))
    commit(make_post(1, title="Baru"), at=NEXT)
    assert [row["title"] for row in rows("post_versions")] == ["Lama"]


def test_every_edit_keeps_its_own_version(make_post: Make, commit: Commit, rows: Rows) -> None:
    for days, words in enumerate(("satu", "dua", "tiga")):
        commit(make_post(1, text=words), at=NIGHT + timedelta(days=days))
    assert {row["text"] for row in rows("post_versions")} == {"satu", "dua"}


def test_hashtags_mentions_links_and_media_are_those_of_the_new_text(
    make_post: Make, commit: Commit, rows: Rows
) -> None:
    old, new = Media("image", "https://pbs.twimg.com/lama.jpg"), Media("video", "https://video.twimg.com/baru.mp4")
    commit(make_post(1, text="#Lama", hashtags=("Lama", "Kota"), mentions=("pemkotbekasi",), media=(old, old)))
    commit(make_post(1, text="#Baru", hashtags=("Baru",), links=("https://bekasikota.go.id",), media=(new,)), at=NEXT)
    assert rows("post_terms", "kind", "position", "value") == [
        {"kind": "hashtag", "position": 0, "value": "Baru"},
        {"kind": "link", "position": 0, "value": "https://bekasikota.go.id"},
    ]
    assert rows("post_media", "kind", "url") == [{"kind": "video", "url": "https://video.twimg.com/baru.mp4"}]


def test_an_unchanged_text_is_no_edit(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1))
    commit(make_post(1, metrics=Metrics(likes=50)), at=NEXT)
    assert rows("posts", "edited_at", "last_seen_at") == [{"edited_at": None, "last_seen_at": NEXT}]
    assert rows("post_versions") == []


def test_a_deletion_is_dated_once(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1), make_post(2))
    commit(gone=("x:1", "x:unknown"), at=NEXT)
    commit(gone=("x:1",), at=NEXT + timedelta(days=1))
    assert rows("posts", "post_id", "deleted_at") == [
        {"post_id": "x:1", "deleted_at": NEXT},
        {"post_id": "x:2", "deleted_at": None},
    ]


def test_a_post_that_shows_again_is_not_deleted(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1))
    commit(gone=("x:1",), at=NEXT)
    commit(make_post(1), at=NEXT + timedelta(days=1))
    assert rows("posts", "deleted_at", "first_seen_at") == [{"deleted_at": None, "first_seen_at": NIGHT}]


def test_absence_deletes_nothing(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1), make_post(2))
    commit(make_post(2), at=NEXT)
    assert rows("posts", "deleted_at") == [{"deleted_at": None}] * 2


def test_nul_and_lone_surrogates_are_cleaned_and_the_raw_body_keeps_them(
    make_post: Make, commit: Commit, rows: Rows
) -> None:
    dirty, clean = "Rawa\0lumbu \ud83d padam", "Rawalumbu \N{REPLACEMENT CHARACTER} padam"
    body = dirty.encode("utf-8", "surrogatepass")
    post = make_post(
        1, title=dirty, text=dirty, byline=dirty, url=f"https://x.com/{dirty}", hashtags=(dirty,), mentions=(dirty,),
        links=(dirty,), media=(Media("image", dirty, dirty),), coauthors=(dirty,), language="i\0n", reference=dirty,
    )  # fmt: skip
    commit(post, body=body, account=replace(AKUN, name=dirty), cursor={"next": dirty})
    assert [zlib.decompress(row["body"]) for row in rows("pages")] == [body]
    assert rows("posts", "title", "text", "byline", "reference") == [
        {"title": clean, "text": clean, "byline": clean, "reference": clean}
    ]
    assert {row["value"] for row in rows("post_terms")} == {clean}
    assert rows("post_media", "url", "alt_text") == [{"url": clean, "alt_text": clean}]
    assert [row["name"] for row in rows("accounts")] == [clean]


def test_dirty_text_seen_again_is_no_edit(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, text="Rawa\0lumbu \ud83d"))
    commit(make_post(1, text="Rawa\0lumbu \ud83d"), at=NEXT)
    assert rows("posts", "edited_at") == [{"edited_at": None}]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Bekasi cerdas! " * 1667, id="25,000 characters"),
        pytest.param(
            "Selamat \N{PARTY POPPER}\N{FAMILY}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}", id="emoji"
        ),
        pytest.param("\N{RIGHT-TO-LEFT MARK}رمضان كريم, warga Bekasi", id="right to left"),
        pytest.param("'; DROP TABLE posts; --\t%s :nama {0}\r\nbaris dua", id="what SQL could mistake"),
        pytest.param("", id="nothing"),
    ],
)
def test_any_text_comes_back_as_it_was(make_post: Make, commit: Commit, rows: Rows, words: str) -> None:
    commit(make_post(1, text=words))
    assert rows("posts", "text") == [{"text": words}]


def test_long_links_and_hashtags_are_stored(make_post: Make, commit: Commit, rows: Rows) -> None:
    # Letters that do not repeat: databases compress the others before they find them too long for an index.
    long = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(4000))
    commit(make_post(1, hashtags=(long,), links=("https://bekasikota.go.id/" + long,)))
    assert sorted(len(row["value"]) for row in rows("post_terms")) == [4000, 4025]


def test_snapshots_are_only_added_and_may_fall(make_post: Make, commit: Commit, rows: Rows) -> None:
    for days, likes in enumerate((10, 25, 19)):
        commit(make_post(1, metrics=Metrics(likes=likes)), at=NIGHT + timedelta(days=days))
    assert [row["likes"] for row in sorted(rows("snapshots"), key=lambda row: row["observed_at"])] == [10, 25, 19]


def test_one_moment_is_one_snapshot_and_the_later_answer_stands(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, metrics=Metrics(likes=10)))
    commit(make_post(1, metrics=Metrics(likes=11, views=9)))
    assert rows("snapshots", "likes", "views", "interactions") == [{"likes": 11, "views": 9, "interactions": 11}]


def test_what_is_not_told_stays_null(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(
        make_post(1, metrics=Metrics(views=7)), make_post(2, metrics=Metrics(likes=0)), make_post(3, metrics=Metrics())
    )
    assert rows("snapshots", "post_id", "likes", "comments", "shares", "views", "interactions") == [
        {"post_id": "x:1", "likes": None, "comments": None, "shares": None, "views": 7, "interactions": None},
        {"post_id": "x:2", "likes": 0, "comments": None, "shares": None, "views": None, "interactions": 0},
    ]


def test_a_post_without_a_date_has_no_local_time_and_no_week(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, published_at=None, published_precision="unknown"))
    assert rows("posts", "published_at", "published_local", "iso_week", "published_precision") == [
        {"published_at": None, "published_local": None, "iso_week": None, "published_precision": "unknown"}
    ]


def test_a_page_without_cursor_or_account_leaves_those_alone(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1), cursor={"newest": "1"}, account=AKUN)
    commit(make_post(2), at=NEXT)
    assert rows("sources", "cursor", "post_count") == [{"cursor": '{"newest": "1"}', "post_count": 900}]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-11-22T16:59:59Z", "2026-11-22T23:59:59 2026-W47"),  # Sunday
        ("2026-11-22T17:00:00Z", "2026-11-23T00:00:00 2026-W48"),  # Monday
        ("2026-12-31T17:00:00Z", "2027-01-01T00:00:00 2026-W53"),
        ("2027-01-03T17:00:00Z", "2027-01-04T00:00:00 2027-W01"),
    ],
)
def test_local_time_and_week_are_those_of_the_wall_clock_in_bekasi(
    make_post: Make, commit: Commit, rows: Rows, published: str, expected: str
) -> None:
    commit(make_post(1, published_at=datetime.fromisoformat(published)))
    (post,) = rows("posts")
    assert f"{post['published_local'].isoformat()} {post['iso_week']}" == expected


@given(st.datetimes(min_value=datetime(2009, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis wants naive bounds
def test_a_week_is_the_one_in_which_python_sees_the_local_day(moment: datetime) -> None:
    local, week = local_time(moment, JAKARTA)
    assert local == (moment + timedelta(hours=7)).replace(tzinfo=None)
    assert week == f"{local:%G-W%V}"


@given(st.text(), st.text(), st.text(), st.text())
def test_digests_are_equal_exactly_when_title_and_text_are(title: str, text: str, title2: str, text2: str) -> None:
    clean = [part.replace("\0", "") for part in (title, text, title2, text2)]
    same = clean[:2] == clean[2:]
    assert (text_digest(title, text) == text_digest(title2, text2)) == same


def replay(engine: Engine, parsed: dict[bytes, Post]) -> None:
    """Store what today's parser makes of each stored body, as pipeline.harvest.replay does."""
    met: set[str] = set()
    with transaction(engine) as connection:
        for page in list(stored_pages(connection, SOURCE, JAKARTA)):
            post = parsed[page.raw.body]
            forget_parsed(connection, sorted({post.post_id} - met), page.provenance.seen_at)
            store_records(connection, Parsed((post,)), page.provenance, page.page_id)
            met.add(post.post_id)


def test_replay_writes_posts_anew_from_their_raw_pages(
    make_post: Make, commit: Commit, rows: Rows, engine: Engine
) -> None:
    commit(make_post(1, text="Salah urai"), body=b"satu")
    commit(make_post(1, text="Suntingan"), body=b"dua", at=NEXT)
    before = rows("snapshots")
    replay(engine, {b"satu": make_post(1, text="Terurai benar"), b"dua": make_post(1, text="Suntingan benar")})
    assert rows("posts", "text", "edited_at", "first_seen_at") == [
        {"text": "Suntingan benar", "edited_at": NEXT, "first_seen_at": NIGHT}
    ]
    assert [row["text"] for row in rows("post_versions")] == ["Terurai benar"]
    assert rows("snapshots") == before


def test_an_edit_that_a_better_parser_does_not_see_is_forgotten(
    make_post: Make, commit: Commit, rows: Rows, engine: Engine
) -> None:
    commit(make_post(1, text="Lampu &amp; jalan"), body=b"satu")
    commit(make_post(1, text="Lampu & jalan"), body=b"dua", at=NEXT)
    mended = make_post(1, text="Lampu & jalan")
    replay(engine, {b"satu": mended, b"dua": mended})
    assert rows("posts", "text", "edited_at") == [{"text": "Lampu & jalan", "edited_at": None}]
    assert rows("post_versions") == []


def test_replay_mends_hashtags_of_posts_whose_text_is_parsed_as_before(
    make_post: Make, commit: Commit, rows: Rows, engine: Engine
) -> None:
    commit(make_post(1, hashtags=("Salah", "Dua")), body=b"satu")
    replay(engine, {b"satu": make_post(1, hashtags=("Benar",))})
    assert [row["value"] for row in rows("post_terms")] == ["Benar"]
    assert rows("posts", "edited_at") == [{"edited_at": None}]


def test_pruned_bodies_are_gone_and_what_they_told_survives_a_replay(
    make_post: Make, commit: Commit, rows: Rows, engine: Engine
) -> None:
    for body, days in ((b"satu", 0), (b"dua", 1), (b"tiga", 2)):
        commit(make_post(1, text=body.decode()), body=body, at=NIGHT + timedelta(days=days))
    with transaction(engine) as connection:
        assert prune_pages(connection, NEXT)[0] == 1
        assert prune_pages(connection, NEXT) == (0, None)
    assert sorted(len(row["body"]) > 0 for row in rows("pages")) == [False, True, True]
    replay(engine, {b"dua": make_post(1, text="dua benar"), b"tiga": make_post(1, text="tiga benar")})
    assert rows("posts", "text", "edited_at") == [{"text": "tiga benar", "edited_at": NIGHT + timedelta(days=2)}]
    assert {row["text"] for row in rows("post_versions")} == {"satu", "dua benar"}


def test_a_kill_in_the_middle_of_a_page_leaves_the_pages_before_it(
    make_post: Make, commit: Commit, rows: Rows, run_id: int, database_url: str
) -> None:
    commit(make_post(1), cursor={"newest": "1"})
    before = content(rows)
    command = [sys.executable, "-c", KILLED_IN_A_PAGE, database_url, str(run_id), SOURCE]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"2 new\n"
        run.kill()
    assert content(rows) == before
    commit(make_post(2), cursor={"newest": "2"})
    assert [row["post_id"] for row in rows("posts")] == ["x:1", "x:2"]


def test_a_page_may_name_more_posts_than_a_statement_takes_values(engine: Engine, make_post: Make, run_id: int) -> None:
    many = tuple(f"x:{number}" for number in range(70_000))
    provenance = Provenance(run_id, SOURCE, NIGHT, JAKARTA)
    named = Parsed(posts=(make_post(69_999),), gone=many[1:], unchanged=many)
    page = Page(RawPage("timeline", "", b"{}"), named, answered=many)
    with transaction(engine) as connection:
        assert commit_page(connection, page, provenance) == 1
        forget_parsed(connection, many, NIGHT)
        assert load_stored_posts(connection, SOURCE, NIGHT).known == {"x:69999"}
        assert connection.scalar(text("SELECT deleted_at IS NOT NULL FROM posts"))


def test_a_post_names_its_newest_snapshot_whatever_the_order_in_which_pages_are_read(
    commit: Callable[..., int], make_post: Callable[..., Post], rows: Callable[..., list[dict[str, Any]]]
) -> None:
    later = NIGHT + timedelta(days=1)
    commit(make_post(), at=later)
    commit(make_post(), at=NIGHT)  # as a replay reads an older page again
    commit(make_post(metrics=Metrics()), at=later + timedelta(days=1))
    assert rows("posts", "observed_at") == [{"observed_at": later}]
    assert [row["likes"] for row in rows("v_posts", "likes")] == [4]
