"""A YAML file that remembers on which line everything stood, so that mistakes can name it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from collectors.errors import ConfigError
from pipeline.transform.text.marked_yaml import NotYaml, compose_yaml, value_of


@dataclass(frozen=True)
class YamlFile:
    """The value of a YAML file and the tree of nodes that it was made of."""

    name: str
    value: Any
    root: yaml.Node | None

    def place(self, location: Sequence[int | str]) -> str:
        """Name the line and the key of a location such as ``("sources", 0, "x", "account")``.

        Steps that stand in no file, such as the tag of a union, are passed over.
        """
        node, line, names = self.root, 1, ""
        for step in location:
            found = _child(node, step)
            if found is None:
                continue
            line, node = found
            names += f"[{step}]" if isinstance(step, int) else f".{step}"
        if location and not names.endswith(str(location[-1])) and isinstance(location[-1], str):
            names += f".{location[-1]}"
        return f"line {line}, {names.lstrip('.')}" if names else f"line {line}"

    @staticmethod
    def suggestion(location: Sequence[int | str], known: Iterable[str]) -> str:
        """Suggest the known key that was probably meant."""
        keys = list(known)
        close = difflib.get_close_matches(str(location[-1]), keys, n=1)
        return f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(keys)}"


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML mapping. Raises ConfigError when there is none, or a key stands twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist; name the file with --config or PANTAU_CONFIG") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    try:
        root = compose_yaml(text)
        value = value_of(root)
    except NotYaml as error:
        raise ConfigError(f"{path.name} is not YAML: {error}; mend it there") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{path.name} holds no settings; start from the config.yaml that Pantau ships")
    if twice := list(_repeated_keys(root)):
        raise ConfigError("\n".join(f"{path.name}, line {line}: {key} stands twice; remove one" for line, key in twice))
    return YamlFile(path.name, value, root)


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None


def _repeated_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Yield keys that a mapping holds twice: YAML readers keep the last one and say nothing."""
    for mapping in _mappings(node, set()):
        seen = set()
        for key, _value in mapping.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)


def _mappings(node: yaml.Node | None, passed: set[int]) -> Iterator[yaml.MappingNode]:
    """Yield each mapping once: an alias leads to a node that was passed, or to one around itself."""
    if not isinstance(node, yaml.CollectionNode) or id(node) in passed:
        return
    passed.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield node
    for item in node.value:
        for child in item if isinstance(item, tuple) else (item,):
            yield from _mappings(child, passed)
