"""Find the owner of an Instagram export, in whatever language its labels are. Pure.

``personal_information.json`` holds ``{"profile_user": [{"string_map_data": {LABEL: {"value": …}}}]}``, newer exports
``{"label_values": [{"label": LABEL, "value": …}]}``. The labels are in the language of the person who asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from collectors.archive_file import Archive, Owner
from collectors.errors import ConfigError

INFORMATION = re.compile(r"^(?!.*threads/)(?:.*/)?personal_information\.json$")
NAMED = re.compile(r"^instagram-(?P<name>[\w.]{1,30})-\d{4}-\d\d-\d\d-\w+", re.ASCII)  # how Instagram names the file
HANDLE = re.compile(r"@?(?=.*[A-Za-z_])[A-Za-z0-9_.]{1,30}", re.ASCII)
CHARACTER = re.compile(r"[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
LABELS = frozenset({
    "username", "nama pengguna", "nama akun", "benutzername", "nom d'utilisateur", "nom d’utilisateur",
    "nombre de usuario", "nome de usuário", "nome de utilizador", "nome do usuário", "nome utente", "gebruikersnaam",
    "kullanıcı adı", "nazwa użytkownika", "имя пользователя", "ім'я користувача", "ім’я користувача",
    "ユーザーネーム", "ユーザー名", "사용자 이름", "사용자이름", "用户名", "帐号", "用戶名稱", "用戶名", "使用者名稱",
    "اسم المستخدم", "نام کاربری", "שם משתמש", "ชื่อผู้ใช้", "tên người dùng", "användarnamn", "brugernavn",
    "brukernavn", "käyttäjätunnus", "käyttäjänimi", "uživatelské jméno", "používateľské meno", "felhasználónév",
    "όνομα χρήστη", "nume de utilizator", "korisničko ime", "потребителско име", "nom d'usuari", "उपयोगकर्ता नाम",
    "यूज़रनेम", "ব্যবহারকারীর নাম", "பயனர்பெயர்",
})  # fmt: skip


def confirm(archive: Archive, owner: Owner) -> None:
    """Raise ConfigError unless an export is of the watched account, as it tells in any language."""
    told = [pair for found in archive.small(INFORMATION) for pair in labelled_values(found)]
    sure = next((value for label, value in told if label in LABELS and HANDLE.fullmatch(value)), None)
    file = NAMED.match(archive.name)
    if sure or not told:
        owner.confirm(archive.name, (sure or (file["name"] if file else "")).removeprefix("@") or None)
        return
    likely = [value.removeprefix("@") for _, value in told if HANDLE.fullmatch(value)]
    if owner.is_vouched_for or (likely and likely[0].casefold() in owner.names):
        return
    names = f"@{likely[0]}" if likely else "an account that it does not name"
    raise ConfigError(
        f"{archive.name} seems to be the archive of {names}, but the source watches @{owner.account}; if it is that of "
        f"@{owner.account}, run again with: --account {owner.account}"
    )


def labelled_values(told: Any) -> Iterator[tuple[str, str]]:
    """Yield the labels of personal information, lower-case, with their values, in their order."""
    if isinstance(told, list):
        for one in told:
            yield from labelled_values(one)
    if not isinstance(told, dict):
        return
    label, value = told.get("label"), told.get("value")
    if isinstance(label, str) and isinstance(value, str):
        yield plain_label(label), value.strip()
    for name, one in told.items():
        if isinstance(one, Mapping) and isinstance(one.get("value"), str) and "label" not in one:
            yield plain_label(name), one["value"].strip()
        else:
            yield from labelled_values(one)


def plain_label(label: str) -> str:
    """Return a label lower-case, and as it was before its bytes became characters."""
    return " ".join(repair_text(label).lower().split())


def repair_text(text: str) -> str:
    """Undo what Instagram does to its texts: each byte of the UTF-8 became a character; an odd one costs itself.

    Files that were read and written again have it done twice.
    """
    with suppress(UnicodeError):
        once = text.encode("latin-1").decode("utf-8")
        return once if once == text else repair_text(once)
    return CHARACTER.sub(lambda found: found[0].encode("latin-1").decode("utf-8", "replace"), text)
