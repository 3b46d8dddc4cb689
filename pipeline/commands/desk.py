"""Commands of the desk and its users."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.settings import read_settings

commands = typer.Typer(
    help="Look, filter, correct and download in a browser (extra desk).", invoke_without_command=True
)
users = typer.Typer(help="Who may use the desk.", no_args_is_help=True)
commands.add_typer(users, name="user")


@commands.callback()
def desk_root(  # one parameter an option
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="Port to listen at.")] = 8080,
    name: Annotated[list[str] | None, typer.Option("--name", help="Host name behind a proxy; may be repeated.")] = None,
    root_path: Annotated[str, typer.Option("--root-path", help="Path under which a proxy serves it.")] = "",
) -> None:
    """Serve the desk in a browser until Ctrl+C."""
    if context.invoked_subcommand is None:
        from pipeline.desk.serve import serve_desk  # noqa: PLC0415  # heavy

        serve_desk(read_settings(context), host=host, port=port, names=tuple(name or ()), root_path=root_path)


@users.command("add")
def desk_user_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The user's name.")],
    role: Annotated[str, typer.Option("--role", help="viewer, editor or admin.")] = "viewer",
) -> None:
    """Add a user of the desk; the password is asked for, or read from PANTAU_DESK_PASSWORD."""
    from pipeline.desk.serve import add_user  # noqa: PLC0415  # heavy

    add_user(read_settings(context), name, role)


@users.command("passwd")
def desk_user_passwd(context: typer.Context, name: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Give a user of the desk another password; open sessions end."""
    from pipeline.desk.serve import change_password  # noqa: PLC0415  # heavy

    change_password(read_settings(context), name)


@users.command("remove")
def desk_user_remove(context: typer.Context, name: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Remove a user of the desk."""
    from pipeline.desk.serve import delete_user  # noqa: PLC0415  # heavy

    delete_user(read_settings(context), name)
