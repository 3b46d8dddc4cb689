"""Posts to questions for a language model: the codebook as the rule, the post as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

CODEBOOK = Path(__file__).with_name("codebook.txt")
LONGEST = 4_000  # characters of a text that are sent: what follows hardly changes its labels
MOST_TOKENS = 400  # of an answer; a right one has about 120


@dataclass(frozen=True, slots=True)
class Question:
    """The question that is sent: the codebook, and one masked post as JSON; ``key`` is equal for equal questions."""

    rule: str
    data: str
    key: str
    whole: str
    """Title and text as sent, in which quotes must stand."""

    @property
    def most_tokens(self) -> int:
        """Tell how many tokens question and answer may take at most: a token is one byte or more."""
        return len(self.rule.encode()) + len(self.data.encode()) + MOST_TOKENS


def question_of(text: str, title: str | None, channel: str) -> Question:
    """Make the question for a post whose *text* and *title* are masked already."""
    text, title = _drop_unencodable(text[:LONGEST]), title and _drop_unencodable(title[:LONGEST])
    rule = CODEBOOK.read_text(encoding="utf-8")
    data = json.dumps({"channel": channel, "title": title, "text": text}, ensure_ascii=False)
    whole = f"{title}\n{text}" if title else text
    return Question(rule, data, sha256(f"{rule}\0{data}".encode()).hexdigest()[:32], whole)


def _drop_unencodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def codebook_version() -> str:
    """Give a digest of the codebook as it is sent."""
    return sha256(CODEBOOK.read_bytes()).hexdigest()[:8]
