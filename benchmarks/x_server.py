"""Serves an account's whole timeline until its standard input is closed; the first line printed is the address."""

from __future__ import annotations

import sys

from benchmarks.texts import x_posts
from pipeline.clock import now
from pipeline.demo.standin.server import serve
from pipeline.demo.world.world import NOW, World


def main() -> None:
    """Serve as many posts as the command line says."""
    # X tells the right time: the stand-in's usual one would be found to be wrong
    world = World(x=list(x_posts(int(sys.argv[1]))), now=max(now(), NOW))
    with serve(world) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
