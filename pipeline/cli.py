"""The command line: thin; every command loads what it needs and nothing more."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.run import console

if TYPE_CHECKING:
    from collectors.errors import PantauError
    from pipeline.platforms.source import SourceBase
    from pipeline.reporting.asked import Asked
    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext
    from pipeline.settings.models import Settings

FLAGS, VALUED = ("-q", "--quiet", "-v", "--verbose"), ("--config", "--log-format")
USAGE, LOCKED, FAILED, STOPPED = 2, 3, 4, 143
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
database = typer.Typer(help="Make, migrate and copy the store.", no_args_is_help=True)
app.add_typer(database, name="db")
taxonomy = typer.Typer(help="See what taxonomy.yaml and programmes.yaml do.", no_args_is_help=True)
app.add_typer(taxonomy, name="taxonomy")
desk = typer.Typer(help="Look, filter, correct and download in a browser (extra desk).", invoke_without_command=True)
app.add_typer(desk, name="desk")
desk_user = typer.Typer(help="Who may use the desk.", no_args_is_help=True)
desk.add_typer(desk_user, name="user")
review = typer.Typer(help="Let people look at labels.", no_args_is_help=True)
app.add_typer(review, name="review")


class LogFormat(StrEnum):
    """The form of lines on stderr."""

    text = "text"
    json = "json"


class Labelled(StrEnum):
    """The kind of texts in a labelled file."""

    posts = "posts"
    responses = "responses"


OfOption = Annotated[Labelled, typer.Option("--of", help="What the files hold.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")]


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


def _settings(context: typer.Context) -> Settings:
    from pipeline.settings.models import load_settings  # noqa: PLC0415  # pydantic is heavy

    return load_settings(context.obj, os.environ)


def _chosen(settings: Settings, ids: list[str] | None) -> Iterable[SourceBase]:
    from collectors.errors import ConfigError  # noqa: PLC0415

    known = {source.id: source for source in settings.config.sources}
    unknown = [name for name in ids or () if name not in known]
    if unknown:
        raise ConfigError(f"no source {', '.join(unknown)} in the configuration; known: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(ids)] if ids else settings.config.sources


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The new folder.")],
    source: Annotated[
        list[str] | None, typer.Option("--source", help="PLATFORM=ACCOUNT to watch; may be repeated.")
    ] = None,
) -> None:
    """Write a commented configuration and an .env to fill in, into a new folder."""
    from pipeline.operate.doctor import examine  # noqa: PLC0415  # heavy
    from pipeline.operate.init import make_folder, read_accounts  # noqa: PLC0415

    told = read_accounts(source or [])
    ask = None if told or not sys.stdin.isatty() else (lambda words: str(typer.prompt(words, default="")))
    config = make_folder(folder, told, ask)
    examine(config, os.environ)


@app.command()
def schedule(context: typer.Context) -> None:
    """Stay running: start the nights by themselves, and catch up a missed one."""
    from pipeline.scheduler import serve  # noqa: PLC0415  # heavy

    raise typer.Exit(serve(_settings(context)))


@app.command()
def nightly(context: typer.Context) -> None:
    """Harvest, label, and report the weeks that are due."""
    from pipeline.workers.night import run_night as run  # noqa: PLC0415  # heavy

    raise typer.Exit(run(_settings(context)))


@app.command()
def harvest(
    context: typer.Context,
    source: SourceOption = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Walk the whole history.")] = False,
) -> None:
    """Pull new posts and due metric snapshots."""
    from pipeline.harvest.harvest import harvest as run  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    settings = _settings(context)
    sources = _chosen(settings, source)
    with open_run(settings, "harvest") as night:
        run(night, sources, full=full)
    raise typer.Exit(night.exit_code)


@app.command()
def label(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Label everything again; after a kill it goes on where it stopped.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which topics would move where.")] = False,
) -> None:
    """Label what is unlabelled, and compute engagement and campaigns."""
    from pipeline.label.posts import label as run  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    if dry_run:
        from pipeline.label.dry_run import show_moves  # noqa: PLC0415

        show_moves(_settings(context), everything=everything)
        return
    with open_run(_settings(context), "label") as night:
        run(night, everything=everything)
    raise typer.Exit(night.exit_code)


@app.command()
def explain(
    context: typer.Context, post_id: Annotated[str, typer.Argument(help="As v_posts or v_responses has it.")]
) -> None:
    """Show the label of a post or a response with the words that led to it."""
    from pipeline.label.explain import explain_post  # noqa: PLC0415  # heavy

    explain_post(_settings(context), post_id)


@app.command()
def train(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Labelled posts or responses, one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Labelled posts to learn from, but not to measure on.")
    ] = None,
    unlabelled: Annotated[list[Path] | None, typer.Option(help="Posts without labels: which words there are.")] = None,
    annotations: Annotated[
        list[Path] | None, typer.Option(help="Labels without texts, by id: of posts in the other files.")
    ] = None,
    of: OfOption = Labelled.posts,
    corrections: Annotated[
        Path | None, typer.Option(help="Responses: labels of the files that are wrong, by id and with the reason.")
    ] = None,
    *,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Learn from the store's human labels too.")] = False,
) -> None:
    """Make a model of labelled posts or responses, with its scores (docs/labels.md)."""
    if of is Labelled.responses:
        from collectors.errors import ConfigError  # noqa: PLC0415
        from pipeline.label.review.responses import reviewed_response_examples  # noqa: PLC0415
        from pipeline.label.train_responses import ResponseMaterial, train_response_model  # noqa: PLC0415  # heavy

        if unlabelled or annotations:
            raise ConfigError("--unlabelled and --annotations are for posts alone; leave them out")
        said = reviewed_response_examples(_settings(context)) if reviewed else ()
        train_response_model(ResponseMaterial(files, also or (), corrections, said), out)
        return
    from pipeline.label.review.posts import reviewed_examples  # noqa: PLC0415
    from pipeline.label.train import Material, train_model  # noqa: PLC0415  # heavy

    settings = _settings(context)
    people = reviewed_examples(settings) if reviewed else []
    train_model(settings, Material(files, also or (), unlabelled or (), annotations or (), people), out)


@app.command()
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Labelled posts or responses, one JSON object a line.")],
    of: OfOption = Labelled.posts,
    *,
    reader: Annotated[
        bool, typer.Option("--reader", help="Also let the configured reader (labels.reader) read the unsure posts.")
    ] = False,
) -> None:
    """Score the labels that a file's posts or responses would get against those it holds."""
    if reader:
        from collectors.errors import ConfigError  # noqa: PLC0415
        from pipeline.label.evaluate_reader import evaluate_reader  # noqa: PLC0415  # heavy
        from pipeline.run.context import open_run  # noqa: PLC0415

        if of is Labelled.responses:
            raise ConfigError("the reader reads posts alone, never citizens' words; leave --reader or --of out")
        with open_run(_settings(context), "evaluate") as night:
            evaluate_reader(night, file)
        return
    if of is Labelled.responses:
        from pipeline.label.train_responses import evaluate_responses  # noqa: PLC0415  # heavy

        evaluate_responses(_settings(context), file)
        return
    from pipeline.label.train import evaluate_file  # noqa: PLC0415  # heavy

    evaluate_file(_settings(context), file)


