"""Which hosts may be contacted: public ones, and this computer itself only where the user allows it."""

import ipaddress
import socket

_LAST_FOUR_BYTES = (
    ipaddress.IPv6Network("64:ff9b::/96"),  # translation to IPv4, RFC 6052
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # the same inside a network, RFC 8215
    ipaddress.IPv6Network("::ffff:0:0:0/96"),  # RFC 2765
    ipaddress.IPv6Network("::/96"),  # "IPv4-compatible", long given up
)
"""IPv6 networks whose last four bytes are the IPv4 address that is reached."""
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def ip_literal(host: str) -> IpAddress | None:
    """Return the address that the host spells out, or None if it is a name.

    Reads the odd forms that the C library takes too: `2130706433`, `0x7f.1`, `127.1`, `017700000001`.
    """
    bare = host.strip("[]").split("%", 1)[0].rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if not bare[:1].isdigit() or " " in bare:  # every odd form begins with a digit
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):  # ValueError: a NUL in it
        return None


def is_loopback_host(host: str) -> bool:
    """Tell whether the host names this computer itself: `localhost` or a loopback address."""
    address = ip_literal(host)
    if address is not None:
        return _plain(address).is_loopback
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def address_refusal(host: str, address: str, allow_loopback: bool) -> str | None:
    """Return what is wrong with a host at this address, or None if it may be contacted.

    Loopback is for hosts that say so by name: a public name that leads here is refused even with `allow_loopback`.
    """
    plain = _plain(ipaddress.ip_address(address))
    if plain.is_loopback and allow_loopback and is_loopback_host(host):
        return None
    if _is_public(plain):
        return None
    where = host if host == str(plain) else f"{host} ({plain})"
    return f"{where}, an address of this computer or of a private network"


def _is_public(address: IpAddress) -> bool:
    """Tell whether an address is one of the open Internet; site-local ones and the like count as global in Python."""
    if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address.is_reserved):
        return False
    return address.is_global and not address.is_multicast


def _plain(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address wraps, if it wraps one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    wrapped = address.ipv4_mapped or address.sixtofour
    if wrapped is None and any(address in network for network in _LAST_FOUR_BYTES):
        wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address if wrapped is None or address == ipaddress.IPv6Address(1) else wrapped
