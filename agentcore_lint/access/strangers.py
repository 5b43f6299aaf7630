"""What the request of a stranger carries: somebody of whom the policy knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import FROM_CALLER, OTHER_ACCOUNT
from agentcore_lint.access.cells import networks_of
from agentcore_lint.access.conditions import moment
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.policy.operators import IP
from agentcore_lint.service.keys import FORGEABLE, find_key
from agentcore_lint.values import has_hole

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
_FILLINGS = ("arn", "aws", "events", "us-east-1", "", "x")
"""What stands for a wildcard in a part of an ARN."""
_OPEN = ("aws:resource", "aws:currenttime", "aws:epochtime", "aws:requestedregion")
_TIMES = ("aws:currenttime", "aws:epochtime")

_OWN: dict[str, Values] = {
    "aws:principalorgid": (f"o-{FRESH}stranger01",),
    "aws:principalorgpaths": (f"o-{FRESH}stranger01/r-ab12/ou-ab12-11111111/",),
    "aws:multifactorauthpresent": ("true",),
    "aws:ec2instancesourcevpc": (f"vpc-{FRESH}0a1b2c3d4e5f6071",),
}
"""What any account has of its own: an organisation, a VPC, a device for MFA. Their ids are AWS's choice."""
_CHOSEN = (
    "aws:principaltag/",
    "aws:sourceidentity",
    "aws:multifactorauthage",
    "aws:ec2instancesourceprivateipv4",
)
"""Starts of the keys of which an account gives its own callers any value."""


def stranger_values(
    key: str,
    kind: str,
    conditions: Sequence[Condition],
    possible: Sequence[Values],
    *,
    any_account: bool,
) -> tuple[Values | None, ...] | None:
    """Return what a stranger's request carries for a key; None: nothing is known, (None,): it is absent.

    `kind` is the caller's type, `possible` are the values that the conditions can tell apart.
    `any_account`: the stranger chooses what any account can have.
    Source: IAM user guide, "AWS global condition context keys".
    """
    if any_account:
        chosen = _any_account(key, kind, conditions, possible)
        if chosen is not None:
            return chosen
    known = find_key(key)
    if known is None or not key.startswith("aws:") or key.startswith(_OPEN):
        return None
    if key in FORGEABLE:
        return (None, *possible)
    if kind == "service":
        return tuple(_source_arns(conditions)) if key == "aws:sourcearn" else (_ON_BEHALF.get(key),)
    if key == "aws:sourceip":
        return tuple(value for value in possible if not _in_narrow(value[0], conditions)) or (None,)
    if kind == "oauth":
        unknown = known.oauth == "unknown" or (key in FROM_CALLER and known.oauth != "absent")
        return None if unknown else (None,)
    return (_INTERNET.get(key),)


def _any_account(
    key: str, kind: str, conditions: Sequence[Condition], possible: Sequence[Values]
) -> tuple[Values | None, ...] | None:
    """Return what a stranger chooses for a key; None: it has no choice."""
    if key in _TIMES:
        return _latest(possible)
    if key == "aws:securetransport":
        return (("true",),)
    if kind in ("oauth", "service"):
        return None
    if key.startswith(_CHOSEN):
        return (None, *possible)
    if key == "aws:tokenissuetime":
        return (None, *_latest(possible))
    if key == "aws:federatedprovider":
        return (None, *(value for value in possible if "arn:" not in value[0] and not has_hole(value[0])))
    if key == "aws:userid":
        return tuple(_user_ids(conditions, "AIDA" if kind == "user" else "AROA"))
    return (None, _OWN[key]) if key in _OWN else None


def _latest(possible: Sequence[Values]) -> tuple[Values, ...]:
    """Return the last of some times: what is open from some time on is open; until one, it is not certain."""
    dated = [(time, value) for value in possible if (time := moment(value[0])) is not None]
    return (max(dated)[1],) if dated else tuple(possible[:1])


def _user_ids(conditions: Sequence[Condition], prefix: str) -> list[Values]:
    """Return the ids of a caller of its own role or user: the part after the colon is its own choice."""
    unique = f"{prefix}{FRESH}STRANGER00000000"
    if prefix == "AIDA":
        return [(unique,)]
    tails = [item.text.rpartition(":")[2] for each in conditions for item in each.values]
    names = [tail.replace("*", "").replace("?", "x") or "x" for tail in tails if not has_hole(tail)]
    return [(f"{unique}:{name}",) for name in dict.fromkeys(["x", *names])]


def _source_arns(conditions: Sequence[Condition]) -> list[Values]:
    """Return ARNs of a stranger's resources: patterns with a wildcard for the account match one."""
    found = dict.fromkeys(_ON_BEHALF["aws:sourcearn"])
    for text in (item.text for each in conditions for item in each.values):
        parts = text.split(":", 5)
        if len(parts) < 6 or has_hole(text) or "${" in text:
            continue
        account, tail = parts[4:]
        if "*" not in (account or tail):
            continue
        known = [part if "*" not in part else fill for part, fill in zip(parts, _FILLINGS, strict=True)]
        known[4] = OTHER_ACCOUNT if account else ""
        known[5] = tail.replace("*", "x").replace("?", "x")
        found[":".join(known)] = None
    return [(arn,) for arn in found]


def _in_narrow(address: str, conditions: Sequence[Condition]) -> bool:
    """Tell whether some condition names a network that the address is in, and that is not very wide."""
    from ipaddress import ip_address

    here = ip_address(address)
    named = [item.text for each in conditions if each.operator.base in IP for item in each.values]
    return any(
        network.version == here.version and here in network and network.prefixlen >= NARROW
        for network in networks_of(named)
    )
