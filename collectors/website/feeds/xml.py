"""XML as websites write it: refused where it declares entities or was cut short, mended where careless. Pure."""

from __future__ import annotations

import re
from html import escape
from html.entities import html5
from sys import maxunicode
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from collectors.errors import SourceChanged, Unavailable
from collectors.http.body import MAX_BYTES, unpack_body
from collectors.website.parse.addresses import short
from collectors.website.parse.html import decode

if TYPE_CHECKING:
    from collectors.records import RawPage

GZIP = b"\x1f\x8b"
TWICE = 2
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # characters that XML cannot hold
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
REFERENCE = re.compile(
    r"&(?:#(?P<ten>[0-9]{1,8});|#[xX](?P<sixteen>[0-9a-fA-F]{1,7});|(?P<name>[A-Za-z][A-Za-z0-9]{1,30});|)"
)
PAIR = re.compile(r"&#(5[56][0-9]{3});&#(5[67][0-9]{3});")  # a character beyond 65535 as JavaScript counts it
BARE = re.compile(r"<(?![A-Za-z_/!?])")
KEPT = frozenset({"amp", "lt", "gt", "quot", "apos"})
PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=\s*[\"']")
SPACES = {  # prefixes that feeds forget to declare
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
WITHIN = re.compile(r"</(?:item|entry|channel|url|sitemap|loc)\s*>", re.IGNORECASE)
ELSEWHERE = "ask the webmaster, or use another method"


def read_xml(raw: RawPage, roots: tuple[str, ...], what: str, *, limit: int = MAX_BYTES) -> bytes:
    """Give the well-formed UTF-8 of a document whose root is one of *roots*, without head and tail.

    Raises SourceChanged for what is none or declares entities, Unavailable where it was cut short or is too large.
    """
    text = _decoded(unpacked_body(raw, limit))
    text, root = _from_root(text, raw, roots, what)
    ends = list(re.finditer(rf"</{re.escape(root)}\s*>", text))
    if ends and _is_outside(text[ends[-1].end() :]):
        text = text[: ends[-1].end()]
    elif not re.match(rf"<{re.escape(root)}\b[^>]*/>", text):
        raise Unavailable(f"{short(raw.url)} was cut short: it has no </{root}>", advice="try again later")
    return _well_formed(text, raw)


def _is_outside(rest: str) -> bool:
    """Tell whether what stands behind a closing root is none of the document: the root may be named in a text."""
    return not WITHIN.search(rest) and rest.count("]]>") <= rest.count("<![CDATA[")


def unpacked_body(raw: RawPage, limit: int = MAX_BYTES) -> bytes:
    """Unpack a file that is stored packed: sitemap.xml.gz. Raises Unavailable for a bomb."""
    body = raw.body
    for _ in range(TWICE):  # some servers pack what is packed
        body = unpack_body(body, "gzip", short(raw.url), limit) if body.startswith(GZIP) else body
    return body


def bomb(raw: RawPage) -> SourceChanged:
    """Tell that a document declares entities of its own."""
    what = f"{short(raw.url)} declares entities of its own, as XML bombs do; it was not read"
    return SourceChanged(what, advice=ELSEWHERE)


def _decoded(body: bytes) -> str:
    """Turn bytes into text, UTF-16 without its mark too."""
    for sign, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(sign):
            return body.decode(name, "replace")
    return decode(body)


def _from_root(text: str, raw: RawPage, roots: tuple[str, ...], what: str) -> tuple[str, str]:
    """Cut off what stands before the root: declaration, stylesheets, a program's warnings."""
    found = re.search(rf"<((?:[\w.-]+:)?(?:{'|'.join(roots)}))(?=[\s>/])", text, re.IGNORECASE)
    if "<!ENTITY" in (text[: found.start()] if found else text).upper():
        raise bomb(raw)
    first = re.search(r"<([A-Za-z][\w:.-]*)", text)
    if found is None or (first and first[1].lower() in ("html", "head", "body")):
        name = f"<{first[1][:30]}>" if first else "text"
        raise SourceChanged(f"{short(raw.url)} is no {what} but {name}", advice="look for its address")
    return text[found.start() :], found[1]


def _well_formed(text: str, raw: RawPage) -> bytes:
    """Give a document as it is where it is well-formed, else mended. Raises SourceChanged where nothing helps."""
    body = text.encode("utf-8", "surrogatepass")
    for attempt in (None, _mended, _recovered):
        try:
            body = body if attempt is None else attempt(text)
            fromstring(body)
        except DefusedXmlException as error:
            raise bomb(raw) from error
        except (ParseError, ValueError) as error:
            broken: Exception = error
        else:
            return body
    raise SourceChanged(f"{short(raw.url)} is not well-formed XML ({broken})", advice=ELSEWHERE)


def _mended(text: str) -> bytes:
    """Mend what feeds get wrong most: odd characters, a bare &, HTML's entities, forgotten prefixes."""
    parts = CDATA.split(BAD.sub("", text))
    for place in range(0, len(parts), 2):
        parts[place] = BARE.sub("&lt;", REFERENCE.sub(_reference, PAIR.sub(_joined, parts[place])))
    return _declared("".join(parts)).encode()


def _joined(pair: re.Match[str]) -> str:
    """Make one reference of two halves of a character; anything else stays."""
    halves = "".join(chr(int(half)) for half in pair.groups())
    joined = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return f"&#{ord(joined)};" if len(joined) == 1 else pair[0]


def _reference(match: re.Match[str]) -> str:
    """Keep a reference that XML knows, spell out HTML's, drop one to no character, escape a bare &."""
    name, ten, sixteen = match.group("name", "ten", "sixteen")
    if name:
        known = html5.get(f"{name};")
        return match[0] if name in KEPT else escape(known) if known else f"&amp;{name};"
    if ten or sixteen:
        code = int(ten) if ten else int(sixteen, 16)
        return match[0] if code <= maxunicode and not BAD.match(chr(code)) else ""
    return "&amp;"


def _declared(text: str) -> str:
    """Declare the prefixes that a document uses and does not declare, at its root."""
    used = {first or second for first, second in PREFIX.findall(CDATA.sub("", text))} - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in text)
    added = "".join(f' xmlns:{prefix}="{SPACES.get(prefix, f"urn:undeclared:{prefix}")}"' for prefix in missing)
    return re.sub(r"^<[^\s>/]+", lambda match: match[0] + added, text, count=1)


def _recovered(text: str) -> bytes:
    """Let libxml2 close and drop what still does not fit."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(_mended(text), parser)
    if root is None:
        raise ValueError("nothing of it can be read")
    for element in root.iter():  # an attribute that is there twice stays twice, unless it is set anew
        attributes = dict(element.attrib)
        element.attrib.clear()
        element.attrib.update(attributes)
    return bytes(etree.tostring(root, encoding="utf-8"))
