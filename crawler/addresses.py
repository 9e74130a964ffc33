"""Which hosts may be contacted: public ones, and this computer itself only where the user allows it."""

import ipaddress
import socket

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
    except (OSError, UnicodeEncodeError):
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
    if plain.is_global and not plain.is_multicast:
        return None
    where = host if host == str(plain) else f"{host} ({plain})"
    return f"{where}, an address of this computer or of a private network"


def _plain(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address wraps, if it wraps one."""
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
