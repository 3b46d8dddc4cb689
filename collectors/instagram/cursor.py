"""The cursor of a walk down an Instagram account's list: how far it came, where it may end. Pure.

The cursor holds a *mark*: some posts from the top of the last walk that was complete, and ``since``, down to where
that one went. A later walk goes down to the mark. One that dies on the way leaves the mark where it was, and beside
it the *gap* that it left, so that the next walk passes over the hole again.

An account may announce more posts than it shows (hidden and archived ones). A walk that ended short of what is
announced is therefore remembered too, in ``short``: the same difference at the same last post, in walks of several
days, is how the account is, and no longer judged. Every night compares the announced number of posts with the held
one: where more is lacking than before, the walk goes on below the mark, to a post that was restored or joined late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from instaloader import Post as InstaloaderPost
from instaloader.exceptions import InvalidArgumentException

from collectors.errors import CollectorError, Incomplete
from collectors.instagram.parser import is_before, taken_at
from collectors.records import Cursor, Parsed
from collectors.request import Request
from collectors.side_values import count_of
from collectors.wording import counted

PINNED_MOST = 3  # so many posts may stand pinned above the newest one
MARK_SIZE = 12
MARK_MET = 3  # so many posts of the mark must be met: one alone may have been deleted, or pinned since
MAX_STILL_PAGES = 3  # pages in a row that bring nothing new although more is announced
SHORT_DAYS = 3  # on so many days a walk must have ended at the same post, short by the same number
SHORT_MOST, SHORT_FEW = 0.1, 3  # of what is announced, and posts; a wall cuts off more than hidden posts do
# Each way of reading learns these of its own list, and keeps them under names of its own.
PER_WAY = ("short", "lacking", "missed", "walked")
OFFICIAL = "official_"  # how those of the official interface begin
LASTING = ("account_id", "unlisted", "official")  # what a walk neither moves nor ends
AGAIN = "the next night tries again"
ABSENT_MOST = 50  # so many posts that a walk did not meet are kept, while the number of posts tells of a deletion
EXPORTED = "export-"  # how the code of a post begins that only an export has brought


@dataclass(slots=True)
class InstagramCursor:
    """A walk under way."""

    request: Request
    announced: int
    """The number of posts that the account says it has; 0 where it says none."""
    is_told: bool
    """Whether the account says a number."""
    visible: bool
    """Whether a session looks; strangers are cut short by walls, so that a short list never tells how an account is."""
    mark: frozenset[str] = frozenset()
    due: dict[str, int] = field(default_factory=dict)
    """Posts to be looked at again that were neither met nor passed yet, with their numbers, which grow with time."""
    order: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    """The times of publication of posts that are not pinned, as far as the list tells."""
    numbers: list[int] = field(default_factory=list)
    """The same posts' numbers."""
    wanted: set[str] = field(default_factory=set)
    """The listed posts that are of the wanted history."""
    still: int = 0
    unread: int = 0
    """Listed posts that could not be had."""
    understood: int = 0
    """Posts that came in a known shape."""
    unreadable: int = 0
    """Posts that came in an unknown one; the store remembers them."""
    ended: bool = False
    """Whether the list says that no page follows."""
    before_since: bool = False
    gone_since_walk: int = 0
    """Posts that the last complete walk met, and that are gone."""
    way: str = ""
    """The beginning of the names under which this way of reading keeps what its list lacks."""
    short_share: float = SHORT_MOST
    """The share of what is announced that a list may lack, if it is to be believed after some days."""

    @classmethod
    def begin(cls, request: Request, announced: int | None, *, visible: bool) -> InstagramCursor:
        """Begin where the cursor says; a walk that shall reach further down than the last one knows no mark."""
        codes = (post_id.removeprefix("instagram:") for post_id in request.due)
        due = {code: number for code in codes if (number := _number_of(code))}
        mark = frozenset(request.cursor.get("mark", ())) if _deep_enough(request, announced) else frozenset[str]()
        return cls(request, announced or 0, announced is not None, visible, mark, due)

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many posts there are: 0 beside posts that are shown is no number."""
        return self.is_told and (self.announced > 0 or not self.order)

    def take(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Note what a page listed, and return it. Raises Incomplete when pages bring nothing new."""
        nodes = listed_nodes(data)
        seen = set(self.order)
        fresh = [node for node in nodes if node["code"] not in seen]
        self.still = 0 if fresh else self.still + 1
        if self.still >= MAX_STILL_PAGES:
            raise Incomplete("Instagram repeats itself or shows empty pages", advice=AGAIN)
        # A pinned post may be the oldest of all: only those below it tell how far down the walk is.
        unpinned = fresh[max(PINNED_MOST - len(seen), 0) :]
        standing = [node for node in fresh if node in unpinned or node.get("timeline_pinned_user_ids") == []]
        self.numbers += [node["pk"] for node in standing]
        self.times += [taken for node in standing if (taken := taken_at(node)) is not None]
        self.order += [node["code"] for node in fresh]
        since = self.request.since
        self.wanted |= {node["code"] for node in fresh if since is None or not is_before(node, since)}
        self._pass(max((node["pk"] for node in unpinned), default=None))
        self.ended = not (data.get("page_info") or {}).get("has_next_page")
        self.before_since = _before_since(nodes, self.request)
        return nodes

    def judge(self, parsed: Parsed) -> None:
        """Count what of whole posts could be parsed."""
        self.understood += len(parsed.posts)
        self.unreadable += len(parsed.unreadable)

    def _pass(self, newest: int | None) -> None:
        met = set(self.order)
        self.due = {
            code: number for code, number in self.due.items() if code not in met and (newest is None or number < newest)
        }

    @property
    def unpinned(self) -> list[str]:
        """The posts that were listed below the places that pinned posts can take."""
        return self.order[PINNED_MOST:]

    @property
    def reached_mark(self) -> bool:
        """Whether everything newer than the last complete walk was listed, and nothing older is wanted."""
        return self._met_mark and not self.due and not self.lacks_more

    @property
    def _met_mark(self) -> bool:
        met = sum(code in self.mark for code in self.unpinned)
        return bool(self.mark) and met >= min(MARK_MET, len(self.mark))

    @property
    def lacking(self) -> int:
        """The number of posts that the account announces beyond those held or met."""
        return self.announced - len(self._held | self.wanted)

    @property
    def _held(self) -> set[str]:
        names = (post_id.removeprefix("instagram:") for post_id in self.request.stored_posts)
        return {code for code in names if not code.startswith(EXPORTED)}

    @property
    def lacks_more(self) -> bool:
        """Whether more is lacking than when a walk was last complete: a post below the mark came back, or joined late.

        Strangers are not shown enough to tell.
        """
        return self.visible and self.is_counted and self.lacking > self._known_to_lack

    @property
    def _known_to_lack(self) -> int:
        cursor = self.request.cursor
        for name in (f"{self.way}lacking", "lacking"):  # a session shows the most: what it lacks, all ways do
            if name in cursor:
                return int(cursor[name])
        short = self._short_before
        return self.announced if self._limited else int(short.get("by", 0))

    @property
    def whole(self) -> bool:
        """Whether all of the wanted history was listed."""
        has_all = self.is_counted and len(self.order) >= self.announced
        return self.before_since or (self.ended and (has_all or self.always_short))

    @property
    def done(self) -> bool:
        """Whether the walk is at its end, and that end believed."""
        return self.reached_mark or self.whole

    @property
    def short(self) -> dict[str, Any] | None:
        """Describe how this walk ended short of what is announced, and on which days walks did so alike."""
        is_silent = not self.order and (self.is_counted or self._held)  # an empty list that tells nothing
        if not self.ended or not self.visible or is_silent:
            return self._short_before or None
        by = self.announced - len(self.order) if self.is_counted else 0
        if self.is_counted and not 0 < by <= self._settled + max(self.short_share * self.announced, SHORT_FEW):
            return None
        now = {"by": by, "at": self.order[-1] if self.order else None}
        before = self._short_before
        alike = all(before.get(name) == told for name, told in now.items())
        today = [self.request.now.date().isoformat()] if self.request.now else []
        return now | {"days": sorted({*(before["days"] if alike else ()), *today})[-SHORT_DAYS:]}

    @property
    def _settled(self) -> int:
        """The number of posts that walks of the whole history found lacking; a list may be short by further ones."""
        return 0 if self._limited else max(int(self.request.cursor.get(f"{self.way}lacking", 0)), 0)

    @property
    def _limited(self) -> bool:
        """Whether this walk or the last complete one wanted no more than the later history."""
        return self.request.since is not None or self.request.cursor.get("since") is not None

    @property
    def _short_before(self) -> dict[str, Any]:
        told: dict[str, Any] = self.request.cursor.get(f"{self.way}short") or {}
        return told

    @property
    def always_short(self) -> bool:
        """Whether walks of enough days ended as this one does."""
        return self.ended and len((self.short or {}).get("days", ())) >= SHORT_DAYS

    @property
    def note(self) -> str | None:
        """A note for a person about a short list that is not judged."""
        short = self.short
        if not self.done or not short or len(short["days"]) < SHORT_DAYS:
            return None
        if not short["by"]:
            return f"Instagram does not say how many posts there are; its list ended alike on {SHORT_DAYS} days"
        return f"Instagram announces {counted(short['by'], 'post')} more than it shows, the same on {SHORT_DAYS} days"

    @property
    def cursor(self) -> Cursor:
        """The cursor after the pages so far: the mark moves only when all was listed and had.

        Posts of an unknown shape among others hold it up no longer than it takes to remember them: else one would make
        every night walk down to it. If nothing is understood at all, the next night asks again.
        """
        own = {f"{self.way}{name}" for name in PER_WAY}
        others = {f"{way}{name}" for way in ("", OFFICIAL) for name in PER_WAY} - own
        kept = {f"{self.way}short": self.short} if self.short else {}
        kept |= {name: told for name, told in self.request.cursor.items() if name in {*LASTING, *others}}
        if not self.done or self.unread or self._all_unreadable:
            before = {name: told for name, told in self.request.cursor.items() if name != f"{self.way}short"}
            return before | kept | ({} if self.request.full else {"gap": self._gap()})
        since = self.request.since.isoformat() if self.request.since else None
        if self.reached_mark:
            since = self.request.cursor.get("since")
        told = self.times or [self.request.cursor.get("mark_at") or 0]
        mark = {"mark": self.unpinned[:MARK_SIZE], "since": since, "mark_at": max(told) or None}
        missed = {f"{self.way}missed": self._missed, **self._walked} if self.visible and self._missed else {}
        return kept | mark | missed | self._lacked

    @property
    def _lacked(self) -> dict[str, Any]:
        """The number of posts that are announced beyond those held; where none is announced, the last one stays."""
        name = f"{self.way}lacking"
        if self.visible and self.is_counted:
            return {name: self.lacking}
        return {name: self.request.cursor[name]} if self.visible and name in self.request.cursor else {}

    def without_one(self, code: str, cursor: Cursor) -> Cursor:
        """Return the cursor after a post is known to be gone: it is held no longer, nor announced.

        Where the announced number did not fall for it, another post came back below the mark: that is a gap. It may
        also have fallen on an earlier night, for a post that no walk has missed yet. A post that stood in the list then
        was not that one; so either that one or another came back, and the next walk goes down to tell which.
        """
        names = [name for name in ("lacking", f"{OFFICIAL}lacking") if name in cursor and self.is_counted]
        left = {**cursor, **{name: cursor[name] + 1 for name in names}}
        missed, own = left.pop(f"{self.way}missed", 0), f"{self.way}lacking"
        is_doubtful = self._was_listed(code) and self.gone_since_walk >= self._fallen
        self.gone_since_walk += self._was_listed(code)
        if self.whole or own not in left or not self.is_counted or (missed and not is_doubtful):
            return left | ({f"{self.way}missed": missed - 1} if missed > 1 else {})
        deeper = {**left, own: left[own] - 1}
        if missed:
            return {**deeper, f"{self.way}missed": missed}
        more = ((cursor.get("gap") or {}).get("posts") or 0) + 1
        return {**deeper, "gap": {"from": None, "to": None, "posts": more}}

    def _was_listed(self, code: str) -> bool:
        """Tell whether a post stood in the list of the last complete walk, where that is known."""
        told, number = self.request.cursor.get(f"{self.way}walked"), _number_of(code)
        if not told or not number or code in self.request.cursor.get("unlisted", ()):
            return False
        return number >= int(told["to"]) and code not in told["absent"]

    @property
    def _walked(self) -> dict[str, Any]:
        """The depth of this walk, and the held posts that it did not meet on the way."""
        absent = sorted(self.unmet)
        if not self.numbers or len(absent) > ABSENT_MOST:
            return {}
        return {f"{self.way}walked": {"to": min(self.numbers), "absent": absent}}

    @property
    def _fallen(self) -> int:
        """The number of posts by which fewer are announced than after the last complete walk."""
        return max(self._known_to_lack - self.lacking, 0) if self.is_counted else 0

    def yet_unfound(self, cursor: Cursor) -> CollectorError | None:
        """Say so where *cursor* knows of a post in the place of one that is gone."""
        told = cursor.get("gap")
        if told is None or told == self.cursor.get("gap"):
            return None
        more = counted(told["posts"], "post")
        return Incomplete(f"Instagram announces {more} more than it showed so far", advice=AGAIN)

    @property
    def _missed(self) -> int:
        """The number of held posts that must be gone, since fewer are announced, or that a whole list lacks."""
        if self.whole:
            return len(self.unmet)
        return self._fallen + int(self.request.cursor.get(f"{self.way}missed", 0))

    @property
    def unmet(self) -> dict[str, int]:
        """The held posts that stand above the end of this walk and were not listed, with their numbers.

        Those that are known to be there although no list shows them count only when they are due for a look.
        """
        due = {post_id.removeprefix("instagram:") for post_id in self.request.due}
        known = set(self.order) | (set(self.request.cursor.get("unlisted", ())) - due)
        numbers = {code: _number_of(code) for code in self._held - known}
        low = min(self.numbers, default=None)
        return {code: number for code, number in numbers.items() if low is not None and number and number > low}

    @property
    def _all_unreadable(self) -> bool:
        return bool(self.unreadable) and not self.understood

    def _gap(self) -> dict[str, int | None]:
        if self.done:
            return {"posts": self.unread + self.unreadable}
        if self._met_mark and self.lacks_more:  # somewhere below
            return {"from": None, "to": None, "posts": self.lacking - self._known_to_lack}
        open_ended = self.mark or self.request.since or not self.is_counted
        missing = None if open_ended else max(self.announced - len(self.order), 0) + self.unread
        begins = self.request.cursor.get("mark_at") if self.mark else None
        return {"from": begins, "to": min(self.times, default=None), "posts": missing or None}

    def verdict(self) -> CollectorError | None:
        """Say what keeps a walk that can go no further from being complete."""
        if self.unread:
            return Incomplete(f"{counted(self.unread, 'listed post')} could not be read", advice=AGAIN)
        if self.done:
            return None
        told = f"Instagram announces {counted(self.announced, 'post')} but showed {len(self.order)}"
        if not self.is_counted:
            told = f"Instagram does not say how many posts there are, and showed {len(self.order)}"
        if self.still:
            return Incomplete(f"{told}, and then an empty or repeated page", advice=AGAIN)
        wall = "" if self.visible else "a login wall does that without a session; "
        return Incomplete(told, advice=wall + AGAIN)


