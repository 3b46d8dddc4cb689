"""The owner's own archives: ZIP files, of which single members are read within bounds; nothing is ever extracted."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TextIO

from collectors.errors import ConfigError
from collectors.json_array import CHUNK, stream_array
from collectors.records import Post, require_storable
from collectors.wording import counted

MAX_MEMBERS = 500_000  # a large account's archive holds its media, too
MAX_BYTES = 2_000_000_000  # of one member; they are read as streams
MAX_RATIO, RATIO_FREE_BYTES = 100, 10_000_000  # JSON shrinks to a tenth; above this size, no more than a hundredth
MAX_SMALL = 1_000_000  # bytes of a member that is read whole
HEAD = 200  # characters, by which a file tells what it is
OF_MACOS = "__MACOSX"  # the folder of what it notes about each file
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
EARLIEST, LATEST = datetime(2006, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # X began in 2006
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of an archive: the record, and what of the item is kept for replay."""

    post: Post
    kept: Mapping[str, Any]
    deleted: bool = False
    """Whether the owner has deleted it since."""
    seen_at: datetime | None = None
    """The time at which its counts were true; None where that is not told."""
    left_out: tuple[str, ...] = ()
    """Names of side values of an unknown shape."""


def all_left_out(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the names of the side values that were left out of entries."""
    return tuple(name for entry in entries for name in entry.left_out)


def require_possible_time(moment: datetime | None) -> datetime:
    """Return a moment at which a post may have been published. Raises ValueError."""
    if moment is None or not EARLIEST < moment < LATEST:
        raise ValueError(f"nothing was published at {moment}")
    return moment


def require_dated(post: Post) -> Post:
    """Return a post that tells when it was published; an archive can hold anything. Raises ValueError."""
    require_possible_time(post.published_at)
    return require_storable(post)


class Export(Protocol):
    """An opened archive of one platform, or a file of captures."""

    @property
    def made_at(self) -> datetime | None:
        """The time at which the platform made it and its counts were true; None where it does not tell."""

    @property
    def losses(self) -> Sequence[str]:
        """The entries that could not be read, each in one line; complete when all entries were yielded."""

    def entries(self) -> Iterator[Entry]:
        """Yield the posts. Raises ConfigError for what cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of an archive: the watched account, and the name that the importing person vouches for."""

    account: str
    formerly: tuple[str, ...] = ()
    vouched: str | None = None
    known: frozenset[str] = frozenset()
    """Handles that masking leaves readable, lower-case."""

    @property
    def names(self) -> frozenset[str]:
        """The account's names, lower-case."""
        return frozenset(name.removeprefix("@").casefold() for name in (self.account, *self.formerly) if name)

    @property
    def is_vouched_for(self) -> bool:
        """Whether the importing person says that the archive is of the account."""
        return (self.vouched or "").removeprefix("@").casefold() in self.names

    def confirm(self, archive: str, told: str | None) -> None:
        """Raise ConfigError unless an archive tells that it is of the account, or is silent and vouched for."""
        if told and told.casefold() not in self.names:
            raise ConfigError(f"{archive} is the archive of @{told}, but the source watches @{self.account}")
        if not told and not self.is_vouched_for:
            advice = f"if it is that of @{self.account}, run again with: --account {self.account}"
            raise ConfigError(f"{archive} does not tell for sure whose archive it is; {advice}")


class Archive:
    """A ZIP file; ``Archive.open`` refuses what no platform would make."""

    def __init__(self, name: str, opened: zipfile.ZipFile) -> None:
        self.name, self._zip = name, opened
        self.losses: list[str] = []
        """The entries that could not be read, each in one line."""

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
        told = (name for name in self._zip.namelist() if not name.startswith(OF_MACOS))
        found = [name for name in told if pattern.search(name.replace("\\", "/"))]
        if len(set(found)) < len(found):
            raise ConfigError(f"{self.name} holds a member twice; download the archive again")
        return sorted(found, key=lambda name: (PurePosixPath(name).parent.as_posix(), _number(name)))

    def lacking(self, what: str) -> ConfigError:
        """Explain an archive that lacks what it is read for; that may lie within, packed once more."""
        inner = next((name for name in self._zip.namelist() if name.lower().endswith((".zip", ".ndjson"))), None)
        within = f"; it holds {PurePosixPath(inner).name[:60]}: unpack that one, and import it" if inner else ""
        return ConfigError(f"{self.name} has {what}{within}")

    def lose(self, where: str, why: str) -> None:
        """Note what of a member could not be read."""
        self.losses.append(f"{where} in {self.name}: {why}")

    def small(self, pattern: re.Pattern[str]) -> Iterator[Any]:
        """Yield the JSON values of the small members that fit, whatever assignment stands before each."""
        for name in self.members(pattern):
            with suppress(*BROKEN, ValueError, RecursionError), self._reading(name) as stream:
                text = stream.read(MAX_SMALL)
                if start := re.search(r"[\[{]", text):
                    yield json.loads(text[start.start() :])

    def beginning(self, name: str) -> str:
        """Return the first characters of a member; none of one that cannot be read."""
        with suppress(*BROKEN), self._reading(name) as stream:
            return stream.read(HEAD)
        return ""

    def items(self, name: str, opening: re.Pattern[str], is_post: Callable[[Item], bool]) -> Iterator[Item]:
        """Yield the objects of a member's JSON array, which begins as *opening* says; note what cannot be read.

        Raises ConfigError for what no platform would pack.
        """
        try:
            self._check(name)
            with self._reading(name) as stream:
                yield from stream_array(stream, opening, is_post, lambda why: self.lose(name, why))
        except BROKEN as error:
            self.lose(name, f"it is damaged ({error}); download the archive again")
        except ValueError as error:
            self.lose(name, f"it is not of the expected shape ({error})")

    def _check(self, name: str) -> None:
        """Read a member through once: a damage shows only at its end, when half of it would be stored."""
        info = self._zip.getinfo(name)
        _refuse_bomb(f"{name} in {self.name}", info)
        with self._zip.open(info) as member:
            while member.read(CHUNK):
                pass

    @contextmanager
    def _reading(self, name: str) -> Iterator[TextIO]:
        """Open a member as text, within bounds; a byte that is no text costs its character."""
        info = self._zip.getinfo(name)
        _refuse_bomb(f"{name} in {self.name}", info)
        with self._zip.open(info) as member:
            encoding = "utf-16" if member.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"
        with self._zip.open(info) as member, io.TextIOWrapper(member, encoding, errors="replace") as text:
            yield text


def _number(name: str) -> int:
    """Return the part's number: tweets.js, tweets-part1.js, … tweets-part10.js."""
    found = re.search(r"(\d+)\.\w+$", name)
    return int(found[1][:9]) if found else 0


def _refuse_tricks(name: str, opened: zipfile.ZipFile) -> None:
    infos = opened.infolist()
    if len(infos) > MAX_MEMBERS:
        raise ConfigError(f"{name} holds {counted(len(infos), 'file')}; no platform's archive does")
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
