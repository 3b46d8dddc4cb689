"""``pantau label --dry-run``: which topics a new taxonomy or model would move where, before it does."""

from __future__ import annotations

from collections import Counter

from rich.table import Table

from collectors.wording import counted
from pipeline.label.posts import configured_post_labeller
from pipeline.run.console import say, show
from pipeline.settings.models import Settings
from pipeline.transform.text.reading import Post
from storage.db.engine import reading
from storage.labels.labels import current_topics, unlabelled
from storage.schema.versions import open_to_read

NEW = "not yet labelled"


def show_moves(settings: Settings, *, everything: bool = False) -> None:
    """Print old topic → new topic of the posts that ``pantau label`` would label; nothing is stored."""
    labeller = configured_post_labeller(settings)
    moves: Counter[tuple[str, str]] = Counter()
    after = ""
    with open_to_read(settings.database_url) as engine, reading(engine) as connection:
        while batch := unlabelled(connection, labeller.version, after=after, everything=everything):
            after = batch[-1].post_id
            old = current_topics(connection, [post.post_id for post in batch])
            made = labeller.topics.label_all([Post(post.text, post.title, post.channel) for post in batch])
            moves.update((old.get(post.post_id, NEW), one.topic) for post, one in zip(batch, made, strict=True))
    _print(moves)


def _print(moves: Counter[tuple[str, str]]) -> None:
    names = sorted({new for _old, new in moves})
    table = Table("now ↓ then →", *names)
    for old in sorted({old for old, _new in moves}):
        table.add_row(old, *(str(moves[old, new] or "") for new in names))
    show(table)
    moved = sum(count for (old, new), count in moves.items() if old not in (new, NEW))
    say(f"{counted(moves.total(), 'post')} would be labelled, {moved} of them would move; nothing was stored")