ResponsesOption = Annotated[bool, typer.Option("--responses", help="Citizens' responses instead of posts.")]


@review.command("export")
def review_export(  # noqa: PLR0913  # one parameter an option
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Where the files go; review.xlsx, or private/tanggapan.xlsx for responses.")
    ] = None,
    random: Annotated[int, typer.Option(help="Draw so many at random: to measure.")] = 0,
    uncertain: Annotated[int, typer.Option(help="Take so many of the least sure: to learn, never to measure.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 0,
    *,
    responses: ResponsesOption = False,
) -> None:
    """Write posts or responses for annotators, as XLSX and CSV."""
    from collectors.errors import ConfigError  # noqa: PLC0415
    from pipeline.label.review.posts import export_review  # noqa: PLC0415  # heavy
    from pipeline.label.review.responses import export_response_review  # noqa: PLC0415  # heavy

    if (random > 0) == (uncertain > 0):
        raise ConfigError("say either --random N or --uncertain N")
    settings = _settings(context)
    export = export_response_review if responses else export_review
    usual = settings.path(Path("private/tanggapan.xlsx")) if responses else Path("review.xlsx")
    export(settings, out or usual, count=random or uncertain, uncertain=uncertain > 0, seed=seed)


@review.command("import")
def review_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The exported file, filled in: of posts or of responses.")],
    annotator: Annotated[str, typer.Option(help="Who filled it in.")],
    *,
    responses: ResponsesOption = False,
) -> None:
    """Store what an annotator filled in; it wins over the machine."""
    from pipeline.label.review.posts import import_review  # noqa: PLC0415
    from pipeline.label.review.response_file import is_response_review  # noqa: PLC0415
    from pipeline.label.review.responses import import_response_review  # noqa: PLC0415
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    of_responses = responses or is_response_review(file)
    with open_run(_settings(context), "review import") as night:
        (import_response_review if of_responses else import_review)(night, file, annotator)


