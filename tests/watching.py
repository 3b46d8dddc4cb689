"""Watch the calls of a function that goes on doing its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def watched(function: Callable[Asked, Answer], calls: list[tuple[object, ...]]) -> Callable[Asked, Answer]:
    """Return *function*, which now adds its positional arguments to *calls* before it works."""

    def call(*args: Asked.args, **options: Asked.kwargs) -> Answer:
        calls.append(args)
        return function(*args, **options)

    return call
