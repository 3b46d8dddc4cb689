"""JSON arrays of any size, read one object at a time; a broken one costs itself. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TextIO

CHUNK = 262_144  # characters
MAX_ELEMENT = 4_000_000  # characters of one object
DEEPEST = 3  # wrappers around a post
LONGEST_TOKEN = 16  # characters of a word or an escape that may be cut at the end of a piece
ANY_LIST = re.compile(r"[^{]*?\[\s*(?=[{\]])")  # an assignment of an unknown form, before a list of objects
BETWEEN = re.compile(r"[ \t\r\n,]*+")
DECODER = json.JSONDecoder(strict=False)  # a control character within a text costs itself

Item = Mapping[str, Any]


def stream_array(
    stream: TextIO, opening: re.Pattern[str], is_post: Callable[[Item], bool], broken: Callable[[str], None]
) -> Iterator[Item]:
    """Yield the objects of a JSON array one by one, in little memory; *broken* hears of each that cannot be read.

    After a broken one the reading goes on at the next object that *is_post*. Raises ValueError where no array begins.
    """
    buffer = stream.read(CHUNK)
    begun = opening.match(buffer) or ANY_LIST.match(buffer)
    if not begun:
        yield from _bare(buffer + stream.read(MAX_ELEMENT), is_post, broken)
        return
    place, lost = begun.end(), False
    while True:
        place = _skip(buffer, place)
        if buffer[place : place + 1] == "]" and not lost:
            return
        try:
            value, place = DECODER.raw_decode(buffer, place)
        except (json.JSONDecodeError, RecursionError) as error:
            if _may_go_on(error, buffer, place) and (more := stream.read(CHUNK)):
                buffer, place = buffer[place:] + more, 0
                continue
            if not lost:
                broken(
                    "a list that breaks off"
                    if _is_end(error, buffer)
                    else f"a post that is no JSON ({str(error)[:60]})"
                )
            lost, place = True, buffer.find("{", place + 1)
            if place < 0:
                return
            continue
        if found := _unwrapped(value, is_post) or ([value] if isinstance(value, dict) and not lost else []):
            lost = False
            yield from found
        elif not lost:
            broken(f"an entry that is no object but {str(value)[:40]!r}")


def _may_go_on(error: Exception, buffer: str, place: int) -> bool:
    """Whether more text could mend what cannot be decoded: the error lies at the end of what was read."""
    return len(buffer) - place <= MAX_ELEMENT and _is_end(error, buffer)


def _is_end(error: Exception, buffer: str) -> bool:
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated") or error.pos >= len(buffer) - LONGEST_TOKEN


def _bare(text: str, is_post: Callable[[Item], bool], broken: Callable[[str], None]) -> Iterator[Item]:
    """Yield the objects that stand where a list is expected: one, several, or several by name. Raises ValueError."""
    place, found = max(text.find("{"), 0), list[Item]()
    with suppress(ValueError, RecursionError):
        while True:
            value, end = DECODER.raw_decode(text, place)
            found, place = [*found, *_posts_of(value, is_post)], _skip(text, end)
    if not found:
        raise ValueError(f"expected a JSON list of posts, found {text[:60]!r}")
    yield from found
    if text[place:].strip(" \t\r\n;"):
        broken("a list that breaks off")


def _unwrapped(value: Any, is_post: Callable[[Item], bool]) -> list[Item]:
    """Return a post, or those in a list or in an object that has nothing beside them."""
    wraps = isinstance(value, list) or (isinstance(value, dict) and (len(value) == 1 or is_post(value)))
    return _posts_of(value, is_post) if wraps else []


def _posts_of(value: Any, is_post: Callable[[Item], bool], depth: int = DEEPEST) -> list[Item]:
    """List the posts that a value is or holds, in lists or by name."""
    if isinstance(value, dict) and is_post(value):
        return [value]
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for part in within for one in _posts_of(part, is_post, depth - 1)] if depth else []


def _skip(buffer: str, place: int) -> int:
    found = BETWEEN.match(buffer, place)
    return found.end() if found else place
