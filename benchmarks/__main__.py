"""``python -m benchmarks``: measure everything, and print what was found beside its aim."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks import (
    after_labels,
    analyst,
    archives,
    articles,
    costs,
    desk,
    feeds,
    harvest,
    labelling,
    messages,
    official_costs,
    relabelling,
    report,
    second_writer,
    soak,
    startup,
    store,
    verdicts,
)
from benchmarks.count import Count
from benchmarks.ratio import Ratio

ALL: dict[str, Callable[[Path], Sequence[Ratio | Count]]] = {
    "startup": startup.measure,
    "labelling": labelling.measure,
    "relabelling": relabelling.measure,
    "after_labels": after_labels.measure,
    "store": store.measure,
    "harvest": harvest.measure,
    "articles": articles.measure,
    "feeds": feeds.measure,
    "archives": archives.measure,
    "costs": costs.measure,
    "official_costs": official_costs.measure,
    "report": report.measure,
    "analyst": analyst.measure,
    "messages": messages.measure,
    "desk": desk.measure,
    "second_writer": second_writer.measure,
    "soak": soak.measure,
    "verdicts": verdicts.measure,
}
HEADINGS = ("measured", "against", "ratio", "aim", "", "ours", "peer")
LIBRARIES = ("sqlalchemy", "PySastrawi", "typer", "pydantic", "requests", "tweepy")
WIDTH = 150  # of the table where no terminal tells its own


def main() -> None:
    """Run the benchmarks named on the command line, or all, one after the other; the figures never fail the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed against peers.")
    parser.add_argument("name", nargs="*", help=f"{', '.join(ALL)}; default: all")
    names = parser.parse_args().name or list(ALL)
    if unknown := set(names) - set(ALL):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; known: {', '.join(ALL)}")
    table = Table(*HEADINGS)
    with TemporaryDirectory(prefix="pantau-bench-") as folder:
        for name in names:
            sys.stderr.write(f"measuring {name} …\n")
            for line in ALL[name](Path(folder)):
                table.add_row(*line.cells)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(table)
    console.print(_machine())


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}"
    )


if __name__ == "__main__":
    main()
