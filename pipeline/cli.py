"""The command line: all commands under one name, and the words and exit code of an error that ends one."""

from __future__ import annotations

import atexit
import errno
import gc
import logging
import os
import sys
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import desk, labels, nights, operation, reports, review, sources, store, taxonomy
from pipeline.run import console

if TYPE_CHECKING:
    from collectors.errors import PantauError

FLAGS, VALUED = ("-q", "--quiet", "-v", "--verbose"), ("--config", "--log-format")
USAGE, LOCKED, FAILED, STOPPED = 2, 3, 4, 143
GARBAGE_AFTER = 100_000  # new objects: loading libraries makes more, which stay; every 700 is Python's own way
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
EPILOG = (
    "Exit codes: 0 every source complete; 1 some source incomplete, none ran, or a section of a report failed; 2 bad "
    "usage or configuration, nothing done; 3 another run holds the lock; 4 the store or Pantau itself failed; 143 "
    "ended by SIGTERM."
)

app = typer.Typer(
    name="pantau",
    help="Harvest, store, label and report what a city communications office publishes.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for unnamed in (nights, labels, reports, sources, operation):
    app.add_typer(unnamed.commands)
for name, named in {"db": store, "taxonomy": taxonomy, "desk": desk, "review": review}.items():
    app.add_typer(named.commands, name=name)


class LogFormat(StrEnum):
    """The form of lines on stderr."""

    text = "text"
    json = "json"


def _show_version(wanted: bool) -> None:  # Typer hands the option over so
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  # for this alone

        typer.echo(f"pantau {version('pantau')}")
        raise typer.Exit


@app.callback()
def root(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="PANTAU_CONFIG", help="The configuration; its folder is where relative paths start.")
    ] = Path("config.yaml"),
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say only what a person must act on: warnings and errors.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more, with times.")] = False,
    log_format: Annotated[LogFormat, typer.Option(help="json: one object a line, for machines.")] = LogFormat.text,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Remember which configuration is meant; commands load it when they need it."""
    del version  # its callback has done all
    context.obj = config
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    console.configure(level, timed=verbose, as_json=log_format is LogFormat.json)


def main() -> None:
    """Run the command line: the one place where an error becomes a line and an exit code."""
    gc.set_threshold(GARBAGE_AFTER)
    atexit.register(gc.freeze)  # a process that ends need not be searched: that took a tenth of a second
    _replace_closed_streams()
    try:
        try:
            app(global_first(sys.argv[1:]))
        finally:
            if sys.stdout and not sys.stdout.closed:
                sys.stdout.flush()  # while an error of it can still be told
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        raise SystemExit(_tell(error)) from error


def _replace_closed_streams() -> None:
    """Read nothing, and write to nowhere, where a program was started without stdin or stdout, as ``>&-`` does."""
    null = Path(os.devnull)
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")


def _tell(error: Exception) -> int:
    """Say which error ended a command; return the exit code."""
    if isinstance(error, ImportError) and (foreign := _foreign_packages()):
        for words in foreign:
            sys.stderr.write(f"pantau: {words}\n")
        return FAILED
    from collectors.errors import PantauError  # noqa: PLC0415

    if isinstance(error, PantauError):
        console.complain(error)
        return exit_code(error)
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        console.complain(
            OSError("the disk is full; what this command writes is not whole: free space, then run it again")
        )
        sys.stdout = None  # or Python tries the rest once more, and complains in its own words
        return FAILED
    import traceback  # noqa: PLC0415  # for a fault of our own alone

    console.say("".join(traceback.format_exception(error)).rstrip(), logging.ERROR)
    words = f"pantau: Pantau itself failed ({type(error).__name__}); please report what stands above"
    console.say(words, logging.ERROR)
    return FAILED


def _foreign_packages() -> list[str]:
    from pipeline.operate.checks.collisions import find_collisions  # noqa: PLC0415  # for this alone

    return list(find_collisions())


def global_first(words: list[str]) -> list[str]:
    """Put the options of every command before the command: ``label -q`` is ``-q label``."""
    first, rest = list[str](), list[str]()
    coming = iter(words)
    for word in coming:
        if word == "--":
            return [*first, *rest, word, *coming]
        if word in FLAGS or word.startswith(tuple(f"{name}=" for name in VALUED)):
            first.append(word)
        elif word in VALUED:
            first += [word, *islice(coming, 1)]
        else:
            rest.append(word)
    return [*first, *rest]


def exit_code(error: PantauError) -> int:
    """Return the exit code of an error that ended a command."""
    from collectors.errors import ConfigError, Locked, Stopped  # noqa: PLC0415

    codes = {ConfigError: USAGE, Locked: LOCKED, Stopped: STOPPED}
    return next((code for kind, code in codes.items() if isinstance(error, kind)), FAILED)
