"""Archives as X and Instagram send them to the owner of an account, for tests."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.harvest.archives.imports import import_export, opened_export
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext

MADE = "2026-11-20T05:00:00.000Z"
CAPTION = "Posyandu Melati membuka layanan timbang balita – gratis untuk warga 🌱"

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tweet(number: int, words: str = "Halo", **more: Any) -> dict[str, Any]:
    """Write a post as the archive does: ids and counts as text."""
    return {
        "tweet": {
            "id_str": str(number),
            "id": str(number),
            "created_at": f"Mon Nov 16 03:{number % 60:02}:00 +0000 2026",
            "full_text": words,
            "lang": "in",
            "favorite_count": "12",
            "retweet_count": "3",
            "entities": {"hashtags": [], "user_mentions": [], "urls": []},
            **more,
        }
    }


def script(name: str, items: list[Any], part: int = 0) -> str:
    """Write a file of the X archive."""
    return f"window.YTD.{name}.part{part} = {json.dumps(items, indent=2)}"


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Pack a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def x_files(items: list[Any], **more: str) -> dict[str, str | bytes]:
    """Write the files of an X archive that Pantau reads."""
    manifest = {"archiveInfo": {"generationDate": MADE, "isPartialArchive": False}}
    account = [{"account": {"username": "kominfobekasi", "email": "rahasia@contoh.example"}}]
    return {
        "data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(manifest)}",
        "data/account.js": script("account", account),
        "data/tweets.js": script("tweets", items),
        "data/direct-messages.js": script("direct_messages", [{"dmConversation": {"text": "rahasia"}}]),
        **more,
    }


def mangled(words: str) -> str:
    """Spoil a text as Instagram's export does."""
    return words.encode().decode("latin-1")


def exported(at: datetime, words: str = CAPTION, media: int = 1, **more: Any) -> dict[str, Any]:
    """Write a post as Instagram's export does: text and time at the medium, or at the item where it has several."""
    stamp = int(at.timestamp())
    items = [{"uri": f"media/posts/202611/{n}.jpg", "creation_timestamp": stamp} for n in range(media)]
    told = {"title": mangled(words), "creation_timestamp": stamp}
    if media == 1:
        return {"media": [items[0] | told], **more}
    return {"media": items, **told, **more}


Zip = Callable[..., Path]


def source(night: RunContext, platform: str) -> SourceBase:
    """The source of a platform."""
    return next(source for source in night.settings.config.sources if source.platform == platform)


def imported(night: RunContext, path: Path, platform: str = "x", *, vouched: bool = True) -> list[str]:
    """Import an archive; most of these tests' own do not tell whose they are, so somebody vouches for them."""
    told: Any = source(night, platform)
    account = getattr(told, "account", None) if vouched else None
    with opened_export(path, told, account=account) as export:
        return import_export(night, told, export)


def rows(engine: Engine, query: str = "SELECT * FROM v_posts ORDER BY post_id") -> list[dict[str, Any]]:
    """Read from the store."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(text(query))]


def everything(engine: Engine) -> dict[str, list[Any]]:
    """What the store holds of posts, their history and their pages."""
    tables = ("posts", "post_versions", "post_terms", "post_media", "snapshots", "pages", "sources")
    return {table: rows(engine, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}
