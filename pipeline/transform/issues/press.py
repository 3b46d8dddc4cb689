"""Themes and tone of the press: articles grouped like citizens' words, their tone counted over many alone.

The tone of one article, one outlet or one journalist is never told: of ten articles by three outlets at least, half
of them by one outlet at most, not all of one tone; and no issue's tone leaves fewer when it is taken from the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.transform.issues.agencies import Concerned
from pipeline.transform.issues.counts import Days, IssueCount, Naming, count_issues
from pipeline.transform.issues.voices import Voice, words_of

if TYPE_CHECKING:
    from pipeline.transform.issues.agencies import Agencies

TONE_FROM, OUTLETS_FROM = 10, 3
"""Articles, and outlets that they stand in, from which on a tone is told."""
PRESS_WORDS = words_of("""
    kota kabupaten kab pemkot pemkab pemerintah pemerintahan daerah wali walikota bupati wakil plt kepala dinas badan
    bidang kantor warga masyarakat wilayah kecamatan kelurahan camat lurah senin selasa rabu kamis jumat sabtu minggu
    januari februari maret april mei juni juli agustus september oktober november desember wib wita tahun bulan hari
    pukul ujar ujarnya kata katanya ucap ucapnya tutur tuturnya jelas jelasnya terang terangnya tegas tegasnya ungkap
    ungkapnya imbuh imbuhnya tambah tambahnya papar paparnya pungkas pungkasnya menurut mengatakan menyampaikan
    menjelaskan menyebut menyebutkan berita news com co id foto dok dokumentasi redaksi editor penulis reporter
    wartawan baca juga jurnalis media online portal provinsi jawa barat timur tengah selatan utara indonesia
""")
"""Words of news that bear no theme."""
_AGAINST = words_of("""
    dikeluhkan keluhkan mengeluhkan keluhan kecewa kecewakan protes diprotes memprotes demo unjuk didemo digeruduk
    kritik dikritik mengkritik kritisi disorot sorotan soroti sesalkan disesalkan tolak ditolak menolak mangkrak
    terbengkalai terlantar telantar mandek molor lamban lambat gagal buruk semrawut amburadul rusak berlubang ambrol
    korupsi dikorupsi pungli suap gratifikasi penyelewengan diselewengkan penyalahgunaan manipulasi maladministrasi
    temuan kerugian krisis bobrok kumuh macet lumpuh desak didesak mendesak tuntut dituntut menuntut resah meresahkan
    pertanyakan dipertanyakan keteteran kewalahan bocor kebocoran tercemar pencemaran dicopot digugat
""")
_FOR = words_of("""
    penghargaan apresiasi diapresiasi mengapresiasi prestasi berprestasi juara terbaik unggul sukses berhasil
    keberhasilan tuntas rampung lampaui melampaui inovasi inovatif teladan percontohan wtp raih meraih diraih sabet
    menyabet dipuji puji memuji bangga membanggakan sambut disambut antusias terbantu permudah mempermudah memudahkan
    percepat mempercepat pulih kondusif optimal transparan
