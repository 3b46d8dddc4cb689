"""Run the nights as `pantau schedule` does; PANTAU_CONFIG names a configuration."""

import os
import sys
from pathlib import Path

from collectors.errors import PantauError
from pipeline.cli import exit_code
from pipeline.run.console import complain
from pipeline.scheduler import build, run_night, serve
from pipeline.settings.models import load_settings

__all__ = ["build", "main", "run_night"]


def main() -> int:
    """Run until asked to end; return the exit code."""
    try:
        return serve(load_settings(Path(os.environ.get("PANTAU_CONFIG", "config.yaml")), os.environ))
    except PantauError as error:
        complain(error)
        return exit_code(error)


if __name__ == "__main__":
    sys.exit(main())
