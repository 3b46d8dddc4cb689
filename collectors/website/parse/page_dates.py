"""Find the date of an article in its page: what it tells machines, else the date line by its headline. Pure.

No date is: a clock in the head of the page, the time of an embedded post or a comment, a change, an event, the year
of the footer. A date that is not told stays unknown.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.website.parse.article_part import Line
from collectors.website.parse.dates import (
    AUTHOR,
    BY_WHOM,
    DESK,
    NOT_PUBLISHED,
    SAYS_PUBLISHED,
    find_date,
    find_publication,
    with_whole_years,
)
from collectors.website.parse.html import OF_OTHERS, READ_ALSO, line_of_element
from collectors.website.parse.json_ld import published_in_json
from collectors.website.parse.moments import parse_exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from collectors.records import Precision
    from collectors.website.parse.article_part import ArticlePart

    Moment = tuple[datetime, Precision]

DECLARED = (  # names of <meta>
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "published_date",
    "published-date", "publication_date", "publication-date", "article.published", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date", "dc.date.issued",
    "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "dcterms.created", "article:created_time",
    "created", "tanggal", "published_time", "published_at", "release_date", "content_publisheddate",
    "content_date", "dtk:publishdate", "originalpublicationdate", "article_date_original", "rnews:datepublished",
    "datecreated", "cse-pubdate",
)  # fmt: skip
PERHAPS_CLOCKS = ("date",)  # counts where nothing else is told
MARKED = (  # within the page itself
    "//*[@itemprop='datePublished' and not(self::meta)] | //time[@pubdate]"
    " | //*[@content and not(self::meta) and (contains(@property, 'dc:created')"
    " or contains(@property, 'datePublished') or contains(@property, 'schema:dateCreated'))]"
    " | //abbr[@title and contains(concat(' ', normalize-space(@class), ' '), ' published ')]"
)
LONGEST = 160  # characters of a date line
REST, REST_IN_TEXT, REST_IN_SENTENCE = 90, 30, 15  # characters of what a date line says beside the date
FEWEST_WORDS = 3  # of a headline
WORD = re.compile(r"[^\W\d_]+")
PARAGRAPH, LONG_LINE = 80, 220  # characters; behind them the text has begun
IN_ADDRESS = re.compile(  # /2026/9/5/judul, /2026-09-05-judul, /20260905/judul
    r"/((?:19|20)[0-9]{2})(?:/([0-9]{1,2})/([0-9]{1,2})(?=/|$)|-([0-9]{2})-([0-9]{2})(?=[/-]|$)"
    r"|(0[1-9]|1[0-2])([0-3][0-9])(?=[/-]|$))"
)
SENTENCE = re.compile(r"\w\w[.!?][\"”’)]*$")
BYLINE = re.compile(rf"[|•·]|^\W*(?:{BY_WHOM})\b", re.IGNORECASE)
COUNTER = re.compile(  # it ends a line
    r"(?:\b(?:dibaca|dilihat|views?|hits?)\b[\s:]*(?:sebanyak\s)?[0-9][0-9.,]*(?:\s?(?:kali|x|orang|views?|hits?)\b)?"
    r"|[0-9]\s(?:views?|hits?|(?:kali|x)\s(?:dibaca|dilihat|dibuka)|pembaca|pengunjung))\W*$",
    re.IGNORECASE,
)
PLAIN_WORD = re.compile(rf"\b(?!(?:{BY_WHOM}|pukul|jam|pkl|wib|kategori|dan|in|di)\b)[a-z]+\b")
BEFORE_ALONE = re.compile(r"\W*(?:(?:pada|tanggal|tgl|rilis|terbit)\b\W*){0,2}", re.IGNORECASE)
OF_ARTICLE = re.compile(
    r"\W*(?:tags?|kategori|categories|label|topik|bagikan|share|komentar|sumber|kembali|unduh|download|lampiran"
    r"|sebelumnya|berikutnya|previous|next)\b",
    re.IGNORECASE,
)
OVER_OTHERS = re.compile(  # a line over dates of their own
    r"\W*(?:(?:agenda|jadwal|pengumuman|acara|kegiatan|events?)\b.{0,30}"
    rf"|.{{1,30}}\b(?:{OF_OTHERS}|lain)\W*)",
    re.IGNORECASE,
)
BEFORE_DATE = re.compile(r"\W*(?:$|(?:pada|tanggal|tgl|on|at|oleh|by)\b)", re.IGNORECASE)  # behind "Diposting"
BESIDE_DATE = re.compile(rf"\W*(?:$|[|•·]|(?:{BY_WHOM})\b)", re.IGNORECASE)
AUTHOR_FIRST = re.compile(rf"\W*(?:(?:{AUTHOR})\b(?! karena)|(?:{DESK})\W*$)", re.IGNORECASE)
AUTHOR_BEFORE = re.compile(  # and nothing but a name up to the date
    # only white space and commas part names, and no name holds them: a hostile line must not be read in many ways
    rf"\W*(?i:{AUTHOR})(?:\s*:.*|(?:[\s,]+(?:(?:{DESK}|tim)\w*|[A-Z][\w.'’-]*))+[\s,]*"
    rf"(?:pada|tanggal|on|at)?\W*)|\W*(?i:{DESK})\W*"
)
PLACE = r"[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,2}"
BEFORE_RELEASE = re.compile(rf"\W*(?P<place>{PLACE})(?:\s*[,/|(–—-]\s*{PLACE})?\s*[,(/|–—-]+\s*\(?")
BEHIND_RELEASE = re.compile(r"\s*\)?\s*(?:[–—―-]{1,2}|\|)\s*[\w\"“‘']")
NO_PLACE = re.compile(  # what has a day of its own
    r"\b(?:hari|rapat|sidang|upacara|lomba|festival|acara|kegiatan|agenda|jadwal|undangan|pertandingan|final|piala|konser|pameran"
    r"|pelatihan|seminar|sosialisasi|aula|gedung|balai|stadion|lapangan|kantor|hotel|alun|ruang|masjid|taman|pasar|jalan|jl"
    r"|malls?|plaza|pelayanan|kampus|universitas|sekolah|rumah sakit|rsud|terminal|stasiun|bandara|posko|puskesmas"
    r"|hut|milad|dirgahayu|peringatan)\b",
    re.IGNORECASE,
)
FIRST_RELEASE = 2000  # older days are what a text tells of
LATER = timedelta(hours=36)  # more cannot be another zone


def find_published(
    tree: HtmlElement, meta: dict[str, str], part: ArticlePart, url: str, zone: ZoneInfo
) -> Moment | None:
    """Give the moment of publication in UTC and how exactly it was told; None where the page does not tell it.

    If the date by the headline or in the address is older than what the page tells machines, that is a clock; unless
    it is the same in American order. Where the address names its day, too, only a line of publication alone is surer.
    """
    found, in_address = _declared(tree, meta, zone), _in_address(url, zone)
    is_twice = found is not None and in_address is not None and abs(found[0] - in_address[0]) < LATER
    for other in (_shown(part, zone, found if is_twice else None), in_address):
        if other and found and _is_swapped(other[0], found[0], zone):
            continue
        is_earlier = other and found and other[0] < found[0] - LATER
        if other and (found is None or is_earlier or _is_more_exact(other, found, zone)):
            found = other
    return found or _released(part, zone)


def _released(part: ArticlePart, zone: ZoneInfo) -> Moment | None:
    """Read the day with which a press release begins: BEKASI, 12 November 2026 – …; none of a list of such days."""
    lines = [line for line in part.behind if not line.dated]
    told = {found for line in lines if (found := _release(line.words, zone))}
    first = next((line.words for line in lines if _is_text(line) or is_prose(line)), "")
    return told.pop() if len(told) == 1 and _release(first, zone) else None


def _release(words: str, zone: ZoneInfo) -> Moment | None:
    """Read the day at the beginning of a line, between a place and a dash; obituaries and events begin so, too.

    Of a release the place is in capitals, or the day in brackets.
    """
    found = find_date(words[:LONGEST], zone)
    before = BEFORE_RELEASE.fullmatch(words, 0, found.start) if found else None
    if found is None or before is None or not BEHIND_RELEASE.match(words, found.end):
        return None
    is_release = before["place"].isupper() or words[found.end :].lstrip().startswith(")")
    is_place = is_release and not NO_PLACE.search(before[0]) and not NOT_PUBLISHED.search(before[0])
    return (found.at, found.precision) if is_place and found.at.year >= FIRST_RELEASE else None


def _is_more_exact(moment: Moment, than: Moment, zone: ZoneInfo) -> bool:
    """Tell whether a moment names the hour of the day that another one names."""
    is_day = (moment[1], than[1]) == ("second", "day")
    return is_day and moment[0].astimezone(zone).date() == than[0].astimezone(zone).date()


def _is_swapped(moment: datetime, other: datetime, zone: ZoneInfo) -> bool:
    """Tell whether one moment is the other with day and month in American order: 11/12 and 12/11."""
    one, two = moment.astimezone(zone), other.astimezone(zone)
    return one.date() != two.date() and (one.year, one.month, one.day) == (two.year, two.day, two.month)


def _declared(tree: HtmlElement, meta: dict[str, str], zone: ZoneInfo) -> Moment | None:
    """Read what the page tells machines of its publication."""
    told = [meta[name] for name in DECLARED if name in meta]
    last = [meta[name] for name in PERHAPS_CLOCKS if name in meta]
    marked = tree.xpath(MARKED)
    texts = [
        text
        for tag in marked
        for text in (*map(tag.get, ("datetime", "content", "title")), line_of_element(tag))
        if text
    ]
    every = (*told, *published_in_json(tree), *texts, *last)
    return next(filter(None, (parse_exact(str(text)[:LONGEST], zone) for text in every)), None)


def _shown(part: ArticlePart, zone: ZoneInfo, twice: Moment | None) -> Moment | None:
    """Read the date line between headline and text, else one right before, else one behind the text.

    Of a moment that the page tells *twice*, a line of its day counts, else only one by the headline that says beside
    the day that it is of the publication: a bare day may be that of which the article tells.
    """
    behind = part.behind
    text = next((n for n, line in enumerate(behind) if _is_text(line)), len(behind))
    # a whole page may hold a clock before the headline and other articles behind the text
    further = (*reversed(part.before), *_closing(behind[text:])) if part.is_own else ()
    headline = part.headline if _may_repeat(part.headline, zone) else ""
    lines = (_without(headline, line) for line in (*behind[:text], *further))
    told = ((n, line, moment) for n, line in enumerate(lines) if (moment := _date_line(line, zone)))
    if twice is None:
        return next((moment for _, _, moment in told), None)
    every = list(told)
    same = (moment for _, _, moment in every if abs(moment[0] - twice[0]) < LATER)
    alone = (
        moment
        for n, line, moment in every
        if n < text and (sides := _beside_date(line, zone)) and _tells_publication(line, *sides)
    )
    return next(same, None) or next(alone, None)


def _closing(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines behind a text that may tell its date; none of a list of other articles."""
    lines = [Line(), *lines, Line()]
    near = [(lines[n - 1], line, lines[n + 1]) for n, line in enumerate(lines) if line.dated and line.words]
    others = len(near) > 1 and any(all(map(_leads_on, beside)) for beside in zip(*near, strict=True))
    for above, line in pairwise(lines):
        is_over = not above.linked and (line.linked or " " in above.words) and OVER_OTHERS.fullmatch(above.words)
        of_other = others or (is_over and not line.told)
        if SAYS_PUBLISHED.search(line.words[:LONGEST]) or (line.dated and not of_other):
            yield line


