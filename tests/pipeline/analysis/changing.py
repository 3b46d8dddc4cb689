"""Changes of a store between two nights, the rare ones as often as the common ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import Connection, delete, func, insert, select, update

from storage.harvest.archives import remove_posts
from storage.harvest.erasure.records import erase_texts
from storage.labels.labels import LabelRow, store_labels
from storage.labels.reviews import Review, store_reviews, stored_digests
from storage.runs.local_time import ensure_zone
from storage.runs.wrong_clock import take_back
from storage.schema.tables import accounts, campaign_posts, posts, snapshots, sources

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
SOURCES = ("s0", "s1")
LATER = BEGIN + timedelta(days=60)
CAMPAIGNS = (
    {"name": "Kata", "starts_on": "2026-06-01", "ends_on": "2026-06-20", "phrases": ["kata satu"]},
    {"name": "Hidup", "starts_on": "2026-06-05", "ends_on": "2026-08-20", "topics": ["living"], "sources": ["s0"]},
)


class Store:
    """The odd things that may befall a store between two nights."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.posts = list(connection.scalars(select(posts.c.post_id).order_by(posts.c.post_id)))

    def _publish(self, place: int, source: str, at: datetime) -> None:
        post_id = f"x:{place:04}"
        self.connection.execute(
            insert(posts).values(
                post_id=post_id, source_id=source, kind="post", url="u", text="t", published_at=at,
                published_precision="second", published_local=at.replace(tzinfo=None), iso_week=f"{at:%G-W%V}",
                pinned=False, text_digest="d", page_id=1, first_seen_at=BEGIN, last_seen_at=BEGIN,
            )
        )  # fmt: skip
        self.posts.append(post_id)

    @property
    def _next(self) -> int:
        return int(max(self.posts, default="x:-1")[2:]) + 1

    def add(self, number: int, likes: int | None) -> None:
        """Publish 25 posts of a source, each seen once: enough for scores."""
        for _ in range(25):
            place = self._next
            self._publish(place, SOURCES[number % 2], BEGIN + timedelta(hours=7 * place + number))
            self.look(len(self.posts) - 1, likes)

    def look(self, number: int, likes: int | None) -> None:
        """See a post once more."""
        if not self.posts:
            return
        post_id = self.posts[number % len(self.posts)]
        newest = self.connection.scalar(select(posts.c.observed_at).where(posts.c.post_id == post_id))
        begin = self.connection.scalar(select(posts.c.published_at).where(posts.c.post_id == post_id))
        at = newest or begin
        if at is None:
            return
        at += timedelta(hours=20 + number)
        told = {"likes": likes, "comments": 2, "interactions": 2 + (likes or 0)}
        self.connection.execute(insert(snapshots).values(post_id=post_id, observed_at=at, **told))
        self.connection.execute(update(posts).where(posts.c.post_id == post_id).values(observed_at=at))

    def replay(self, number: int, likes: int | None) -> None:
        """Read the counts of a post's looks otherwise."""
        if self.posts:
            mine = snapshots.c.post_id == self.posts[number % len(self.posts)]
            told = {"likes": likes, "interactions": None if likes is None else likes + 2}
            self.connection.execute(update(snapshots).where(mine).values(**told))

    def label(self, number: int, likes: int | None) -> None:
        """Label a post anew."""
        if self.posts:
            topic = "living" if likes else "economy"
            made = LabelRow(self.posts[number % len(self.posts)], "", "1", "model", topic, None, (topic,), "named",
                            "greeting", 1.0, [])  # fmt: skip
            store_labels(self.connection, [made], BEGIN)

    def follow(self, number: int, likes: int | None) -> None:
        """See an account's followers."""
        row = {"source_id": SOURCES[number % 2], "name": "a", "followers": likes}
        at = BEGIN + timedelta(hours=len(self.posts), seconds=number)
        self.connection.execute(delete(accounts).where(accounts.c.observed_at == at))
        self.connection.execute(insert(accounts).values(observed_at=at, **row))

    def edit(self, number: int, likes: int | None) -> None:
        """Find a post's text edited."""
        if self.posts:
            mine = posts.c.post_id == self.posts[number % len(self.posts)]
            told = "kata satu" if likes else "t"
            self.connection.execute(update(posts).where(mine).values(text=told, text_digest=told))

    def ripen(self, number: int, likes: int | None) -> None:
        """See all posts at the age of eight days."""
        ripe = select(posts.c.post_id, posts.c.published_at).where(posts.c.published_at < LATER - timedelta(days=9))
        for post_id, begin in self.connection.execute(ripe).all():
            at = begin + timedelta(days=8, seconds=number)
            self.connection.execute(
                delete(snapshots).where(snapshots.c.post_id == post_id, snapshots.c.observed_at == at)
            )
            row = {"post_id": post_id, "observed_at": at, "likes": likes, "comments": 2, "interactions": likes}
            self.connection.execute(insert(snapshots).values(row))

    def end(self, number: int, likes: int | None) -> None:
        """See all posts at the age of fifteen days."""
        told = {"likes": likes, "comments": 2, "interactions": (likes or 0) + 2}
        dated = select(posts.c.post_id, posts.c.published_at).where(posts.c.published_at.is_not(None))
        for post_id, begin in self.connection.execute(dated).all():
            at = begin + timedelta(days=15, seconds=number)
            mine = snapshots.c.post_id == post_id
            self.connection.execute(delete(snapshots).where(mine, snapshots.c.observed_at == at))
            self.connection.execute(insert(snapshots).values(post_id=post_id, observed_at=at, **told))
            newest = select(func.max(snapshots.c.observed_at)).where(mine).scalar_subquery()
            self.connection.execute(update(posts).where(posts.c.post_id == post_id).values(observed_at=newest))

    def show(self, number: int, _likes: int | None) -> None:
        """Show a campaign otherwise at the desk, as one that is edited there and back again."""
        mine = campaign_posts.c.campaign == CAMPAIGNS[number % 2]["name"]
        self.connection.execute(delete(campaign_posts).where(mine))

    def turn(self, number: int, _likes: int | None) -> None:
        """Learn that a post is a reply."""
        if self.posts:
            mine = posts.c.post_id == self.posts[number % len(self.posts)]
            self.connection.execute(update(posts).where(mine).values(kind="reply"))

    def bring(self, number: int, likes: int | None) -> None:
        """Import a post of long before, with its counts of today."""
        self._publish(self._next, SOURCES[number % 2], BEGIN - timedelta(days=number, hours=5))
        self.look(len(self.posts) - 1, likes)

    def shift(self, number: int, likes: int | None) -> None:
        """Learn that a post is of another day, or of none that is known."""
        if self.posts:
            mine = posts.c.post_id == self.posts[number % len(self.posts)]
            at = None if likes is None else BEGIN + timedelta(hours=likes)
            local = at and at.replace(tzinfo=None)
            self.connection.execute(update(posts).where(mine).values(published_at=at, published_local=local))

    def remove(self, number: int, _likes: int | None) -> None:
        """Find that a post was another one."""
        if self.posts:
            remove_posts(self.connection, [self.posts.pop(number % len(self.posts))])

    def erase(self, number: int, likes: int | None) -> None:
        """Take the text of a post away that is gone at the platform."""
        if self.posts:
            post_id = self.posts[number % len(self.posts)]
            self.connection.execute(update(posts).where(posts.c.post_id == post_id).values(deleted_at=LATER))
            if likes:
                erase_texts(self.connection, "post", [post_id], LATER)

    def correct(self, number: int, likes: int | None) -> None:
        """Correct the label of a post by hand."""
        if self.posts:
            post_id = self.posts[number % len(self.posts)]
            topic = "living" if likes else "mobility"
            told = Review(post_id, "ada", "random", (topic,), None, "named", "greeting", None)
            store_reviews(self.connection, [told], stored_digests(self.connection, [post_id]), LATER)

    def travel(self, number: int, _likes: int | None) -> None:
        """Let the office's clock be another zone's."""
        ensure_zone(self.connection, ZoneInfo(("Asia/Jayapura", "Pacific/Kiritimati", "UTC")[number % 3]))

    def repair(self, number: int, _likes: int | None) -> None:
        """Take back what a wrong clock wrote."""
        take_back(self.connection, BEGIN + timedelta(days=number), LATER)

    def move(self, number: int, likes: int | None) -> None:
        """Count an account as another's, of another city."""
        told = {"role": "media", "city": "Bogor"} if likes else {"role": "own", "city": None}
        self.connection.execute(update(sources).where(sources.c.source_id == SOURCES[number % 2]).values(told))


OFTEN = ("add", "look", "replay", "label", "follow", "turn", "edit", "ripen", "end", "show")
RARELY = ("bring", "shift", "remove", "erase", "correct", "travel", "repair", "move")
NIGHT = st.lists(
    st.tuples(
        st.sampled_from([*OFTEN, *RARELY]),
        st.integers(0, 90),
        st.none() | st.integers(0, 60),
    ),
    max_size=4,
)
