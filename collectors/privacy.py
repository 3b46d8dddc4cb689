"""Citizens as they may be kept: a keyed hash in place of who they are, and words that point to nobody.

Names that people write out in plain words cannot be told from other words and stay (docs/privacy.md).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import SplitResult, unquote, urlsplit

MIN_KEY_LENGTH = 16
LONGEST_WORD = 8  # of a handle that could as well be an everyday word
HASH_DIGITS = 20  # 80 bits: among ten million people, two alike are not to be expected

HANDLE = re.compile(r"[@＠]([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)")
ADDRESS = re.compile(
    r"[\w.+%-]+(?:@|\s?[\[(]\s?at\s?[\])]\s?)[\w-]+(?:(?:\.|\s?[\[(]\s?(?:dot|titik)\s?[\])]\s?)[\w-]+)+", re.IGNORECASE
)
LINK = re.compile(r"(?:https?://|www\.|wa\.me/|t\.me/)[^\s<>\"']+", re.IGNORECASE)
PROFILE_HOSTS = ("instagram.com", "x.com", "twitter.com", "facebook.com", "tiktok.com", "threads.net", "linkedin.com")
CHAT_HOSTS = ("wa.me", "whatsapp.com", "t.me", "telegram.me", "line.me")
NOT_A_PROFILE = {"", "p", "reel", "reels", "tv", "explore", "i", "hashtag", "search", "watch", "share", "groups"}
ASKING = frozenset({"search", "home", "explore", "intent", "share"})  # what stands behind them may name somebody
HIDDEN = re.compile("(?<=\\d)[\u00ad\u200b-\u200d\u2060\ufeff]+(?=\\d)")  # invisible characters inside a number

SPACER = r"[ \u00a0.\-\u2010-\u2015]"
YEAR = r"(?:19|20)\d\d"
AREAS = "A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNRST]|E[ABD]|K[BHTU]|P[AB]|[ABDEFGHKLMNPRSTWZ]"  # of vehicle plates
# The first alternative that fits wins, at the first place where one does; those without a name are left as they are.
NUMBERS = re.compile(
    rf"""
      (?:rp|idr|usd|\$)\s?\.?\s?\d[\d.,]*                                          # an amount of money
    | (?<![\d.+])[1-9]\d{{0,2}}(?:\.\d{{3}})+(?![\d])                              # thousands with dots
    | (?<!\d)\d{{1,2}}([./-])\d{{1,2}}\1(?:{YEAR}|\d\d)(?![./-]?\d)                # a date
    | (?<!\d){YEAR}-\d\d-\d\d(?!\d)
    | (?<!\d){YEAR}(?:(?:{SPACER}|[,/])+{YEAR})+(?!\d)                             # years
    | (?P<identitas> (?<!\d)
          (?: \d{{4}}{SPACER}\d{{4}}{SPACER}\d{{4}}{SPACER}\d{{4}}                 # NIK, KK or a card, in fours
            | \d{{6}}{SPACER}\d{{6}}{SPACER}\d{{4}}
            | \d\d{SPACER}\d\d{SPACER}\d\d{SPACER}\d{{6}}{SPACER}\d{{4}}
            | \d{{4}}{SPACER}\d{{6}}{SPACER}\d{{5}}                                # a card of fifteen digits
            | \d\d\.\d{{3}}\.\d{{3}}\.\d[-.]\d{{3}}\.\d{{3}}                       # NPWP
            | [1-9]\d{{15}} ) (?!\d) )
    | (?P<telepon> (?<!\d)
          (?: (?:\+|00)\s?62{SPACER}?\(?0?\)?{SPACER}?8{SPACER}?\d(?:{SPACER}{{0,2}}\d){{6,10}}   # a mobile, +62 8…
            | 62[ \-\u00a0\u2010-\u2015]?8[1-35-9](?:[ \-\u00a0\u2010-\u2015]?\d){{6,10}}
            | 08[1-35-9](?:{SPACER}{{0,2}}\d){{6,10}}
            | \(?(?:(?:\+|00)\s?62{SPACER}?\(?|\(?0)[2-79]\d{{1,2}}\)?{SPACER}{{0,3}}\d{{3,4}}{SPACER}?\d{{3,5}}
          ) (?!\d) )
    | (?P<pelat> (?<![A-Za-z0-9]) (?: (?-i:{AREAS})[ ]?[1-9]\d{{2,3}}[ ]?(?-i:[A-Z]{{1,3}})
                                    | b[1-9]\d{{2,3}}[a-z]{{2,3}} ) (?![A-Za-z0-9]) )
    | (?<!\d)[1-9]\d*?0{{6,}}(?!\d)                                                # a round amount, written in one
    | (?P<nomor> (?<!\d)\d{{10,}}(?!\d) )                                          # an account, a customer, a card
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Pseudonyms:
    """Keyed hashes of people: the same person is the same hash, and only who holds the key can tell whose it is.

    Raises ValueError for a key that could be guessed.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < MIN_KEY_LENGTH:
            raise ValueError(f"the key has {len(key)} characters; it needs at least {MIN_KEY_LENGTH}")
        self._key = key

    def of(self, platform: str, who: str) -> str:
        """Return the hash of a person by the platform's own id of them, such as ``x-5f3c…``."""
        digest = hmac.new(self._key, f"{platform}:{who.casefold()}".encode(), hashlib.sha256).hexdigest()
        return f"{platform}-{digest[:HASH_DIGITS]}"


def known_names(names: Iterable[str]) -> frozenset[str]:
    """Make of account names what ``masked`` leaves readable."""
    return frozenset(name.removeprefix("@").casefold() for name in names)


def masked(text: str, known: Collection[str] = frozenset(), people: Collection[str] = ()) -> str:
    """Return *text* with a placeholder for everything that points to a person; masking twice changes nothing.

    The handles in *known* (lower-case) stay; the names in *people*, handles from the same answer, go without @ too.
    """
    plain = HIDDEN.sub("", _plain_digits(text))
    plain = LINK.sub(lambda found: found[0] if _is_harmless(found[0], known) else "[tautan]", plain)
    plain = ADDRESS.sub("[surel]", plain)
    plain = mask_handles(plain, known)
    for name in people:
        if name.casefold() not in known and _is_unmistakable(name):
            plain = re.sub(rf"(?<![\w#@.\[]){re.escape(name)}(?![\w])", "[akun]", plain, flags=re.IGNORECASE)
    return NUMBERS.sub(_number, plain)


def _is_unmistakable(name: str) -> bool:
    """Whether a handle without its @ cannot be an ordinary word."""
    return not name.isalpha() or len(name) > LONGEST_WORD


def mask_handles(text: str, known: Collection[str]) -> str:
    """Return *text* with a placeholder for every @handle that is not in *known*."""
    return HANDLE.sub(lambda found: found[0] if found[1].casefold() in known else "@[akun]", text)


def _plain_digits(text: str) -> str:
    """Write the digits of other scripts as 0 to 9, so that they hide nothing."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _number(found: re.Match[str]) -> str:
    kind = found.lastgroup
    return f"[{kind}]" if kind else found[0]


def _may_ask_for_person(name: str, parts: SplitResult) -> bool:
    """Tell whether an address of a platform, whose path begins with *name*, may lead to somebody by number or query."""
    asks = not name or name in ASKING
    return (asks and bool(parts.query or parts.fragment)) or parts.path.strip("/").startswith("i/user/")


def _is_harmless(link: str, known: Collection[str]) -> bool:
    """Whether a link leads neither to a chat nor to a person's page, and holds no address and no number of anyone."""
    whole = unquote(unquote(link))
    try:
        parts = urlsplit(whole if "://" in whole else f"//{whole}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("api.")
    except ValueError:  # a bracket where a host should be
        return False
    if host in CHAT_HOSTS or ADDRESS.search(whole):
        return False
    name = parts.path.strip("/").split("/")[0].removeprefix("@").casefold()
    if host in PROFILE_HOSTS and name not in NOT_A_PROFILE and name not in known:
        return False
    if host in PROFILE_HOSTS and _may_ask_for_person(name, parts):
        return False
    if any(found[1].casefold() not in known for found in HANDLE.finditer(whole)):
        return False
    return not any(found.lastgroup in ("telepon", "identitas") for found in NUMBERS.finditer(whole))
