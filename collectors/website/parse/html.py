"""HTML to text: the characters of a page, and the paragraphs that a reader sees."""

from __future__ import annotations

import re
import warnings
from itertools import islice
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, ParserRejectedMarkup, Tag, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString

from collectors.errors import SourceChanged
from collectors.records import is_counter
from collectors.website.parse.addresses import leads_abroad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from lxml.html import HtmlElement

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "summary", "ul"}
)
UNSEEN = frozenset(
    {"audio", "button", "figcaption", "head", "iframe", "math", "noscript", "object", "script", "select"}
    | {"style", "svg", "table", "template", "textarea", "video"}
)
SPACE = re.compile("[ \t\n\r\f\xa0]+")  # nothing more: zero-width and soft characters are the author's
OF_OTHERS = "terkait|lainnya|terbaru|terkini|(?:ter)?populer"  # words of headings over other articles
READ_ALSO = re.compile(  # "Lihat juga lampiran: …" may be an author's sentence
    r"baca (?:juga|artikel|berita)\b.{0,20}?[:\u2013\u2014-]"
    r"|(?:lihat|simak|tonton) juga(?: (?:video|foto|artikel|berita|galeri))?\s?[:\u2013\u2014-].{1,120}(?<![.!?])$",
    re.IGNORECASE,
)
ADDED = re.compile(  # classes of what plugins write into a text: buttons, counters, related articles, authors
    r"(?:^|\s)(?:sharedaddy|sd-sharing(?:-enabled)?|jp-relatedposts|jp-post-flair|post-views(?:-(?:icon|label|count))?"
    r"|pvc_(?:stats|clear)|addtoany_(?:share_save_container|share(?:_save)?|list|header)|a2a_kit"
    r"|heateor_sss_(?:sharing_(?:container|title|ul)|(?:horizontal|vertical)_sharing)"
    r"|yarpp(?:-related(?:-(?:website|none|shortcode|widget|block))?)?|crp_related|rp4wp-related-posts|wp_rp_(?:wrap|content)"
    r"|essb_links(?:_list)?|ssba(?:-wrap)?|ssbp-wrap|kk-star-ratings|post-ratings|wpulike|wp_ulike_general_class|wp-polls"
    r"|sharethis-(?:inline|sticky)-(?:share|reaction|follow)-buttons|dpsp-(?:content-wrapper|share-text|networks-btns-wrapper)"
    r"|mashsb-(?:container|box|main|buttons)|swp_social_panel|saboxplugin-wrap|abh_box|wp-block-jetpack-related-posts"
    r"|adsbygoogle|related[-_]?posts|(?:berita|artikel)-terkait"
    r")(?=\s|$)"
)
OF_TEXT = re.compile(
    r"(?:^|\s)(?:[\w-]+-content|content|article[\w-]*|(?:entry|post)-body|h?entry)(?=\s|$)"
)  # around a text
MOST_PARTS, LONGEST_ADDED = 500, 3000  # parts and characters; what is longer may be the text itself
SHORT_ADDED = 80  # characters: a counter or a row of buttons, which a short text may well hold
STYLE_SPACES = re.compile(r"\s+|!important", re.IGNORECASE)
LONGEST_STYLE = 1000  # characters
# Who breaks into a site hides links in its articles: beyond the screen, or too small to be read.
FAR = r"-(?:[5-9][0-9]{2}|[0-9]{4,}|[0-9]{2,}r?em)"  # less moves a mark in the page, or an animated part
OUT_OF_SIGHT = re.compile(
    rf"(?:^|;)(?:text-indent:{FAR}|margin(?:-\w+)?:-[0-9]{{4,}}|transform:scale\(0\)|clip:rect\([01](?:px)?[, ])"
    rf"|(?=.*position:(?:absolute|fixed|relative))(?:^|.*;)(?:left|right|top|bottom):{FAR}"
)
OPENED = re.compile(  # classes of what a script moves in, unfolds or leafs through
    r"(?:^|[\s_-])(?:wow|aos|fade\w*|collaps\w*|tabs?|accordion\w*|spoiler\w*|toggle\w*|animate\w*|carousel\w*|swiper\w*"
    r"|slide\w*|slick|owl|reveal\w*|faq)(?=[\s_-]|$)",
    re.IGNORECASE,
)
NO_LETTERS = re.compile(r"(?:^|;)font-size:0*(?:\.0+)?(?:px|em|rem|pt|%)?(?:;|$)")
TINY = re.compile(r"(?:^|;)(?:height|width):[01](?:px)?(?:;|$)")
A_QUARTER, A_TWENTIETH = 4, 20
MOST_HIDDEN, MOST_PIECES = 100, 3000  # elements that are looked at, and pieces of each: a hostile page nests deep
MOST_OF_LINK = 20  # pieces whose words are counted
CUT = ("overflow:hidden", "overflow:auto")
CLOSED = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|max-height:0(?:px)?(?:;|$)|opacity:0*(?:\.0+)?(?:;|$))")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(body: bytes) -> str:
    """Turn the bytes of a page into text, trusting the bytes over what the page says of itself.

    One broken UTF-8 character (teasers are cut in the middle of one) does not make a page Windows-1252.
    """
    body, marked = EncodingDetector.strip_byte_order_mark(body)
    if marked:
        return body.decode(marked, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or broken <= sum(not char.isascii() for char in text) - broken:
        return text
    declared = EncodingDetector.find_declared_encoding(body, is_html=True) or ""
    if declared.lower() not in ("utf-8", "utf8", "iso-8859-1", "latin-1", "us-ascii"):
        try:
            return body.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    return body.decode("windows-1252", "replace")


def parse_html(body: bytes) -> BeautifulSoup:
    """Parse a page; control characters, at which the parser would stop, are left out.

    Raises SourceChanged where there is nothing that the parser takes for HTML.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # a feed may well stand where a page should
            return BeautifulSoup(CONTROL.sub("", decode(body)), "lxml")
    except ParserRejectedMarkup as error:
        raise SourceChanged("the answer is not HTML", advice="look at the page in a browser") from error


def paragraphs(
    element: Tag, *, without: Iterable[Tag] = (), with_added: bool = True, with_tables: bool = False
) -> list[str]:
    """List the paragraphs below *element*; blocks and line breaks part them, empty ones are dropped.

    Scripts, comments, captions and the elements *without* are left out, tables unless they are wanted, on demand also
    what plugins added; white space is collapsed.
    """
    unseen = UNSEEN - {"table"} if with_tables else UNSEEN
    skipped = {id(tag) for tag in without}
    found: list[list[str]] = [[]]
    todo: list[Tag | NavigableString | None] = [element]  # a stack, for hostile pages nest deep; None is a break
    while todo:
        node = todo.pop()
        if node is None:
            found.append([])
        elif isinstance(node, Tag):
            if node.name in unseen or id(node) in skipped or (not with_added and _is_added(node, element)):
                continue
            edge = [None] if node.name in BLOCKS else []
            children = [c for c in node.contents if isinstance(c, Tag) or type(c) is NavigableString]
            todo.extend([*edge, *reversed(children), *edge])
        else:
            found[-1].append(node)
    return [line for parts in found if (line := collapse("".join(parts)))]


def text_of(element: Tag, site: str, *, without: Iterable[Tag] = ()) -> str:
    """Give the text of an article of *site*: its paragraphs, one a line, without hidden ones and ways to others."""
    return text_without(element, [*without, *hidden_parts(element, site)])


def text_without(element: Tag, left_out: Iterable[Tag]) -> str:
    """Give the text of an article without what is known to be none of it, ways to other articles and counters."""
    found = paragraphs(element, without=left_out, with_added=False)
    return "\n".join(filter(is_of_text, found))


def is_of_text(line: str) -> bool:
    """Tell whether a line of an article is no way to another one, and no counter or clock, which change each night."""
    return not READ_ALSO.match(line) and not is_counter(line)


def is_added(classes: str, own: Iterable[str], around: Iterable[str]) -> bool:
    """Tell whether a plugin wrote a part into a text: a counter there would change the text from night to night.

    *own* and *around* are the words of the part and of what it stands in: most of a text is never left out.
    """
    if not ADDED.search(classes) or OF_TEXT.search(classes):
        return False
    parts = list(islice(own, MOST_PARTS + 1))
    size = sum(len(part.strip()) for part in parts)
    if len(parts) > MOST_PARTS or size > LONGEST_ADDED:
        return False
    return _says_more(around, size if size <= SHORT_ADDED else 2 * size - 1)


def _says_more(texts: Iterable[str], size: int) -> bool:
    """Tell whether there are more characters than *size*; what has very many parts is taken for long."""
    said = 0
    for number, text in enumerate(texts):
        said += len(text.strip())
        if said > size or number >= MOST_PARTS:
            return True
    return False


def may_hide(name: str, attributes: Mapping[str, Any]) -> bool:
    """Tell whether an element may be hidden from readers, by its own style."""
    classes = attributes.get("class") or ""
    if OPENED.search((classes if isinstance(classes, str) else " ".join(classes))[:LONGEST_STYLE]):
        return False
    if name == "marquee" or "hidden" in attributes:
        return True
    style = _style(attributes)
    return bool(style) and any(sign.search(style) for sign in (OUT_OF_SIGHT, NO_LETTERS, TINY, CLOSED))


def is_hidden(name: str, attributes: Mapping[str, Any], pieces: Iterable[tuple[str, str, str]]) -> bool:
    """Tell whether a part is hidden from readers; *pieces* are words, words of a link to a stranger's site, style.

    Without such a link nothing is hidden: a script may show it. What is only closed may be opened by a click; it is
    hidden where such links are a quarter of it.
    """
    texts, links, styles = zip(*islice(pieces, MOST_PIECES), strict=True)
    style, size, linked = _style(attributes), *(sum(len(one.strip()) for one in group) for group in (texts, links))
    if not linked:
        return False
    tiny = TINY.search(style) is not None and "padding-bottom" not in style  # a frame of a film has no height
    unseen = OUT_OF_SIGHT.search(style) or (tiny and (name == "marquee" or any(cut in style for cut in CUT)))
    if unseen or (NO_LETTERS.search(style) and not any("font" in inner.lower() for inner in styles[1:])):
        return size <= SHORT_ADDED or linked * A_TWENTIETH >= size
    return bool("hidden" in attributes or CLOSED.search(style)) and 0 < size <= linked * A_QUARTER


def _style(attributes: Mapping[str, Any]) -> str:
    return STYLE_SPACES.sub("", str(attributes.get("style") or "")[:LONGEST_STYLE]).lower()


def hidden_parts(element: Tag, site: str) -> list[Tag]:
    """List the parts below *element*, of a page of *site*, that are hidden from readers, and none within another."""
    found, inner = list[Tag](), set[int]()
    perhaps = (tag for tag in element.find_all(True) if id(tag) not in inner and may_hide(tag.name, tag.attrs))
    for tag in islice(perhaps, MOST_HIDDEN):
        if is_hidden(tag.name, tag.attrs, _pieces(tag, site)):
            found.append(tag)
            inner.update(map(id, tag.descendants))
    return found


def _pieces(tag: Tag, site: str) -> Iterator[tuple[str, str, str]]:
    yield "", "", ""
    for node in tag.descendants:
        if isinstance(node, Tag):
            leads = node.name == "a" and leads_abroad(str(node.get("href") or ""), site)
            yield "", words_of_link(_words(node)) if leads else "", str(node.get("style") or "")
        else:
            yield (node if type(node) is NavigableString else ""), "", ""


def words_of_link(words: Iterable[str]) -> str:
    """Give the first words of a link; a picture's are a dash."""
    return "".join(islice(words, MOST_OF_LINK))[:LONGEST_STYLE].strip() or "-"


def _is_added(tag: Tag, root: Tag) -> bool:
    classes = tag.attrs.get("class")
    if not classes or tag is root:
        return False
    named, around = classes if isinstance(classes, str) else " ".join(classes), tag.parent
    if not ADDED.search(named):
        return False
    while around is not root and around and around.parent and _holds_one(around):
        around = around.parent
    return is_added(named, _words(tag), _words(around or tag))


def _holds_one(tag: Tag) -> bool:
    """Tell whether an element is but a wrapper of another one."""
    held = (part for part in tag.contents if isinstance(part, Tag) or str(part).strip())
    return len(list(islice(held, 2))) == 1


def _words(tag: Tag) -> Iterator[str]:
    """Yield the words of an element, and an empty one for each part that is none."""
    return (part if type(part) is NavigableString else "" for part in tag.descendants)


def line_of(element: Tag | None) -> str:
    """Give the text of *element* on one line; empty without an element."""
    return " ".join(paragraphs(element)) if element else ""


def collapse(text: str) -> str:
    """Make one space of every run of white space, and none at the ends; drop control characters."""
    return SPACE.sub(" ", CONTROL.sub("", text)).strip(" ")


def read_meta(tree: HtmlElement) -> dict[str, str]:
    """Map the names of a page's <meta> to their contents, the first of each name."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name, content = tag.get("property") or tag.get("name") or tag.get("itemprop"), tag.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), collapse(content.replace("\n", " ")))
    return found


def line_of_element(tag: HtmlElement | None) -> str:
    """Give the text of an element on one line."""
    return "" if tag is None else collapse(" ".join(tag.itertext()).replace("\n", " "))
