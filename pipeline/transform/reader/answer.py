"""The answer of a language model, turned into labels of the codebook; an answer that is not one of them is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.transform.posts.labelled import FUNCTIONS, MOST, STAGES
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE

LONGEST = 4_000  # characters of an answer; a right one has about 300
MOST_QUOTES = 5
LONGEST_QUOTE = 300
TELLING = 3  # letters and digits of a quote, fewer of which support no topic
THOUGHT = "</think>"
"""The mark at which some local models end what they thought before they answer."""


class AnswerRefusedError(ValueError):
    """An answer is none by the codebook; says what is wrong with it, in words of ours alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels that a reader gave; ``quotes`` are offsets into the question's title and text."""

    topics: tuple[str, ...]
    subtopic: str | None
    message_function: str
    stage: str
    quotes: tuple[tuple[int, int], ...]

    @property
    def topic(self) -> str:
        """The primary topic."""
        return self.topics[0] if self.topics else NONE

    def to_json(self) -> str:
        """Write it for the store; it holds no word of the post."""
        names = ("topics", "subtopic", "message_function", "stage", "quotes")
        return json.dumps({name: getattr(self, name) for name in names})

    @classmethod
    def from_json(cls, told: str) -> Answer:
        """Read what ``to_json`` wrote."""
        row = json.loads(told)
        quotes = tuple((int(start), int(end)) for start, end in row["quotes"])
        return cls(tuple(row["topics"]), row["subtopic"], row["message_function"], row["stage"], quotes)


def read_answer(said: str, whole: str) -> Answer:
    """Read an answer to a question about *whole*. Raises AnswerRefusedError for whatever is not by the codebook."""
    row = _object(said, whole)
    topics = _topics(row.get("topics"))
    return Answer(
        topics=topics,
        subtopic=_subtopic(row.get("subtopic"), topics),
        message_function=_one_of(row.get("message_function"), "message_function", FUNCTIONS),
        stage=_one_of(row.get("stage"), "stage", STAGES),
        quotes=_quotes(row.get("quotes"), whole, needs_words=bool(topics)),
    )


def _object(said: str, whole: str) -> Mapping[str, Any]:
    """Find the JSON object in what was said; a fence, a word around it or thoughts before it are forgiven."""
    said = said.rpartition(THOUGHT)[2]
    if len(said) > LONGEST:
        raise AnswerRefusedError("it is longer than any answer by the codebook")
    start, end = said.find("{"), said.rfind("}")
    if not 0 <= start < end:
        raise AnswerRefusedError("it holds no JSON object")
    try:
        found = json.loads(said[start : end + 1], object_pairs_hook=_without_repeats)
    except AnswerRefusedError:
        raise
    except (ValueError, RecursionError) as error:
        raise AnswerRefusedError("it is no JSON") from error
    if not isinstance(found, dict):
        raise AnswerRefusedError("it is no JSON object")
    if _letters(said[start : end + 1]) in _letters(whole):
        raise AnswerRefusedError("it stands in the post itself")
    return found


def _letters(text: str) -> str:
    return "".join(text.split())


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; one that tells something twice tells nothing."""
    if len(dict(pairs)) < len(pairs):
        raise AnswerRefusedError("it tells one thing twice")
    return dict(pairs)


def _topics(told: Any) -> tuple[str, ...]:
    if told in ([NONE], NONE, None):
        return ()
    if not isinstance(told, list) or not all(isinstance(one, str) and one in DIMENSIONS for one in told):
        raise AnswerRefusedError("topics holds what the codebook does not know")
    topics = tuple(dict.fromkeys(told))
    if len(topics) > MOST:
        raise AnswerRefusedError(f"topics holds more than {MOST}")
    return topics


def _subtopic(told: Any, topics: tuple[str, ...]) -> str | None:
    if not topics:
        return None
    return _one_of(told, "subtopic", DIMENSIONS[topics[0]])


def _one_of(told: Any, name: str, known: tuple[str, ...]) -> str:
    if not isinstance(told, str) or told not in known:
        raise AnswerRefusedError(f"{name} is not one of {', '.join(known)}")
    return told


def _quotes(told: Any, whole: str, *, needs_words: bool) -> tuple[tuple[int, int], ...]:
    """Find each telling quote in the text; one that does not stand there makes the whole answer worthless.

    Quotes of marks or a letter or two are passed over; alone they do only where no topic is given.
    """
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_QUOTES:
        raise AnswerRefusedError(f"quotes is no list of 1 to {MOST_QUOTES}")
    quotes = [quote for quote in told if isinstance(quote, str) and len(quote) <= LONGEST_QUOTE]
    telling = [quote for quote in quotes if _tells(quote, whole)]
    if not telling and not needs_words:
        telling = [quote for quote in quotes if quote.strip()]
    if not telling or len(quotes) < len(told):
        raise AnswerRefusedError("a quote is no passage of fitting length")
    return tuple(dict.fromkeys(_place(quote, whole) for quote in telling))


def _place(quote: str, whole: str) -> tuple[int, int]:
    start = whole.find(quote)
    if start < 0:
        raise AnswerRefusedError("a quote does not stand in the text")
    return start, start + len(quote)


def _tells(quote: str, whole: str) -> bool:
    """Tell whether a quote holds more than marks, or is all that the post says."""
    return sum(map(str.isalnum, quote)) >= TELLING or quote.strip() == whole.strip() != ""