@review.command("agreement")
def review_agreement(context: typer.Context, *, responses: ResponsesOption = False) -> None:
    """Show how well annotators agree, and the machine with them: publish, provisional or hide."""
    from pipeline.label.review.posts import show_agreement  # noqa: PLC0415  # heavy
    from pipeline.label.review.responses import show_response_agreement  # noqa: PLC0415  # heavy

    (show_response_agreement if responses else show_agreement)(_settings(context))


@taxonomy.command("test")
def taxonomy_test(context: typer.Context, text: str) -> None:
    """Show the label that a text would get, with the words that lead to it."""
    from pipeline.label.explain import explain_text  # noqa: PLC0415  # heavy

    explain_text(_settings(context), text)


@taxonomy.command("check")
def taxonomy_check(context: typer.Context) -> None:
    """Check taxonomy and programmes, and name the phrases that stand in no stored post."""
    from pipeline.label.explain import check_taxonomy  # noqa: PLC0415  # heavy

    check_taxonomy(_settings(context))


@app.command()
def report(  # noqa: PLR0913, PLR0917  # each is an option that a person may give
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="Such as 2026-W47; default: the last finished.")] = None,
    day: Annotated[str | None, typer.Option(help="Such as 2026-11-22.")] = None,
    month: Annotated[str | None, typer.Option(help="Such as 2026-11.")] = None,
    quarter: Annotated[str | None, typer.Option(help="Such as 2026-Q4.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day, with --to.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; it must be over.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the report's folder; default: as configured.")] = None,
) -> None:
    """Write the weekly report, or that of a day, month, quarter or any days, as of their end."""
    from pipeline.reporting.asked import Asked  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    asked = Asked(week=week, day=day, month=month, quarter=quarter, first=first, last=last)
    period = asked.period()
    with open_run(_settings(context), "report") as night:
        if period:
            _write_period(night, period, out)
        else:
            _write_week(night, asked, out)
        code = night.exit_code
    raise typer.Exit(code)


def _write_period(night: RunContext, period: Period, out: Path | None) -> None:
    from pipeline.reporting.asked import require_over  # noqa: PLC0415  # as below
    from pipeline.reporting.period.report import write_period  # noqa: PLC0415  # heavy

    require_over(period, night.now(), night.settings.zone)
    night.say(f"report {period.name}: written to {write_period(night, period, out)}")


def _write_week(night: RunContext, asked: Asked, out: Path | None) -> None:
    from pipeline.reporting.asked import finished_week  # noqa: PLC0415  # as below
    from pipeline.weekly_report import report_week  # noqa: PLC0415

    report_week(night, finished_week(asked.iso_week(), night.now(), night.settings.zone), out)


@app.command()
def package(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-10-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day; it must be over.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the package's folder; default: as configured.")] = None,
) -> None:
    """Write a frozen, citable folder for research: tables, documents, checksums; and a public variant."""
    from pipeline.package.write import write_package  # noqa: PLC0415  # heavy

    typer.echo(write_package(_settings(context), first, last, out))


@app.command("import")
def import_archive(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="The ZIP of X or Instagram (JSON) as it came, or the NDJSON of Zeeschuimer.")
    ],
    source: Annotated[str, typer.Option("--source", help="Whose archive it is.")],
    account: Annotated[
        str | None, typer.Option("--account", help="You know that it is of this account, though it does not tell.")
    ] = None,
) -> None:
    """Add what the account owner's official data export holds and the store lacks; list what stays without an id."""
    from pipeline.harvest.archive_import import import_export, opened_export  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    settings = _settings(context)
    (chosen,) = _chosen(settings, [source])
    opened = opened_export(path, chosen, account=account, known=settings.known_accounts)
    with opened as export, open_run(settings, "import") as night:
        for line in import_export(night, chosen, export):
            typer.echo(line)


@app.command("import-coding")
def coding_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="XLSX or CSV with the columns of docs/sample-coding.csv.")],
) -> None:
    """Add evidence of obstacles that people coded from interviews, documents and media."""
    from pipeline.analysis.coding import import_coding  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    with open_run(_settings(context), "import-coding") as night:
        import_coding(night, file)
    raise typer.Exit(night.exit_code)


