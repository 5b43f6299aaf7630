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

COMMAND_SHELL = f"{PREFIX}InvokeAgentRuntimeCommandShell"


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
        what = (
            "no action matches this wildcard"
            if is_wild(item.text)
            else "IAM takes the name and never matches it"
        )
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
                label = _works(matching(item.text), kinds)
                name = context.show(item.text.rpartition(":")[2])
                message = f"{name} never applies here: it {label}"
                yield Finding("AC105", Place(item.pointer), label, message=message)


@lru_cache(maxsize=1000)
def _works_on(pattern: str, kinds: frozenset[str]) -> bool:
    """Tell whether some action of a pattern works on one of the kinds, or there is no such action."""
    found = matching(pattern)
    return not found or any(kinds & action.kinds for action in found)


def _works(found: tuple[Action, ...], kinds: frozenset[str]) -> str:
    """Say on what an action works, and on what not."""
    few = len(kinds) < 3
    article, resource = ("a ", " or ".join(sorted(kinds))) if few else ("", "this kind of resource")
    works_on = sorted(found[0].kinds, key=lambda kind: (kind in HARNESS_KINDS, kind))
    if not works_on:
        return "works on no resource of any kind"
    return f"works on a {' or '.join(works_on[:2])}, not on {article}{resource}"


def action_of_other_service(policy: Policy, context: Context) -> Iterator[Finding]:
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
            label = (
                f"did you mean {near}?" if near else f"belongs to {service}: AWS refuses this policy for it"
            )
            same = near is not None and near.lower() == f"{PREFIX}{item.text.partition(':')[2].lower()}"
            safety: Safety = "safe" if same else "unsafe"
            fix = Fix(f"Write {near}", safety, (Replacement(Place(item.pointer), near),)) if near else None
            message = f"{context.show(item.text)!r} is no action of AgentCore"
            if near:
                message += f" (did you mean {near}?)"
            yield Finding("AC106", Place(item.pointer), label, fix=fix, message=message)


def broad_allow(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC107: an Allow of every action, or of all but a few."""
    kinds = context.resource_kinds
    on_runtime = bool(kinds) and kinds <= RUNTIME_KINDS
    for statement in policy.statements:
        if statement.effect != "Allow":
            continue
        if statement.not_action:
            if any(covers_action(statement, PREFIX + action.name) for action in actions().values()):
                shell = on_runtime and bool(covers_action(statement, COMMAND_SHELL))
                left_out = [context.show(item.text.rpartition(":")[2]) for item in statement.actions]
                few = " and ".join(left_out) if len(left_out) < 3 else f"the {len(left_out)} that it names"
                said = f"NotAction allows every action but {few}"
                yield _broad(said, Place(statement.action_pointer, "key"), shell=shell)
            continue
        for item in statement.actions:
            name = item.text.lower().removeprefix(PREFIX)
            if name and not name.strip("*"):
                said = f"{item.text!r} allows every action"
                yield _broad(said, Place(item.pointer), shell=on_runtime)


def _broad(said: str, place: Place, *, shell: bool) -> Finding:
    """Say what an Allow of too much gives. `shell`: the command shell is part of it."""
    if shell:
        return Finding(
            "AC107", place, "the command shell is among them", message=f"{said}, the shell included"
        )
    return Finding(
        "AC107", place, "whatever AWS adds is among them", message=f"{said}, those still to come included"
    )
