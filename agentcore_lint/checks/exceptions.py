"""AC505 and AC506: who and what a wall leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.engine import walls_of
from agentcore_lint.finding import Finding, Place
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.service.arns import problem_of, surely_other
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import kinds_of
from agentcore_lint.service.ways import CALLS, HTTP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Condition, Policy


def exception_spans_accounts(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC505: the wall exempts a role name in every account."""
    for index, statement in enumerate(policy.statements):
        if statement.effect != "Deny":
            continue
        for condition in statement.conditions:
            if condition.key.lower() != "aws:principalarn" or not condition.operator.negated:
                continue
            action = next((each for each in CALLS if covers_action(statement, each)), None)
            if action is not None:
                yield from _spanning(policy, index, condition, action, context)


def _spanning(
    policy: Policy, index: int, condition: Condition, action: str, context: Context
) -> Iterator[Finding]:
    for item in condition.values:
        if not is_wild(item.text.split("/", 1)[0]):
            continue
        from agentcore_lint.access.exemption import exempted_elsewhere
        from agentcore_lint.checks.witness import request_witness

        found = exempted_elsewhere(policy, index, item, action, context.resource or "")
        if found is None:
            continue
        value = context.show(item.text)
        label = "anyone with an AWS account can create such a role"
        message = (
            f"statement {policy.statements[index].number + 1} (Deny) leaves out {value}, in every AWS account"
        )
        place = Place(item.pointer)
        if found.allowed:
            witness = request_witness(found.request, context, f" can call {action.removeprefix(PREFIX)}")
            yield Finding("AC505", place, label, message=message, witness=witness)
        else:
            note = (
                f"no Deny stops {found.request.caller.arn}: it gets in as soon as this policy also allows "
                "its account"
            )
            yield Finding("AC505", place, label, (note,), message=message)


def other_endpoints_open(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC506: a wall on one endpoint; the runtime's others stay open."""
    if kinds_of(context.resource or "") != {"runtime-endpoint"}:
        return
    named = [item.text for each in policy.statements for item in each.resources]
    if any(problem_of(text) is None and surely_other(text, context.resource or "") for text in named):
        return
    for index, statement in enumerate(policy.statements):
        if statement.effect != "Deny" or not covers_action(statement, HTTP.full_actions[0]):
            continue
        if walls_of(policy, context).wall(index, context.resource or "") is not None:
            pointers = [item.pointer for item in statement.resources] or [statement.element("Effect")]
            name = context.show((context.resource or "").rsplit("/", 1)[-1])
            label = "who is stopped here can probably call the runtime through another endpoint"
            message = (
                f"callers denied on the endpoint {name} can probably call the runtime through another one"
            )
            yield Finding("AC506", Place(pointers[0]), label, message=message)
