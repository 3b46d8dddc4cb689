"""The desk in a large store: each page's time, what it takes in memory, and corrections beside a night.

``python -m benchmarks.desk`` measures a million posts; the table of all benchmarks takes fewer. ``--config``
measures a store that is there, also one that ``PANTAU_DATABASE_URL`` names. ``--posts 100000 --beside`` corrects during
a whole night over so many posts.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from sqlalchemy import Engine, func, select

from benchmarks import after_labels
from benchmarks.count import Count
from benchmarks.ratio import Ratio
from pipeline import clock
from pipeline.analysis.search_index import fill_search_index
from pipeline.demo.run import credentials
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.world import Account, InstagramPost, World, XPost
from pipeline.nightly import nightly
from pipeline.platforms.source import SourceBase
from pipeline.run.context import open_run
from pipeline.settings.models import Settings, load_settings
from storage.db.engine import transaction
from storage.desk.users import upsert_user
from storage.schema.tables import labels, posts

USUAL, FULL = 20_000, 1_000_000
TIMES, PASSWORD = 5, "kata-sandi-pengukuran"
IDLE_S = 0.1  # between the questions that ask for nothing
LIST_MS, HOME_MS, SEARCH_MS, PEAK_MB, WAIT_S, PAGES_A_SECOND, PEOPLE = 300, 500, 500, 150, 2.0, 50, 10
PAGES: Sequence[tuple[str, str, float]] = (
    ("home", "/", HOME_MS),
    ("newest posts", "/unggahan", LIST_MS),
    ("posts of a dimension on a channel", "/unggahan?topic=living&platform=x", LIST_MS),
    ("posts of a source and a week", "/unggahan?source=s7&week=2026-W47", LIST_MS),
    ("a dimension nobody has", "/unggahan?topic=branding&audience=women", LIST_MS),
    ("a quarter's best", "/unggahan?quarter=2026-Q3&sort=score", LIST_MS),
    ("most interactions", "/unggahan?sort=interactions", LIST_MS),
    ("full text, one word", "/unggahan?words=kata7", SEARCH_MS),
    ("full text, two words", "/unggahan?words=kata7+kata19", SEARCH_MS),
    ("full text and a filter", "/unggahan?words=kata7&platform=x", SEARCH_MS),
    ("check labels, at random", "/periksa", LIST_MS),
    ("check labels, unsure", "/periksa?antrean=uncertain", LIST_MS),
    ("check responses, at random", "/periksa/tanggapan", LIST_MS),
    ("check responses, unsure", "/periksa/tanggapan?antrean=uncertain", LIST_MS),
    ("citizens", "/warga", LIST_MS),
    ("issues", "/warga/isu", LIST_MS),
    ("triangulation", "/warga/triangulasi", LIST_MS),
    ("campaigns", "/kampanye", LIST_MS),
    ("strategy", "/strategi", LIST_MS),
    ("agencies", "/strategi/perangkat", LIST_MS),
    ("reports", "/laporan", LIST_MS),
    ("harvest", "/panen", LIST_MS),
)
CORRECTION = {"topic": "living", "programme_level": "dimension", "message_function": "education"}


class Desk:
    """A browser of an editor at the desk of a store, in this process."""

    def __init__(self, settings: Settings) -> None:
        from fastapi.testclient import TestClient  # noqa: PLC0415  # the extra of the desk

        from pipeline.desk.access import hash_password  # noqa: PLC0415  # as above
        from pipeline.desk.app import make_app  # noqa: PLC0415  # as above

        self.app = make_app(settings)
        with transaction(self.app.state.engine) as connection:
            upsert_user(connection, "penyunting", "editor", hash_password(PASSWORD), clock.now())
        self.client: Any = TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False)
        fields = {"username": "penyunting", "password": PASSWORD, "csrf_token": self._token("/masuk")}
        self.client.post("/masuk", data=fields)
        self.token = self._token("/kampanye/baru")

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="(\w+)"', self.client.get(path).text)
        return found[1] if found else ""

    def milliseconds(self, path: str) -> float:
        """Return the median time of a page, warm. Raises RuntimeError for one that fails."""
        told = []
        for _ in range(TIMES + 1):
            began = time.perf_counter()
            status = self.client.get(path).status_code
            told.append(1000 * (time.perf_counter() - began))
            if status != 200:  # noqa: PLR2004  # HTTP's own
                raise RuntimeError(f"{path} answered {status}")
        return statistics.median(told[1:])

    def correct(self, post_id: str) -> float:
        """Store a correction; return the seconds it took. Raises RuntimeError for one that fails."""
        began = time.perf_counter()
        fields = {**CORRECTION, "csrf_token": self.token}
        answer = self.client.post(f"/unggahan/{quote(post_id)}/label", data=fields)
        if answer.status_code != 303:  # noqa: PLR2004  # HTTP's own
            raise RuntimeError(f"the correction of {post_id} answered {answer.status_code}")
        return time.perf_counter() - began


def measure(folder: Path, size: int = USUAL) -> list[Ratio | Count]:
    """Fill a store and time the pages."""
    place = folder / f"desk-{size}"
    place.mkdir(exist_ok=True)
    return time_pages(filled(place, size), size)


def filled(place: Path, size: int) -> Settings:
    """Make a store of so many posts, with everything that a night computes of them in the full-text index too."""
    config = place / "config.yaml"
    config.write_text(after_labels.config_text(), encoding="utf-8")
    after_labels.fill_store(config, size)
    settings = load_settings(config, {})
    with open_run(settings, "label") as run:
        after_labels.STEPS["strategy"](run)
        after_labels.STEPS["conversation"](run)
        fill_search_index(run)
    return settings


def time_pages(settings: Settings, size: int) -> list[Ratio | Count]:
    """Time each page of the desk on a store."""
    desk = Desk(settings)
    found: list[Ratio | Count] = [
        Ratio(f"desk, {size:,} posts: {name}", "its aim", "ms", desk.milliseconds(path), aim, 1)
        for name, path, aim in PAGES
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return [*found, Ratio("memory of the process that served them", "what it may take", "MB", peak, PEAK_MB, 1)]


def crowd(settings: Settings, seconds: float = 10.0) -> float:
    """Return how many pages a second ten people get at once, from a server of its own process."""
    desk = Desk(settings)
    counted, end = [0] * PEOPLE, time.perf_counter() + seconds
    paths = [path for _, path, _ in PAGES]

    def look(who: int) -> None:
        while time.perf_counter() < end:
            found = desk.client.get(paths[(counted[who] + who) % len(paths)])
            counted[who] += found.status_code == 200  # noqa: PLR2004  # HTTP's own; a page that fails is none

    threads = [threading.Thread(target=look, args=(who,)) for who in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counted) / seconds


@contextmanager
def night_under_way(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a night on the store in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.desk", "--night", str(config)]
    with subprocess.Popen(command) as process:
        yield process


def correct_beside(config: Path) -> tuple[int, int, float, float, int]:
    """Store a correction each second beside a night.

    Return sent, found, the longest wait, the longest of questions for nothing during that, in seconds, and the night's
    exit code.
    """
    settings = load_settings(config, os.environ)
    desk, waits = Desk(settings), [(0.0, 0.0)]
    engine = desk.app.state.engine
    ids = some_posts(engine)
    with night_under_way(config) as night, idle_waits(engine) as idle:
        while night.poll() is None and ids:
            waits.append((desk.correct(ids.pop()), time.perf_counter()))
            time.sleep(max(0.0, 1.0 - waits[-1][0]))
    longest, ended = max(waits)
    beside = [seconds for seconds, at in idle if at > ended - longest and at - seconds < ended]
    return len(waits) - 1, human_labels(engine), longest, max(beside, default=0.0), night.returncode


@contextmanager
def idle_waits(engine: Engine) -> Iterator[list[tuple[float, float]]]:
    """Note how long it takes to ask a store for nothing, and when that ended: no lock keeps it, so the machine does."""
    found, ended = list[tuple[float, float]](), threading.Event()

    def ask() -> None:
        due = time.perf_counter()
        while not ended.wait(max(0.0, due - time.perf_counter())):
            with engine.connect() as connection:
                connection.execute(select(1))
            now = time.perf_counter()
            found.append((now - due, now))
            due = now + IDLE_S

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield found
    finally:
        ended.set()
        asking.join()


def some_posts(engine: Engine) -> list[str]:
    """Return posts to correct."""
    with engine.connect() as connection:
        return list(connection.scalars(select(posts.c.post_id).where(posts.c.text != "").limit(5000)))


def human_labels(engine: Engine) -> int:
    """Count the posts whose current label is a person's."""
    with engine.connect() as connection:
        mine = (labels.c.method == "human") & labels.c.current
        return connection.scalar(select(func.count()).select_from(labels).where(mine)) or 0


