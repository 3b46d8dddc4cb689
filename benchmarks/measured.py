"""Runs a command and prints what it used, as JSON.

A process of its own, and a small one: Linux counts a child's peak from what its parent held when it was made.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    """Run the command line's command; its own output goes to standard error."""
    began = time.perf_counter()
    done = subprocess.run(sys.argv[1:], stdout=sys.stderr, check=False)
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump(
        {
            "exit_code": done.returncode,
            "wall_seconds": took,
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "peak_mb": used.ru_maxrss / 1000,  # Linux tells KiB
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