def _leads_on(line: Line) -> bool:
    """Tell whether a line leads to another article, and is none of this one's tags, buttons or ways back."""
    words = line.words[:LONGEST]
    return (
        line.linked
        and len(WORD.findall(words)) >= FEWEST_WORDS
        and not (OF_ARTICLE.match(words) or BYLINE.search(words))
    )


def _may_repeat(headline: str, zone: ZoneInfo) -> bool:
    """Tell whether a headline says so much beside a day that a line which holds all of it repeats it."""
    found = find_date(headline, zone) if len(headline.split()) >= FEWEST_WORDS else None
    return found is not None and any(map(str.isalpha, headline[: found.start] + headline[found.end :]))


def _without(headline: str, line: Line) -> Line:
    """Leave the headline out of a line that repeats it: a day in a headline is no publication."""
    return line._replace(words=line.words.replace(headline, "")) if headline else line


def _is_text(line: Line) -> bool:
    return len(line.words) > LONG_LINE or (is_prose(line) and len(line.words) > PARAGRAPH)


def is_prose(line: Line) -> bool:
    """Tell whether a line is of a text: a paragraph's, or a sentence that names no author and no publication."""
    byline = BYLINE.search(line.words[:LONGEST]) or SAYS_PUBLISHED.search(line.words[:LONGEST])
    return not line.dated and (line.in_text or (SENTENCE.search(line.words) is not None and not byline))


