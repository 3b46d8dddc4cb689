"""Tone and issues of the press: told of many articles by several outlets, never of one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.transform.issues.agencies import Agencies, Agency
from pipeline.transform.issues.counts import Days, Naming
from pipeline.transform.issues.press import Clipping, PressCount, count_press, plain_title, tone_of
from pipeline.transform.issues.voices import Voice, VoiceReader

FIRST = date(2026, 11, 1)
DAYS = Days(FIRST, date(2026, 11, 30), (date(2026, 10, 1), date(2026, 10, 31)))
DRAIN = "Drainase tersumbat, genangan dikeluhkan pedagang pasar"
AGENCIES = Agencies.of(
    [
        Agency("Dinas Bina Marga", frozenset({("dinas", "bina", "marga"), ("dbmsda",)}), topics=frozenset({"harmony"})),
        Agency("Dinas Kesehatan", frozenset({("dinkes",)})),
    ]
)


@pytest.mark.parametrize(
    ("title", "beginning", "tone"),
    [
        ("Jalan rusak dikeluhkan pengendara", "Warga kecewa.", "negative"),
        ("Pemkot raih penghargaan layanan publik", "Inovasi itu diapresiasi kementerian.", "positive"),
        ("Perbaikan drainase belum tuntas", "Pekerjaan berlanjut.", "negative"),
        ("Warga tidak menolak relokasi", "Pertemuan berlangsung.", "neutral"),
        ("Jadwal layanan SIM keliling hari ini", "Layanan dibuka pukul 08.00.", "neutral"),
        ("Proyek mangkrak", "Sebelumnya proyek itu meraih penghargaan.", "neutral"),
        ("", "", "neutral"),
    ],
)
def test_an_article_leans_to_the_side_that_more_of_its_words_speak_for(title: str, beginning: str, tone: str) -> None:
    assert tone_of(title, beginning) == tone


def test_capitals_of_a_title_are_taken_away_where_all_words_have_one() -> None:
    assert plain_title("Drainase Tersumbat di Pasar Baru") == "drainase tersumbat di pasar baru"
    assert plain_title("Warga Bekasi keluhkan drainase") == "Warga Bekasi keluhkan drainase"
    assert plain_title("") == ""


def count(told: list[tuple[str, str]], earlier: int = 0) -> PressCount:
    """Count articles, each with its outlet and text; *earlier* ones stand in the month before."""
    reader, clippings = VoiceReader(AGENCIES.mentioned), []
    for n, (outlet, text) in enumerate([*told, *[("a.id", DRAIN)] * earlier]):
        words, stems, mentioned = reader.read(text)
        day = FIRST + timedelta(days=n % 28) if n < len(told) else date(2026, 10, 5)
        voice = Voice(f"w:{n}", day, words, stems, tone_of(text, ""), None, (), mentioned, f"w:{n}")
        clippings.append(Clipping(voice, outlet, carries=n == 0))
    return count_press(clippings, DAYS, Naming(reader.stem, reader.writing, frozenset()), AGENCIES, date(2026, 9, 1))


def test_five_articles_make_an_issue_and_fewer_none() -> None:
    found = count([("a.id", DRAIN)] * 5)
    assert found.whole
    assert (found.whole.articles, found.whole.outlets, found.whole.carried) == (5, 1, 1)
    (issue,) = found.issues
    assert (issue.articles, issue.outlets, issue.earlier, issue.tones) == (5, 1, 0, None)
    assert set(issue.name.split()) <= {"drainase", "tersumbat", "genangan", "pedagang", "pasar", "dikeluhkan"}
    few = count([("a.id", DRAIN)] * 4, earlier=4)
    assert few.issues == ()
    assert few.whole
    assert few.whole.earlier == 4
    assert count([]).whole is None


def articles_of(outlets: dict[str, int], text: str = DRAIN, unlike: int = 1) -> list[tuple[str, str]]:
    """Tell articles of one issue by so many of each outlet; *unlike* of them are neutral, the others negative."""
    told = [outlet for outlet, articles in outlets.items() for _ in range(articles)]
    return [(outlet, text.replace("dikeluhkan", "menurut") if n < unlike else text) for n, outlet in enumerate(told)]


@pytest.mark.parametrize(
    ("outlets", "unlike", "tones"),
    [
        ({"a": 3, "b": 3, "c": 3}, 1, None),
        ({"a": 5, "b": 5}, 1, None),
        ({"a": 28, "b": 1, "c": 1}, 1, None),
        ({"a": 6, "b": 2, "c": 2}, 1, None),
        ({"a": 4, "b": 3, "c": 3}, 0, None),
        ({"a": 5, "b": 3, "c": 2}, 1, (0, 1, 9)),
    ],
)
def test_a_tone_is_told_of_many_articles_by_several_outlets_that_differ(
    outlets: dict[str, int], unlike: int, tones: tuple[int, int, int] | None
) -> None:
    found = count(articles_of(outlets, unlike=unlike))
    assert found.whole
    assert found.whole.tones == tones
    assert [issue.tones for issue in found.issues] == [tones]


WASTE = "Sampah menumpuk di jembatan, bau dikeluhkan pengendara"
ALONE = ["Konser band rock meriah", "Lomba catur pelajar digelar", "Pameran lukisan dibuka", "Festival kuliner ramai"]


@pytest.mark.parametrize(
    ("waste", "alone", "told"),
    [
        ({}, 1, [False]),  # the whole less the issue would be one article
        ({"a": 4, "b": 3, "c": 3}, 0, [True, True]),
        ({"a": 4, "b": 3, "c": 3}, 2, [True, False]),  # the smaller issue is withheld: the rest is its articles and two
    ],
)
def test_no_issue_tells_its_tone_where_the_rest_of_the_whole_is_too_small(
    waste: dict[str, int], alone: int, told: list[bool]
) -> None:
    others = [("d", text) for text in ALONE[:alone]]
    found = count([*articles_of({"a": 4, "b": 4, "c": 4}), *articles_of(waste, WASTE), *others])
    assert found.whole
    assert found.whole.tones
    assert [bool(issue.tones) for issue in found.issues] == told


def test_an_article_concerns_the_agency_that_it_names_alone_else_that_of_its_issue() -> None:
    both = f"{DRAIN}, kata Dinas Bina Marga dan Dinkes"
    found = count([("a.id", f"{DRAIN}, kata Dinas Bina Marga"), *[("b.id", f"{DRAIN} DBMSDA")] * 5, ("c.id", both)])
    by_id = {post_id: (concerned.agency, concerned.origin) for post_id, _, concerned in found.by_article}
    assert by_id["w:0"] == ("Dinas Bina Marga", "named")
    assert by_id["w:6"] == ("Dinas Bina Marga", "proposed")
    assert len({issue for _, issue, _ in found.by_article}) == 1
