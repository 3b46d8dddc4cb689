"""Collect the documents beside the tables: how they were made, and by which versions."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from collectors.errors import StoreError
from pipeline.files.shipped import find_shipped
from pipeline.settings.models import Settings
from pipeline.transform.models.linear import CARD
from pipeline.transform.posts import classifier
from pipeline.transform.text import programmes, taxonomy
from storage.schema.dictionary import markdown

LIBRARIES = (
    "alembic", "beautifulsoup4", "duckdb", "instaloader", "lxml", "numpy", "pandas", "PySastrawi", "sqlalchemy",
    "trafilatura", "tweepy", "tzdata",
)  # fmt: skip
GUIDES = ("codebook.md", "methods.md", "labels.md", "label-trials.md", "privacy.md")


def documents(settings: Settings, store: Mapping[str, str]) -> dict[str, bytes]:
    """Return the documents by name; *store* tells database and schema. Raises StoreError where one is missing."""
    config = settings.config
    files = {
        "taxonomy.yaml": settings.path(config.taxonomy) if config.taxonomy else taxonomy.PACKAGED,
        "programmes.yaml": settings.path(config.programmes) if config.programmes else programmes.PACKAGED,
        "model-card.json": (settings.path(config.model) if config.model else classifier.PACKAGED) / CARD,
        **{name: _guide(name) for name in GUIDES},
    }
    try:
        found = {name: path.read_bytes() for name, path in files.items()}
    except OSError as error:
        raise StoreError(
            f"a document of the package cannot be read ({error}); mend the path or install again"
        ) from error
    return {
        **found,
        "data-dictionary.md": markdown().encode(),
        "versions.json": (json.dumps(_versions(store), indent=2) + "\n").encode(),
    }


def _guide(name: str) -> Path:
    return find_shipped(f"docs/{name}") or Path("docs") / name


def _versions(store: Mapping[str, str]) -> dict[str, object]:
    return {
        "pantau": version("pantau"),
        "python": platform.python_version(),
        **store,
        "libraries": {name: found for name in LIBRARIES if (found := _installed(name))},
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:  # an extra
        return None
