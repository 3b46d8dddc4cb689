"""A post to a reader's answer: masked, asked once, checked, kept, and paid for within the month's budget."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine

from collectors.privacy import masked
from pipeline.reader.server import ReaderFailedError, Reply, Server
from pipeline.settings.sections import ReaderConfig
from pipeline.transform.reader.answer import Answer, AnswerRefusedError, read_answer
from pipeline.transform.reader.question import Question, question_of
from storage.db.engine import transaction
from storage.labels.reader import Kept, keep_answer, kept_answer, reserve_call, settle_call, spent_on_reader

MILLION = 1_000_000


class BudgetSpentError(ReaderFailedError):
    """The month's budget does not hold the worst cost of one more question."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's answer on a post, with the passages it quoted as they stand in what was sent."""

    answer: Answer
    quotes: tuple[str, ...]


@dataclass
class Tally:
    """The number of questions by their outcome."""

    asked: int = 0
    kept: int = 0
    refused: int = 0
    address: str = ""


@dataclass
class SecondReader:
    """Reads posts by a server; *known* handles (lower-case) are left readable, all others are masked."""

    config: ReaderConfig
    server: Server
    engine: Engine
    now: Callable[[], datetime]
    known: Collection[str] = ()
    purpose: str = "posts"
    tally: Tally = field(default_factory=Tally)

    @property
    def host(self) -> str:
        """The server's name and port, as configured."""
        return urlsplit(str(self.config.base_url)).netloc.rpartition("@")[2]

    def read(self, text: str, title: str | None, channel: str) -> Reading | None:
        """Read a post; None where the answer is refused. Raises ReaderFailedError when there is no answer at all."""
        known = frozenset(self.known)
        question = question_of(masked(text, known), masked(title, known) if title else None, channel)
        with transaction(self.engine) as connection:
            kept = kept_answer(connection, question.key, self.config.model)
        if kept:
            self.tally.kept += 1
        else:
            kept = self._ask(question)
        if not kept.answer:
            return None
        answer = Answer.from_json(kept.answer)
        return Reading(answer, tuple(question.whole[start:end] for start, end in answer.quotes))

    def _ask(self, question: Question) -> Kept:
        call = self._reserve(question)
        self.tally.asked += 1
        try:
            reply = self.server.ask(question)
        except ReaderFailedError:
            with transaction(self.engine) as connection:
                settle_call(connection, call, outcome="failed")
            raise
        kept = _checked(reply, question)
        self.tally.refused += kept.answer is None
        self.tally.address = reply.address
        tokens = min(reply.tokens or question.most_tokens, question.most_tokens)
        with transaction(self.engine) as connection:
            settle_call(
                connection,
                call,
                outcome="answered" if kept.answer else "refused",
                address=reply.address,
                tokens=tokens,
                usd=self._price(tokens),
            )
            keep_answer(connection, question.key, self.config.model, kept, self.now())
        return kept

    def _reserve(self, question: Question) -> int:
        """Book the worst cost before anything is sent. Raises BudgetSpentError."""
        at, worst = self.now(), self._price(question.most_tokens)
        with transaction(self.engine) as connection:
            month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            if worst and spent_on_reader(connection, month) + worst > self.config.monthly_budget_usd:
                raise BudgetSpentError("the month's budget is used up", final=True)
            call = {"asked_at": at, "purpose": self.purpose, "host": self.host, "model": self.config.model}
            return reserve_call(connection, call | {"tokens": question.most_tokens, "usd": worst})

    def _price(self, tokens: int) -> float:
        return tokens * self.config.usd_per_million_tokens / MILLION


def _checked(reply: Reply, question: Question) -> Kept:
    try:
        return Kept(read_answer(reply.said, question.whole).to_json(), None)
    except AnswerRefusedError as error:
        return Kept(None, str(error))
