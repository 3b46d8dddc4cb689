"""Choose between the held text of a post and the one of a new answer; tell edits and additions. Pure.

A text is *reduced* where its answer lacked part of it. A reduced text never takes the place of a whole one, and a
whole one that takes the place of a reduced one is no edit. Its digest begins with ``~``. An empty text is as good as a
reduced one: platforms send one where they do not tell, and nothing is lost by keeping the last words.

An excerpt of an article tells no other text while its words stand in the held one; with other words it is an edit.
Such are what ends with ``[…]``, a feed's text that ends as excerpts do otherwise, what a feed calls a summary, and the
beginnings in a feed that shows more than one article so, and fewer whole: an edit may shorten an article, too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from collectors.records import Media, Post, is_counter
from storage.db.column_types import clean_text

REDUCED = "~"
FEED = "feed"  # the method of a post whose text stood in a feed
EXCERPT = re.compile(r"\[\s?(?:…|\.{3})\s?\]$")  # how WordPress ends one
CUT_OFF = re.compile(  # how feeds end one
    r"(?:\s|^)[(\[]?(?:continue reading\b[^\n]*|(?:read (?:more|on|the rest)|more(?=…|\.{3})"
    r"|(?:(?:baca|lihat) )?selengkapnya|lanjutkan membaca)\W{0,5})$|(?:…|\.{3})\W{0,3}$",
    re.IGNORECASE,
)
LONGEST_END = 200  # characters
SHORTEST_EXCERPT = 100  # characters: less may stand in the place of an article that was taken back
EXACTNESS = ("unknown", "day", "second")
AHEAD = timedelta(days=2)  # no zone and no server's clock is further ahead
NEAR = timedelta(hours=36)  # so long ago the day of a page's clock may have begun
UNREAD = ""  # the text_digest of a post that waits for its pages to be parsed again


def text_digest(title: str | None, text: str) -> str:
    """Return what is equal for two posts exactly when their title and text are."""
    return hashlib.sha256(f"{clean_text(title or '')}\0{clean_text(text)}".encode()).hexdigest()[:32]


def digest_of_post(post: Post) -> str:
    """Return the digest of a post's text; that of a reduced one is told apart."""
    return (REDUCED if post.reduced else "") + text_digest(post.title, post.text)


@dataclass(frozen=True, slots=True)
class TextChoice:
    """The post as it is to be written, the digest of its text, and what became of the text that was held."""

    post: Post
    digest: str
    renewed: bool = False
    """Whether another text, or another reading of it, takes the place of the one that was held."""
    edited: bool = False
    stale: bool = False
    """Whether the answer showed an older version than the one that is held; then nothing of it is written."""
    unchanged: bool = False
    """Whether the answer told the whole text that is held."""


def shows_beginnings(found: Iterable[tuple[Post, Any | None]]) -> bool:
    """Tell whether a feed shows but beginnings: of more held articles than one, and than it shows whole.

    A single one was shortened by an edit.
    """
    held = [(post, one) for post, one in found if one is not None and post.method == FEED]
    whole = sum(bool(post.text == one.text) for post, one in held)
    return sum(_is_beginning(post, one.text) for post, one in held) > max(whole, 1)


def choose_text(post: Post, held: Any | None, *, beginnings: bool = False) -> TextChoice:
    """Weigh a post against its *held* title, text, digest and address, if any are.

    With *beginnings*, its feed shows but the beginnings of articles.
    """
    if held is None:
        return TextChoice(post, digest_of_post(post))
    post = _with_held_reference(post, held)
    digest = digest_of_post(post)
    if post.kind == "article" and digest != held.text_digest and _shows_part(post, held.text, beginnings):
        post = replace(post, text=held.text, method=held.method)
        digest = digest_of_post(post)
    if digest == held.text_digest:
        return TextChoice(post, digest, unchanged=not post.reduced)
    if held.text_digest != UNREAD and (_compared(post, held) or 0) < 0:
        return TextChoice(post, digest, stale=True)
    if post.signless and _same_but_for_signs(post, held):
        kept = replace(post, title=held.title, text=held.text, method=held.method)
        lacks = post.reduced and _is_reduced(held)
        return TextChoice(kept, held.text_digest if lacks else text_digest(held.title, held.text))
    if _held_stands(post, held):
        unread = held.text_digest == UNREAD
        kept = replace(post, title=held.title, text=held.text, url=held.url)
        return TextChoice(kept, text_digest(held.title, held.text) if unread else held.text_digest)
    return TextChoice(post, digest, renewed=True, edited=_is_edit(post, held))


