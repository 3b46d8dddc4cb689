"""Mistakes of config.yaml in words: each with its line, and how to mend it."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from collectors.wording import counted
from pipeline.platforms.registry import platform_named, platform_names
from pipeline.settings.sections import any_of
from pipeline.settings.yaml_lines import YamlFile


def told_mistakes(file: YamlFile, error: ValidationError, model: type[BaseModel]) -> str:
    """Tell every mistake of a file that *model* could not be made of."""
    lines = [f"{file.place(e['loc'])}: {_wording(file, e, model)}" for e in error.errors()]
    count = counted(len(lines), "mistake")
    return "\n".join([f"{file.name} has {count}; nothing was done:", *(f"  {line}" for line in lines)])


def _wording(file: YamlFile, error: Any, model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown key" + file.suggestion(error["loc"], _keys_at(error["loc"], model))
    if kind == "missing":
        return "is missing; add it"
    if kind == "union_tag_invalid":
        return f"platform {context['tag']!r} is not known; use {any_of(platform_names())}"
    if kind == "union_tag_not_found":
        return f"has no platform; add platform: {any_of(platform_names())}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} does not fit; it must match {context['pattern']}"
    return f"{error['msg'][0].lower()}{error['msg'][1:]} (it is {error['input']!r})"


def _keys_at(location: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """Return the keys that are known where an unknown one stood."""
    if location[0] == "sources" and len(location) > 2:  # noqa: PLR2004  # sources, index, platform, key
        return list(platform_named(str(location[2])).source_model.model_fields)
    for step in location[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            model = next(iter(_models_in(model.model_fields[step].annotation)), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """List the models that a field may hold, itself or in a container."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
