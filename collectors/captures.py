"""Captures of the browser extension Zeeschuimer: NDJSON, an item of a platform's own website a line; packed, or a list.

A line is ``{"source_platform": "instagram.com", "source_platform_url": …, "timestamp_collected": MS, "data": {…}}``;
files that went through 4CAT have the item itself, with the other fields in ``__import_meta``.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from abc import ABC, abstractmethod
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from collectors.archive_file import HEAD, MAX_BYTES, Entry, Owner, require_dated, require_possible_time
from collectors.errors import ConfigError
from collectors.json_array import MAX_ELEMENT, stream_array
from collectors.records import ODD, Parsed
from collectors.side_values import SideValues, seconds_of

Item = Mapping[str, Any]

GZIP = b"\x1f\x8b"
BEGINNING = re.compile(r"\s*+(?:null\s++)*+(?:\{|(?P<list>\[\s*+\{))")
LIST = re.compile(r"\s*\[")
CUT = (EOFError, zlib.error, gzip.BadGzipFile)
ADVICE = "give the .ndjson of Zeeschuimer, or the ZIP that the platform sent, unopened"


@dataclass(frozen=True, slots=True)
class Capture:
    """One item as the website had it."""

    item: Item
    page: str
    """Address of the page on which it was seen."""
    at: datetime | None


class CaptureFile:
    """A file of captures; ``losses`` says what of it could not be read."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.losses: list[str] = []

    def captures(self, *hosts: str) -> Iterator[Capture]:
        """Yield the items of a platform; a line that cannot be read costs itself. Raises ConfigError."""
        found = other = 0
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise _too_large(self.name)
            for told in self._objects():
                capture = _capture(told, hosts) if told is not None else None
                found, other = found + (capture is not None), other + (capture is None)
                if capture:
                    yield capture
        except CUT as error:
            self.lose(f"what follows a place at which it breaks off ({error})")
        except OSError as error:
            raise ConfigError(f"{self.name} cannot be read ({error.strerror})") from error
        if not found and other:
            raise ConfigError(f"{self.name} holds no capture of {hosts[0]}; {ADVICE}")

    def _objects(self) -> Iterator[Item | None]:
        """Yield the objects of the file; None for a line that is none. Raises ConfigError and what CUT lists."""
        begins = BEGINNING.match(_beginning(self.path))
        with _open_as_text(self.path) as stream:
            if begins and begins["list"]:
                yield from stream_array(stream, LIST, lambda item: "data" in item, self.lose)
                return
            for number, line in enumerate(iter(lambda: stream.readline(MAX_ELEMENT), ""), start=1):
                if line.strip():
                    yield self._object(line, number)

    def _object(self, line: str, number: int) -> Item | None:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, dict):
            return told
        self.lose(f"line {number} is no JSON object")
        return None

    def lose(self, what: str) -> None:
        """Note what could not be read."""
        self.losses.append(f"{what} in {self.name}")


def is_capture_file(path: Path) -> bool:
    """Tell whether a file holds captures by its content: objects of JSON, a line each or in a list, packed or not."""
    if not path.is_file() or path.suffix.lower() == ".csv":
        return False
    try:
        return BEGINNING.match(_beginning(path)) is not None
    except (OSError, *CUT):
        return False


class _Unpacked(gzip.GzipFile):
    """A packed file, read up to a bound: a small one may unpack to any size."""

    def read1(self, size: int = -1) -> bytes:
        """Read the next piece. Raises ConfigError beyond the bound."""
        if self.tell() > MAX_BYTES:
            raise _too_large(Path(self.name).name)
        return super().read1(size)


def _too_large(name: str) -> ConfigError:
    return ConfigError(f"{name} is larger than {MAX_BYTES:,} bytes; it was not read")


def _beginning(path: Path) -> str:
    with _open_as_text(path) as stream:
        return stream.read(HEAD)


@contextmanager
def _open_as_text(path: Path) -> Iterator[TextIO]:
    """Open a file as text, packed or not; a byte that is no text costs its character."""
    with path.open("rb") as file:
        content = _Unpacked(fileobj=file) if file.peek(2)[:2] == GZIP else file
        encoding = "utf-16" if content.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"
        yield io.TextIOWrapper(cast("BinaryIO", content), encoding, errors="replace")


