"""What is worth asking: questions whose answer stands in the statements never reach the search.

Each function here rules something out before the search is even loaded; what it lets pass is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentcore_lint.access.plain import OF_IDENTITY, somebody_is_exempt, stopped_by
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.policy.operators import STRING, WITH_VARIABLES
from agentcore_lint.service.catalog import PREFIX, matching
from agentcore_lint.service.catalog import actions as actions_of_service
from agentcore_lint.service.ways import HTTP, HTTP_FOR_USER, SOCKET_FOR_USER, covered_invocations
from agentcore_lint.values import HOLES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from agentcore_lint.policy.model import Condition, Item, Policy, Statement
    from agentcore_lint.service.ways import Way

_HTTP = HTTP.full_actions[0]
_ACCOUNT = rf"(?:\d{{12}}|\d*[{HOLES}][\d{HOLES}]*)"
_CALLER = rf"arn:[^:]+:iam::{_ACCOUNT}:(role|user)/.+|arn:[^:]+:iam::{_ACCOUNT}:root|[*?]+"
_ADMINISTRATOR = (
    r"(?i)admin|root|break.?glass|owner|deploy|terraform|cloudformation|cfn|cdk|pipeline|cicd|ci[-_/]|ops"
    r"|security|platform|infra"
)
"""Names by which those are called who manage policies."""


def may_leave_open(statement: Statement, ways: tuple[Way, ...]) -> bool:
    """Tell whether a Deny covers the HTTP call and not, by itself, one of the ways."""
    if statement.effect != "Deny":
        return False
    closed = covered_invocations(statement)
    return _HTTP in closed and any(closed.isdisjoint(way.full_actions) for way in ways)


def half_closed(statement: Statement) -> tuple[Way, Way] | None:
    """Return the call for a user that a Deny closes by its own action, and the one that it leaves."""
    if statement.effect != "Deny":
        return None
    closed = covered_invocations(statement)
    for way, other in ((HTTP_FOR_USER, SOCKET_FOR_USER), (SOCKET_FOR_USER, HTTP_FOR_USER)):
        plain, own = way.full_actions
        if own in closed and plain not in closed and closed.isdisjoint(other.full_actions):
            return way, other
    return None


class Alike:
    """The Denies of a policy by whom they stop: those with one principal and conditions close together."""

    def __init__(self, policy: Policy) -> None:
        self._on_resource = policy.kind == "resource-policy"
        self._closed: dict[Hashable, set[str]] = {}
        for each in policy.statements:
            if each.effect == "Deny":
                self._closed.setdefault(self._key(each), set()).update(covered_invocations(each))

    def left_open(self, wall: Statement, ways: tuple[Way, ...]) -> list[Way]:
        """Return the ways that no Deny with the wall's own principal and conditions closes."""
        closed = self._closed.get(self._key(wall), set())
        return [way for way in ways if closed.isdisjoint(way.full_actions)]

    def _key(self, statement: Statement) -> Hashable:
        resources = None if self._on_resource else tuple([item.text for item in statement.resources])
        return stopped_by(statement), resources, not self._on_resource and statement.not_resource


def denied_calls(policy: Policy, calls: Iterable[str]) -> dict[str, list[Statement]]:
    """Return those of some calls that statements deny, with all statements about each.

    One stands for those that no statement tells apart.
    """
    covered = [(each, covered_invocations(each)) for each in policy.statements]
    found: dict[tuple[int, ...], tuple[str, list[Statement]]] = {}
    for action in calls:
        about = [each for each, invocations in covered if action in invocations]
        if any(each.effect == "Deny" for each in about):
            found.setdefault(tuple([each.number for each in about]), (action, about))
    return dict(found.values())


def maybe_closed_calls(
    policy: Policy, calls: dict[str, list[Statement]], account: str, *, tokens: bool
) -> list[str]:
    """Return the calls that nobody may be able to make, of those that statements are about.

    A lone Deny without any condition closes a call on purpose. `tokens`: callers come with OAuth tokens.
    """
    opaque = any(each.opaque for each in policy.statements)
    exempt: dict[tuple[int, ...], bool] = {}
    found = []
    for action, about in calls.items():
        if not any(
            each.effect == "Allow" or each.conditions or (each.principal and each.principal.negated)
            for each in about
        ):
            continue
        denies = [each for each in about if each.effect == "Deny"]
        alike = tuple([each.number for each in denies])
        if alike not in exempt:
            exempt[alike] = not opaque and somebody_is_exempt(denies, account, tokens=tokens)
        if not exempt[alike]:
            found.append(action)
    return found


