"""Users: add, change, remove; and the log of every change made at the desk. For admins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from pipeline import clock
from pipeline.desk.access import Admin, ChangingAdmin, Forbidden, Visitor, hash_password
from pipeline.desk.edit.change_words import action_of, after_words, subject_words
from pipeline.desk.render import language_of, render, wording_of
from pipeline.desk.sections import Section
from pipeline.desk.words.catalogue import say_word
from storage.db.engine import reading, transaction
from storage.desk.changes import recent_changes, record_change
from storage.desk.users import add_new_user, hold_admin, load_users, remove_user, set_password
from storage.schema.tables.desk import ROLES

router = APIRouter()
NAME = re.compile(r"[\w.@-]{2,60}")


@router.get("/pengguna")
def show_users(request: Request, visitor: Admin) -> Response:
    """Show users and changes."""
    return _page(request, visitor)


@router.post("/pengguna")
def add_user(
    request: Request,
    visitor: ChangingAdmin,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """Add a user; what is wrong is told field by field, a name that is there already too."""
    wrong, hashed = {}, ""
    if not NAME.fullmatch(username):
        wrong["username"] = "user_wrong"
    if role not in ROLES:
        wrong["role"] = "role_wrong"
    try:
        hashed = hash_password(password)
    except ValueError:
        wrong |= {"password": "password_short"}
    if not wrong:
        with transaction(request.app.state.engine) as connection:
            if add_new_user(connection, username, role, hashed, clock.now()):
                record_change(connection, visitor.user.name, "user", username, clock.now(), after=role)
            else:
                wrong["username"] = "user_taken"
    if wrong:
        return _page(request, visitor, mistakes=wrong, values={"username": username[:60], "role": role})
    return _page(request, visitor, told="user_stored")


@router.post("/pengguna/{name}/sandi")
def change_password(
    request: Request, visitor: ChangingAdmin, name: str, password: Annotated[str, Form()] = ""
) -> Response:
    """Give a user another password."""
    try:
        hashed = hash_password(password)
    except ValueError:
        return _page(request, visitor, mistakes={f"password-{name}": "password_short"})
    with transaction(request.app.state.engine) as connection:
        known = set_password(connection, name, hashed)
        if not known:
            raise HTTPException(404)
        record_change(connection, visitor.user.name, "password", name, clock.now())
    return _page(request, visitor, told="user_stored")


@router.post("/pengguna/{name}/hapus")
def delete_user(request: Request, visitor: ChangingAdmin, name: str) -> Response:
    """Remove a user; nobody removes themselves, and only who still is an admin removes: so one always stays."""
    if name == visitor.user.name:
        return _page(request, visitor, wrong="user_self", status=422)
    with transaction(request.app.state.engine) as connection:
        if not hold_admin(connection, visitor.user.name, name):
            raise Forbidden("refused_role")
        if remove_user(connection, name):  # at a second click the user is gone already
            record_change(connection, visitor.user.name, "remove user", name, clock.now())
    return _page(request, visitor, told="user_removed")


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    visitor: Visitor,
    *,
    told: str = "",
    wrong: str = "",
    mistakes: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    language, say = language_of(request), wording_of(request)
    with reading(request.app.state.engine) as connection:
        users, changes = load_users(connection), recent_changes(connection)
    rows = [
        [
            say.moment(one.at),
            say.term("changed_by", one.name),
            say.term("change", action_of(one)),
            subject_words(one, say),
            after_words(one, say)[:200],
        ]
        for one in changes
    ]
    columns = [say_word(key, language) for key in ("when", "who", "action", "subject", "after")]
    return render(
        request,
        "users.html.j2",
        422 if mistakes else status,
        mistakes=mistakes or {},
        values=values or {},
        users=users,
        roles=ROLES,
        me=visitor.user.name,
        told_key=told,
        wrong_key=wrong,
        sections=[Section(say_word("changes", language), columns, rows)],
    )
