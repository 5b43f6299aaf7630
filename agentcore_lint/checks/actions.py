"""AC104 to AC107: the actions that a statement names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.service.catalog import PREFIX, WRONG_PREFIXES, Action, actions, exists, is_ours, matching
from agentcore_lint.service.ways import HARNESS_KINDS, RUNTIME_KINDS, with_other_half
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Safety
    from agentcore_lint.policy.model import Item, Policy


def unknown_action(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC104: no action of AgentCore has this name, or none matches the wildcard."""
    for statement in policy.statements:
        for item in statement.actions:
            if has_hole(item.text) or exists(item.text):
                continue
            ours = item.text.lower().startswith((PREFIX, *WRONG_PREFIXES))
            if ours or (":" not in item.text and policy.kind == "resource-policy"):
                refused = policy.kind == "resource-policy" and not context.kind_is_guess
                yield _unknown(item, refused=refused)


def _unknown(item: Item, *, refused: bool) -> Finding:
    """Say what is wrong with an action. `refused`: AWS does not take such a policy."""
    from agentcore_lint.service.spelling import suggested_action

    place = Place(item.pointer)
    service, colon, name = item.text.partition(":")
    right = PREFIX + name
    if colon and f"{service.lower()}:" in WRONG_PREFIXES and exists(right):
        label = f"IAM's prefix is {PREFIX}, {service} is a client of the SDKs"
        safety: Safety = "safe" if refused and not is_wild(name) else "unsafe"
        near: str | None = right
    else:
        near, safety = suggested_action(item.text), "unsafe"
        what = "no action matches this wildcard" if is_wild(item.text) else "not one of AgentCore's actions"
        label = f"did you mean {near}?" if near else what
    fix = Fix(f"Write {near}", safety, (Replacement(place, near),)) if near else None
    verb = "matches" if is_wild(item.text) else "is called"
    message = f"no action {verb} {item.text!r}" + (f" (did you mean {near}?)" if near else "")
    return Finding("AC104", place, label, fix=fix, severity=None if refused else "warning", message=message)


def action_of_other_kind(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC105: an action that never applies to the resource that the policy is attached to."""
    kinds = with_other_half(context.resource_kinds)
    if not kinds:
        return
    for statement in policy.statements:
        if statement.not_action:
            continue
        for item in statement.actions:
            if not _works_on(item.text, kinds):
                yield Finding("AC105", Place(item.pointer), _never(matching(item.text), kinds))


@lru_cache(maxsize=1000)
def _works_on(pattern: str, kinds: frozenset[str]) -> bool:
    """Tell whether some action of a pattern works on one of the kinds, or there is no such action."""
    found = matching(pattern)
    return not found or any(kinds & action.kinds for action in found)


def _never(found: tuple[Action, ...], kinds: frozenset[str]) -> str:
    resource = " or ".join(sorted(kinds)) if len(kinds) < 3 else "this kind of resource"
    works_on = sorted(found[0].kinds, key=lambda kind: (kind in HARNESS_KINDS, kind))
    if not works_on:
        return f"{found[0].name} works on no resource, so never on a {resource}"
    return f"{found[0].name} works on a {' or '.join(works_on[:2])}, never on a {resource}"


def action_of_other_service(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC106: an action of another service in AgentCore's resource policy."""
    for statement in policy.statements:
        if statement.not_action:
            continue
        for item in statement.actions:
            service = item.text.partition(":")[0]
            if ":" not in item.text or has_hole(service) or is_ours(item.text):
                continue
            from agentcore_lint.service.spelling import suggested_action

            near = suggested_action(item.text) if not has_hole(item.text) else None
            label = f"an action of {service}, did you mean {near}?" if near else f"an action of {service}"
            same = near is not None and near.lower() == f"{PREFIX}{item.text.partition(':')[2].lower()}"
            safety: Safety = "safe" if same else "unsafe"
            fix = Fix(f"Write {near}", safety, (Replacement(Place(item.pointer), near),)) if near else None
            yield Finding("AC106", Place(item.pointer), label, fix=fix)


def broad_allow(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC107: an Allow of every action, or of all but a few."""
    kinds = context.resource_kinds
    shell = "the command shell" if kinds and kinds <= RUNTIME_KINDS else "those still to come"
    for statement in policy.statements:
        if statement.effect != "Allow":
            continue
        if statement.not_action:
            if any(covers_action(statement, PREFIX + action.name) for action in actions().values()):
                label = f"NotAction allows every other action, {shell} among them"
                yield Finding("AC107", Place(statement.action_pointer, "key"), label)
            continue
        for item in statement.actions:
            name = item.text.lower().removeprefix(PREFIX)
            if name and not name.strip("*"):
                label = f"this allows every action, {shell} among them"
                yield Finding("AC107", Place(item.pointer), label)