def may_conflict(statement: Statement) -> bool:
    """Tell whether a statement names some callers, and has conditions that depend on who calls."""
    principal = statement.principal
    if not statement.conditions or principal is None or principal.everyone:
        return False
    services = any(item.type == "Service" for item in principal.items)
    return services or any(each.key.lower().startswith(OF_IDENTITY) for each in statement.conditions)


def may_be_overridden(
    policy: Policy, statement: Statement, account: str, kinds: frozenset[str], *, tokens: bool
) -> bool:
    """Tell whether Denies are about all that an Allow names, and do not plainly exempt its callers.

    `kinds`: those of the resource, on which a wildcard's other actions do not work. `tokens`: callers come
    with OAuth tokens.
    """
    if statement.effect != "Allow":
        return False
    actions = _actions(statement, kinds)
    denies = [each for each in policy.statements if each.effect == "Deny"]
    about: dict[int, Statement] = {}
    for action in actions:
        covering = [each for each in denies if covers_action(each, action) is not False]
        if not covering:
            return False
        about.update((each.number, each) for each in covering)
    named = statement.principal.items if statement.principal else ()
    roles = [item.text for item in named if item.text.startswith("arn:")]
    plain = not statement.conditions and (roles or (statement.principal and statement.principal.everyone))
    exempt = plain and somebody_is_exempt(about.values(), account, roles, tokens=tokens)
    return bool(actions) and not exempt


def _actions(statement: Statement, kinds: frozenset[str]) -> list[str]:
    """Return the actions that a statement is about: of wildcards and NotAction those on the kinds."""
    if statement.not_action:
        every = (each for each in actions_of_service().values() if not kinds or each.kinds & kinds)
        return [PREFIX + each.name for each in every if covers_action(statement, PREFIX + each.name)]
    return [action for item in statement.actions for action in _matching(item.text, kinds)]


def _matching(pattern: str, kinds: frozenset[str]) -> list[str]:
    """Return the actions on the kinds that a pattern matches: none of a name of another kind's."""
    found = matching(pattern)
    working = [PREFIX + each.name for each in found if not kinds or each.kinds & kinds]
    return working if found and not is_wild(pattern) else working or [pattern]


def may_repeat(statement: Statement, others: Sequence[Statement]) -> bool:
    """Tell whether other statements of the effect cover some of the actions that this one names."""
    return any(
        each.effect == statement.effect
        and (statement.not_action or any(covers_action(each, item.text) for item in statement.actions))
        for each in others
    )


def spares_administrators(statement: Statement, show: Callable[[str], str]) -> bool:
    """Tell whether what a Deny names or compares callers with has the name of an administrator."""
    said = [item.text for each in statement.conditions for item in each.values]
    said += [item.text for item in statement.principal.items] if statement.principal else []
    names = (show(text).rpartition(":")[2] for text in said)
    return any(re.search(_ADMINISTRATOR, name) for name in names)


def odd_callers(condition: Condition) -> list[Item]:
    """Return the values of aws:PrincipalArn that are not plainly the ARN of a role, a user or root."""
    if condition.key.lower() != "aws:principalarn" or condition.operator.base not in WITH_VARIABLES:
        return []
    return [
        item
        for item in condition.values
        if (item.text.startswith("arn:") or is_wild(item.text))
        and "${" not in item.text
        and not re.fullmatch(_CALLER, item.text)
    ]


def depends_on_presence(condition: Condition) -> bool:
    """Tell whether a condition may hold differently where its key is missing."""
    operator = condition.operator
    return (
        operator.base not in (None, "Null")
        and not operator.if_exists
        and operator.quantifier != "ForAllValues"
    )


def never_with_access_keys(condition: Condition) -> bool:
    """Tell whether a condition holds for a call without MFA, but not where the key is missing.

    So it is with temporary credentials alone: long-term access keys carry no such key.
    """
    operator = condition.operator
    if condition.key.lower() != "aws:multifactorauthpresent" or operator.if_exists or operator.quantifier:
        return False
    said = [item.text.lower() for item in condition.values]
    return operator.base in ("Bool", *STRING) and not operator.negated and "false" in said
