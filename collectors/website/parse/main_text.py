"""Articles of sites for which nobody wrote selectors: trafilatura finds the main text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import trafilatura
from lxml.etree import iterwalk
from trafilatura.settings import Document

from collectors.errors import SourceChanged
from collectors.records import Post
from collectors.website.parse.addresses import clean_address, leads_abroad, short, site_of
from collectors.website.parse.article import post_id_of
from collectors.website.parse.article_part import ArticlePart, Line, read_part
from collectors.website.parse.dates import find_date, with_whole_years
from collectors.website.parse.headline import find_headline
from collectors.website.parse.html import (
    ADDED,
    CONTROL,
    MOST_HIDDEN,
    OF_OTHERS,
    UNSEEN,
    collapse,
    decode,
    is_added,
    is_hidden,
    is_of_text,
    line_of_element,
    may_hide,
    read_meta,
    words_of_link,
)
from collectors.website.parse.page_dates import (
    LONGEST,
    PARAGRAPH,
    SENTENCE,
    find_published,
    is_date_line,
    is_prose,
    tells_day,
)

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from collectors.records import RawPage
    from collectors.website.parse.layout import Layout

LINES = frozenset({"p", "head", "item", "cell"})  # what trafilatura makes of paragraphs, headings, list items
EDGES = LINES | {"list", "table", "row", "lb", "div"}
QUOTES = frozenset({"quote", "code"})  # edges, too, but not within a line: there a word or two are quoted
EMBEDDED = re.compile(r"wp-embedded-content|twitter-tweet|instagram-media|tiktok-embed|fb-xfbml-parse-ignore")
MOST_ABOVE = 5  # lines of a text, of which one may be the headline
SPACE = re.compile(r"\s+")
FIRST_LINES = 2  # behind the headline, of which one may be its date line
REPLY = (
    r"(?:tinggalkan|berikan|tulis)\s(?:balasan|komentar|tanggapan)(?:\sdi sini|\sanda)?[\s:]*"
    r"|leave a (?:reply|comment)[\s:]*"
)
OVER_COMMENTS = re.compile(REPLY, re.IGNORECASE)
MOST_BELOW = 3  # lines of a form for comments
OVER_OTHERS = re.compile(  # a line over other articles, or over comments
    rf"(?:(?:berita|artikel|post|postingan|kabar|warta)\s){{1,2}}(?:{OF_OTHERS}|lain)"
    rf"[\s:]*|{REPLY}|(?:related|latest|recent|popular|other)\s(?:news|posts?|articles?)[\s:]*",
    re.IGNORECASE,
)
SHARING = re.compile(
    r"(?:bagikan|share)(?:\s(?:ini|ke|di|via|berita|artikel|this|on|halaman)\b.{0,30})?[\s:]*", re.IGNORECASE
)
COMMENTS = re.compile(r"(?:[0-9]{1,5}\s)?(?:komentar|comments?)(?:\s\(?[0-9]{1,5}\)?)?[\s:]*", re.IGNORECASE)
BESIDE = ("aside", "nav", "footer", "form", "head", "script", "style", "noscript", "template")
FEWEST_OF_TEXT = 6  # words; a label has fewer
DOUBTFUL = 200  # characters; with less, trafilatura may have taken menus for text


def parse_main_text(raw: RawPage, layout: Layout, zone: ZoneInfo) -> Post:
    """Read an article page. Raises SourceChanged for a page that holds none."""
    post_id = post_id_of(raw.url, layout)
    tree = trafilatura.load_html(CONTROL.sub("", decode(raw.body)))
    if post_id is None or tree is None:
        raise SourceChanged(f"{short(raw.url)} has no article", advice="write selectors for this site (layout)")
    _leave_out_added(tree, site_of(raw.url))
    _open_asides(tree)
    meta = read_meta(tree)
    title, heading = find_headline(tree, meta, raw.url)
    part = read_part(tree, heading)
    published = find_published(tree, meta, part, raw.url, zone)
    lines = _best(_main_lines(tree, raw.url), part, title, published[0] if published else None, zone)
    if not lines:
        what = f"{short(raw.url)} has no text that could be told from the page around it"
        raise SourceChanged(what, advice="write selectors for this site (layout)")
    return Post(
        post_id=post_id,
        kind="article",
        url=_canonical(tree, raw.url, layout),
        text="\n".join(lines),
        published_at=published[0] if published else None,
        published_precision=published[1] if published else "unknown",
        title=title or None,
        method="trafilatura",
        reduced=_is_whole_page(lines, title, tree),
    )


def _is_whole_page(lines: Sequence[str], title: str, tree: HtmlElement) -> bool:
    """Tell whether all words of a page, from the first of its menu on, were taken for one that shows no text."""
    body = tree.find("body")
    if not title or len(lines) != 1 or body is None or title not in lines[0][1:]:
        return False
    first = next((words for text in _words(body) if (words := collapse(text))), "")
    return bool(first) and lines[0].startswith(first)


def _leave_out_added(tree: HtmlElement, site: str) -> None:
    """Take out of a page what plugins write into a text, and what is hidden from readers; its neighbours stay."""
    named = [tag for tag in tree.xpath("//body//*[@class]") if ADDED.search(tag.get("class"))]
    added = [tag for tag in named if is_added(tag.get("class"), _words(tag), _words(_around(tag)))]
    unseen = _hidden(tree.xpath("//body//*[@style or @hidden or self::marquee]"), site)
    for tag in (*added, *unseen, *_embedded(tree)):
        if tag.getparent() is not None:
            tag.drop_tree()


def _embedded(tree: HtmlElement) -> list[HtmlElement]:
    """List posts of others in a text; none where the page has no sentence of its own."""
    found = [tag for tag in tree.xpath("//body//blockquote[@class]") if EMBEDDED.search(tag.get("class"))]
    inner = {part for tag in found for part in tag.iter()}
    own = (tag for tag in tree.iter("p") if found and tag not in inner and SENTENCE.search(line_of_element(tag)))
    has_text = any(all(around.tag not in BESIDE for around in tag.iterancestors()) for tag in own)
    return found if has_text else []


def _open_asides(tree: HtmlElement) -> None:
    """Turn an aside into a plain part where it holds the headline, or all text of the page."""
    if next(tree.iter("aside"), None) is None:
        return
    asides: list[HtmlElement] = []
    outside = set(tree.iter())
    for tag in tree.iter(*BESIDE):
        if tag in outside:
            asides += [tag] if tag.tag == "aside" else []
            outside.difference_update(tag.iter())
    heads = set(tree.iter("h1"))
    if heads and heads.isdisjoint(outside):
        asides = [tag for tag in asides if not heads.isdisjoint(tag.iter("h1"))]
    else:
        asides = [tag for tag in asides if tag.getparent().xpath("h1 | h2 | h3 | header//h1 | header//h2")]
        asides = [] if any(map(_says, outside)) else asides
    for tag in asides:
        if sum(len(line_of_element(part)) for part in tag.iter("p")) > PARAGRAPH:
            tag.tag = "div"


def _says(tag: HtmlElement) -> bool:
    """Tell whether an element is of a text: a paragraph without numbers, or words of its own at length."""
    words = line_of_element(tag) if tag.tag == "p" else " ".join(tag.xpath("text()")).strip()
    is_some = tag.tag == "p" and " " in words and not re.search("[0-9]", words)
    is_long = tag.tag not in ("a", "h1", "h2", "h3", "h4") and len(words.split()) >= FEWEST_OF_TEXT
    return bool(is_some or is_long or SENTENCE.search(words))


def _hidden(tags: Iterable[HtmlElement], site: str) -> list[HtmlElement]:
    """List those of *tags*, in their order in the page, that are hidden from readers, and none within another."""
    found: list[HtmlElement] = []
    inner: set[HtmlElement] = set()
    perhaps = (tag for tag in tags if tag not in inner and may_hide(tag.tag, tag.attrib))
    for tag in islice(perhaps, MOST_HIDDEN):
        if is_hidden(tag.tag, tag.attrib, _pieces(tag, site)):
            found.append(tag)
            inner.update(tag.iterdescendants())
    return found


def _pieces(tag: HtmlElement, site: str) -> Iterator[tuple[str, str, str]]:
    yield tag.text or "", "", ""
    for part in tag.iterdescendants():
        leads = part.tag == "a" and leads_abroad(part.get("href") or "", site)
        own = (part.text or "") if isinstance(part.tag, str) else ""
        yield own + (part.tail or ""), words_of_link(_words(part)) if leads else "", part.get("style") or ""


def _around(tag: HtmlElement) -> HtmlElement:
    """Give what an element stands in, beyond what only wraps it."""
    around = tag.getparent()
    while around.tag != "body" and len(around) == 1 and not ((around.text or "") + (around[0].tail or "")).strip():
        around = around.getparent()
    return around


def _words(tag: HtmlElement) -> Iterator[str]:
    """Yield the words of an element, and an empty one for each part that is none."""
    yield tag.text or ""
    for part in tag.iterdescendants():
        yield (part.text or "") if isinstance(part.tag, str) and part.tag not in UNSEEN else ""
        yield part.tail or ""


def _main_lines(tree: HtmlElement, url: str) -> list[str]:
    """List the paragraphs that trafilatura takes for the main text."""
    found = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, include_tables=False, with_metadata=False
    )
    return list(_lines(found)) if isinstance(found, Document) else []


def _without_date_line(part: ArticlePart, zone: ZoneInfo) -> tuple[list[Line], int]:
    """List the lines behind a headline that are not marked as a date, and the place of an unmarked date line."""
    behind = [line for line in part.behind if not line.dated]
    plain = takewhile(lambda line: not line.dated, part.behind[:FIRST_LINES])
    return behind, next((n for n, line in enumerate(plain) if is_date_line(line, zone)), -1)


def _own(part: ArticlePart, zone: ZoneInfo) -> list[str]:
    """List what stands behind a headline, without its date line, buttons, and a last part of other articles."""
    behind, date_line = _without_date_line(part, zone)
    last = max((n for n, line in enumerate(behind) if is_prose(line) and not _is_entry(line)), default=-1)
    kept = list[str]()
    for place, line in enumerate(behind):
        if kept and place > last and OVER_OTHERS.fullmatch(line.words):
            break
        button = COMMENTS.fullmatch(line.words) or (not is_prose(line) and SHARING.fullmatch(line.words))
        if place != date_line and not button:
            kept.append(line.words)
    return kept or [line.words for line in behind]


def _is_entry(line: Line) -> bool:
    """Tell whether a line is of a list of articles: a link, and no sentence."""
    return line.linked and not SENTENCE.search(line.words)


def _best(found: Sequence[str], part: ArticlePart, title: str, at: datetime | None, zone: ZoneInfo) -> list[str]:
    """Choose the lines of the text: of a short one, what stands behind the headline is surer than a guess."""
    own = _own(part, zone) if part.is_own else []
    is_surer = own and (sum(map(len, found)) < DOUBTFUL or _is_other_text(own, found))
    lines = own if is_surer else _below_date(_below(title, _above_comments(found)), part, at, zone)
    return list(filter(is_of_text, lines))


def _is_other_text(own: Sequence[str], found: Sequence[str]) -> bool:
    """Tell whether a text stands behind the headline of which nothing was found; labels and buttons are none."""
    shown = " ".join(own)
    if any(line in shown for line in found):
        return False
    return any(map(SENTENCE.search, own)) or not any(map(SENTENCE.search, found))


def _above_comments(found: Sequence[str]) -> Sequence[str]:
    """Leave out the form for comments at the end of a text."""
    first = max(len(found) - MOST_BELOW - 1, 1)
    place = next((n for n, line in enumerate(found) if n >= first and OVER_COMMENTS.fullmatch(line)), len(found))
    return found[:place]


def _below(title: str, found: Sequence[str]) -> Sequence[str]:
    """Leave out the headline and what stands above it, if that is no sentence."""
    place = next((n for n, line in enumerate(found[:MOST_ABOVE]) if title and line == title), -1)
    return found[place + 1 :] if not any(map(SENTENCE.search, found[: max(place, 0)])) else found


def _below_date(found: Sequence[str], part: ArticlePart, at: datetime | None, zone: ZoneInfo) -> Sequence[str]:
    """Leave out the lines above a text that tell its date: a counter in them would make an edit each night."""
    behind, place = _without_date_line(part, zone)
    told = [line.words for line in (*part.before, *part.behind) if line.dated and not SENTENCE.search(line.words)]
    told += [behind[place].words] if place >= 0 else []
    bare = [SPACE.sub("", words) for words in told if len(words) <= LONGEST]
    above = list(takewhile(lambda line: any(SPACE.sub("", line) in words for words in bare), found))
    if any(find_date(with_whole_years(line), zone) for line in above):
        return found[len(above) :]
    return found[1:] if found and at and tells_day(found[0], at, zone) else found


def _lines(found: Document) -> Iterator[str]:
    """List the paragraphs of the main text: its parts, and between them what is no label or name, but a text."""
    line, inside = "", 0
    for event, node in iterwalk(found.body, events=("start", "end")):
        if node.tag in EDGES or (node.tag in QUOTES and not inside) or node is found.body:
            words = collapse(line)
            if words and (inside or len(words) > PARAGRAPH or SENTENCE.search(words)):
                yield words
            line = ""
            inside += (node.tag in LINES) * (1 if event == "start" else -1)
        line += (node.text if event == "start" else node.tail) or ""


def _canonical(tree: HtmlElement, url: str, layout: Layout) -> str:
    """Give the address that the article itself names, if it is this article's, else the one it came from."""
    link = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    try:
        named = clean_address(urljoin(url, str(link).strip())) if link else ""
        same = (
            bool(named)
            and named.startswith(("http://", "https://"))
            and post_id_of(named, layout) == post_id_of(url, layout)
        )
    except ValueError:  # "http://[" and its like
        return url
    return named if same else url