def with_exact_date(choice: TextChoice, held: Any | None, seen_at: datetime) -> TextChoice:
    """Keep the *held* date of publication where the answer tells it less exactly, or a change or a clock in its place.

    A change dates a new post alone: of a held one it tells when that was edited.
    """
    post = choice.post
    if held is None or held.text_digest == UNREAD:
        return choice
    told_anew = not post.dated_by_change and not _is_clock(choice, held, seen_at)
    if told_anew and EXACTNESS.index(post.published_precision) >= EXACTNESS.index(held.published_precision):
        return choice
    dated = replace(post, published_at=held.published_at, published_precision=held.published_precision)
    return replace(choice, post=dated)


def _is_clock(choice: TextChoice, held: Any, seen_at: datetime) -> bool:
    """Tell whether an article that was not edited was published about when it is seen, and later than before."""
    now, before = choice.post.published_at, held.published_at
    if choice.post.kind != "article" or now is None or before is None or choice.edited:
        return False
    within_day = held.published_precision == "day" and now - before < timedelta(days=1)
    return now > before and now > seen_at - NEAR and not within_day


def not_of_the_future(post: Post, seen_at: datetime) -> Post:
    """Leave unknown when an article was published that says it was later than it was seen: somebody's slip."""
    if post.kind != "article" or post.published_at is None or post.published_at <= seen_at + AHEAD:
        return post
    return replace(post, published_at=None, published_precision="unknown")


def _with_held_reference(post: Post, held: Any) -> Post:
    """Keep the *held* kind and reference where a reduced answer may lack what the post answers or repeats."""
    told = not post.reduced or held.text_digest == UNREAD or (_is_reduced(held) and post.reference)
    return post if told else replace(post, kind=held.kind, reference=held.reference)


def _held_stands(post: Post, held: Any) -> bool:
    if held.text_digest == UNREAD:  # the stored pages say what stood there, also that it was nothing
        return post.reduced and len(post.text) < len(held.text)
    if not post.text and held.text:
        return True
    same = _compared(post, held)
    if same:  # a newer version
        return False
    if same == 0 and _goes_on(held.text, post.text) and not _goes_on(post.text, held.text):
        return True  # one version has one text: the answer lacks its end
    return post.reduced and (not _is_reduced(held) or len(post.text) <= len(held.text))


def _is_edit(post: Post, held: Any) -> bool:
    if held.text_digest == UNREAD or _is_reduced(held) or not held.text:
        return False
    if post.method != held.method and _same_but_for_signs(post, held):
        return False
    if post.kind == "article" and post.title == held.title and _is_excerpt(held, post.text):
        return False
    if post.kind == "article" and post.title == held.title and _same_but_for_counters(post, held.text):
        return False
    # The same version, read another way or further, is no edit.
    same = _compared(post, held) == 0
    return not (same and (held.method != post.method or _goes_on(post.text, held.text)))


def _same_but_for_signs(post: Post, held: Any) -> bool:
    """Whether two texts are the same but for the @ before names: some interfaces leave it out."""
    return _without_signs(post.text) == _without_signs(held.text) and post.title == held.title


def _same_but_for_counters(post: Post, held: str) -> bool:
    """Whether two texts are the same without the lines that earlier versions stored and that change each night."""
    told, before = _without_counters(post.text), _without_counters(held)
    went_on = post.clipped and before != held and told.startswith(before.rstrip("…"))
    return told == before or went_on


