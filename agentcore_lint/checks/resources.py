"""AC201 to AC205: the Resource element of a resource policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.arn import arn_of
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.service.arns import problem_of, problem_of_pattern, surely_other
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import SERVICE, TAKES_POLICY, UNDOCUMENTED, kinds_of
from agentcore_lint.values import is_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Safety
    from agentcore_lint.policy.model import Item, Policy, Statement
    from agentcore_lint.service.arns import Problem


def malformed_arn(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC201: no AgentCore resource can have this ARN."""
    if policy.kind != "resource-policy":
        yield from _matching_nothing(policy, context)
        return
    said = context.document.said
    if said.attached and said.target is not None and said.place is not None and not is_hole(said.target):
        problem = problem_of(said.target)
        texts = {item.text for statement in policy.statements for item in statement.resources}
        if problem is not None and said.target not in texts:
            label = context.show(problem.text)
            yield Finding("AC201", said.place, label, message=f"resourceArn is no AgentCore ARN: {label}")
    for statement in policy.statements:
        if statement.not_resource:
            continue
        for item in statement.resources:
            if is_wild(item.text) or is_hole(item.text):
                continue
            problem = problem_of(item.text)
            if problem is not None:
                yield _malformed(item, problem, "is", "safe", context)


def _malformed(item: Item, problem: Problem, verb: str, safety: Safety, context: Context) -> Finding:
    place = Place(item.pointer)
    fix = None
    if problem.meant is not None:
        meant = context.show(problem.meant)
        fix = Fix(f"Write {meant}", safety, (Replacement(place, meant),))
    label = context.show(problem.text)
    return Finding("AC201", place, label, message=f"Resource {verb} no AgentCore ARN: {label}", fix=fix)


def _matching_nothing(policy: Policy, context: Context) -> Iterator[Finding]:
    """Find the patterns that match no ARN of AgentCore; AWS takes them, and they never apply."""
    for statement in policy.statements:
        ours = all(item.text.lower().startswith(PREFIX) for item in statement.actions)
        for item in statement.resources:
            service = arn_of(item.text).service
            if service == SERVICE or (ours and service is not None and not is_wild(service)):
                problem = problem_of_pattern(item.text)
                if problem is not None:
                    found = _malformed(item, problem, "matches", "unsafe", context)
                    yield found._replace(severity="warning")


def resource_not_exact(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC202: not exactly one ARN without wildcards."""
    for statement in policy.statements:
        if statement.not_resource or not statement.resources:
            continue
        wild = [item for item in statement.resources if is_wild(item.text)]
        if len(statement.resources) > 1:
            place = Place(wild[0].pointer if len(wild) == 1 else statement.resource_pointer)
            label = f"AWS refuses {len(statement.resources)} resources here"
            message = f"Resource lists {len(statement.resources)} values; AWS takes only the policy's own ARN"
        elif wild:
            place = Place(wild[0].pointer)
            label = "AWS refuses a wildcard here"
            value = context.show(wild[0].text)
            message = f'Resource is "{value}"; AWS takes only the ARN the policy is attached to'
        else:
            continue
        yield Finding("AC202", place, label, message=message, fix=_exact(statement, context))


def _exact(statement: Statement, context: Context) -> Fix | None:
    arn = context.resource
    if arn is None:
        plain = [item.text for item in statement.resources if not is_wild(item.text)]
        arn = plain[0] if len(plain) == 1 else None
    if arn is None or problem_of(arn) is not None:
        return None
    place = Place(statement.resource_pointer)
    return Fix(f"Write {context.show(arn)}", "safe", (Replacement(place, context.show(arn)),))


def resource_mismatch(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC203: another ARN than the one that the policy is attached to."""
    wanted = context.resource
    if wanted is None or problem_of(wanted) is not None:
        return
    for statement in policy.statements:
        item = _single(statement)
        if item is not None and surely_other(item.text, wanted):
            arn = context.show(wanted)
            number = f"statement {statement.number + 1}"
            if context.target is not None:
                label = f"the policy is attached to {arn}"
                message = f"{number} names another resource than the policy is attached to: {arn}"
            else:
                label = f"other statements name {arn}"
                message = f"{number} names another resource than the other statements"
            place = Place(item.pointer)
            fix = Fix(f"Write {arn}", "unsafe", (Replacement(place, arn),))
            yield Finding("AC203", place, label, message=message, fix=fix)


def _single(statement: Statement) -> Item | None:
    """Return the one exact resource of a statement that names one."""
    if statement.not_resource or len(statement.resources) != 1 or is_wild(statement.resources[0].text):
        return None
    return statement.resources[0]


def not_resource(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC204: NotResource names everything but one resource, and AWS wants exactly one."""
    for statement in policy.statements:
        if statement.not_resource:
            place = Place(statement.resource_pointer, "key")
            label = "write Resource, with the ARN that the policy is attached to"
            message = f"statement {statement.number + 1} has NotResource; AWS takes Resource with one ARN"
            yield Finding("AC204", place, label, message=message)


def unsupported_target(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC205: a kind of resource that takes no resource policy."""
    for statement in policy.statements:
        item = _single(statement)
        kinds = kinds_of(item.text) if item is not None else frozenset()
        if item is not None and kinds and not kinds & (TAKES_POLICY | UNDOCUMENTED):
            tail = context.show(item.text.split(":", 5)[-1])
            label = "runtimes, endpoints, gateways and memories do"
            message = f"{tail} takes no resource policy; {label}"
            yield Finding("AC205", Place(item.pointer), label, message=message)
