"""Captures of the browser extension Zeeschuimer: NDJSON, an item of a platform's own website a line.

A line is ``{"source_platform": "instagram.com", "source_platform_url": …, "timestamp_collected": MS, "data": {…}}``;
files that went through 4CAT have the item itself, with the other fields in ``__import_meta``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectors.archive_file import Owner, possible
from collectors.errors import ConfigError
from collectors.json_array import MAX_ELEMENT
from collectors.side_values import SideValues, seconds_of

Item = Mapping[str, Any]


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
            with self.path.open(encoding="utf-8-sig", errors="replace") as stream:
                for number, line in enumerate(iter(lambda: stream.readline(MAX_ELEMENT), ""), start=1):
                    capture = self._capture(line, number, hosts)
                    found, other = found + (capture is not None), other + bool(line.strip() and capture is None)
                    if capture:
                        yield capture
        except OSError as error:
            raise ConfigError(f"{self.name} cannot be read ({error.strerror})") from error
        if not found and other:
            raise ConfigError(f"{self.name} holds no capture of {hosts[0]}; give the .ndjson of Zeeschuimer")

    def _capture(self, line: str, number: int, hosts: tuple[str, ...]) -> Capture | None:
        if not line.strip():
            return None
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            self.lose(f"line {number} is no JSON object")
            return None
        side = SideValues()
        meta = side.part(told, "__import_meta") or told
        host = _host(side.text(meta, "source_platform") or side.text(meta, "source_platform_url") or "")
        item = side.part(told, "data") or ({} if meta is told else told)
        if host not in hosts or not item:
            return None
        return Capture(item, side.text(meta, "source_platform_url") or "", _moment(meta.get("timestamp_collected")))

    def lose(self, what: str) -> None:
        """Note what could not be read."""
        self.losses.append(f"{what} in {self.name}")


def _host(told: str) -> str:
    """Name a platform's host, however it is told: ``https://www.Instagram.com/a`` → ``instagram.com``."""
    return told.casefold().rpartition("://")[2].partition("/")[0].removeprefix("www.").removeprefix("mobile.")


def _moment(told: Any) -> datetime | None:
    """Read when an item was seen: in milliseconds, in seconds, or as ISO 8601."""
    try:
        seconds = seconds_of(told)
        found = datetime.fromisoformat(told) if seconds is None else datetime.fromtimestamp(seconds, UTC)
        return possible(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))
    except (TypeError, ValueError, OverflowError, OSError):
        return None


class CapturedPosts:
    """The captured posts of one account; a platform adds ``entries``, which tell its items apart."""

    made_at = None  # each post was seen at a moment of its own

    def __init__(self, file: CaptureFile, owner: Owner) -> None:
        self._file, self._owner = file, owner
        self.others = 0
        """Items of other accounts; they are not stored."""

    @property
    def losses(self) -> Sequence[str]:
        """The lines of the file that could not be read."""
        return self._file.losses
