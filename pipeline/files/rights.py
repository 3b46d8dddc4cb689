"""Set the rights of files that Pantau writes: its own account alone, or one group that the configuration names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from collectors.errors import ConfigError

OWN_FILE, OWN_FOLDER = 0o600, 0o750
GROUP_FILE, GROUP_FOLDER = 0o640, 0o2750  # a folder hands its group on to what is made in it
FOR_OTHERS: Final = stat.S_IRWXO


def known_group(name: str) -> str:
    """Return the name of a group that this machine knows. Raises ValueError for any other."""
    group_number(name)
    return name


def group_number(name: str) -> int:
    """Return the number of a group. Raises ValueError for one that this machine does not know."""
    import grp  # noqa: PLC0415  # no module of Windows

    try:
        return grp.getgrnam(name).gr_gid
    except KeyError as error:
        raise ValueError(f"is no group of this machine: {name!r}; make it (groupadd), or name another") from error


def make_private(path: Path) -> None:
    """Give a file, or a folder with all that is in it, to its owner alone, whatever the umask."""
    for one in _with_content(path):
        one.chmod(OWN_FOLDER if one.is_dir() else OWN_FILE)


def open_to_group(path: Path, group: str) -> None:
    """Let one group read a file, or a folder with all that is in it, and nobody else. Raises ConfigError."""
    number = group_number(group)
    try:
        for one in _with_content(path):
            os.chown(one, -1, number)
            one.chmod(GROUP_FOLDER if one.is_dir() else GROUP_FILE)
    except OSError as error:
        advice = f"add the account that runs Pantau to the group {group}"
        raise ConfigError(f"{path} cannot be given to the group {group} ({error.strerror}); {advice}") from error


def too_open(path: Path, group: str | None) -> str | None:
    """Say how a file or folder is open to more people than it should be; None where it is not."""
    found = path.stat()
    if found.st_mode & FOR_OTHERS:
        return "can be opened by every account of this machine"
    may_group = found.st_mode & (stat.S_IRGRP | stat.S_IWGRP)
    if may_group and not path.is_dir() and (group is None or found.st_gid != group_number(group)):
        return f"can be opened by the group with number {found.st_gid}"
    return None


def _with_content(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir():
        yield from (one for one in path.rglob("*") if not one.is_symlink())