def is_date_line(line: Line, zone: ZoneInfo) -> bool:
    """Tell whether a line is of publication alone: a day, its author or counter, and no word of a notice."""
    sides = _beside_date(line, zone)
    if sides is None:
        return False
    before, behind = sides
    is_bare = not line.in_text and not re.search(r"\w", before) and len(behind) <= REST_IN_TEXT
    return is_bare or _tells_publication(line, before, behind)


def _beside_date(line: Line, zone: ZoneInfo) -> tuple[str, str] | None:
    """Give what a line says before and behind its day; None where it goes on as no line of publication does."""
    words = line.words[: LONGEST + 1]
    found = find_publication(words, zone)
    if found is None or len(words) > LONGEST or SENTENCE.search(words):
        return None
    before, behind = words[: found.start], words[found.end :]
    return (before, behind) if COUNTER.search(behind) or BESIDE_DATE.match(behind) else None


def _tells_publication(line: Line, before: str, behind: str) -> bool:
    """Tell whether a word of publication, an author or a counter beside a day shows that it is of the publication."""
    if COUNTER.search(behind):
        return not line.in_text or (len(before) <= REST_IN_TEXT and _ends_in_counter(behind))
    return _says_publication(before) or (not line.in_text and AUTHOR_FIRST.match(behind) is not None)


