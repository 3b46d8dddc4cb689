"""The headline of a page without selectors: its heading, or its title without the site's name. Pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml.etree import iterwalk

from collectors.website.parse.dates import BY_WHOM
from collectors.website.parse.html import OF_OTHERS, collapse, line_of_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

PARTS = re.compile(  # white space is tried from its first character alone: a title may be full of it
    r"(?<!\s)\s+[-–—·•|»«‹›~:]{1,2}\s+|(?:(?<!\s)\s+)?[|»«]\s*"
)
EDGES = " -–—·•|»«‹›~:\t\n"
NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
OWN_NAME = re.compile(r"logo|brand|site-?(?:title|name)|navbar", re.IGNORECASE)
RUBRIC = re.compile(  # a part of the site, as headings above all its articles name it
    r"(?:(?:detail|rincian|baca|isi|daftar|halaman)\s)?(?:berita|artikel|pengumuman|informasi|kabar|warta"
    r"|siaran pers|kegiatan|agenda|news|blog|posts?|articles?|press releases?)"
    r"(?:\s(?:kota|kabupaten|daerah|terkini|terbaru|utama|details?))?",
    re.IGNORECASE,
)
FURTHER = re.compile(
    rf"\b(?:{OF_OTHERS}|komentar|related|comments?|bagikan|share)\b"
    r"|^(?:menu|navigasi|arsip|kategori|pencarian|tautan|narahubung)(?:\s\w+)?$",
    re.IGNORECASE,
)
OFFICE = re.compile(  # how a site is named, and hardly an article
    r"(?:(?:website|situs|portal|laman)\s)?(?:resmi\s)?(?:pemerintah|dinas|badan|kantor|kota|kabupaten|kecamatan|kelurahan"
    r"|desa|sekretariat|puskesmas|rsud|diskominfo|uptd|inspektorat|satpol)\b(?:\s\w+){0,3}",
    re.IGNORECASE,
)
OF_OFFICE = re.compile(rf"(?:{RUBRIC.pattern})\s(?:{OFFICE.pattern})", re.IGNORECASE)  # "Berita Dinas Kesehatan"
DAY = re.compile(r"(?:\w+,?\s+)?[0-9]{1,2}\W+\w+\W+(?:19|20)[0-9]{2}")
DAY_LINE = re.compile(r"\b[0-9]{1,2}\W{1,3}\w{1,10}\W{1,3}(?:19|20)[0-9]{2}\b")
PORTAL = re.compile(r"(?:website|situs|portal|laman)\s.*", re.IGNORECASE)
LONG_LINE, FEWEST_WORDS = 80, 3  # characters of a text's paragraph, words of a headline
HOME = re.compile(r"/?(?:\.?/)?(?:(?:index|home|default|beranda)(?:\.\w{3,4})?/?)?", re.IGNORECASE)
BESIDE = frozenset({"nav", "aside", "footer", "form", "blockquote"})
LOWER = ("h2", "h3", "h4")
HEADS = frozenset({"h1", *LOWER, "h5", "h6"})
NO_TEXT = frozenset({"script", "style", "noscript", "template", "a"})
NEAR, MOST_NODES, MOST_LINKS = 4, 500, 3  # blocks around a heading, what is looked at in them, links up to the text
TO_FILL_IN = frozenset({"form", "input", "select", "button", "iframe"})
BYLINE = re.compile(rf"\W*(?:{BY_WHOM}|diposting|posted|ditulis)\b", re.IGNORECASE)
MOST_HEADINGS = 200  # that are looked at

Heading = tuple[str, "HtmlElement"]


def find_headline(tree: HtmlElement, meta: dict[str, str], url: str) -> tuple[str, HtmlElement | None]:
    """Give the headline of a page, and the heading where it stands if it stands in one.

    Headings are asked first: those of the first rank, then lower ones over the text. Where none of them is surely the
    headline, the page's title is, without the site's name.
    """
    window = line_of_element(next(iter(tree.iter("title")), None))
    titles = [text for text in (meta.get("og:title", ""), window) if text]
    every = [(line, tag) for tag in tree.iter("h1") if (line := line_of_element(tag))]
    own = [one for one in every if not _names_site(*one, meta, url)]
    own = [one for one in own if next(one[1].iterancestors("footer"), None) is None] or own
    firsts = [one for one in own if not RUBRIC.fullmatch(one[0]) and not _heads_page(one[1])]
    lower = [one for one in _lower_headings(tree) if not _names_site(*one, meta, url)]
    found = _choose_first_rank(firsts or own, lower, titles)
    if found and not _stands_in_title(found[0], titles) and _names_part_of_site(found[0]):
        found = _repeated_by_title(lower, _before_text(tree), titles) or found
    if found is None and every and not firsts:
        found = _choose_lower_rank(every, lower, _over_text(tree, own, lower), titles)
    if found is None and not every:
        found = _choose_under_names(tree, _over_text(tree, own, lower), titles)
    found = found or _only_one_under_office(own, titles)
    found = found or _longest_beside_site_name([*own, *lower], _before_text(tree), titles)
    if found:
        return found
    return _title_without_site(tree, titles, window, meta, url) if titles else next(iter([*own, *every]), ("", None))


def _title_without_site(
    tree: HtmlElement, titles: list[str], window: str, meta: dict[str, str], url: str
) -> tuple[str, HtmlElement | None]:
    """Give the first of the titles without the site's name, and the heading that says the same."""
    title = titles[0]
    shown = {line_of_element(tag).casefold(): tag for tag in reversed([*tree.iter("h1", *LOWER)])}
    # a heading says so, or the window's title adds the site's name to it
    is_whole = title.casefold() in shown or (window.startswith(title) and window != title)
    line = title if is_whole else without_site(title, meta, url)
    first, *rest = PARTS.split(line)
    if rest and first.casefold() in shown and all(map(RUBRIC.fullmatch, rest)):
        line = first
    return line, shown.get(line.casefold())


