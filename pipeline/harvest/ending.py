"""The end of a source's turn: its outcome and the reason, as they are stored and said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from collectors.records import Cursor
from collectors.wording import counted
from pipeline.harvest.gaps_in_words import gaps_left, in_words
from pipeline.platforms.platform import Stream
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.console import is_watched, printable
from pipeline.run.context import STORE_FAILED, RunContext
from pipeline.run.secrets import redact_secrets
from storage.db.engine import transaction
from storage.harvest.unparsed import load_waiting
from storage.runs.gaps import write_gaps
from storage.runs.runs import finish_source, load_source_run, start_source


class Ending(NamedTuple):
    """The end of a turn: complete, partial, blocked, skipped or failed, and the reason in words."""

    outcome: str
    reason: str | None = None


LOST = Ending("failed", STORE_FAILED)
ASKED_TO_END = Ending("partial", "the run was asked to end")


def join_reasons(*reasons: str | None) -> str | None:
    """Join the reasons that there are; None where there is none."""
    return "; ".join(filter(None, reasons)) or None


@dataclass(frozen=True)
class EndingWriter:
    """Writes and says how the turns of one source end; no secret stands in a reason."""

    run: RunContext
    source: SourceBase
    began_at: datetime
    secrets: Callable[[], Iterable[str]]
    """Lists what was sent and nobody else may read."""

    def write(self, ending: Ending, cursors: Mapping[Stream, Cursor]) -> tuple[Ending, Row[Any]]:
        """Write an ending, and the gaps of streams of which no page told; return it as stored, and the run's counts."""
        run, platform = self.run, platform_of(self.source)
        gaps = {stream: gaps_left(self.source, stream, cursor) for stream, cursor in cursors.items()}
        zone, now, ending = run.settings.zone, run.now(), self._without_secrets(ending)
        words = {stream: in_words(left, platform.stream_words(stream), zone) for stream, left in gaps.items()}
        with transaction(run.engine) as connection:
            unread = load_waiting(connection, self.source.id)
            if unread and ending.outcome == "complete":  # nothing that a run brought may wait to be read
                told = f"{counted(unread.count, 'post is', 'posts are')} of an unknown shape ({unread.why})"
                advice = "their raw answers are kept: update Pantau, then run: pantau replay"
                ending = self._without_secrets(Ending("partial", join_reasons(told, advice, ending.reason)))
            for stream, left in gaps.items():
                write_gaps(connection, self.source.id, stream, left, words[stream])
            finish_source(connection, run.run_id, self.source.id, {**ending._asdict(), "finished_at": now})
            return ending, load_source_run(connection, run.run_id, self.source.id)

    def write_outcome(self, ending: Ending, *, begun: bool) -> tuple[Ending, Row[Any]]:
        """Write the outcome alone, of a turn of whose beginning the store may not know."""
        run, key, ending = self.run, (self.run.run_id, self.source.id), self._without_secrets(ending)
        with transaction(run.engine) as connection:
            if not begun:
                start_source(connection, *key, self.began_at)
            finish_source(connection, *key, {**ending._asdict(), "finished_at": run.now()})
            return ending, load_source_run(connection, *key)

    def say(self, ending: Ending, counts: Row[Any]) -> None:
        """Say the outcome, and how many posts were seen and new."""
        why = f" ({ending.reason})" if ending.reason else ""
        words = f"{ending.outcome}, {counts.posts_new} new of {counted(counts.posts_seen, 'post')} seen{why}"
        if not is_watched():  # where a line bears the time of the source's end
            words += f"; began {self.began_at.astimezone(self.run.settings.zone):%H:%M:%S}"
        # Of a group that bears some losses the night's last line tells enough.
        borne = ending.outcome == "complete" or self.run.settings.config.required_of(self.source.group) < 1
        self.run.say(f"{self.source.id}: {words}", logging.INFO if borne else logging.WARNING)

    def _without_secrets(self, ending: Ending) -> Ending:
        return ending._replace(reason=printable(redact_secrets(ending.reason or "", self.secrets())) or None)
