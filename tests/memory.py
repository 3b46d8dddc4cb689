"""How much memory a process of its own has taken."""

from __future__ import annotations

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_kib() -> int:
    """Return the most memory that this process has held, in KiB.

    Linux's ru_maxrss also counts what its parent held when it began, such as a test run that has grown large.
    """
    told = (
        re.search(r"^VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE) if STATUS.exists() else None
    )
    return int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