def tells_day(words: str, moment: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a line says the day of a moment, and beside it nothing but its clock, author or counter."""
    found = find_publication(words, zone) if len(words) <= LONGEST and not SENTENCE.search(words) else None
    if found is None or found.at.astimezone(zone).date() != moment.astimezone(zone).date():
        return False
    alone = BEFORE_ALONE.fullmatch(words, 0, found.start) and not re.search(r"\w", words[found.end :])
    return bool(alone) or is_date_line(Line(words, in_text=True), zone)


def _ends_in_counter(behind: str) -> bool:
    """Tell whether what stands behind a date is a counter, with names before it alone and no words of a sentence."""
    counter = COUNTER.search(behind)
    return counter is not None and PLAIN_WORD.search(behind, 0, counter.start()) is None


def _says_publication(before: str) -> bool:
    """Tell whether what stands before a date says that it is of the publication, or names an author alone."""
    says = SAYS_PUBLISHED.match(before)
    return bool((says and BEFORE_DATE.match(before, says.end())) or AUTHOR_BEFORE.fullmatch(before))


def _date_line(line: Line, zone: ZoneInfo) -> Moment | None:
    """Read the date of a line that says hardly more; a change or an event is none.

    If what it tells machines is another day than a reader sees, that is a change, or was copied with the design.
    """
    words = line.words[: LONGEST + 1]
    words = with_whole_years(words) if line.dated else words
    found = find_publication(words, zone, marked=line.dated)
    if line.told and (found or not find_date(words, zone)) and (told := parse_exact(line.told[:LONGEST], zone)):
        differs = found is not None and abs(told[0] - found.at) > LATER and not _is_swapped(found.at, told[0], zone)
        return (found.at, found.precision) if found and differs else told
    if found is None or len(words) > LONGEST or READ_ALSO.match(words):
        return None
    before, behind = words[: found.start], words[found.end :]
    return (found.at, found.precision) if len(before) + len(behind) <= _most_beside(line, before, behind) else None


def _most_beside(line: Line, before: str, behind: str) -> int:
    """Give how many characters a date line may have beside the date: of a text's paragraph few."""
    if is_prose(line) and SENTENCE.search(line.words):
        return REST_IN_SENTENCE
    return REST_IN_TEXT if is_prose(line) and not (_says_publication(before) or _ends_in_counter(behind)) else REST


def _in_address(url: str, zone: ZoneInfo) -> Moment | None:
    """Read the day in an address such as /2026/9/5/judul."""
    match = IN_ADDRESS.search(urlsplit(url).path)
    found = find_date("-".join(filter(None, match.groups())), zone) if match else None
    return (found.at, "day") if found else None