@app.command()
def probe(
    context: typer.Context, url: Annotated[str, typer.Argument(help="The site's home, or its list of articles.")]
) -> None:
    """Try every method on a website, show the first ten posts of each, and print the configuration to paste."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # as below

    from pipeline.operate.probe import probe_address  # noqa: PLC0415  # beautifulsoup4 is heavy
    from pipeline.settings.models import Config  # noqa: PLC0415  # pydantic is heavy

    known = _settings(context).config if context.obj.is_file() else None
    usual = Config.model_fields
    zone = ZoneInfo(known.timezone if known else usual["timezone"].default)
    raise typer.Exit(probe_address(url, known.contact if known else usual["contact"].default, zone))


@app.command()
def replay(context: typer.Context, source: SourceOption = None) -> None:
    """Parse the stored raw pages again, without the network."""
    from pipeline.harvest.replay import replay as run  # noqa: PLC0415
    from pipeline.run.context import open_run  # noqa: PLC0415  # heavy

    settings = _settings(context)
    sources = _chosen(settings, source)
    with open_run(settings, "replay") as night:
        run(night, sources)
    raise typer.Exit(night.exit_code)


@app.command()
def forget(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="HASH|POST_ID", help="An author_hash, a response_id or a post_id.")],
) -> None:
    """Purge the texts of a person, a response or a post for good (docs/privacy.md)."""
    from pipeline.harvest.retention import forget as run  # noqa: PLC0415  # heavy
    from pipeline.run.context import open_run  # noqa: PLC0415

    with open_run(_settings(context), "forget") as night:
        run(night, subject)
        _renew_follow_up(night)
        _renew_export(night)


def _renew_export(night: RunContext) -> None:
    """Write the configured copy of the views anew, where there is one: a forgotten post's text stands in it too."""
    from pipeline.operate.export import renew_export  # noqa: PLC0415  # heavy

    target = night.settings.config.export
    if target is not None and night.settings.path(target).exists():
        renew_export(night)


def _renew_follow_up(night: RunContext) -> None:
    """Write the list of what waits for an answer anew, where there is one: what is forgotten leaves it at once."""
    from pipeline.reporting.follow_up import FOLDER, NAME, write_follow_up  # noqa: PLC0415  # heavy

    if (night.settings.folder / FOLDER / NAME).exists():
        write_follow_up(night)


