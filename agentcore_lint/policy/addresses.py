"""Addresses from which no request comes over the internet.

Source: IANA's special-purpose address registries (RFC 6890 and those it gathers). The ranges for
documentation are left out: they stand for public addresses in examples.
"""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from agentcore_lint.policy.glob import is_wild
from agentcore_lint.policy.operators import IP, STRING

_RANGES = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
    "::/127",
    "64:ff9b:1::/48",
    "100::/64",
    "fc00::/6",
)
"""Those of RFC 1122, 1918, 6598, 3927, 2544 and 1112, then those of RFC 4291, 8215, 6666 and 4193."""


@cache
def private_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the ranges from which no request comes over the internet."""
    return tuple(map(ip_network, _RANGES))


def is_private(base: str, text: str) -> bool:
    """Tell whether a value of an operator holds addresses, and none from which requests come.

    A string operator compares texts: `10.*` holds what begins so.
    """
    if base in STRING and is_wild(text):
        known = text.replace("?", "*").split("*")[0].split(".")[:-1]
        if not 1 <= len(known) <= 3:
            return False
        text = ".".join([*known, *["0"] * (4 - len(known))]) + f"/{8 * len(known)}"
    elif base not in IP and base not in STRING:
        return False
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    return any(_within(_plain(network), each) for each in private_networks())


def _within(network: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return isinstance(other, IPv4Network) and network.subnet_of(other)
    return isinstance(other, IPv6Network) and network.subnet_of(other)


def _plain(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Return the IPv4 range that an IPv6 range maps (RFC 4291), or the range itself."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < 96:
        return network
    return ip_network((mapped, network.prefixlen - 96), strict=False)
