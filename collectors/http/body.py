"""The body of an answer, within bounds: of what arrives, and of what it unpacks to."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

from collectors.errors import Unavailable

if TYPE_CHECKING:
    import requests
    from urllib3.response import HTTPResponse

MAX_BYTES = 5_000_000
CHUNK = 65_536
AGAIN = "try again later"
GZIP_OR_ZLIB = 47  # zlib's window size, by which it tells the two from their heads
RAW_DEFLATE = -15
MEMBERS = (b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # heads of parts packed by gzip and zlib


class TooLarge(Unavailable):
    """An answer is larger than what is read."""


def read_body(response: requests.Response, where: str, limit: int = MAX_BYTES) -> bytes:
    """Read and unpack a streamed answer. Raises Unavailable, and what a broken connection raises."""
    raw = cast("HTTPResponse", response.raw)
    body = bytearray()
    while chunk := raw.read1(CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise _too_large(where, limit)
    return unpack_body(bytes(body), response.headers.get("Content-Encoding", ""), where, limit)


def unpack_body(body: bytes, encoding: str, where: str, limit: int = MAX_BYTES) -> bytes:
    """Undo a Content-Encoding. Raises Unavailable for one not asked for, a broken one, and a bomb."""
    name = encoding.strip().lower()
    if name in ("", "identity") or not body:
        return body
    if name not in ("gzip", "x-gzip", "deflate"):
        raise Unavailable(f"{where} is packed as {name[:20]!r}, which was not asked for", advice=AGAIN)
    try:
        try:
            return _inflated(body, GZIP_OR_ZLIB, where, limit)
        except zlib.error:
            if name != "deflate":
                raise
            return _inflated(body, RAW_DEFLATE, where, limit)  # what some servers call deflate
    except zlib.error as error:
        raise Unavailable(f"{where}: the answer is compressed wrongly", advice=AGAIN) from error


def _inflated(body: bytes, window: int, where: str, limit: int) -> bytes:
    """Unpack all members, which are rarely more than one; what a cache's plugin wrote behind them unpacked is left."""
    out = bytearray()
    while body:
        stream = zlib.decompressobj(window)
        out += stream.decompress(body, limit + 1 - len(out))
        if len(out) > limit or stream.unconsumed_tail:
            raise _too_large(where, limit)
        if not stream.eof:
            raise zlib.error("cut short")
        rest = stream.unused_data.lstrip(b"\0")  # padding
        body = rest if rest.startswith(MEMBERS) else b""
    return bytes(out)


def _too_large(where: str, limit: int) -> TooLarge:
    return TooLarge(f"{where} is larger than {limit // 1_000_000} MB", advice="open it in a browser")