def _lower_headings(tree: HtmlElement) -> list[Heading]:
    """List the headings of lower ranks that may be an article's."""
    return [
        (line, tag)
        for tag in islice(tree.iter(*LOWER), MOST_HEADINGS)
        if (line := line_of_element(tag)) and not any(around.tag in BESIDE for around in tag.iterancestors())
    ]


def _choose_first_rank(own: list[Heading], lower: list[Heading], titles: list[str]) -> Heading | None:
    """Give the heading of the first rank that is the only one, or the longest of those that the title names."""
    named = sorted((one for one in own if _stands_in_title(one[0], titles)), key=lambda one: -len(one[0]))
    best = named[0] if named else own[0] if len(own) == 1 else None
    if best is None:
        starts = [part for text in titles for part in PARTS.split(text)[:1]]
        return next((one for one in own if any(one[0].startswith(f"{part} ") for part in starts)), None)
    parts = {part.casefold() for text in titles for part in PARTS.split(text)}
    site_and_article = len(parts) > 1 and best[0].casefold() in parts
    longer = [one for one in lower if one[0].casefold() in parts and len(one[0]) > len(best[0])]
    is_rubric = RUBRIC.fullmatch(best[0]) is not None or _heads_page(best[1])
    if (is_rubric or site_and_article) and longer:
        return longer[0]
    return None if is_rubric else best


def _choose_under_names(tree: HtmlElement, over_text: list[Heading], titles: list[str]) -> Heading | None:
    """Give the one highest heading over the text, where the page's title names only the office or a rubric."""
    parts = [part for text in titles for part in PARTS.split(text)]
    if not parts or not all(RUBRIC.fullmatch(part) or OFFICE.fullmatch(part) for part in parts):
        return None
    # a title with one of these headings is the article's own, though it looks like a name
    if any(_stands_in_title(line, titles) for line, _ in over_text):
        return None
    likely = [one for one in over_text if not any(name.fullmatch(one[0]) for name in (RUBRIC, OF_OFFICE, DAY))]
    beside = [one for one in likely if one[1].getparent() is likely[-1][1].getparent()]
    highest = min((tag.tag for _, tag in beside), default="")
    firsts = [one for one in beside if one[1].tag == highest]
    if len(firsts) != 1:
        return None
    line, tag = firsts[0]
    fits = len(line.split()) >= FEWEST_WORDS and not OFFICE.fullmatch(line)
    block = _block_of_text(tag) if fits else None
    if block is None or not _heads_text(tag, block, {tag for _, tag in beside}):
        return None
    around = set(tag.iterancestors())
    nodes = list(_in_main_part(tree, around))
    at = nodes.index(tag)
    begins = not any(_begins_article(node, tag, is_before=node not in around) for node in nodes[:at])
    return firsts[0] if begins and _is_only_text(nodes[at + 1 :], tag, set(block.iter())) else None


def _in_main_part(tree: HtmlElement, around: set[HtmlElement]) -> Iterator[HtmlElement]:
    """List the elements of a page but those in its head, its side parts and its links."""
    walk = iterwalk(tree, events=("start",))
    for _, node in walk:
        yield node
        beside = node.tag in BESIDE or node.tag in NO_TEXT or node.tag == "head"
        if node not in around and (beside or _heads_page(node)):
            walk.skip_subtree()


def _begins_article(node: HtmlElement, heading: HtmlElement, *, is_before: bool) -> bool:
    """Tell whether an element over a heading, around or before it, holds a paragraph, a day or a headline in words."""
    near = is_before and node.tag not in HEADS and node.getparent() is heading.getparent()
    says = (near and _says_more(node.text or "")) or (is_before and DAY_LINE.search(node.tail or "") is not None)
    return says or _is_long(node) or _has_day(node) or (is_before and node.tag == "p" and line_of_element(node) != "")


