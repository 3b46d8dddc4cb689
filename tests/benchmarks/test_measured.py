"""What is compared is compared alike: all programs that are measured are compiled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measured

TOLD = "import sys; sys.exit(3 if sys.dont_write_bytecode else 0)"


def test_a_measured_program_keeps_what_python_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command = [sys.executable, str(Path(measured.__file__)), sys.executable, "-c", TOLD]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["cpu_seconds"] > 0
