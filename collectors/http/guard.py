"""No request to an inner address: private, loopback, link-local, metadata, or none that routers know.

The check stands where a connection is made, on the addresses that the name service gave for this connection, and
the connection goes to the very address that was checked: a name that changes its mind in between gains nothing.
Behind a proxy the connection is the proxy's, which looks the name up anew: there the name is checked as far as this
machine can, and refused where it is one that only inner networks know.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family

from collectors.http.exchange import BoundedConnection, BoundedTLSConnection

Address = IPv4Address | IPv6Address
MayReach = Callable[[Address], bool]

TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address
GLOBAL_UNICAST = IPv6Network("2000::/3")
# IANA's registries of special-purpose addresses, without those that are globally reachable; Python's own list differs
# from version to version. 192.0.0.0/24 is refused whole: clouds have metadata services there, and at 168.63.129.16.
SPECIAL_IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
SPECIAL_IPV6 = tuple(IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20"))


INNER_NAMES = (
    "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "home.arpa",
)  # fmt: skip


class InnerAddressError(HTTPError):  # urllib3 does not try these again
    """A name leads to an inner address; nothing was sent there."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, an IPv4 address within an IPv6 one included."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in SPECIAL_IPV4)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in TRANSLATED:
        return is_public(IPv4Address(address.packed[-4:]))
    if address.sixtofour:
        return is_public(address.sixtofour)
    # fec0::/10, ::127.0.0.1, 64:ff9b:1::/48, multicast and all that is not yet given out lie outside
    return address in GLOBAL_UNICAST and not any(address in block for block in SPECIAL_IPV6)


def look_up_allowed(host: str, port: int, may_reach: MayReach) -> list[tuple[Any, ...]]:
    """Look up *host*, as ``getaddrinfo`` answers. Raises InnerAddressError when any address may not be reached."""
    answers = socket.getaddrinfo(host.strip("[]"), port, allowed_gai_family(), socket.SOCK_STREAM)
    for *_, place in answers:
        text = str(place[0])
        if not may_reach(ip_address(text.partition("%")[0])):
            raise InnerAddressError(f"{host} leads to the inner address {text}")
    return answers


def check_proxied(host: str, port: int, may_reach: MayReach) -> None:
    """Check a name that a proxy will look up. Raises InnerAddressError for an inner name or address.

    A machine behind a proxy often has no name service for the open internet: a name that it does not know may pass.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        look_up_allowed(name, port, may_reach)
    except (socket.gaierror, UnicodeError):
        if "." not in name or name.endswith(tuple(f".{inner}" for inner in INNER_NAMES)):
            raise InnerAddressError(f"{host} is a name of inner networks") from None


class _Guarded:
    """Makes the connection of urllib3's classes, to checked addresses only."""

    may_reach: MayReach

    def _new_conn(self: Any) -> socket.socket:
        """Connect to the first address that answers."""
        try:
            return self._to_first(look_up_allowed(self._dns_host, self.port, self.may_reach))  # type: ignore[no-any-return]  # self is a connection
        except (socket.gaierror, UnicodeError) as error:  # the latter of a name that none can be, such as a..b
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]  # it is only told
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"{self.host} did not answer in time") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

    def _to_first(self: Any, addresses: Iterable[tuple[Any, ...]]) -> socket.socket:
        failure: OSError = OSError("the name has no address")
        for family, kind, protocol, _, place in addresses:
            made = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    made.setsockopt(*option)
                made.settimeout(self.timeout)
                made.connect(place)
            except OSError as error:
                made.close()
                failure = error
            else:
                return made
        raise failure


def guarded_manager(may_reach: MayReach, **options: Any) -> PoolManager:
    """Make a pool manager whose connections reach only what *may_reach* allows."""
    rule = {"may_reach": staticmethod(may_reach)}
    plain: Any = type("GuardedHTTP", (_Guarded, BoundedConnection), rule)
    secure: Any = type("GuardedHTTPS", (_Guarded, BoundedTLSConnection), rule)
    manager = PoolManager(**options)
    manager.pool_classes_by_scheme = {
        "http": type("GuardedHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("GuardedHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
    return manager