def run_night(config: Path) -> int:
    """Run a whole night: the stand-in shows three new posts of each watched account; return the exit code."""
    first, *others = (_office(source) for source in load_settings(config, os.environ).config.sources)
    first.neighbours = others
    with serve(first) as server, redirected(server), patch("urllib3.util.Retry.sleep", lambda *_: None):
        return nightly(load_settings(config, os.environ | credentials(first)))


def _office(source: SourceBase) -> World:
    """Make the office of an account: the posts of three days, of which the newest is an hour old."""
    number, now = int(source.id[1:]), clock.now()
    shown = Account(name=f"akun{number}", native_id=str(2_000_000 + number))
    said = [(f"Layanan KTP keliling {number} hari ke-{day}", now - timedelta(days=day, hours=1)) for day in range(3)]
    if source.platform == "x":
        return World(now=now, x_account=shown, x=[XPost(text=text, at=at) for text, at in said])
    return World(now=now, instagram_account=shown, instagram=[InstagramPost(caption=text, at=at) for text, at in said])


def watched_beside(config: str) -> str:
    """Return a configuration without its websites, and without pauses between requests: the stand-in needs none."""
    lines = [line.replace("{id", "{pace_seconds: 0, id") for line in config.splitlines() if "website" not in line]
    return "\n".join([*lines, "x: {monthly_budget_usd: 1000000}", ""])


def main() -> None:
    """Measure as the command line asks, and print the figures."""
    parser = argparse.ArgumentParser(description="Measure the desk.")
    parser.add_argument("--posts", type=int, default=FULL)
    parser.add_argument("--config", type=Path, help="a configuration whose store is there already")
    parser.add_argument("--night", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--beside", action="store_true", help="corrections beside a night")
    asked = parser.parse_args()
    if asked.night:
        raise SystemExit(run_night(asked.night))
    with TemporaryDirectory(prefix="pantau-desk-") as folder:
        config = asked.config or Path(folder) / "config.yaml"
        settings = load_settings(config, os.environ) if asked.config else filled(Path(folder), asked.posts)
        if asked.beside:
            config.write_text(watched_beside(config.read_text(encoding="utf-8")), encoding="utf-8")
            sent, kept, longest, idle, code = correct_beside(config)
            print(f"corrections sent {sent}, found {kept}, longest wait {longest:.2f} s, the night's exit code {code}")
            print(f"during that one it took {idle:.2f} s to ask the store for nothing")
            return
        for line in time_pages(settings, asked.posts):
            print(*line.cells)
        print(f"ten people at once: {crowd(settings):.0f} pages a second (aim {PAGES_A_SECOND})")


if __name__ == "__main__":
    main()
