"""What can be read off the statements, without a search.

This settles the common policy, a wall with its exceptions, before the search is even loaded. Where
it answers False nothing is known, and the search is asked.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.policy.arn import arn_of
from agentcore_lint.policy.glob import compile_glob, is_wild, match

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from agentcore_lint.policy.model import Condition, Statement

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Keys, in lower case, and their values."""

OF_IDENTITY = ("aws:principal", "aws:user", "aws:source", "aws:federated", "aws:calledvia", "aws:viaaws")
"""Starts of the keys that depend on who calls, or on whose behalf."""

_FREE = ("aws:principaltag/", "aws:userid")
"""Keys of which a caller of the resource's account may have any value."""
_ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths")
"""Keys of the account's organisation, of which nothing is known; they agree with one another."""
_VPC = ("aws:sourcevpce", "aws:sourcevpc")
_PRIVATE = ("10.", "192.168.", "172.", "100.", "127.", "169.254.", "0.", "f", "::")


def somebody_is_exempt(
    denies: Iterable[Statement], account: str, named: Iterable[str] = (), *, tokens: bool
) -> bool:
    """Tell whether a role of the account is exempt from every one of some Denies, in plain sight.

    For each Deny there is then a value of one key in a negated condition, and one caller can have
    them all. `named`: ARNs of which one is the caller's. `tokens`: the caller holds an OAuth token instead,
    of which nothing but the network is known.
    """
    asked = [pairs for each in denies if (pairs := _exempted(each.conditions)) is not None]
    if tokens:
        return _passes([_on_network(pairs) for pairs in asked], {})
    callers: list[str | None] = [*named] or [None, *_roles(asked, account)]
    own = {"aws:principalaccount": account}
    return any(_passes(asked, own if arn is None else {**own, "aws:principalarn": arn}) for arn in callers)


def _on_network(pairs: Pairs) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] == "aws:sourceip" or pair[0] in _VPC)


def _passes(exempted: list[Pairs], known: dict[str, str]) -> bool:
    """Give one caller, of whom some keys are known, key by key what exempts it."""
    has = dict(known)
    for pairs in exempted:
        if any(key in has and _fits(text, has[key], key) for key, text in pairs):
            continue
        chosen = next((pair for pair in pairs if _can_have(has, *pair)), None)
        if chosen is None:
            return False
        has[chosen[0]] = chosen[1]
    return True


def _fits(text: str, value: str, key: str) -> bool:
    """Tell whether a value is one that a condition leaves out; of ARNs wildcards are heeded."""
    if text == value:
        return True
    return key == "aws:principalarn" and is_wild(text) and bool(match(compile_glob(text), value))


def _can_have(has: dict[str, str], key: str, text: str) -> bool:
    if key in has or "${" in text:
        return False
    if key == "aws:sourceip":
        return not any(each in has for each in _VPC) and not text.startswith(_PRIVATE)
    if key in _VPC:
        return "aws:sourceip" not in has
    if key in _ORGANIZATION:
        return not any(each in has for each in _ORGANIZATION)
    return key.startswith(_FREE)


def _roles(exempted: list[Pairs], account: str) -> list[str]:
    """Return the roles of the account that the first Deny exempts."""
    pairs = exempted[0] if exempted else ()
    return [text for key, text in pairs if key == "aws:principalarn" and _is_role(text, account)]


def _is_role(arn: str, account: str) -> bool:
    found = arn_of(arn)
    return (found.service, found.account) == ("iam", account) and (found.resource or "").startswith("role/")


@lru_cache(maxsize=256)
def _exempted(conditions: tuple[Condition, ...]) -> Pairs | None:
    """Return the values of keys that exempt from a Deny under these conditions.

    None: it is only of calls without TLS, which AgentCore does not answer.
    """
    found: list[tuple[str, str]] = []
    for condition in conditions:
        key = condition.key.lower()
        operator = condition.operator
        if key == "aws:securetransport" and operator.base == "Bool":
            if [item.text.lower() for item in condition.values] == ["false"]:
                return None
        elif operator.negated:
            found += [(key, item.text) for item in condition.values]
    return tuple(found)


def stopped_by(statement: Statement) -> Hashable:
    """Return what two Denies that stop the same callers under the same conditions have alike.

    An element that is a hole is alike to nothing but itself.
    """
    principal = statement.principal
    if statement.opaque or (principal is not None and principal.opaque):
        return statement.number
    named = principal and (
        principal.negated, tuple([item[:2] for item in principal.items])
    )  # fmt: skip
    return named, tuple(
        [
            (each.operator, each.key, tuple([item.text for item in each.values]))
            for each in statement.conditions
        ]
    )


def hold_for_anyone(conditions: Iterable[Condition]) -> bool:
    """Tell whether somebody of whom nothing is said satisfies conditions that only leave values out."""
    positive = [
        each.key.lower()
        for each in conditions
        if not each.operator.negated or each.operator.quantifier == "ForAnyValue"
    ]
    return not positive or positive == ["aws:viaawsservice"]
