"""The Platform object: everything that the rest of Pantau must know of a platform, answered in one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from collectors.errors import PantauError
from collectors.records import Cursor, Forgotten, Gap, Kind, Parsed, RawPage, Reads
from collectors.request import Collector, Limits
from pipeline.platforms.source import Budget, Credentials, SourceBase

if TYPE_CHECKING:
    from collectors.archive_file import Archive, Entry, Export, Owner
    from collectors.captures import CaptureFile
    from collectors.privacy import Pseudonyms

Stream = Literal["posts", "responses"]
Parse = Callable[[RawPage], Parsed]


class Skipped(PantauError):
    """A source lacks what it needs to run; the message names the variable to set."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """The values that the configuration gives to a collector besides its own source."""

    credentials: Any
    """The platform's own Credentials."""
    pseudonym_key: SecretStr | None
    folder: Path
    """From which relative paths start."""
    zone: ZoneInfo
    contact: str
    """The address that a webmaster can write to."""
    known_accounts: frozenset[str]
    """The handles that masking leaves readable."""
    budget: Any = None
    """The platform's own section of config.yaml, where it has one."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The account that a source watches: its name, and where people see it."""

    account: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The platform's own words, for messages."""

    label: tuple[str, str]
    """Its name in Indonesian and in English."""
    account: str
    renamed: str
    """The words for an account that has another name now."""
    sign: str
    """The sign before an account's name; empty where people do not address accounts."""
    posts: str
    short: str = ""
    """The beginning of its sources' ids where that is not its name: ``ig`` of ``ig-diskominfobekasi``."""
    access: str = "needs no credentials"
    """The way in which a person gets what the platform asks for, and into which variables of .env it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """The responses of people to an account on a platform."""

    make_collector: Callable[[Any, Wiring, Pseudonyms], Collector]
    """Make the collector of a source's responses. Raises Skipped."""
    page_kinds: Collection[str]
    """The kinds of raw pages that hold responses."""
    words: str
    """Their name in messages."""
    most_shown: int
    """The most that the platform shows, which a first harvest may have to pay for."""
    url_of: Callable[[str, str | None, str | None], str | None]
    """Return where a response stands, by its id and those of its post and of what it answers, as they are stored."""
    flat_threads: bool
    """Whether threads are one level deep, so that an answer stands beside its question."""


class Permission(Protocol):
    """An account owner's permission on its way: asked for at an address, given by what the browser shows then."""

    @property
    def address(self) -> str:
        """The address at which the owner agrees."""

    @property
    def advice(self) -> str:
        """The words that tell a person what to do there, and what to paste."""

    @property
    def cost(self) -> Reads:
        """The reads that it takes to make sure whose permission it is."""

    def take(self, pasted: str, now: datetime) -> Collection[str]:
        """Take what was pasted; return the secrets that came of it. Raises CollectorError."""

    def keep(self, limits: Limits) -> str:
        """Make sure whose permission it is, keep it, and say so. Raises CollectorError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLogin:
    """The way in which an account's owner lets Pantau read as the owner does."""

    begin: Callable[[Any, Wiring], Permission]
    """Begin to ask for the permission of a source. Raises ConfigError."""
    is_kept: Callable[[Any, Path], bool]
    """Whether a source has one in this folder, so that its posts are read at the owner's price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFormat:
    """The archive that the platform sends to an account's owner."""

    open: Callable[[Archive, Owner], Export]
    """Open it as the owner's. Raises ConfigError."""
    open_captures: Callable[[CaptureFile, Owner], Export]
    """Open what a browser captured of the account's pages. Raises ConfigError."""
    captures_page_of: Callable[[Sequence[Entry], str], tuple[RawPage, Parsed]]
    """Make the page that is kept of captured entries; the second argument is the account."""
    page_of: Callable[[Sequence[Entry], str], tuple[RawPage, Parsed]]
    """Make the page that is kept of entries; the second argument is the account."""
    without_ids: str | None
    """The beginning of the post_ids that an archive without ids is given; None where it tells the real ones."""
    gone_only: Callable[[Entry], Entry] | None
    """Reduce an entry to the proof that its post was deleted, where the archive tells that."""
    move_cursor: Callable[[Cursor, Export], Cursor] | None
    """Return the cursor behind a whole archive, where the next harvest need not read it again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Platform:
    """A platform. It must answer every question; None says that it has no such thing."""

    name: str
    """As it stands in config.yaml and before the colon of a post_id."""
    words: Words
    kinds: frozenset[Kind]
    """The kinds of its posts."""
    source_model: type[SourceBase]
    credentials: type[Credentials]
    prices: type[Budget] | None
    """The budget of reading, money or units, as config.yaml tells it under the platform's name; None without one."""
    describe: Callable[[Any], Profile]
    """Describe the account of a source."""
    is_formerly: Callable[[str, str], bool]
    """Whether what ``formerly`` says names that stored account."""
    tells_identity: bool
    """Whether a profile proves which account it is of, so that a new name waits until it is read."""
    make_collector: Callable[[Any, Wiring], Collector]
    """Make the collector of a source. Raises Skipped."""
    make_parser: Callable[[Any, Wiring], Parse]
    """Make the parser of a source's stored pages; needs neither credentials nor network."""
    gaps: Callable[[Stream, Cursor], tuple[Gap, ...]]
    """Return what a stored cursor says is wanted and was not read yet."""
    redact: Callable[[RawPage, Forgotten], RawPage]
    """Return a stored page without what is forgotten; the same object where it holds nothing of that."""
    responses: Responses | None
    archive: ArchiveFormat | None
    login: OwnerLogin | None
    """The way in which a person lets Pantau read an account as its owner."""
    sent_secrets: Callable[[Any, Path], Iterable[str]]
    """List what its credentials send and nobody else may read."""
    secret_files: Callable[[Any, Path], Iterable[Path]]
    """List the files that hold its secrets."""
    dated_address: Callable[[Any], str | None]
    """Return an address of a source whose answer bears a date to compare clocks with."""
    rests_alone: bool
    """Whether a refusal concerns one source only, because its sources share no credentials."""
    tells_exact_total: bool
    """Whether it tells how many posts an account shows, no hidden ones with them: as many stored ones are then all."""
    probe: Callable[[str, str, ZoneInfo, Limits], Generator[str, None, bool]] | None
    """Try an address: yield what to print, and return whether it can be harvested. Raises CollectorError."""

    def is_owned(self, source: SourceBase, folder: Path) -> bool:
        """Whether a source's posts are read as by its owner."""
        return self.login is not None and self.login.is_kept(source, folder)

    @property
    def label(self) -> str:
        """Its name in messages, which are in English."""
        return self.words.label[1]

    def backoff_name(self, source: SourceBase) -> str:
        """Return who rests after a refusal: all accounts that share its credentials, or the source alone."""
        return source.rests_with or (source.id if self.rests_alone else self.name)

    def stream_words(self, stream: Stream) -> str:
        """Return how the things of a stream are called."""
        if stream == "posts":
            return self.words.posts
        return self.responses.words if self.responses else ""


def no_secrets(_credentials: Any, _folder: Path) -> tuple[()]:
    """List the secrets, or files of secrets, of a platform that has none."""
    return ()


def same_handle(told: str, account: str) -> bool:
    """Whether two handles are the same: upper case and the sign before them make no difference."""
    return told.removeprefix("@").casefold() == account.casefold()
