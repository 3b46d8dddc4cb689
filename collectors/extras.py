"""Say how an optional part of Pantau is installed: from where Pantau came, never by its name alone.

The name may belong to somebody else on a package index; a folder or a wheel on this machine is Pantau's own.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

CHECKOUT = Path(__file__).parents[1]


def how_to_install(extra: str) -> str:
    """Return the line that adds an extra to this Pantau: "run: pip install '/home/office/pantau[desk]'"."""
    return f"run: pip install '{_origin()}[{extra}]'"


def _origin() -> str:
    """Return the folder or wheel that Pantau was installed from; the wheel's usual name where that is not known."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return str(CHECKOUT)
    try:
        found = distribution("pantau")
        told = json.loads(found.read_text("direct_url.json") or "{}")
        address = urlsplit(told["url"])
    except (PackageNotFoundError, ValueError, KeyError, TypeError):
        return "./pantau-VERSION-py3-none-any.whl"
    return url2pathname(address.path) if address.scheme == "file" else "./pantau-VERSION-py3-none-any.whl"
