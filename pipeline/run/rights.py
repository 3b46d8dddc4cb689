"""Give what leaves the store the rights that the configuration names."""

from __future__ import annotations

from pathlib import Path

from pipeline.files.rights import make_private, open_to_group
from pipeline.settings.models import Settings


def protect(settings: Settings, path: Path) -> None:
    """Keep a file or folder private, or open it to the configured group. Raises ConfigError."""
    if settings.config.files.group:
        open_to_group(path, settings.config.files.group)
    else:
        make_private(path)


def share(settings: Settings, path: Path) -> None:
    """Open what others are meant to read to the configured group; without one the umask decides. Raises ConfigError."""
    if settings.config.files.group:
        open_to_group(path, settings.config.files.group)
