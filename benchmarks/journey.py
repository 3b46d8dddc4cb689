"""Count how often the way of one X post, and of one response, crosses between collectors/, storage/ and pipeline/.

``python -m benchmarks.journey`` follows every call of the project's own code through a whole night against the
stand-in (the demo itself is left out). Each time a call leads from one of the three packages into another, that is a
crossing: a change that moves work to where its data is lowers the number. Needs nothing but what Pantau itself needs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from pipeline import clock
from pipeline.demo.run import credentials
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.world import NOW, World, XPost
from pipeline.nightly import nightly
from pipeline.operate.db import upgrade_store
from pipeline.settings.models import load_settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("collectors/", "storage/", "pipeline/")
DEMO = "pipeline/demo"
AIMS = {"post": 60, "response": 90}
CONFIG = "sources:\n  - {{id: x, platform: x, account: Kominfobekasi, pace_seconds: 0, responses: {responses}}}\n"


@dataclass
class Journey:
    """The files that a way led through, in the order of the calls."""

    way: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    places: dict[str, str | None] = field(default_factory=dict)

    def follow(self, frame: FrameType, event: str, _argument: object) -> None:
        """Note a call; fit for ``sys.setprofile``. Comprehensions and lambdas belong to their function."""
        name = frame.f_code.co_name
        if event != "call" or name.startswith("<"):
            return
        file = frame.f_code.co_filename
        if file not in self.places:
            self.places[file] = _place(Path(file))
        place = self.places[file]
        if place and (not self.way or self.way[-1] != place):
            self.way.append(place)
            self.names.append(name)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The crossings, each from one function to another."""
        told = [f"{place}:{name}" for place, name in zip(self.way, self.names, strict=True)]
        return [pair for pair in pairwise(told) if _package(pair[0]) != _package(pair[1])]

    @property
    def files(self) -> int:
        """The number of files that were touched."""
        return len(set(self.way))


def _place(file: Path) -> str | None:
    try:
        path = file.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return None
    return path if path.startswith(PACKAGES) and not path.startswith(DEMO) else None


def _package(step: str) -> str:
    return step.partition("/")[0]


def world_of(what: str) -> World:
    """Make a world with one post, or with one post and one response to it."""
    told = "Layanan Mal Pelayanan Publik dibuka Sabtu ini, aplikasi E-Open"
    world = World(x=[XPost(text=told, at=NOW - timedelta(days=3))])
    if what == "response":
        question = "@Kominfobekasi aplikasinya error terus, kapan diperbaiki?"
        at = NOW - timedelta(days=2)
        world.x_others = [XPost(text=question, author="warga_1", at=at, kind="reply", ref=world.x[0])]
    return world


def journey_of(what: str) -> Journey:
    """Follow one post or response through a whole night. Raises RuntimeError when that night is not complete."""
    world, journey, now = world_of(what), Journey(), clock.now
    with TemporaryDirectory() as name, serve(world) as server, redirected(server), redirect_stderr(StringIO()):
        config = Path(name) / "config.yaml"
        config.write_text(CONFIG.format(responses=str(what == "response").lower()), encoding="utf-8")
        clock.now = lambda: NOW
        try:
            settings = load_settings(config, credentials(world))
            upgrade_store(settings)
            sys.setprofile(journey.follow)
            code = nightly(settings)
        finally:
            sys.setprofile(None)
            clock.now = now
    if code:
        raise RuntimeError(f"the night of the {what} ended with {code}")
    return journey


def show(what: str, *, steps: bool) -> None:
    """Print the crossings of one journey, with *steps* each of them in their order."""
    journey = journey_of(what)
    sys.stdout.write(f"crossings {what} {len(journey.steps)}\n")
    sys.stdout.write(f"files {what} {journey.files} (aim: at most {AIMS[what]} crossings)\n")
    sys.stdout.write("".join(f"  {before} -> {after}\n" for before, after in journey.steps if steps))


def main(arguments: Sequence[str] | None = None) -> None:
    """Follow what is named, or else both, each in a process of its own: what is imported once is not called again."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journey")
    parser.add_argument("what", nargs="?", choices=sorted(AIMS), help="default: both")
    parser.add_argument("--steps", action="store_true", help="list every crossing")
    options = parser.parse_args(arguments)
    if options.what:
        show(options.what, steps=options.steps)
        return
    for what in AIMS:
        command = [sys.executable, "-m", "benchmarks.journey", what, *(["--steps"] if options.steps else [])]
        subprocess.run(command, check=True, cwd=ROOT)  # our own arguments


if __name__ == "__main__":
    main()
