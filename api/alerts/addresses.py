"""Which addresses alerts may be posted to: public ones, by TLS, so that nobody makes us knock at doors inside."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from conversation.errors import Invalid

SETTING = "TWOLANE_ALERTS_TO_PRIVATE"
REMEDY = f"name a public https address, or set {SETTING}=true where everybody who manages hooks may reach inside"
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}


class NotResolved(Exception):
    """The name has no address at present."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address that was looked at. The connection is made to it, for a name could lead elsewhere a moment later."""

    parts: SplitResult
    address: str

    @property
    def url(self) -> str:
        """The URL with the address in place of the name."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return self.parts._replace(netloc=f"{host}:{self.parts.port or _PORTS[self.parts.scheme]}").geturl()

    @property
    def host(self) -> str:
        """What the Host header says."""
        name = f"[{self.parts.hostname}]" if ":" in (self.parts.hostname or "") else self.parts.hostname or ""
        return f"{name}:{self.parts.port}" if self.parts.port else name


def parse_url(url: str, *, may_be_private: bool) -> SplitResult:
    """Return the parts of an address that may be posted to. Raises Invalid, with the remedy."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise Invalid("url", f"it is no address ({error})", "copy it again, whole") from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise Invalid("url", "it is no web address", "copy it again, from https:// on")
    if parts.username or parts.password:
        raise Invalid("url", "it holds a password", "leave out what stands before the @")
    if not may_be_private:
        _check_public(parts)
    return parts


async def place_of(url: str, *, may_be_private: bool) -> Place:
    """Look the name up and return where to connect. Raises Invalid for a private address, NotResolved for none."""
    parts = parse_url(url, may_be_private=may_be_private)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotResolved(f"{host} cannot be found") from error
    addresses = [str(one[4][0]) for one in found]
    if not may_be_private and not all(is_public(one) for one in addresses):
        raise Invalid("url", f"{host} leads to an address that is not public", REMEDY)
    return Place(parts, addresses[0])


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet's, also where it hides another one in itself."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in _within(ip))


def _within(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    hidden: list[IPv4Address | IPv6Address] = [ip]
    if ip.sixtofour is not None:
        hidden.append(ip.sixtofour)
    if ip.teredo is not None:
        hidden += ip.teredo
    if ip in NAT64:
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    return hidden


def _check_public(parts: SplitResult) -> None:
    if parts.scheme != "https":
        raise Invalid("url", "it is not https", REMEDY)
    try:
        literal = is_public(parts.hostname or "")
    except ValueError:
        return
    if not literal:
        raise Invalid("url", "its address is not public", REMEDY)
