"""AC601 to AC604: a policy beside the resource that it is attached to, and beside the others of its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.finding import Finding, Place
from agentcore_lint.policy.arn import arn_of
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import kinds_of
from agentcore_lint.service.ways import CALLS, covered_invocations
from agentcore_lint.values import is_hole, surely_differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy

_UNGUARDED = {"NONE": "every call", "AUTHENTICATE_ONLY": "every signed call"}
"""Types of authorizers that ask nobody for permission, and what they let through."""


def endpoint_without_policy(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC601: callers of another account are let into a runtime, and no policy is on its endpoint."""
    said = context.document.said
    target = said.target
    if target is None or said.after is None or not _is_runtime_alone(target) or context.auth == "oauth":
        return
    allows = [statement for statement in policy.statements if statement.effect == "Allow"]
    if not allows or any(_may_be_endpoint(each, target) for each in (*said.before, *said.after)):
        return
    for statement in allows:
        action = next((each for each in CALLS if each in covered_invocations(statement)), None)
        if action is None:
            continue
        from agentcore_lint.access.delegation import lets_in_other_account
        from agentcore_lint.checks.witness import account_of, request_witness

        request = lets_in_other_account(policy, statement, action, target)
        if request is not None:
            name = action.removeprefix(PREFIX)
            ending = f" is allowed {name} on the runtime, but on no endpoint of it, so the call is denied"
            witness = request_witness(request, context, ending)._replace(decision="denied")
            whose = account_of(request, statement)
            message = f"{name} from {whose} needs an Allow on an endpoint too, and no policy here is on one"
            label = "the endpoint needs the same Allow, and this stack has no policy for it"
            place = Place(statement.element("Effect"))
            yield Finding("AC601", place, label, witness=witness, message=message)


def _is_runtime_alone(arn: str) -> bool:
    """Tell whether an ARN is a runtime's; a hole of its id is not taken for an endpoint's path."""
    resource = arn_of(arn).resource or ""
    return resource.startswith("runtime/") and "runtime" in kinds_of(arn) and "/runtime-endpoint/" not in arn


def _may_be_endpoint(other: str, runtime: str) -> bool:
    """Tell whether an ARN, empty where not known, may be that of an endpoint of a runtime."""
    if not other or is_hole(other) or not kinds_of(other):
        return True
    head, path, _ = other.partition("/runtime-endpoint/")
    return bool(path) and not surely_differ(head, runtime)


def same_target_twice(_: Policy, context: Context) -> Iterator[Finding]:
    """AC603: another policy of the stack is attached to the same resource."""
    said = context.document.said
    if said.target is not None and said.place is not None and said.target in said.before:
        tail = context.show(said.target.split(":", 5)[-1])
        message = f"{tail} has another policy in this stack: one is lost, or the deployment fails"
        label = "an earlier one is attached to it too: one is lost, or the deployment fails"
        yield Finding("AC603", said.place, label, message=message)


def gateway_without_authorization(_: Policy, context: Context) -> Iterator[Finding]:
    """AC604: the gateway checks no permissions, so that its policy protects nothing."""
    said = context.document.said
    if said.authorizer in _UNGUARDED and said.place is not None:
        through = _UNGUARDED[said.authorizer]
        message = f"the gateway checks no permissions ({said.authorizer}), so this policy protects nothing"
        label = (
            f"authorizer type {said.authorizer}: {through} is left to targets, interceptors, policy engine"
        )
        yield Finding("AC604", said.place, label, message=message)
