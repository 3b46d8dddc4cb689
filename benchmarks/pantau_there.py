"""The ``pantau`` command, its requests led to the address given first."""

from __future__ import annotations

import sys
from types import SimpleNamespace

from pipeline.cli import main
from pipeline.demo.standin.redirection import redirected

if __name__ == "__main__":
    url = sys.argv.pop(1)
    with redirected(SimpleNamespace(url=url)):
        main()
