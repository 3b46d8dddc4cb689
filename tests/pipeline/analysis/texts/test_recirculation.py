"""An old text that comes back is found with its first date; greetings and what is said each year do not drown it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, text, update

from pipeline.analysis.texts import recirculation
from pipeline.analysis.texts.recirculation import find_recirculated
from pipeline.settings.models import Settings
from pipeline.transform.measures.texts import recirculation as measure
from pipeline.transform.measures.texts.recirculation import Candidate, Signed, is_greeting
from storage.db.engine import transaction
from storage.harvest.archives import remove_posts
from storage.harvest.erasure.records import erase_texts
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import pages, posts, recirculated, text_keys
from tests.watching import watched

NOW = datetime(2026, 11, 24, tzinfo=UTC)
STORY = (
    "Pemerintah kota membuka pendaftaran pelatihan kerja gratis bagi pemuda di balai latihan kerja, peserta membawa "
    "kartu keluarga dan ijazah terakhir ke loket pelayanan pada jam kerja hingga kuota penuh terisi"
)
RETOLD = f"VIRAL LAGI! {STORY.replace('gratis', 'cuma-cuma')} https://contoh.id/lama"
OTHER = (
    "Jadwal pemeliharaan pipa air bersih di dua kecamatan membuat aliran mati sementara, warga diminta menampung air "
    "sejak malam dan menghubungi pusat panggilan bila aliran belum pulih keesokan harinya"
)
GREETING = (
    "Selamat Hari Raya Idul Fitri bagi seluruh warga kota yang merayakan bersama keluarga tercinta di rumah, mohon "
    "maaf lahir dan batin atas segala khilaf kami selama ini"
)
Nights = Callable[..., Any]
Gone = Callable[[Connection, str, list[str], datetime], None]


def add(engine: Engine, *told: tuple[str, str, datetime, str]) -> None:
    """Store posts, each with its id, its source, its moment and its text."""
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(name, "x", name, city=city) for name, city in CITIES.items()])
        if connection.scalar(select(pages.c.page_id).limit(1)) is None:
            run = start_run(connection, "harvest", "0", NOW)
            page = {"page_id": 1, "run_id": run, "source_id": "kota", "fetched_at": NOW, "kind": "a", "url": "u"}
            connection.execute(insert(pages).values(body=b"", **page))
        for post_id, source, at, words in told:
            connection.execute(
                insert(posts).values(
                    post_id=post_id, source_id=source, kind="post", url=f"https://b.id/{post_id}", pinned=False,
                    published_precision="second", page_id=1, first_seen_at=NOW, last_seen_at=NOW, published_at=at,
                    text=words, text_digest=f"{hash(words)}",
                )
            )  # fmt: skip


CITIES = {"kota": "Kota Bekasi", "koran": "Kota Bekasi", "bogor": "Kota Bogor"}


def remove(connection: Connection, _kind: str, gone: list[str], _at: datetime) -> None:
    remove_posts(connection, gone)


def at(year: int, month: int = 3, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def returns(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(text("SELECT post_id, first_post_id FROM v_recirculated"))}


@pytest.fixture
def night(settings: Settings, night_of: Nights) -> Callable[[], int]:
    def run() -> int:
        with night_of(settings, lambda: NOW) as opened:
            return find_recirculated(opened)

    return run


def test_an_old_text_that_comes_back_is_told_with_date_and_link_of_both(
    engine: Engine, night: Callable[[], int]
) -> None:
    add(engine, ("x:1", "kota", at(2023), STORY), ("x:2", "kota", at(2024), OTHER))
    assert night() == 0
    add(engine, ("x:3", "koran", at(2026, 11), RETOLD), ("x:4", "bogor", at(2026, 11), STORY))
    assert night() == 1
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM v_recirculated")).one()
    assert (row.post_id, row.first_post_id, row.url, row.first_url) == (
        "x:3", "x:1", "https://b.id/x:3", "https://b.id/x:1",
    )  # fmt: skip
    assert (row.days_between, row.earlier_weeks, bool(row.numbers_changed)) == (1341, 1, False)
    assert 0.6 <= row.similarity < 1


def test_what_was_said_lately_is_no_return(engine: Engine, night: Callable[[], int]) -> None:
    add(engine, ("x:1", "kota", at(2026, 9), STORY), ("x:2", "kota", at(2026, 11), STORY))
    assert night() == 0


def test_a_renewed_number_is_marked(engine: Engine, night: Callable[[], int]) -> None:
    add(engine, ("x:1", "kota", at(2024), f"{STORY} 2024"), ("x:2", "kota", at(2026), f"{STORY} 2026"))
    night()
    with engine.connect() as connection:
        assert bool(connection.scalar(text("SELECT numbers_changed FROM v_recirculated")))


YEARLY = [
    ("MTQ XXXVI tingkat kota.", "MTQ XXXVII tingkat kota.", True),
    ("Peringatan ke-28.", "Peringatan ke-29.", True),
    ("Layanan bulan Maret.", "Layanan bulan September.", True),
    ("DI KOTA MI CV Maju.", "di kota mi PT Maju.", False),
    ("Layanan bulan MARET.", "Layanan bulan Maret.", False),
    ("Angkatan kelima.", "Angkatan keenam.", True),
    ("Senin malam.", "Jumat malam.", True),
    ("", "VIRAL LAGI! Kamis (6/11/2026).", False),
    ("Kamis (6/11/2023).", "Ingat kabar ini?", False),
    ("Biaya 1.200 rupiah.", "Biaya 1200 rupiah.", False),
    ("Biaya Rp1.500.000 saja.", "Biaya Rp 1.500.000 saja.", False),
    ("Biaya Rp1.500.000 saja.", "Biaya Rp 1.600.000 saja.", True),
    ("Pukul 08.00WIB.", "Pukul 08.00 WIB.", False),
    ("Peringatan ke80.", "Peringatan ke-80.", False),
    ("Tanggal 05 Nopember.", "Tanggal 5 November.", False),
    ("Hari Jum'at malam.", "Hari Jumat malam.", False),
    ("Kamis malam.", "Jum\u2019at malam.", True),
    ("Ahad malam.", "Minggu malam.", False),
    ("Di Kecamatan Rawalumbu.", "Di Kecamatan Jatiasih.", False),  # a person reads whether it is the same event
]


@pytest.mark.parametrize(("before", "after", "another"), YEARLY)
def test_a_call_for_another_occasion_is_told_from_an_old_text_that_comes_back(
    engine: Engine, night: Callable[[], int], before: str, after: str, *, another: bool
) -> None:
    add(engine, ("x:1", "kota", at(2024), f"{before} {STORY}"), ("x:2", "kota", at(2026), f"{after} {STORY}"))
    assert night() == 1
    with engine.connect() as connection:
        assert bool(connection.scalar(text("SELECT numbers_changed FROM v_recirculated"))) is another


def told_again(old: str, new: str) -> bool:
    """Whether a text of 1,000 characters at most that comes back after years is told as another occasion."""
    first, now = Signed("x:1", None, at(2024), b""), Signed("x:2", None, at(2026), b"")
    found = measure.recirculated(Candidate(now, [first]), {"x:1": old[:1000], "x:2": new[:1000]}, 1000)
    assert found is not None
    return found.numbers_changed


@pytest.mark.parametrize("before", [*range(0, 200, 7)])
def test_a_date_of_a_long_text_makes_a_new_call_only_where_it_changed(before: int) -> None:
    words = f"{STORY}. {OTHER}".split()
    long = [f"{word}{'abcdefghi'[turn]}" for turn in range(9) for word in words]
    old = " ".join([*long[:before], "pada 17 Agustus 2024 di", *long[before:]])
    opening = "Kembali dibagikan pada 3 Mei 2026 oleh akun warga."
    assert not told_again(old, f"{opening} {old}")
    assert not told_again(old, old)
    if len(" ".join(long[: before + 20])) < 1000:
        assert told_again(old, old.replace("2024", "2026"))


@pytest.mark.parametrize(
    "words",
    [
        "Selamat HUT kota",
        "Selamat Waisak",
        "Selamat menyambut tahun baru",
        "Gong Xi Fa Cai",
        "Selamat Nyepi",
        "Dirgahayu",
    ],
)
def test_yearly_greetings_of_every_faith_are_no_returns(words: str) -> None:
    assert is_greeting(f"{words}, {STORY}")


def test_greetings_and_what_an_office_repeats_each_year_do_not_drown_the_others(
    engine: Engine, night: Callable[[], int]
) -> None:
    yearly = [(f"x:{year}", "kota", at(year), OTHER) for year in range(2020, 2027)]
    greetings = [(f"x:1{year}", "kota", at(year, 4), GREETING) for year in range(2020, 2027)]
    add(engine, *yearly, *greetings, ("x:a", "kota", at(2022), STORY), ("x:b", "kota", at(2026), STORY))
    night()
    found = returns(engine)
    assert found.pop("x:b") == "x:a"
    assert set(found) <= {"x:2021", "x:2022"}  # from the third earlier week on it is a formula


def test_only_what_is_new_or_changed_is_compared(
    engine: Engine, night: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list[tuple[Any, ...]]()
    monkeypatch.setattr(recirculation, "_look_for", watched(recirculation._look_for, looked))
    add(engine, ("x:1", "kota", at(2023), STORY), ("x:2", "kota", at(2026), STORY))
    assert night() == 1
    assert night() == 1
    add(engine, ("x:3", "kota", at(2026, 6), OTHER))
    assert night() == 1
    assert [set(wanted) for _, wanted, *_ in looked] == [{"x:1", "x:2"}, {"x:3"}]


def test_history_that_is_bought_late_makes_a_known_post_a_return(engine: Engine, night: Callable[[], int]) -> None:
    add(engine, ("x:2", "kota", at(2026), STORY))
    assert night() == 0
    add(engine, ("x:1", "kota", at(2021), STORY))
    assert night() == 1
    assert returns(engine) == {"x:2": "x:1"}


MOVES: tuple[tuple[str, dict[str, Any], dict[str, str], dict[str, str]], ...] = (
    # post that is dated anew, its new date, returns before and after
    ("x:1", {"published_at": at(2026, 10)}, {"x:2": "x:1"}, {}),
    ("x:1", {"published_at": at(2027, 6)}, {"x:2": "x:1"}, {"x:1": "x:2"}),
    ("x:1", {"published_at": None}, {"x:2": "x:1"}, {}),
    ("x:2", {"published_at": at(2021, 5)}, {"x:2": "x:1"}, {}),
)


@pytest.mark.parametrize(("post", "date", "before", "after"), MOVES)
def test_a_post_that_is_dated_anew_is_compared_anew(  # a row of the table
    engine: Engine, night: Callable[[], int], post: str, date: dict[str, Any], before: dict[str, str],
    after: dict[str, str],
) -> None:  # fmt: skip
    add(engine, ("x:1", "kota", at(2021), STORY), ("x:2", "koran", at(2026, 11), STORY))
    night()
    assert returns(engine) == before
    with transaction(engine) as connection:
        connection.execute(update(posts).where(posts.c.post_id == post).values(date))
    night()
    assert returns(engine) == after
    night()
    assert returns(engine) == after


def test_where_most_posts_moved_all_are_compared_once_and_nothing_near_them_is_sought(
    engine: Engine, night: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(engine, ("x:1", "kota", at(2021), STORY), ("x:2", "kota", at(2026), STORY), ("x:3", "kota", at(2022), OTHER))
    assert night() == 1
    looked = list[tuple[Any, ...]]()
    monkeypatch.setattr(recirculation, "_look_for", watched(recirculation._look_for, looked))
    with transaction(engine) as connection:
        moved = text_keys.c.post_id.in_(["x:1", "x:3"])
        connection.execute(update(text_keys).where(moved).values(published_at=None))
    assert night() == 1
    assert [(set(wanted), set(near)) for _, wanted, near in looked] == [({"x:1", "x:2", "x:3"}, set())]


def test_what_was_a_formula_is_a_return_once_one_of_its_texts_is_dated_later(
    engine: Engine, night: Callable[[], int]
) -> None:
    add(engine, *((f"x:{year}", "kota", at(year), STORY) for year in (2020, 2021, 2022)))
    add(engine, ("x:new", "kota", at(2026, 3), STORY))
    night()
    assert "x:new" not in returns(engine)
    with transaction(engine) as connection:
        connection.execute(update(posts).where(posts.c.post_id == "x:2021").values(published_at=at(2026, 11)))
    night()
    assert returns(engine) == {"x:2022": "x:2020", "x:new": "x:2020"}


def test_a_source_that_moves_to_another_city_is_compared_with_its_texts(
    engine: Engine, night: Callable[[], int]
) -> None:
    add(engine, ("x:1", "kota", at(2021), STORY), ("x:2", "bogor", at(2026), STORY))
    assert night() == 0
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("bogor", "x", "bogor", city="Kota Bekasi")])
    assert night() == 1
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("bogor", "x", "bogor", city=None)])
    assert night() == 0


def test_an_edited_first_text_and_a_forgotten_one_take_their_returns_away(
    engine: Engine, night: Callable[[], int]
) -> None:
    add(engine, ("x:1", "kota", at(2021), STORY), ("x:2", "kota", at(2026), STORY), ("x:3", "koran", at(2022), OTHER))
    add(engine, ("x:4", "koran", at(2026), OTHER))
    assert night() == 2
    with transaction(engine) as connection:
        connection.execute(update(posts).where(posts.c.post_id == "x:1").values(text="lain", text_digest="lain"))
        erase_texts(connection, "post", ["x:3"], NOW)
        kept = set(connection.scalars(select(text_keys.c.post_id)))
        assert list(connection.scalars(select(recirculated.c.post_id))) == ["x:2"]
    assert "x:3" not in kept
    assert night() == 0


@pytest.mark.parametrize("gone", [erase_texts, remove])
def test_what_repeated_a_post_that_is_gone_is_found_to_repeat_the_next_one(
    engine: Engine, night: Callable[[], int], gone: Gone
) -> None:
    add(engine, ("x:1", "kota", at(2021), STORY), ("x:2", "kota", at(2021, 3, 11), STORY))
    add(engine, ("x:3", "kota", at(2022), STORY))
    night()
    assert returns(engine) == {"x:3": "x:1"}
    with transaction(engine) as connection:
        gone(connection, "post", ["x:1"], NOW)
    night()
    assert returns(engine) == {"x:3": "x:2"}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_changes_each_night_finds_what_a_full_comparison_finds(
    engine: Engine, settings: Settings, night_of: Nights, seed: int
) -> None:
    drawn = Random(seed)
    texts = [STORY, RETOLD, OTHER, f"{STORY} {OTHER}", "pendek"]
    names = [f"x:{number}" for number in range(9)]
    add(
        engine, *((name, drawn.choice([*CITIES]), at(drawn.randint(2020, 2026)), drawn.choice(texts)) for name in names)
    )
    for step in range(5):
        with night_of(settings, lambda: NOW) as opened:
            find_recirculated(opened)
            found = returns(engine)
            find_recirculated(opened, everything=True)
            assert found == returns(engine)
            with transaction(engine) as connection:
                for name in drawn.sample(names, 2):
                    words = drawn.choice(texts)
                    changed: dict[str, Any] = {"text": words, "text_digest": f"{hash(words)}"}
                    changed |= {"published_at": at(drawn.randint(2020, 2026))} if drawn.random() < 0.5 else {}
                    connection.execute(update(posts).where(posts.c.post_id == name).values(changed))
                erase_texts(connection, "post", drawn.sample(names, step % 2), NOW)
            if step % 2:
                recirculation._sign(opened, everything=False)  # and killed


@pytest.mark.parametrize("also", [{}, {"published_at": at(2019)}])
def test_what_was_a_formula_is_a_return_once_one_of_its_texts_is_edited(
    engine: Engine, night: Callable[[], int], also: dict[str, Any]
) -> None:
    add(engine, *((f"x:{day}", "kota", at(2021, 3, day), STORY) for day in (1, 11, 21)))
    add(engine, ("x:new", "kota", at(2026), STORY))
    night()
    assert returns(engine) == {}
    with transaction(engine) as connection:
        edited = {"text": OTHER, "text_digest": "edited"} | also
        connection.execute(update(posts).where(posts.c.post_id == "x:11").values(edited))
    night()
    assert returns(engine) == {"x:new": "x:1"}
