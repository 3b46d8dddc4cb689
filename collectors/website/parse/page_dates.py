"""Find the date of an article in its page: what it tells machines, else the date line by its headline. Pure.

No date is: a clock in the head of the page, the time of an embedded post or a comment, a change, an event, the year
of the footer. A date that is not told stays unknown.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.website.parse.dates import find_date, find_publication, with_whole_years
from collectors.website.parse.headline import line_of_element
from collectors.website.parse.json_ld import published_in_json
from collectors.website.parse.moments import parse_exact

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from collectors.records import Precision
    from collectors.website.parse.article_part import ArticlePart, Line

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
FEWEST_WORDS = 3  # of a headline that other lines repeat
PARAGRAPH, LONG_LINE = 80, 220  # characters; behind them the text has begun
IN_ADDRESS = re.compile(  # /2026/9/5/judul, /2026-09-05-judul, /20260905/judul
    r"/((?:19|20)[0-9]{2})(?:/([0-9]{1,2})/([0-9]{1,2})(?=/|$)|-([0-9]{2})-([0-9]{2})(?=[/-]|$)"
    r"|(0[1-9]|1[0-2])([0-3][0-9])(?=[/-]|$))"
)
SAYS_PUBLISHED = re.compile(
    r"\b(?:di)?(?:terbit(?:kan)?|publikasikan|posting|poskan|tayangkan|unggah|rilis)\b|\b(?:published|posted|submitted)\b"
    r"|^\W*(?:(?:artikel|berita|tulisan|naskah|dokumen)\s+(?:ini\s+)?)?(?:telah\s+)?di(?:tulis|buat|kirim|muat|siarkan|upload)\s+(?:oleh|pada)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"\w\w[.!?][\"”’)]*$")
BYLINE = re.compile(r"[|•·]|^\W*(?:oleh|by|penulis|editor|humas|admin)\b", re.IGNORECASE)
COUNTER = re.compile(  # it ends a line
    r"(?:\b(?:dibaca|dilihat|views?|hits?)\b[\s:]*(?:sebanyak\s)?[0-9][0-9.,]*(?:\s(?:kali|x|orang|views?|hits?))?"
    r"|[0-9]\s(?:views?|hits?))\W*$",
    re.IGNORECASE,
)
BEFORE_DATE = re.compile(r"\W*(?:$|(?:pada|tanggal|tgl|on|at|oleh|by)\b)", re.IGNORECASE)  # behind "Diposting"
BESIDE_DATE = re.compile(r"\W*(?:$|[|•·]|(?:oleh|by|penulis|editor|humas|admin|redaksi)\b)", re.IGNORECASE)
AUTHOR_FIRST = re.compile(r"\W*(?:(?:oleh|by|penulis|editor)\b(?! karena)|(?:humas|admin|redaksi)\W*$)", re.IGNORECASE)
AUTHOR_BEFORE = re.compile(  # and nothing but a name up to the date
    # only white space and commas part names, and no name holds them: a hostile line must not be read in many ways
    r"\W*(?i:oleh|by|penulis|editor)(?:\s*:.*|(?:[\s,]+(?:(?:admin|humas|redaksi|tim)\w*|[A-Z][\w.'’-]*))+[\s,]*"
    r"(?:pada|tanggal|on|at)?\W*)|\W*(?i:humas|admin|redaksi)\W*"
)
LATER = timedelta(hours=36)  # more cannot be another zone


def find_published(
    tree: HtmlElement, meta: dict[str, str], part: ArticlePart, url: str, zone: ZoneInfo
) -> Moment | None:
    """Give the moment of publication in UTC and how exactly it was told; None where the page does not tell it.

    If the date by the headline or in the address is older than what the page tells machines, that is a clock; unless
    it is the same in American order.
    """
    found = _declared(tree, meta, zone)
    for other in (_shown(part, zone), _in_address(url, zone)):
        if other and found and _is_swapped(other[0], found[0], zone):
            continue
        if other and (found is None or other[0] < found[0] - LATER or _is_more_exact(other, found, zone)):
            found = other
    return found


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


def _shown(part: ArticlePart, zone: ZoneInfo) -> Moment | None:
    """Read the date line between headline and text, else one right before, else one behind the text."""
    behind = part.behind
    text = next((n for n, line in enumerate(behind) if _is_text(line)), len(behind))
    # a whole page may hold a clock before the headline and other articles behind the text
    after = (line for line in behind[text:] if line.dated or SAYS_PUBLISHED.search(line.words[:LONGEST]))
    further = (*reversed(part.before), *after) if part.is_own else ()
    headline = part.headline if _may_repeat(part.headline, zone) else ""
    lines = (_without(headline, line) for line in (*behind[:text], *further))
    return next(filter(None, (_date_line(line, zone) for line in lines)), None)


def _may_repeat(headline: str, zone: ZoneInfo) -> bool:
    """Tell whether a headline says so much beside a day that a line which holds all of it repeats it."""
    found = find_date(headline, zone) if len(headline.split()) >= FEWEST_WORDS else None
    return found is not None and any(map(str.isalpha, headline[: found.start] + headline[found.end :]))


def _without(headline: str, line: Line) -> Line:
    """Leave the headline out of a line that repeats it, as a breadcrumb does: a day in it is what it speaks of."""
    return line._replace(words=line.words.replace(headline, "")) if headline else line


def _is_text(line: Line) -> bool:
    return len(line.words) > LONG_LINE or (is_prose(line) and len(line.words) > PARAGRAPH)


def is_prose(line: Line) -> bool:
    """Tell whether a line is of a text: a paragraph's, or a sentence that names no author and no publication."""
    byline = BYLINE.search(line.words[:LONGEST]) or SAYS_PUBLISHED.search(line.words[:LONGEST])
    return not line.dated and (line.in_text or (SENTENCE.search(line.words) is not None and not byline))


def is_date_line(line: Line, zone: ZoneInfo) -> bool:
    """Tell whether a line is of publication alone: a day, its author or counter, and no word of a notice."""
    words = line.words[: LONGEST + 1]
    found = find_publication(words, zone)
    if found is None or line.in_text or len(words) > LONGEST:
        return False
    before, behind = words[: found.start], words[found.end :]
    if SENTENCE.search(words):
        return False
    if COUNTER.search(behind):
        return True
    if not BESIDE_DATE.match(behind):
        return False
    says = SAYS_PUBLISHED.match(before)
    told = (
        (says and BEFORE_DATE.match(before, says.end()))
        or AUTHOR_BEFORE.fullmatch(before)
        or AUTHOR_FIRST.match(behind)
    )
    return bool(told) or (not re.search(r"\w", before) and len(behind) <= REST_IN_TEXT)


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
    rest = REST if not is_prose(line) else REST_IN_SENTENCE if SENTENCE.search(line.words) else REST_IN_TEXT
    if found is None or len(words) > LONGEST or len(words) - (found.end - found.start) > rest:
        return None
    return found.at, found.precision


def _in_address(url: str, zone: ZoneInfo) -> Moment | None:
    """Read the day in an address such as /2026/9/5/judul."""
    match = IN_ADDRESS.search(urlsplit(url).path)
    found = find_date("-".join(filter(None, match.groups())), zone) if match else None
    return (found.at, "day") if found else None
