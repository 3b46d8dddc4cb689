"""Runs a command and prints what it used, as JSON.

A process of its own, and a small one: Linux counts into a child's peak what its parent held when it was made.
Our modules are compiled once and for all, as those of an installed program are, even where the environment forbids it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys


def main() -> None:
    """Run the command of the command line, its output turned to standard error; pass on its exit code."""
    done = subprocess.run(sys.argv[1:], stdout=sys.stderr, env=compiling(), check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    kilobyte = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
    print(json.dumps({"cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss * kilobyte / 1e6}))
    raise SystemExit(done.returncode)


def compiling() -> dict[str, str]:
    """Return the environment, in which Python keeps what it compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    main()
