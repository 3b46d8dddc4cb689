"""Find the files that come with Pantau beside its code: the sample configuration, documents, units of systemd."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SHARE = "share/pantau/"


def find_shipped(name: str) -> Path | None:
    """Return where a shipped file stands, such as ``docs/methods.md``; None where it was not installed."""
    return next((place for place in (CHECKOUT / name, *_installed(name)) if place.is_file()), None)


def _installed(name: str) -> list[Path]:
    """List where an installer may have put it: below the environment, or wherever else it says."""
    try:
        told = [Path(str(file.locate())) for file in files("pantau") or () if file.as_posix().endswith(SHARE + name)]
    except PackageNotFoundError:
        told = []
    return [Path(sys.prefix) / SHARE / name, *told]