@app.command()
def status(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show per source: last run, outcome, expected against stored, cost so far this month."""
    from pipeline.operate.status import show_status  # noqa: PLC0415  # heavy

    show_status(_settings(context), as_json=json)


@app.command()
def notify(
    context: typer.Context,
    *,
    test: Annotated[bool, typer.Option("--test", help="Send a test message to every recipient.")] = False,
) -> None:
    """Try the way to those who are told of a night (extra notify; docs/operations.md)."""
    from collectors.errors import ConfigError  # noqa: PLC0415
    from pipeline.notify.news import try_notify  # noqa: PLC0415  # heavy

    if not test:
        raise ConfigError("nights send their messages by themselves; to try it, say: pantau notify --test")
    raise typer.Exit(try_notify(_settings(context)))


@app.command()
def wake(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A platform, or a source's id, as pantau status shows it.")],
) -> None:
    """End a rest that a platform asked for, because its cause is mended."""
    from pipeline.harvest.backoff import wake as run  # noqa: PLC0415  # heavy

    run(_settings(context), name)


@app.command()
def doctor(
    context: typer.Context,
    *,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask each platform one cheap question (X: one user read).")
    ] = False,
) -> None:
    """Check configuration, credentials, database, disk and clock: what is wrong and what to do."""
    from pipeline.operate.doctor import examine  # noqa: PLC0415  # heavy

    raise typer.Exit(examine(context.obj, os.environ, online=online))


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a comment: --
def sql(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    query: Annotated[
        str | None, typer.Argument(help="One SELECT; the database itself keeps it from writing. - reads stdin.")
    ] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="Read the query from a file.")] = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",  # noqa: A002  # its name on the line
    views: Annotated[bool, typer.Option("--views", help="List the views; with a name, its columns.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="End the query after so many seconds.")] = 600,
) -> None:
    """Run a read-only query on the views (docs/data-dictionary.md)."""
    from pipeline.operate.sql import read_query, run_query, show_views  # noqa: PLC0415  # heavy

    if views:
        show_views(query)
        return
    run_query(_settings(context), read_query(query, file), format, seconds=timeout)


@app.command()
def worker(
    context: typer.Context,
    lanes: Annotated[int, typer.Option("--lanes", min=1, max=12, help="How many jobs are done side by side.")] = 1,
) -> None:
    """Take part in shared nights until Ctrl+C (workers: true, PostgreSQL, extra cluster; docs/scale.md)."""
    from pipeline.workers.night import run_worker  # noqa: PLC0415  # heavy

    run_worker(_settings(context), lanes)


@desk.callback()
def desk_root(  # one parameter an option
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen at.")] = 8080,
    name: Annotated[list[str] | None, typer.Option("--name", help="Host name behind a proxy; may be repeated.")] = None,
    root_path: Annotated[str, typer.Option("--root-path", help="Path under which a proxy serves it.")] = "",
) -> None:
    """Serve the desk in a browser until Ctrl+C."""
    if context.invoked_subcommand is None:
        from pipeline.desk.serve import serve_desk  # noqa: PLC0415  # heavy

        serve_desk(_settings(context), host=host, port=port, names=tuple(name or ()), root_path=root_path)


@desk_user.command("add")
def desk_user_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The user's name.")],
    role: Annotated[str, typer.Option("--role", help="viewer, editor or admin.")] = "viewer",
) -> None:
    """Add a user of the desk; the password is asked for, or read from PANTAU_DESK_PASSWORD."""
    from pipeline.desk.serve import add_user  # noqa: PLC0415  # heavy

    add_user(_settings(context), name, role)


@desk_user.command("passwd")
def desk_user_passwd(context: typer.Context, name: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Give a user of the desk another password; open sessions end."""
    from pipeline.desk.serve import change_password  # noqa: PLC0415  # heavy

    change_password(_settings(context), name)


@desk_user.command("remove")
def desk_user_remove(context: typer.Context, name: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Remove a user of the desk."""
    from pipeline.desk.serve import delete_user  # noqa: PLC0415  # heavy

    delete_user(_settings(context), name)


@database.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Make the store, or migrate it; a SQLite file is copied first."""
    from pipeline.operate.db import upgrade_store  # noqa: PLC0415  # heavy

    upgrade_store(_settings(context))


@database.command("restore")
def db_restore(
    context: typer.Context, path: Annotated[Path, typer.Argument(help="A copy by pantau db backup.")]
) -> None:
    """Bring the store back from a copy; what stood there is set aside."""
    from pipeline.operate.restore import restore_store  # noqa: PLC0415  # heavy

    restore_store(_settings(context), path)


@database.command("copy")
def db_copy(context: typer.Context, to: Annotated[str, typer.Option("--to", help="URL of an empty database.")]) -> None:
    """Copy the whole store to another database: SQLite to PostgreSQL, or back."""
    from pipeline.operate.restore import copy_store  # noqa: PLC0415  # heavy

    copy_store(_settings(context), to)


@database.command("repair")
def db_repair(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", help="The first wrong moment, such as 2031-01-01T00:00Z.")],
) -> None:
    """Take back what a wrong clock wrote: observations and reports from a moment on."""
    from pipeline.operate.restore import read_moment, repair_store  # noqa: PLC0415  # heavy

    repair_store(_settings(context), read_moment(since))


@database.command("export")
def db_export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file that ends in .db (SQLite), or a folder (Parquet).")],
    with_responses: Annotated[
        bool, typer.Option("--with-responses", help="With citizens' masked texts and hashes; never pass that on.")
    ] = False,
) -> None:
    """Write a read-only copy of all views for other accounts and tools."""
    from pipeline.operate.export import export_views  # noqa: PLC0415  # heavy

    export_views(_settings(context), path, with_responses=with_responses)


@database.command("backup")
def db_backup(context: typer.Context, path: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Write a consistent copy of the store, also while a night runs."""
    from pipeline.operate.db import backup_store  # noqa: PLC0415  # heavy

    backup_store(_settings(context), path)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's database and report go.")] = Path("demo"),
) -> None:
    """Run the whole night on a built-in sample, without network or credentials."""
    from pipeline.demo.run import run_demo  # noqa: PLC0415  # heavy

    raise typer.Exit(run_demo(folder))


def main() -> None:
    """Run the command line: the one place where an error becomes a line and an exit code."""
    try:
        app(global_first(sys.argv[1:]))
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        raise SystemExit(_tell(error)) from error


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