""")
CAPITALS = 0.6
"""Share of a title's words with a capital, from which on it is the outlet's style."""
_NOT = words_of("tidak tak belum bukan tanpa urung minim kurang")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Clipping:
    """An article as a voice of its own, with its outlet; ``carries`` a message of the office or an agency."""

    voice: Voice
    outlet: str
    carries: bool = False


@dataclass(frozen=True, slots=True)
class PressIssue:
    """An issue of the press, or all articles of a period (no ``name``); tones that must not be told are ``None``."""

    name: str
    articles: int
    outlets: int
    earlier: int | None
    carried: int
    tones: tuple[int, int, int] | None
    """Positive, neutral and negative articles."""
    first_seen: date
    concerned: Concerned


@dataclass(frozen=True, slots=True)
class PressCount:
    """The press of a period: all articles, its issues, and the issue and agency of each article."""

    whole: PressIssue | None
    issues: tuple[PressIssue, ...] = ()
    by_article: tuple[tuple[str, str | None, Concerned], ...] = ()


def plain_title(title: str) -> str:
    """Return a title in small letters where it writes most words with a capital, which then marks no name."""
    words = _WORD.findall(title)
    capitals = sum(word[0].isupper() for word in words)
    return title.lower() if capitals > CAPITALS * len(words) else title


def tone_of(title: str, beginning: str) -> str:
    """Give the side, praise or blame, of which an article has more words, those of its title twice.

    Nobody asks whom the words are about: crime and gossip count like what concerns the government.
    A word after a negation counts for the other side where it praises, and for none where it blames.
    """
    counts = Counter[str]()
    for text, weight in ((title, 2), (beginning, 1)):
        found = [word.casefold() for word in _WORD.findall(text)]
        for before, word in zip(["", *found], found, strict=False):
            denied = before in _NOT
            if word in _FOR:
                counts["negative" if denied else "positive"] += weight
            elif word in _AGAINST and not denied:
                counts["negative"] += weight
    if counts["positive"] == counts["negative"]:
        return "neutral"
    return max(counts, key=lambda tone: counts[tone])


def count_press(
    clippings: Sequence[Clipping], days: Days, naming: Naming, agencies: Agencies, since: date
) -> PressCount:
    """Count the issues of the press in a period; *since* is the first day on which an article could be stored."""
    voices = [one.voice for one in clippings]
    now = {one.voice.response_id: one for one in clippings if one.voice.day in days}
    if not now:
        return PressCount(None)
    found = count_issues(voices, days, naming, agencies, since)
    issues = tuple(
        _count_issue(
            issue.name, [now[one] for one in issue.response_ids], issue.earlier, issue.first_seen, issue.concerned
        )
        for issue in found
    )
    of_article = {post_id: issue for issue in found for post_id in issue.response_ids}
    by_article = tuple(
        (post_id, issue.name if issue else None, _find_concerned(one.voice, issue, agencies))
        for post_id, one in now.items()
        for issue in [of_article.get(post_id)]
    )
    whole = _count_all(list(now.values()), voices, days, since)
    told = _told_beside(now, {issue.name: issue.response_ids for issue in found}, issues) if whole.tones else issues
    return PressCount(whole, told, by_article)


def _told_beside(
    now: Mapping[str, Clipping], articles: Mapping[str, Collection[str]], issues: Sequence[PressIssue]
) -> tuple[PressIssue, ...]:
    """Withhold tones of issues, the smallest first, until the rest of the whole may be told too, or is empty.

    Sets of articles that may be told may be told together: so no difference of the whole and some issues tells more.
    """
    told = sorted((issue for issue in issues if issue.tones), key=lambda issue: issue.articles)
    while told:
        counted = {post_id for issue in told for post_id in articles[issue.name]}
        rest = [one for post_id, one in now.items() if post_id not in counted]
        if not rest or _tones(rest):
            break
        del told[0]
    names = {issue.name for issue in told}
    return tuple(issue if issue.name in names else replace(issue, tones=None) for issue in issues)


def _count_all(now: Sequence[Clipping], voices: Sequence[Voice], days: Days, since: date) -> PressIssue:
    first, last = days.before
    earlier = sum(first <= voice.day <= last for voice in voices) if since <= first else None
    return _count_issue("", now, earlier, min(one.voice.day for one in now), Concerned())


def _count_issue(
    name: str, theirs: Sequence[Clipping], earlier: int | None, first: date, concerned: Concerned
) -> PressIssue:
    outlets, carried = len({one.outlet for one in theirs}), sum(one.carries for one in theirs)
    return PressIssue(name, len(theirs), outlets, earlier, carried, _tones(theirs), first, concerned)


def _tones(theirs: Sequence[Clipping]) -> tuple[int, int, int] | None:
    """Count positive, neutral and negative articles, where that tells the tone of no article and of no outlet."""
    outlets = Counter(one.outlet for one in theirs)
    counts = Counter(one.voice.sentiment for one in theirs)
    few = len(theirs) < TONE_FROM or len(outlets) < OUTLETS_FROM
    if few or max(outlets.values()) > len(theirs) / 2 or len(theirs) in counts.values():
        return None
    return counts["positive"], counts["neutral"], counts["negative"]


def _find_concerned(article: Voice, issue: IssueCount | None, agencies: Agencies) -> Concerned:
    """Tell the agency that an article concerns: as a person confirmed, as it names one alone, or as is guessed."""
    if issue and issue.concerned.origin == "confirmed":
        return issue.concerned
    if len(article.mentioned) == 1:
        return Concerned(next(iter(article.mentioned)), "named")
    if issue and issue.concerned.agency:
        return issue.concerned
    return agencies.concerned("", [article])
