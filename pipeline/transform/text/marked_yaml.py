"""YAML files that office staff edit, read so that every mistake is told at once and with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Pairs = list[tuple[yaml.Node, yaml.Node]]

_MAX_WEIGHT = 10
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one is fifteen times as fast
NO_BEGINNING = " (write a value that begins with @, % or ` between quotation marks, and spaces in place of tabs)"


class TaxonomyError(ValueError):
    """A file cannot be used; one line for each mistake: ``file:line: what; how to mend``."""


class NotYaml(ValueError):
    """A text is no YAML: on which line, and why."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


class _Values(yaml.SafeLoader):
    """Makes values of nodes; a day or number that cannot exist stays a text, which its field then refuses."""

    def as_written(self, node: yaml.ScalarNode) -> Any:
        """Return the value of a node, or its text where there is no such value: 2026-13-22."""
        try:
            return yaml.SafeLoader.yaml_constructors[node.tag](self, node)
        except (ValueError, OverflowError, AttributeError, IndexError):  # the latter two of tags that somebody wrote
            return node.value


for _kind in ("timestamp", "int", "float"):
    _Values.add_constructor(f"tag:yaml.org,2002:{_kind}", _Values.as_written)


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the tree of nodes of a YAML text: each knows its line. Raises NotYaml."""
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _not_yaml(error) from error


def value_of(node: yaml.Node | None) -> Any:
    """Return the plain value of a tree of nodes. Raises NotYaml for a tag that is not plain YAML."""
    if node is None:
        return None
    try:
        return _Values("").construct_document(node)
    except yaml.YAMLError as error:
        raise _not_yaml(error) from error


def _not_yaml(error: yaml.YAMLError) -> NotYaml:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
    advice = NO_BEGINNING if "cannot start any token" in str(problem) else ""
    return NotYaml(mark.line + 1 if mark else 1, f"{problem}{advice}")


@dataclass(slots=True)
class MarkedYaml:
    """Walks one file and gathers the mistakes on the way; values stay as written: ``112`` is a text."""

    path: Path
    mistakes: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, node: yaml.Node, what: str) -> None:
        """Note a mistake at *node*."""
        self.mistakes.append((node.start_mark.line + 1, what))

    def missing(self, what: str) -> None:
        """Note something that stands nowhere in the file."""
        self.mistakes.append((1, what))

    def lines(self) -> list[str]:
        """Give the mistakes as a person reads them, from top to bottom."""
        return [f"{self.path}:{line}: {what}" for line, what in sorted(self.mistakes)]

    def root(self) -> Pairs:
        """Read the file's entries; one that cannot be read has none, and a mistake noted."""
        try:
            node = compose_yaml(self.path.read_text(encoding="utf-8-sig"))
        except NotYaml as error:
            self.mistakes.append(
                (error.line, f"no YAML ({error.problem}); check indents, colons and quotes here and above")
            )
            return []
        except (OSError, UnicodeDecodeError) as error:
            self.missing(f"cannot be read ({error}); check the path, and save it as UTF-8 text")
            return []
        if node is None:
            self.missing("the file is empty; start from the packaged file")
            return []
        return self.pairs(node, "the file")

    def pairs(self, node: yaml.Node, where: str) -> Pairs:
        """Give the entries of a mapping; an entry told twice is a mistake."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{where} must hold 'name: value' lines; see the packaged file")
            return []
        named = [(key, value) for key, value in node.value if self.text(key, f"a name in {where}")]
        seen: set[str] = set()
        for key, _value in named:
            if key.value in seen:
                self.wrong(key, f"'{key.value}' stands twice in {where}; put its lines together")
            seen.add(key.value)
        return named

    def items(self, node: yaml.Node, where: str) -> list[yaml.Node]:
        """Give the entries of a list; nothing at all is an empty list."""
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if not _is_blank(node):
            self.wrong(node, f"{where} must be a list; begin each of its lines with '- '")
        return []

    def text(self, node: yaml.Node, where: str) -> str:
        """Give a value as written; an empty or a nested one is a mistake, and gives ``""``."""
        if isinstance(node, yaml.ScalarNode) and not _is_blank(node):
            return str(node.value).strip()
        self.wrong(node, f"{where} must be a text and not empty; write one or take the line out")
        return ""

    def weight(self, node: yaml.Node) -> float:
        """Give a number from 0 to 10."""
        written = self.text(node, "a weight")
        try:
            number = float(written.replace(",", "."))
        except ValueError:
            number = -1.0
        if 0 <= number <= _MAX_WEIGHT:
            return number
        if written:
            self.wrong(node, f"weight '{written}' is no number from 0 to {_MAX_WEIGHT}; mend or remove it")
        return 0.0


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not str(node.value).strip()


def raise_mistakes(*files: MarkedYaml) -> None:
    """Raise TaxonomyError with the mistakes of all *files*, if there is any."""
    lines = [line for file in files for line in file.lines()]
    if lines:
        raise TaxonomyError("\n".join(lines))
