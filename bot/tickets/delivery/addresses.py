"""To which addresses a webhook may go: never to our own house (server-side request forgery)."""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

# Addresses that carry an IPv4 address inside: what they mean is what they carry.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """The name leads to an address that is not on the public internet."""


class BadUrl(ValueError):
    """This is no address for a webhook; the text says why, for a person."""


def is_public(address: str) -> bool:
    """Whether this IP address is on the public internet, also seen through the ways of writing one in another.

    Private, loopback, link-local, shared, multicast and reserved are not; 6to4 and Teredo are refused as a
    whole, for nobody serves a webhook there and both can carry a private address.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.sixtofour is not None or found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def check_url(url: str, *, strict: bool) -> URL:
    """The address, parsed, or BadUrl: http(s) without user or fragment; with `strict` https and a public host."""
    if len(url) > 2000:
        raise BadUrl("dit adres is te lang")
    try:
        parsed = URL(url)
        host, port = parsed.host, parsed.port
    except ValueError as fault:
        raise BadUrl("dit is geen webadres") from fault
    if parsed.scheme not in ({"https"} if strict else {"http", "https"}) or not host or port is None:
        raise BadUrl("een webadres begint met https://" if strict else "een webadres begint met http(s)://")
    if parsed.user is not None or parsed.password is not None or parsed.fragment:
        raise BadUrl("een webadres voor berichten heeft geen gebruikersnaam en geen #")
    if strict and _is_literal(host) and not is_public(host):
        raise BadUrl("dit adres ligt niet op het openbare internet")
    return parsed


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class PublicResolver(AbstractResolver):
    """Gives only public addresses, and the connection is made to exactly those: no second look-up follows.

    One address among several that is not public refuses the name: it is chosen by who wants to get inside.
    """

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; AddressRefused when any of them is not public."""
        found = await self._inner.resolve(host, port, family)
        if not found or not all(is_public(one["host"]) for one in found):
            raise AddressRefused("not a public address")
        return found

    async def close(self) -> None:
        """Ends the resolver beneath."""
        await self._inner.close()