def _without_counters(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not is_counter(line))


def _without_signs(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", clean_text(text) or "").replace("@", "").split())


def _shows_part(post: Post, text: str, beginnings: bool) -> bool:  # as it is told above
    """Whether an article shows an excerpt of the held *text*; one that is clipped is all that may be kept."""
    if post.clipped:
        return False
    is_summary = post.summary and 2 * len(post.text) < len(text)
    return is_summary or _is_excerpt(post, text) or (beginnings and _is_beginning(post, text))


def _is_beginning(post: Post, text: str) -> bool:
    """Whether a feed's article is the beginning of the *text*, and less than half of it."""
    return post.method == FEED and 2 * len(post.text) < len(text) and _folded(text).startswith(_folded(post.text))


def _is_excerpt(shown: Any, text: str) -> bool:
    """Whether what ends as an excerpt does is one of the *text*; white space does not count."""
    words = EXCERPT.sub("", shown.text)
    if words != shown.text:
        return _folded(words) in _folded(text)
    if shown.method != FEED:
        return False
    end = shown.text[-LONGEST_END:]
    words = shown.text[: -len(end)] + CUT_OFF.sub("", end) if end else end
    told, whole = _folded(words), _folded(text)
    shorter = words != shown.text and len(words) >= SHORTEST_EXCERPT and 4 * len(told) < 3 * len(whole)
    return shorter and whole.startswith(told) and not whole.startswith(_folded(shown.text))


def _folded(text: str) -> str:
    return "".join(text.split())


def _goes_on(text: str, other: str) -> bool:
    """Whether a text begins with all of the *other*; white space does not count."""
    return " ".join(text.split()).startswith(" ".join(other.split()))


def _is_reduced(held: Any) -> bool:
    return str(held.text_digest).startswith(REDUCED)


def _compared(post: Post, held: Any) -> int | None:
    """Tell whether a post's version is older (-1), the same (0) or newer (1) than the held one; None if unknown."""
    number = str(held.url).rsplit("/", 1)[-1]  # the address of a numbered version ends in its number
    if post.revision is None or not number.isdigit():
        return None
    return (post.revision > int(number)) - (post.revision < int(number))


def stored_terms(post: Post) -> Sequence[tuple[str, Sequence[str]]]:
    """Return what belongs to a post's text, by the names under which it is stored."""
    return (
        ("hashtag", post.hashtags),
        ("mention", post.mentions),
        ("link", post.links),
        ("coauthor", post.coauthors),
    )


def joined_media(told: Sequence[Media], held: Sequence[Media]) -> tuple[Media, ...]:
    """Return the told media; an address or words that one of them lacks are those of its kind held at its place."""
    same = [
        replace(now, url=now.url or before.url, alt_text=now.alt_text or before.alt_text)
        if now.kind == before.kind
        else now
        for now, before in zip(told, held, strict=False)
    ]
    return (*same, *told[len(held) :])


def tells_more(post: Post, terms: Mapping[str, Sequence[str]], media: Sequence[Media]) -> bool:
    """Tell whether a post with joined media has terms or media that are not held, and lacks none that are."""
    now = {kind: {clean_text(value) for value in values} for kind, values in stored_terms(post) if values}
    held = {kind: set(values) for kind, values in terms.items()}
    # Of links the number counts: a whole address takes the place of a short one.
    lacks = len(held.get("link", ())) > len(now.get("link", ()))
    lacks |= any(not values <= now.get(kind, set()) for kind, values in held.items() if kind != "link")
    lacks |= [one.kind for one in post.media[: len(media)]] != [one.kind for one in media]
    more = [_told_parts(one) for one in post.media] != [_told_parts(one) for one in media]
    return not lacks and (more or now != held)


def _told_parts(medium: Media) -> tuple[bool, bool]:
    return medium.url is not None, medium.alt_text is not None
