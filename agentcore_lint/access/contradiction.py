"""Conditions that no request satisfies together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentcore_lint.access.callers import FROM_CALLER, World
from agentcore_lint.access.modes import modes, nobody
from agentcore_lint.access.question import Reached
from agentcore_lint.policy.arn import arn_of
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.policy.model import Principal, PrincipalItem
from agentcore_lint.service.keys import NETWORK
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentcore_lint.policy.model import Condition, Item, Policy, Statement
    from agentcore_lint.sources.document import Auth

_EVERYONE = Principal((PrincipalItem("AWS", "*", ""),), negated=False, opaque=False, pointer="")
MAX_CONDITIONS = 50
"""Conditions of a statement up to which they are compared."""

_TOGETHER = (
    NETWORK | {"aws:viaawsservice", "aws:calledvia"},
    FROM_CALLER | {"aws:principalorgid", "aws:principalorgpaths"},
    frozenset(("aws:sourcearn", "aws:sourceaccount")),
)
"""Sets of keys that depend on one another: only conditions of one set, or on one key, can conflict."""


_OF_KIND = frozenset(
    ("aws:principalisawsservice", "aws:principalservicename", "aws:principaltype", "aws:username")
)


def contradiction(
    policy: Policy, statement: Statement, resource: str | None, auth: Auth | None
) -> Condition | None:
    """Return the condition that no request satisfies together with those before it.

    None: there is none, or one of them can never hold alone, which is another matter.
    """
    plain = [each for each in statement.conditions if _is_plain(each)]
    if len(plain) > MAX_CONDITIONS or not _may_conflict(plain):
        return None
    possible = _worlds(resource, auth)
    if not _never(policy, statement, plain, possible):
        return None
    if any(_never(policy, statement, [each], possible) for each in plain):
        return None
    counts = range(2, len(plain) + 1)
    return next(plain[size - 1] for size in counts if _never(policy, statement, plain[:size], possible))


def conditions_hold_for_somebody(
    policy: Policy, statement: Statement, resource: str | None, auth: Auth | None
) -> bool:
    """Tell whether some caller, named by the statement or not, may satisfy its conditions."""
    return not _never(policy, statement, statement.conditions, _worlds(resource, auth))


def always_or_never(
    policy: Policy, statement: Statement, condition: Condition, resource: str | None, auth: Auth
) -> Literal["always", "never"] | None:
    """Tell whether one condition holds for all callers that sign so, or for none."""
    worlds = _worlds(resource, auth)
    if _never(policy, statement, [condition], worlds):
        return "never"
    return "always" if _never(policy, statement, [condition], worlds, wanted=False) else None


def nobody_has(policy: Policy, statement: Statement, condition: Condition, item: Item) -> bool:
    """Tell whether no signed caller's value of the key is one that an item of a condition names.

    A hole in one of the parts of an ARN stands for no more than that part.
    """
    base = (condition.operator.base or "").replace("Not", "")
    if has_hole(item.text) and arn_of(item.text).resource and not is_wild(item.text.rsplit(":", 1)[0]):
        base = "ArnLike"
    operator = condition.operator._replace(base=base, quantifier="", if_exists=False)
    partition = arn_of(item.text).partition
    world = World(f"arn:{partition}::::" if partition and not is_wild(partition) else "")
    return _never(policy, statement, [condition._replace(operator=operator, values=(item,))], (world,))


def _may_conflict(conditions: Sequence[Condition]) -> bool:
    keys = [condition.key.lower() for condition in conditions]
    return (
        len(keys) != len(set(keys))
        or any(sum(key in group for key in keys) > 1 for group in _TOGETHER)
        or (len(keys) > 1 and any(map(_asks_for_a_kind, conditions)))
    )


def _asks_for_a_kind(condition: Condition) -> bool:
    """Tell whether a condition asks for a kind of caller: such callers lack many keys altogether."""
    key = condition.key.lower()
    if condition.operator.base == "Null":
        return key in FROM_CALLER
    return key in _OF_KIND and condition.values[0].text.lower() != "false"


def _never(
    policy: Policy,
    statement: Statement,
    conditions: Sequence[Condition],
    worlds: tuple[World, ...],
    *,
    wanted: bool = True,
) -> bool:
    """Tell whether it is proved that no caller satisfies the conditions; `wanted` False: that all do."""
    anyone = statement._replace(
        principal=_EVERYONE, resources=(), opaque=frozenset(), conditions=tuple(conditions)
    )
    action = "bedrock-agentcore:InvokeAgentRuntime"
    called = anyone._replace(actions=(), not_action=True)
    return all(nobody([Reached(policy, called, action, wanted)], world) for world in worlds)


def _worlds(resource: str | None, auth: Auth | None) -> tuple[World, ...]:
    return tuple(World(resource or "", mode) for mode in modes(auth))


def _is_plain(condition: Condition) -> bool:
    """Leave out what depends on holes, and what has no operator or no value."""
    texts = [condition.key, *(item.text for item in condition.values)]
    return condition.operator.base is not None and bool(condition.values) and not any(map(has_hole, texts))
