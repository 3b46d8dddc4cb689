"""The last usable versions of the office's own files, for a night in which one has a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from collectors.errors import ConfigError
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.runs.settings import set_setting, setting

Labeller = TypeVar("Labeller")


def load_usable(run: RunContext, load: Callable[[Settings], Labeller], files: Sequence[str], model: str) -> Labeller:
    """Load a labeller as configured; in place of a file with a mistake take its last good version, and say so.

    *files* are keys of the configuration that name texts, which are kept when they could be used; *model* is that of a
    folder, in whose place the packaged one is taken.
    """
    try:
        labeller = load(run.settings)
    except ConfigError as error:
        run.tell_fault(f"{error}; until that is mended, labels are made with the last good version")
        return _last_good(run, load, files, model)
    if files:
        _remember(run, files)
    return labeller


def _remember(run: RunContext, files: Sequence[str]) -> None:
    """Keep the texts of the files that were just used."""
    paths = {_key(name): getattr(run.settings.config, name) for name in files}
    texts = {key: run.settings.path(path).read_text("utf-8") if path else None for key, path in paths.items()}
    with transaction(run.engine) as connection:
        for key, text in texts.items():
            if setting(connection, key) != text:
                set_setting(connection, key, text)


def _last_good(run: RunContext, load: Callable[[Settings], Labeller], files: Sequence[str], model: str) -> Labeller:
    """Load the last good files with the configured model, and where that is what is wrong, with the packaged one."""
    with _kept_files(run, files) as kept:
        try:
            return load(_replace_files(run.settings, kept))
        except ConfigError:
            return load(_replace_files(run.settings, kept | {model: None}))


@contextmanager
def _kept_files(run: RunContext, files: Sequence[str]) -> Iterator[dict[str, Path | None]]:
    """Write the kept texts into a folder of their own; None stands for the packaged file."""
    with TemporaryDirectory(prefix="pantau-") as folder:
        with transaction(run.engine) as connection:
            texts = {name: setting(connection, _key(name)) for name in files}
        kept: dict[str, Path | None] = dict.fromkeys(files)
        for name, text in texts.items():
            if text is not None:
                kept[name] = Path(folder) / f"{name}.yaml"
                (Path(folder) / f"{name}.yaml").write_text(text, encoding="utf-8")
        yield kept


def _key(name: str) -> str:
    return f"last good {name}"


def _replace_files(settings: Settings, files: dict[str, Path | None]) -> Settings:
    return replace(settings, config=settings.config.model_copy(update=files))