def _is_only_text(behind: list[HtmlElement], heading: HtmlElement, inside: set[HtmlElement]) -> bool:
    """Tell whether no other box with a text follows, and no heading of the same rank over a text."""
    other = further = False
    for node in behind:
        if node.tag in HEADS:
            line = line_of_element(node)
            further = FURTHER.search(line) is not None and not RUBRIC.fullmatch(line)
            other = not further and (other or node not in inside or node.tag <= heading.tag)
        elif node not in inside and not further and _has_day(node):
            other = True
        if other and _is_long(node):
            return False
    return True


def _has_day(node: HtmlElement) -> bool:
    """Tell whether a day stands in the words of an element."""
    shown = isinstance(node.tag, str) and node.tag not in NO_TEXT
    return node.tag == "time" or (shown and DAY_LINE.search(node.text or "") is not None)


def _block_of_text(heading: HtmlElement) -> HtmlElement | None:
    """Give the block nearest to a heading in which a text stands."""
    blocks = (node for node in islice(heading.iterancestors(), NEAR) if node.tag not in ("body", "html"))
    return next((node for node in blocks if any(map(_is_long, islice(node.iter(), MOST_NODES)))), None)


def _heads_text(heading: HtmlElement, block: HtmlElement, beside: set[HtmlElement]) -> bool:
    """Tell whether a text follows a heading in a block, with no more between than day and author."""
    passed, links, skipped = False, 0, {heading, *beside}
    for node in islice(block.iter(), MOST_NODES):
        if _is_long(node):
            return passed
        passed = passed or node is heading
        links += passed and node.tag == "a"
        if passed and (node.tag in TO_FILL_IN or links > MOST_LINKS):
            return False
        own = "" if skipped.intersection((node, *islice(node.iterancestors(), NEAR))) else node.text or ""
        if passed and any(map(_says_more, (own, node.tail or ""))):
            return False
    return False


def _is_long(node: HtmlElement) -> bool:
    """Tell whether an element is a paragraph of a text."""
    words = line_of_element(node) if node.tag == "p" else collapse(node.text or "")
    return isinstance(node.tag, str) and node.tag not in NO_TEXT and len(words) > LONG_LINE


def _says_more(words: str) -> bool:
    """Tell whether words are more than a day, a counter or an author."""
    return len(words.split()) >= FEWEST_WORDS and not (re.search("[0-9]", words) or BYLINE.match(words))


def _names_part_of_site(line: str) -> bool:
    """Tell whether a heading is a rubric, a day or the short name of an office: no headline."""
    office = OFFICE.fullmatch(line) and len(line.split()) < FEWEST_WORDS
    return bool(office or RUBRIC.fullmatch(line) or DAY.fullmatch(line))


def _repeated_by_title(lower: list[Heading], before: set[HtmlElement], titles: list[str]) -> Heading | None:
    """Give the lower heading over the text that the page's title repeats whole, beside a name."""
    parts = {part.casefold() for text in titles for part in PARTS.split(text)}
    named = (one for one in lower if one[0].casefold() in parts and len(one[0].split()) >= FEWEST_WORDS)
    return next((one for one in named if one[1] in before and not OFFICE.fullmatch(one[0])), None)


def _choose_lower_rank(
    headings: list[Heading], lower: list[Heading], over_text: list[Heading], titles: list[str]
) -> Heading | None:
    """Give the heading below one that names the site or a part of it, where the title names no more than that."""
    parts = {part.casefold() for text in titles for part in PARTS.split(text)}
    named = sorted((one for one in lower if one[0].casefold() in parts), key=lambda one: -len(one[0]))
    names = {line.casefold() for line, _ in headings}
    if named or not all(part in names or RUBRIC.fullmatch(part) or OFFICE.fullmatch(part) for part in parts):
        return next(iter(named), None)
    highest = min((tag.tag for _, tag in over_text), default="")
    return next((one for one in reversed(over_text) if one[1].tag == highest), None)


def _over_text(tree: HtmlElement, own: list[Heading], lower: list[Heading]) -> list[Heading]:
    """List the lower headings that may be a headline: over the text, and in no article that has a higher one."""
    before, homes = _before_text(tree), [home for _, tag in own if (home := _article_of(tag)) is not None]
    return [
        one for one in lower if one[1] in before and not FURTHER.search(one[0]) and _article_of(one[1]) not in homes
    ]


def _article_of(tag: HtmlElement) -> HtmlElement | None:
    """Give the article, or else the main part, in which a heading stands: there the first is the headline."""
    return next((node for node in tag.iterancestors() if node.tag in ("article", "main")), None)


