"""The fields that posts are asked for, by lists or by their ids, and those that Meta refuses there.

A field that one post lacks fails the request of all that are asked with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from collectors.facebook.parser import REACTIONS
from collectors.wording import counted

COUNTED = "limit(0).summary(total_count)"
FIELDS = (
    "id", "message", "created_time", "permalink_url", "shares",
    "attachments{media_type,unshimmed_url,description,media{image},subattachments{media_type,description,media{image}}}",
    f"comments.filter(stream).{COUNTED}", f"reactions.{COUNTED}",
    *(f"reactions.type({kind.upper()}).{COUNTED}.as(reactions_{kind})" for kind in REACTIONS),
)  # fmt: skip
DISPENSABLE = frozenset({"permalink_url", "shares", "comments", "reactions"})
LACKING_ENOUGH = 10  # single posts, or pages, without a field, where none has it: Meta refuses it of all
SPLITS_MOST = 10  # requests for several posts that are asked in parts because of one field, in one reading


@dataclass
class PostFields:
    """The fields of one way of asking for posts; what is refused there costs the other way nothing."""

    lack: str = "some posts lack {}"
    """The words for fields that single posts, or pages of a list, are refused."""
    asked: str = "posts that were asked alone"
    """The words for these single posts, or pages."""
    refused: set[str] = field(default_factory=set)
    """The fields that Meta knows of no post any more, as far as this way shows."""
    _lacking: Counter[str] = field(default_factory=Counter)
    _split: Counter[str] = field(default_factory=Counter)
    _told: set[str] = field(default_factory=set)
    """The fields with which a request was answered."""
    _known: dict[str, set[str]] = field(default_factory=dict)
    """Field → the post_ids that were asked without it, or again in vain, because they lacked it before."""
    _untold: dict[str, set[str]] = field(default_factory=dict)
    """Field → the post_ids that were asked without it because too many others lack it."""

    def refuse(self, unknown: str, posts: int) -> bool:
        """Note a refused field; return whether the same request is to be asked without it, else in parts.

        Asked for in parts, a post that lacks the field costs no other its count, as long as these are few.
        """
        if posts > 1:
            self._split[unknown] += 1
            return self._split[unknown] > SPLITS_MOST
        self._lacking[unknown] += 1
        if unknown not in self._told and self._lacking[unknown] > LACKING_ENOUGH:
            self.refused.add(unknown)
        return True

    def is_first_split(self, unknown: str | None) -> bool:
        """Tell whether a field was just refused of several posts for the first time, and no post was told with it."""
        return unknown is not None and self._split[unknown] == 1 and unknown not in self._told

    def accept(self, left_out: Collection[str]) -> None:
        """Note a request that was answered with all fields but these."""
        self._told |= DISPENSABLE - set(left_out)

    def leave_out(self, unknown: str, post_ids: Iterable[str], *, known: bool) -> None:
        """Note posts that were told without a field, since it is *known* that they lack it, or since others do."""
        (self._known if known else self._untold).setdefault(unknown, set()).update(post_ids)

    @property
    def notes(self) -> list[str]:
        """Say which counts are unknown, and of how many posts."""
        lacking = sorted(self._lacking.keys() - self.refused)
        told = [
            f"Meta refused {name} of each of {self._lacking[name]} {self.asked}; the others were not asked for it; "
            "unknown until a night is told it again"
            for name in sorted(self.refused)
        ]
        told += [self.lack.format(", ".join(lacking))] if lacking else []
        told += [
            f"{counted(len(posts), 'post is', 'posts are')} known to lack {name}"
            for name, posts in sorted(self._known.items())
        ]
        return told + [
            f"{name} of {counted(len(posts), 'post')} was not asked for, since too many others lack it"
            for name, posts in sorted(self._untold.items())
            if name not in self.refused
        ]


def fields_without(left_out: Collection[str]) -> str:
    """Write all fields of posts but some."""
    return ",".join(one for one in FIELDS if one.partition(".")[0] not in left_out)
