"""Posts to the rows that the store keeps: topics by taxonomy and model, audience and places by gazetteer and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.transform.audience.addressing import Addressed, Addressing, PostText
from pipeline.transform.posts.labeller import Label, Labeller
from pipeline.transform.text.reading import Post
from storage.labels.labels import LabelRow, Unlabelled


@dataclass(frozen=True, slots=True)
class PostLabeller:
    """Labels posts in full; ``version`` changes when taxonomy, programmes, model or gazetteer do."""

    topics: Labeller
    addressing: Addressing
    city: str | None = None
    """The office's, of accounts whose own is not told."""

    @property
    def version(self) -> str:
        """Name everything that labels are made with."""
        return f"{self.topics.version}+{self.addressing.version}"

    def label(self, posts: Sequence[Unlabelled]) -> list[LabelRow]:
        """Label posts, many at once."""
        made = self.topics.label_all([Post(post.text, post.title, post.channel) for post in posts])
        addressed = self.addressing.find_all(
            PostText(post.text, post.title, post.account or "", post.city or self.city) for post in posts
        )
        return [self._row(*one) for one in zip(posts, made, addressed, strict=True)]

    def _row(self, post: Unlabelled, made: Label, addressed: Addressed) -> LabelRow:
        return LabelRow(
            post_id=post.post_id,
            text_digest=post.text_digest,
            version=self.version,
            method=made.method,
            topic=made.topic,
            subtopic=made.subtopic,
            topics=made.topics,
            programme_level=made.programme_level,
            message_function=made.message_function,
            stage=made.stage,
            score=made.score,
            evidence=[*(one._asdict() for one in made.evidence), *addressed.evidence],
            audience=addressed.audience,
            places=addressed.places,
        )
