"""What the request of a stranger carries: somebody of whom the policy knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import FROM_CALLER, OTHER_ACCOUNT
from agentcore_lint.access.cells import networks_of
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.policy.operators import IP
from agentcore_lint.service.keys import FORGEABLE, find_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentcore_lint.access.cells import Values
    from agentcore_lint.policy.model import Condition

NARROW = 8
"""Length of a prefix from which on being in a network says something of a caller."""

_INTERNET: dict[str, Values] = {
    "aws:securetransport": ("true",),
    "aws:viaawsservice": ("false",),
    "aws:userid": (f"AROA{FRESH}:x",),
}
_ON_BEHALF: dict[str, Values] = {
    "aws:sourcearn": (f"arn:aws:any:us-east-1:{OTHER_ACCOUNT}:{FRESH}resource",),
    "aws:sourceaccount": (OTHER_ACCOUNT,),
    "aws:sourceorgid": (f"o-{FRESH}",),
    "aws:sourceorgpaths": (f"o-{FRESH}/r-{FRESH}/",),
    "aws:viaawsservice": ("false",),
}
_OPEN = ("aws:resource", "aws:currenttime", "aws:epochtime", "aws:requestedregion")


def stranger_values(
    key: str, kind: str, conditions: Sequence[Condition], possible: Sequence[Values]
) -> tuple[Values | None, ...] | None:
    """Return what a stranger's request carries for a key; None: nothing is known, (None,): it is absent.

    `kind` is the caller's type, `possible` are the values that the conditions can tell apart.
    Source: IAM user guide, "AWS global condition context keys".
    """
    known = find_key(key)
    if known is None or not key.startswith("aws:") or key.startswith(_OPEN):
        return None
    if key in FORGEABLE:
        return (None, *possible)
    if kind == "service":
        return (_ON_BEHALF.get(key),)
    if key == "aws:sourceip":
        return tuple(value for value in possible if not _in_narrow(value[0], conditions)) or (None,)
    if kind == "oauth":
        unknown = known.oauth == "unknown" or (key in FROM_CALLER and known.oauth != "absent")
        return None if unknown else (None,)
    return (_INTERNET.get(key),)


def _in_narrow(address: str, conditions: Sequence[Condition]) -> bool:
    """Tell whether some condition names a network that the address is in, and that is not very wide."""
    from ipaddress import ip_address

    here = ip_address(address)
    named = [item.text for each in conditions if each.operator.base in IP for item in each.values]
    return any(
        network.version == here.version and here in network and network.prefixlen >= NARROW
        for network in networks_of(named)
    )
