"""All platforms, named one by one: a new one is a module beside this one, and a name in this tuple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from collectors.errors import ConfigError
from pipeline.platforms.facebook import FACEBOOK
from pipeline.platforms.instagram import INSTAGRAM
from pipeline.platforms.platform import Platform
from pipeline.platforms.source import Prices, Quota, SourceBase
from pipeline.platforms.website import WEBSITE
from pipeline.platforms.x import X
from pipeline.platforms.youtube import YOUTUBE

PLATFORMS: tuple[Platform, ...] = (X, INSTAGRAM, WEBSITE, FACEBOOK, YOUTUBE)
"""In the order in which reports show them."""


def platform_names() -> tuple[str, ...]:
    """Return the names of all platforms. Raises ValueError when two have the same."""
    names = tuple(platform.name for platform in PLATFORMS)
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ValueError(f"two platforms are named {twice[0]}")
    return names


def platform_labels() -> dict[str, tuple[str, str]]:
    """Return what each platform is called, in Indonesian and in English, in the order in which they are shown."""
    return {platform.name: platform.words.label for platform in PLATFORMS}


def in_order(names: Iterable[str]) -> list[str]:
    """Set names of platforms in the order in which they are shown; unknown ones are last, by name."""
    order = list(platform_labels())
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def unit_of_posts(name: str) -> str:
    """Return the word that a platform's posts are counted in, such as ``articles``; ``posts`` of an unknown one."""
    return next((platform.words.posts for platform in PLATFORMS if platform.name == name), "posts")


def exact_totals() -> list[str]:
    """Return the names of the platforms whose totals of posts prove that all are stored."""
    return [platform.name for platform in PLATFORMS if platform.tells_exact_total]


def platform_named(name: str) -> Platform:
    """Return the platform of that name. Raises ConfigError for an unknown one."""
    for platform in PLATFORMS:
        if platform.name == name:
            return platform
    raise ConfigError(f"platform {name} is not known; known: {', '.join(platform_names())}")


def platform_of(source: SourceBase) -> Platform:
    """Return the platform of a source."""
    return platform_named(source.platform)


def paying_platforms() -> list[Platform]:
    """Return the platforms whose reads cost money."""
    return [platform for platform in PLATFORMS if platform.prices and issubclass(platform.prices, Prices)]


def metered_platforms() -> list[Platform]:
    """Return the platforms whose reads take units of a quota."""
    return [platform for platform in PLATFORMS if platform.prices and issubclass(platform.prices, Quota)]
