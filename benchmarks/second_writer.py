"""A night's labelling over a large store beside a program that commits every second: the time which that one waits.

``python -m benchmarks.second_writer`` measures a night in a store of 100,000 posts in which a few hundred are new;
followed by the URL of an empty PostgreSQL database, there.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine, bindparam, func, select, update

from benchmarks.after_labels import config_text, fill_store
from benchmarks.ratio import Ratio
from pipeline.label.posts import label
from pipeline.operate.restore import copy_store
from pipeline.run.context import open_run
from pipeline.settings.models import load_settings
from storage.db.engine import open_engine, reading, transaction
from storage.schema.tables import metadata, posts

POSTS, SECONDS = 100_000, 2.0  # the most that anybody may wait for the night
CHANGED = 300  # posts whose text is another since the night before
WRITER = """
import json, sys, time
from select import select
from sqlalchemy import text
from storage.db.engine import open_engine, transaction
waits, engine = [], open_engine(sys.argv[1])
note = text("INSERT INTO settings VALUES (:name, 'ada')")
look = text("UPDATE posts SET last_seen_at = last_seen_at WHERE post_id = :post")  # a row that the night writes, too
print("ready", flush=True)
while not select([sys.stdin], [], [], float(sys.argv[3]))[0]:
    began = time.monotonic()
    with transaction(engine) as connection:
        connection.execute(note, {"name": f"second writer {len(waits)}"})
        connection.execute(look, {"post": sys.argv[2]})
    waits.append(time.monotonic() - began)
print(json.dumps({"commits": len(waits), "longest": max(waits)}))
"""


class Beside(NamedTuple):
    """The commits of a second writer beside a night, those found stored, its longest wait, and how the night ended."""

    commits: int
    stored: int
    longest: float
    exit_code: int


def measure(folder: Path, many: int = POSTS, url: str | None = None) -> list[Ratio]:
    """Measure the longest wait of a second writer, on SQLite or in the empty database at *url*."""
    found = run_beside(folder, many, url=url)
    if found.stored != found.commits or found.exit_code:
        raise RuntimeError(f"the night and the second writer did not both do all of their work: {found}")
    what = f"the longest of {found.commits} waits of a second writer beside labelling {many:,} posts"
    return [Ratio(what, "what anybody may wait", "s", found.longest, SECONDS, 1)]


def run_beside(folder: Path, many: int, pause: float = 1.0, url: str | None = None) -> Beside:
    """Fill a store, label it anew beside a second writer, and tell what that one saw."""
    config = folder / "config.yaml"
    config.write_text(config_text(), encoding="utf-8")
    fill_store(config, many)
    if url:
        copy_store(load_settings(config, {}), url)
    settings = load_settings(config, {"PANTAU_DATABASE_URL": url} if url else {})
    with open_run(settings, "label") as run:
        label(run)  # the first night of such a store finds everything anew, and takes its time for that
    engine = open_engine(settings.database_url)
    newest = _change_newest(engine)
    with _second_writer(settings.database_url, newest, pause) as told, open_run(settings, "label") as run:
        label(run)
    kept = metadata.tables["settings"]
    with reading(engine) as connection:
        mine = select(func.count()).select_from(kept).where(kept.c.name.like("second writer %"))
        stored = int(connection.scalar(mine) or 0)
    engine.dispose()
    return Beside(int(told["commits"]), stored, told["longest"], run.exit_code)


def _change_newest(engine: Engine) -> str:
    """Give the newest posts another text; return the newest one of all."""
    with transaction(engine) as connection:
        newest = select(posts.c.post_id).order_by(posts.c.published_at.desc(), posts.c.post_id).limit(CHANGED)
        found = list(connection.scalars(newest))
        anew = {"text": posts.c.text + " baru", "text_digest": bindparam("digest")}
        changed = update(posts).where(posts.c.post_id == bindparam("changed")).values(anew)
        connection.execute(changed, [{"changed": name, "digest": uuid.uuid4().hex} for name in found])
    return str(found[0])


@contextmanager
def _second_writer(url: str, post_id: str, pause: float) -> Iterator[dict[str, float]]:
    """Let another program commit again and again until the block ends; then tell how it fared."""
    told: dict[str, float] = {}
    command = [sys.executable, "-c", WRITER, url, post_id, str(pause)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise RuntimeError("the second writer did not begin")
        try:
            yield told
        finally:
            out, _ = writer.communicate("end")
            told.update(json.loads(out))


def main() -> None:
    """Print what was measured, in the database whose URL is told or on SQLite."""
    with TemporaryDirectory() as folder:
        for ratio in measure(Path(folder), url=next(iter(sys.argv[1:]), None)):
            print(ratio)


if __name__ == "__main__":
    main()
