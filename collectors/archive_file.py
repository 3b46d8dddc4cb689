"""The owner's own archives: ZIP files, of which single members are read within bounds; nothing is ever extracted."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TextIO

from collectors.errors import ConfigError
from collectors.records import Post, sound

MAX_MEMBERS = 500_000  # a large account's archive holds its media, too
MAX_BYTES = 2_000_000_000  # of one member; they are read as streams
MAX_RATIO, RATIO_FREE_BYTES = 100, 10_000_000  # JSON shrinks to a tenth; above this size, no more than a hundredth
MAX_SMALL = 1_000_000  # bytes of a member that is read whole
CHUNK = 262_144  # characters
MAX_ELEMENT = 4_000_000  # characters of one post
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
EARLIEST, LATEST = datetime(2006, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # X began in 2006
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of an archive: the record, and what of the item is kept for replay."""

    post: Post
    kept: Mapping[str, Any]
    deleted: bool = False
    """Whether the owner has deleted it since."""


def dated(post: Post) -> Post:
    """Return a post that tells when it was published; an archive can hold anything. Raises ValueError."""
    if post.published_at is None or not EARLIEST < post.published_at < LATEST:
        raise ValueError(f"nothing was published at {post.published_at}")
    return sound(post)


class Export(Protocol):
    """An opened archive of one platform."""

    @property
    def made_at(self) -> datetime | None:
        """When the platform made it, which is when its counts were true; None where it does not tell."""

    def entries(self) -> Iterator[Entry]:
        """Yield the posts. Raises ConfigError for what cannot be read."""


class Archive:
    """A ZIP file; ``Archive.open`` refuses what no platform would make."""

    def __init__(self, name: str, opened: zipfile.ZipFile) -> None:
        self.name, self._zip = name, opened

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Archive]:
        """Open *path* for the time of the block. Raises ConfigError."""
        try:
            if path.exists() and not path.is_file():  # a pipe would be waited for
                raise zipfile.BadZipFile("it is no file")
            opened = zipfile.ZipFile(path)
        except BROKEN as error:
            what = "does not exist" if isinstance(error, FileNotFoundError) else f"is no whole ZIP file ({error})"
            advice = "give the path of the file that the platform sent, unopened"
            if path.suffix.lower() == ".csv":
                advice = "tables of Meta Business Suite are not read (docs/archives.md)"
            raise ConfigError(f"{path.name} {what}; {advice}") from error
        with opened:
            _refuse_tricks(path.name, opened)
            yield cls(path.name, opened)

    def members(self, pattern: re.Pattern[str]) -> list[str]:
        """List the members whose name fits, in the order of their parts. Raises ConfigError for one named twice."""
        found = [name for name in self._zip.namelist() if pattern.search(name)]
        if len(set(found)) < len(found):
            raise ConfigError(f"{self.name} holds a member twice; download the archive again")
        return sorted(found, key=lambda name: (PurePosixPath(name).parent.as_posix(), _number(name)))

    def small(self, pattern: re.Pattern[str]) -> Any:
        """Read the first member that fits as one JSON value, whatever assignment stands before it; None without one."""
        names = self.members(pattern)
        if not names:
            return None
        with self._reading(names[0]) as stream:
            text = stream.read(MAX_SMALL)
            start = re.search(r"[\[{]", text)
            return json.loads(text[start.start() :]) if start else None

    def items(self, name: str, opening: re.Pattern[str]) -> Iterator[dict[str, Any]]:
        """Yield the objects of a member's JSON array, which begins as *opening* says. Raises ConfigError."""
        with self._reading(name) as stream:
            for item in stream_array(stream, opening):
                if not isinstance(item, dict):
                    raise ValueError(f"an entry is no object but {str(item)[:40]!r}")  # noqa: TRY004  # foreign data, not a mistake of the caller
                yield item

    @contextmanager
    def _reading(self, name: str) -> Iterator[TextIO]:
        """Open a member as text, within bounds; turn what is wrong with it into one line."""
        where = f"{name} in {self.name}"
        info = self._zip.getinfo(name)
        _refuse_bomb(where, info)
        try:
            with self._zip.open(info) as member, io.TextIOWrapper(member, "utf-8-sig") as text:
                yield text
        except BROKEN as error:
            raise ConfigError(f"{where} is damaged ({error}); download the archive again") from error
        except (ValueError, RecursionError) as error:  # ValueError: no UTF-8, no JSON, another shape
            raise ConfigError(f"{where} is not of the expected shape: {error}") from error


def stream_array(stream: TextIO, opening: re.Pattern[str]) -> Iterator[Any]:
    """Yield the elements of a JSON array one by one, in little memory. Raises ValueError."""
    buffer = stream.read(CHUNK)
    begun = opening.match(buffer)
    if not begun:
        raise ValueError(f"expected a JSON list of posts, found {buffer[:60]!r}")
    decoder, place = json.JSONDecoder(), begun.end()
    while True:
        place = _skip(buffer, place)
        if buffer[place : place + 1] == "]":
            return
        try:
            value, place = decoder.raw_decode(buffer, place)
        except json.JSONDecodeError:  # most often the buffer's end
            more = stream.read(CHUNK)
            if not more or len(buffer) - place > MAX_ELEMENT:
                raise ValueError(f"the list breaks off or is no JSON at {buffer[place : place + 40]!r}") from None
            buffer, place = buffer[place:] + more, 0
            continue
        yield value


def _skip(buffer: str, place: int) -> int:
    while place < len(buffer) and buffer[place] in " \t\r\n,":
        place += 1
    return place


def _number(name: str) -> int:
    """Return the part's number: tweets.js, tweets-part1.js, … tweets-part10.js."""
    found = re.search(r"(\d+)\.\w+$", name)
    return int(found[1][:9]) if found else 0


def _refuse_tricks(name: str, opened: zipfile.ZipFile) -> None:
    infos = opened.infolist()
    if len(infos) > MAX_MEMBERS:
        raise ConfigError(f"{name} holds {len(infos)} files; no platform's archive does")
    for info in infos:
        member = info.filename
        if member.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", member) or ".." in re.split(r"[/\\]", member):
            raise ConfigError(f"{name} holds a file that points outside of it ({member[:60]!r}); it was not read")


def _refuse_bomb(where: str, info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 1:
        raise ConfigError(f"{where} is encrypted; download the archive without a password")
    if info.compress_type not in METHODS:
        raise ConfigError(f"{where} is packed in an unusual way; download the archive again")
    packed, whole = max(info.compress_size, 1), info.file_size
    if whole > MAX_BYTES or (whole > RATIO_FREE_BYTES and whole / packed > MAX_RATIO):
        raise ConfigError(f"{where} would unpack to {whole:,} bytes; it was not read")