def listed_nodes(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the posts that a page of the list shows, each with its code and number; one that tells neither is none.

    Raises KeyError where not one tells them.
    """
    nodes = (edge.get("node") for edge in data["edges"] if isinstance(edge, dict))
    found = [named for node in nodes if isinstance(node, dict) and (named := _read_node(node))]
    if data["edges"] and not found:
        raise KeyError("code")
    return found


def _read_node(node: dict[str, Any]) -> dict[str, Any] | None:
    code, number = node.get("code"), count_of(node.get("pk"))
    try:
        if not isinstance(code, str) or not code:
            code = InstaloaderPost.mediaid_to_shortcode(number) if number else None
    except (ValueError, KeyError, IndexError, OverflowError):  # what can be no number
        return None
    number = number or (_number_of(code) if code else None)
    return {**node, "code": code, "pk": number} if code and number else None


def _number_of(code: str) -> int | None:
    """Return the number of a post with that shortcode; None for what tells none, as long ones of private accounts."""
    try:
        return int(InstaloaderPost.shortcode_to_mediaid(code))
    except (ValueError, KeyError, IndexError, OverflowError, InvalidArgumentException):
        return None


def _deep_enough(request: Request, announced: int | None) -> bool:
    """Whether the last complete walk went down as far as is wanted now; a cursor of old does not tell."""
    if request.full:
        return False
    if "since" not in request.cursor:
        return announced is not None and len(request.stored_posts) >= announced
    reached = request.cursor["since"]
    return reached is None or (request.since is not None and reached <= request.since.isoformat())


def _before_since(nodes: Sequence[Mapping[str, Any]], request: Request) -> bool:
    """Whether a page holds only posts from before the wanted history; lists for strangers do not tell."""
    return bool(request.since and nodes and all(is_before(node, request.since) for node in nodes))
