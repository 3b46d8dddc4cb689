"""Ask whether the store still takes what is written."""

from __future__ import annotations

from sqlalchemy import Engine

from collectors.errors import StoreError
from storage.db.engine import transaction
from storage.runs.settings import set_setting

ASKED = "the store was asked whether it takes writes"


def takes_writes(engine: Engine) -> bool:
    """Whether a small row can be committed: a database that only answers may stand on a full disk."""
    try:
        with transaction(engine) as connection:
            set_setting(connection, ASKED, "yes")
    except StoreError:
        return False
    return True
