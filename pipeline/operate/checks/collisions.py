"""Find other programs that use the names of Pantau's packages, which are plain words."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

NAMES = ("collectors", "pipeline", "storage")
ROOT = Path(__file__).parents[3]
ADVICE = "install Pantau into an environment of its own (docs/operations.md)"


def find_collisions() -> Iterator[str]:
    """Say which package of Pantau is, or may be, another program's."""
    owners = packages_distributions()
    for name in NAMES:
        if foreign := foreign_place(name):
            yield f"Python takes the package {name} from {foreign}, which is not Pantau's; {ADVICE}"
        elif others := sorted(set(owners.get(name, ())) - {"pantau"}):
            yield f"{', '.join(others)} installs a package {name}, too, over Pantau's; {ADVICE}"


def foreign_place(name: str) -> Path | None:
    """Return where Python finds a package, if that is not beside this one."""
    found = find_spec(name)
    places = [Path(place) for place in (found and found.submodule_search_locations) or ()]
    if not places and found and found.origin:
        places = [Path(found.origin)]
    return next((place for place in places if place.resolve().parent != ROOT.resolve()), None)
