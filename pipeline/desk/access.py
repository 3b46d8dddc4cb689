"""The rights at the desk: passwords, sessions, roles, tokens against forged forms, and the brake."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from fastapi import Depends, Form, Request
from sqlalchemy import Connection, Engine

from pipeline import clock
from storage.db.engine import reading, transaction
from storage.desk.users import (
    User,
    begin_session,
    count_failures,
    end_session,
    forget_failures,
    keep_hash,
    password_hash_of,
    password_hashes,
    record_failure,
    user_of_session,
)
from storage.schema.tables.desk import ROLES

SESSION, STRANGER = "pantau_session", "pantau_visitor"
LASTS = timedelta(hours=10)
BRAKE, WINDOW = 8, timedelta(minutes=15)  # so many failed log-ins under a name or from an address, within so long
SHORTEST_PASSWORD, LONGEST_NAME = 10, 100
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with 19 MiB, as OWASP advises: the usual 64 MiB of each log-in were more than all else of the desk."""
CHECKS = threading.BoundedSemaphore(2)
"""So many passwords are checked at once: a flood of log-ins takes no more memory."""
NO_ONES = HASHER.hash(secrets.token_urlsafe(16))
"""Checked where a name is unknown, so that the time of an answer does not tell which names are known."""
KIND = NO_ONES.rsplit("$", 2)[0]
"""The method and its cost, with which a hash begins; its salt and digest follow."""


class LoginNeeded(Exception):
    """A stranger asked for a page."""


class Forbidden(Exception):
    """A refused request: the role may not, or the form is not the desk's. Holds the key of the words for it."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The user of a request, with the token that their forms must carry."""

    user: User
    csrf_token: str

    def may(self, role: str) -> bool:
        """Whether the user's role includes *role*."""
        return ROLES.index(self.user.role) >= ROLES.index(role)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password. Raises ValueError for one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"the password needs {SHORTEST_PASSWORD} characters or more")
    return HASHER.hash(password)


def log_in(engine: Engine, name: str, password: str, address: str) -> str | None:
    """Return the token of a new session, or None: wrong, or too many wrong ones before.

    While the door is closed nothing is checked and nothing counts: no time of an answer tells that a guess was right.
    """
    name, now = name[:LONGEST_NAME], clock.now()
    with reading(engine) as connection:
        if _is_braked(connection, name, address, now):
            return None
        stored, kept = password_hash_of(connection, name), password_hashes(connection)
    right = _is_right(stored, kept, password)
    with transaction(engine) as connection:
        # Counted after the check too: of many that guess at once, none is right who came after too many wrong ones.
        if _is_braked(connection, name, address, now):
            return None
        if stored is None or not right:
            record_failure(connection, name, address, now)
            return None
        if password_hash_of(connection, name, hold=True) != stored:  # changed, or its user removed, during the check
            return None
        forget_failures(connection, name)
        token = begin_session(connection, name, now, LASTS)
    if HASHER.check_needs_rehash(stored):
        _renew_hash(engine, name, stored, password)
    return token


def _is_braked(connection: Connection, name: str, address: str, now: datetime) -> bool:
    return count_failures(connection, name, address, now - WINDOW) >= BRAKE


def _renew_hash(engine: Engine, name: str, stored: str, password: str) -> None:
    with CHECKS:
        renewed = HASHER.hash(password)
    with transaction(engine) as connection:
        keep_hash(connection, name, stored, renewed)


def log_out(engine: Engine, token: str) -> None:
    """End a session."""
    with transaction(engine) as connection:
        end_session(connection, token)


def _is_right(stored: str | None, kept: Iterable[str], password: str) -> bool:
    """Check one hash of every kind that is kept, the user's own among them: all names take the same time."""
    checked = {kind: kind + NO_ONES.removeprefix(KIND) for kind in (KIND, *map(_kind_of, kept))}
    if stored:
        checked[_kind_of(stored)] = stored
    with CHECKS:
        return stored in [one for one in checked.values() if _fits(one, password)]


def _kind_of(stored: str) -> str:
    return stored.rsplit("$", 2)[0]


def _fits(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def csrf_token_of(secret: str) -> str:
    """Return the token that forms of a session carry: of the session's own secret, which no other site knows."""
    return hashlib.sha256(f"form {secret}".encode()).hexdigest()


def _is_same(told: str, known: str) -> bool:
    return hmac.compare_digest(told.encode(errors="replace"), known.encode())  # of texts it takes ASCII alone


def find_visitor(request: Request) -> Visitor:
    """Return who is logged in. Raises LoginNeeded."""
    token = request.cookies.get(SESSION, "")
    if token:
        with reading(request.app.state.engine) as connection:
            user = user_of_session(connection, token, clock.now())
        if user:
            visitor = Visitor(user, csrf_token_of(token))
            request.state.visitor = visitor
            return visitor
    raise LoginNeeded


def _needs(role: str) -> Callable[..., Visitor]:
    def check(visitor: Annotated[Visitor, Depends(find_visitor)]) -> Visitor:
        if not visitor.may(role):
            raise Forbidden("refused_role")
        return visitor

    return check


def _changes(role: str) -> Callable[..., Visitor]:
    needed = Depends(_needs(role))

    # As a default: in an annotation, which is a text here, FastAPI could not find *needed*.
    def check(visitor: Visitor = needed, csrf_token: Annotated[str, Form()] = "") -> Visitor:
        if not _is_same(csrf_token, visitor.csrf_token):
            raise Forbidden("refused_forged")
        return visitor

    return check


def is_forged(request: Request, csrf_token: str) -> bool:
    """Whether the log-in form was not made by this desk for this browser."""
    secret = request.cookies.get(STRANGER, "")
    return not secret or not _is_same(csrf_token, csrf_token_of(secret))


LOGGED_IN = [Depends(_needs("viewer"))]
"""Dependencies of a page that everybody sees alike who is logged in."""
Viewer = Annotated[Visitor, Depends(_needs("viewer"))]
Editor = Annotated[Visitor, Depends(_needs("editor"))]
Admin = Annotated[Visitor, Depends(_needs("admin"))]
ChangingViewer = Annotated[Visitor, Depends(_changes("viewer"))]
ChangingEditor = Annotated[Visitor, Depends(_changes("editor"))]
ChangingAdmin = Annotated[Visitor, Depends(_changes("admin"))]