def _capture(told: Item, hosts: tuple[str, ...]) -> Capture | None:
    """Read an item of one of the *hosts* out of its line."""
    side = SideValues()
    meta = side.part(told, "__import_meta") or told
    host = _host(side.text(meta, "source_platform") or side.text(meta, "source_platform_url") or "")
    item = side.part(told, "data") or ({} if meta is told else told)
    if host not in hosts or not item:
        return None
    return Capture(item, side.text(meta, "source_platform_url") or "", _moment(meta.get("timestamp_collected")))


def _host(told: str) -> str:
    """Name a platform's host, however it is told: ``https://www.Instagram.com/a`` → ``instagram.com``."""
    return told.casefold().rpartition("://")[2].partition("/")[0].removeprefix("www.").removeprefix("mobile.")


def _moment(told: Any) -> datetime | None:
    """Read when an item was seen: in milliseconds, in seconds, or as ISO 8601."""
    try:
        seconds = seconds_of(told)
        found = datetime.fromisoformat(told) if seconds is None else datetime.fromtimestamp(seconds, UTC)
        return require_possible_time(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))
    except (TypeError, ValueError, OverflowError, OSError):
        return None


@dataclass(slots=True)
class Authors:
    """Tells by its number whose an item is that names nobody, if others of the file name that account."""

    own_names: frozenset[str]
    _own: set[str] = field(default_factory=set)
    _others: set[str] = field(default_factory=set)

    def note(self, name: str, *numbers: str) -> None:
        """Note the numbers of a named account."""
        (self._own if name.casefold() in self.own_names else self._others).update(filter(None, numbers))

    @property
    def know_own(self) -> bool:
        """Tell whether an item named the watched account and its number."""
        return bool(self._own)

    def owns(self, *numbers: str) -> bool | None:
        """Tell whether an account with these numbers is the watched one; None where no other item tells."""
        if self._own.intersection(numbers):
            return True
        return None if self._others.isdisjoint(numbers) else False


Found = dict[tuple[str, bool], Entry]
"""By post_id, and by whether a text is told."""


class CapturedPosts(ABC):
    """The captured posts of one account; a platform tells its items apart."""

    made_at = None  # each post was seen at a moment of its own

    def __init__(self, file: CaptureFile, owner: Owner) -> None:
        self._file, self._owner, self._authors = file, owner, Authors(owner.names)
        self.others = 0
        """Items of other accounts, or that are no posts; they are not stored."""

    @property
    def losses(self) -> Sequence[str]:
        """The lines of the file that could not be read."""
        return self._file.losses

    def entries(self) -> Iterator[Entry]:
        """Yield the posts; one that was captured with and without its text comes twice. Raises ConfigError."""
        found, nameless = Found(), list[Capture]()
        for capture in self._captures():
            if (own := self._is_own(capture)) is None:
                nameless.append(capture)
            else:
                self._take(found, capture, own=own)
        for capture in nameless:
            if (own := self._is_own_by_number(capture)) is None:
                self._file.lose("a post that does not tell whose it is")
            else:
                self._take(found, capture, own=own)
        yield from found.values()

    def _take(self, found: Found, capture: Capture, *, own: bool) -> None:
        """Keep of the captures of an own post the newest version, as whole and as late as it was seen.

        The last one without text is kept beside it for its counts: the page may not have shown the text.
        """
        if not own:
            self.others += 1
            return
        try:
            kept, parsed = self._parsed(capture.item)
            if not parsed.posts:
                raise ValueError(parsed.unreadable[0].why)  # told like a time that cannot be
            entry = Entry(require_dated(parsed.posts[0]), kept, seen_at=capture.at)
        except ODD as error:
            self._file.lose(f"a post of an unknown shape ({error!r:.80})")
            return
        key = entry.post.post_id, bool(entry.post.text)
        if key not in found or _rank(found[key]) <= _rank(entry):
            found[key] = entry

    @abstractmethod
    def _captures(self) -> Iterator[Capture]:
        """Yield the platform's captures, each item out of its wrappers. Raises ConfigError."""

    @abstractmethod
    def _is_own(self, capture: Capture) -> bool | None:
        """Tell whether a post is the account's by the names in it; None where there is none."""

    @abstractmethod
    def _is_own_by_number(self, capture: Capture) -> bool | None:
        """Tell whether a post that names nobody is the account's, when all names are noted; None if nothing tells."""

    @abstractmethod
    def _parsed(self, item: Item) -> tuple[Item, Parsed]:
        """Return what is kept of an own post, and what that tells. Raises ODD."""


def _rank(entry: Entry) -> tuple[int, bool, datetime]:
    return entry.post.revision or 0, not entry.post.reduced, entry.seen_at or datetime.min.replace(tzinfo=UTC)
