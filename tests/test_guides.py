"""The guides: each YAML block is a configuration that loads, and each command that they name is one of the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from typer.main import get_command

from pipeline.cli import app
from pipeline.transform.issues.agencies import load_agencies
from tests.conftest import MakeSettings

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/operations").glob("*.md"))]
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`(pantau [^`\n]+)`")
CALL = re.compile(r"(?:^|[ /])(pantau [a-z][^\n#|;&]*)", re.MULTILINE)
OPTION = re.compile(r"(?<!\S)--?[a-z][a-z-]*")
BLOCKS = [
    pytest.param(found[2], id=f"{guide.stem}-{number}")
    for guide in GUIDES
    for number, found in enumerate(BLOCK.finditer(guide.read_text(encoding="utf-8")))
    if found[1] == "yaml"
]


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_of_a_guide_can_be_copied_into_its_file(
    block: str, make_settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in re.findall(r"\$\{(\w+)\}", block):
        monkeypatch.setenv(name, "https://hc-ping.com/x" if name == "ALAMAT_PEMANTAU" else "x")
    told: dict[str, Any] = yaml.safe_load(block)
    if "agencies" in told:  # a file of its own
        (tmp_path / "agencies.yaml").write_text(block, encoding="utf-8")
        assert load_agencies(tmp_path / "agencies.yaml").listed
    elif "must" in told:  # keys of one source
        source = {"id": "web", "platform": "website", "url": "https://media.example", "role": "media", **told}
        assert make_settings(sources=[source]).config.sources
    else:
        (tmp_path / "activities.csv").touch()
        assert make_settings(**told).config.sources


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_each_command_that_a_guide_names_is_there_with_its_options(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    calls = [
        *SPAN.findall(BLOCK.sub("", text)),
        *(call for block in BLOCK.finditer(text) for call in CALL.findall(block[2])),
    ]
    assert [problem for call in calls if (problem := _problem(call))] == []


@pytest.mark.parametrize("call", ["pantau report --fortnight 3", "pantau db downgrade", "pantau reprot"])
def test_a_command_that_is_not_there_is_found(call: str) -> None:
    assert _problem(call)


def _problem(call: str) -> str | None:
    """Say what of a command line the program does not know."""
    command: Any = get_command(app)
    known, words = _options(command), call.split()[1:]
    while words and isinstance(getattr(command, "commands", None), dict) and not words[0].startswith("-"):
        command = command.commands.get(words.pop(0).strip("….,"))
        if command is None:
            return call
    strange = set(OPTION.findall(" ".join(words))) - known - _options(command)
    return f"{call}: {strange}" if strange else None


def _options(command: click.Command) -> set[str]:
    return {"--help", *(option for one in command.params for option in (*one.opts, *one.secondary_opts))}
