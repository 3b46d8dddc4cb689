"""Users of the desk, their sessions, and the brake against guessing passwords."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.db.bulk import write_rows
from storage.schema.tables.desk import KEPT_FAILURES_HOURS, desk_attempts, desk_sessions, desk_users


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the desk."""

    name: str
    role: str
    created_at: datetime


def upsert_user(conn: Connection, name: str, role: str, password_hash: str, at: datetime) -> None:
    """Add a user, or give one another role and password; open sessions of the user end."""
    row = {"name": name, "role": role, "password_hash": password_hash, "created_at": at}
    write_rows(conn, desk_users, [row], refresh=("role", "password_hash"))
    end_sessions_of(conn, name)


def add_new_user(conn: Connection, name: str, role: str, password_hash: str, at: datetime) -> bool:
    """Add a user; tell whether the name was free. Whoever has it keeps role and password."""
    if password_hash_of(conn, name) is not None:
        return False
    upsert_user(conn, name, role, password_hash, at)
    return True


def set_password(conn: Connection, name: str, password_hash: str) -> bool:
    """Give a user another password and end their sessions; tell whether there is such a user."""
    changed = conn.execute(update(desk_users).where(desk_users.c.name == name).values(password_hash=password_hash))
    end_sessions_of(conn, name)
    return bool(changed.rowcount)


def keep_hash(conn: Connection, name: str, stored: str, renewed: str) -> None:
    """Keep another hash of the password whose hash is *stored*; sessions go on. One changed meanwhile stays."""
    mine = (desk_users.c.name == name) & (desk_users.c.password_hash == stored)
    conn.execute(update(desk_users).where(mine).values(password_hash=renewed))


def remove_user(conn: Connection, name: str) -> bool:
    """Remove a user and their sessions; what they changed stays in the log. Tell whether there was one."""
    end_sessions_of(conn, name)
    return bool(conn.execute(delete(desk_users).where(desk_users.c.name == name)).rowcount)


def hold_admin(conn: Connection, name: str, other: str) -> bool:
    """Hold two users until the transaction ends; tell whether the first is an admin at this moment."""
    both = select(desk_users.c.name, desk_users.c.role).where(desk_users.c.name.in_((name, other)))
    held = conn.execute(both.order_by(desk_users.c.name).with_for_update()).all()
    return (name, "admin") in map(tuple, held)


def load_users(conn: Connection) -> Sequence[User]:
    """Return all users by name."""
    columns = (desk_users.c.name, desk_users.c.role, desk_users.c.created_at)
    return [User(*row) for row in conn.execute(select(*columns).order_by(desk_users.c.name))]


def password_hash_of(conn: Connection, name: str, *, hold: bool = False) -> str | None:
    """Return the stored hash of a user's password; with *hold* nobody changes it before the transaction ends."""
    statement = select(desk_users.c.password_hash).where(desk_users.c.name == name)
    found: str | None = conn.scalar(statement.with_for_update() if hold else statement)
    return found


def password_hashes(conn: Connection) -> Sequence[str]:
    """Return the stored hashes of all users."""
    return conn.scalars(select(desk_users.c.password_hash)).all()


def begin_session(conn: Connection, name: str, at: datetime, lasts: timedelta) -> str:
    """Open a session and return its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    conn.execute(delete(desk_sessions).where(desk_sessions.c.ends_at < at))
    row = {"token_hash": _hash_of(token), "name": name, "began_at": at, "ends_at": at + lasts}
    conn.execute(insert(desk_sessions).values(row))
    return token


def user_of_session(conn: Connection, token: str, at: datetime) -> User | None:
    """Return whose session a token opens; None for one that ended, or that never was."""
    columns = (desk_users.c.name, desk_users.c.role, desk_users.c.created_at)
    statement = select(*columns).join(desk_sessions, desk_sessions.c.name == desk_users.c.name)
    mine = (desk_sessions.c.token_hash == _hash_of(token)) & (desk_sessions.c.ends_at > at)
    row = conn.execute(statement.where(mine)).first()
    return User(*row) if row else None


def end_session(conn: Connection, token: str) -> None:
    """End one session."""
    conn.execute(delete(desk_sessions).where(desk_sessions.c.token_hash == _hash_of(token)))


def end_sessions_of(conn: Connection, name: str) -> None:
    """End all sessions of a user."""
    conn.execute(delete(desk_sessions).where(desk_sessions.c.name == name))


def record_failure(conn: Connection, name: str, address: str, at: datetime) -> None:
    """Note a failed log-in; older notes go."""
    conn.execute(delete(desk_attempts).where(desk_attempts.c.at < at - timedelta(hours=KEPT_FAILURES_HOURS)))
    conn.execute(insert(desk_attempts).values(name=name, address=address, at=at))


def count_failures(conn: Connection, name: str, address: str, since: datetime) -> int:
    """Count the failed log-ins under a name, or from an address, since then."""
    mine = (desk_attempts.c.name == name) | (desk_attempts.c.address == address)
    recent = select(func.count()).select_from(desk_attempts).where(mine, desk_attempts.c.at >= since)
    return conn.scalar(recent) or 0


def forget_failures(conn: Connection, name: str) -> None:
    """Forget the failed log-ins under a name, after one that succeeded."""
    conn.execute(delete(desk_attempts).where(desk_attempts.c.name == name))


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