def _before_text(tree: HtmlElement) -> set[HtmlElement]:
    """Collect the headings before the first long paragraph behind a heading: those behind it part the text."""
    passed: set[HtmlElement] = set()
    for tag in tree.iter("h1", *LOWER, "p", "div", "td", "li"):
        if tag.tag in ("h1", *LOWER):
            passed.add(tag)
        elif passed and len(line_of_element(tag) if tag.tag == "p" else collapse(tag.text or "")) > LONG_LINE:
            break
    return passed


def _only_one_under_office(own: list[Heading], titles: list[str]) -> Heading | None:
    """Give the only heading, in the header of a page whose title names but the office."""
    if len(own) != 1 or not titles or not all(map(OFFICE.fullmatch, titles)):
        return None
    line = own[0][0]
    names = RUBRIC.fullmatch(line) or OFFICE.fullmatch(line) or line in titles
    return own[0] if not names and len(line.split()) >= FEWEST_WORDS else None


def _longest_beside_site_name(headings: list[Heading], before: set[HtmlElement], titles: list[str]) -> Heading | None:
    """Give the longest heading over the text that is all of a title but the site's name, before or behind it."""
    whole = {text.casefold() for text in titles}
    if any(line.casefold() in whole for line, _ in headings):
        return None
    return max(
        (one for one in headings if one[1] in before and _is_title_without_name(one[0], titles)),
        key=_length,
        default=None,
    )


def _is_title_without_name(line: str, titles: list[str]) -> bool:
    """Tell whether a title is this line and a name; behind a name that is no office's only a longer line is."""
    is_name, is_rubric = OFFICE.fullmatch(line) is not None, RUBRIC.fullmatch(line) is not None
    for title in (text for text in titles if line in text and text != line):
        name, _, end = title.partition(line) if title.startswith(line) else (title.removesuffix(line), "", "")
        begins = bool(end) and PARTS.match(end) is not None
        ends = title.endswith(line) and (PARTS.search(name[-3:]) is not None or name.endswith(": "))
        site = (PORTAL if is_name else OFFICE).fullmatch(name.strip(EDGES)) is not None
        longer = ends and len(line) > len(name)
        if (ends and site) or (not is_name and (longer or (begins and not is_rubric))):
            return True
    return False


def _length(heading: Heading) -> int:
    return len(heading[0])


def _stands_in_title(line: str, titles: list[str]) -> bool:
    return any(line.casefold() in text.casefold() for text in titles)


def _heads_page(tag: HtmlElement) -> bool:
    """Tell whether a heading stands in the header of the page, and not of its article."""
    around = [tag.tag, *(node.tag for node in tag.iterancestors())]
    return "header" in around and not {"article", "main"}.intersection(around)


def without_site(title: str, meta: dict[str, str], url: str) -> str:
    """Leave the site's name out of a title: "Kabar - Kota Contoh" → "Kabar"."""
    parts = [part.strip() for part in PARTS.split(title) if part.strip()]
    if len(parts) < 2 and ": " not in title:  # noqa: PLR2004  # a title alone
        return title
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {meta[name].casefold() for name in NAMES if name in meta} | {host, f"www.{host}"}
    if len(parts) > 2 and parts[-1].casefold() in names and RUBRIC.fullmatch(parts[-2]):  # noqa: PLR2004  # and a rubric
        return title[: title.rindex(parts[-2], 0, title.rindex(parts[-1]))].strip(EDGES)
    first, colon, rest = title.partition(": ")
    if colon and first.casefold() in names and rest.strip():
        return rest.strip()
    if len(parts) < 2:  # noqa: PLR2004
        return title
    if parts[0].casefold() in names and parts[-1].casefold() not in names:
        return title[title.index(parts[0]) + len(parts[0]) :].strip(EDGES)
    before = title[: title.rindex(parts[-1])].rstrip()
    if re.search(r"(?<!:):$", before) and parts[-1].casefold() not in names:  # who says what
        return title
    return before.strip(EDGES)  # where no name is told, it is mostly the last


def _names_site(line: str, tag: HtmlElement, meta: dict[str, str], url: str) -> bool:
    """Tell whether a heading names the site, as some have on every page."""
    if line.casefold() in {meta.get(name, "").casefold() for name in NAMES}:
        return True
    near = [tag, *tag.iterancestors()][:2]
    if any(OWN_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}") for node in near):
        return True
    links = [*tag.iterdescendants("a"), *(node for node in near if node.tag == "a")]
    return any(_leads_home(str(link.get("href")).strip(), url) for link in links if link.get("href"))


def _leads_home(address: str, url: str) -> bool:
    try:
        host = urlsplit(url).netloc
        parts = urlsplit(address)
    except ValueError:  # "http://[" and its like
        return False
    same = parts.netloc.removeprefix("www.") in ("", host.removeprefix("www."))
    return same and not parts.query and not address.startswith("#") and HOME.fullmatch(parts.path) is not None
