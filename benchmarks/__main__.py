"""``python -m benchmarks``: measure everything, and print the ratios beside their aims."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import harvest, labelling, startup, store
from benchmarks.ratio import Ratio


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    table = Table("measured", "ours", "peer", "ratio", "aim", "")
    with tempfile.TemporaryDirectory(prefix="pantau-bench-") as name:
        folder = Path(name)
        all_: dict[str, Callable[[], list[Ratio]]] = {
            "startup": startup.measure,
            "labelling": labelling.measure,
            "store": lambda: store.measure(folder),
            "harvest": lambda: harvest.measure(folder),
        }
        for chosen in sys.argv[1:] or all_:
            sys.stderr.write(f"measuring {chosen} …\n")
            for ratio in all_[chosen]():
                table.add_row(*_cells(ratio))
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _cells(ratio: Ratio) -> tuple[str, ...]:
    aim = "" if ratio.aim == float("inf") else f"{'≥' if ratio.at_least else '≤'} {ratio.aim:g}"
    verdict = "" if not aim else "met" if ratio.met else "MISSED"
    return (
        ratio.name,
        f"{ratio.ours:,.3g} {ratio.unit}",
        f"{ratio.peer:,.3g} {ratio.unit}",
        f"{ratio.value:.2f}",
        aim,
        verdict,
    )


if __name__ == "__main__":
    main()
