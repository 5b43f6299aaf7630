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
            yield Finding("AC201", said.place, context.show(problem.text))
    for statement in policy.statements:
        if statement.not_resource:
            continue
        for item in statement.resources:
            if is_wild(item.text) or is_hole(item.text):
                continue
            problem = problem_of(item.text)
            if problem is not None:
                yield _malformed(item, problem, "safe", context)


def _malformed(item: Item, problem: Problem, safety: Safety, context: Context) -> Finding:
    place = Place(item.pointer)
    fix = None
    if problem.meant is not None:
        meant = context.show(problem.meant)
        fix = Fix(f"Write {meant}", safety, (Replacement(place, meant),))
    return Finding("AC201", place, context.show(problem.text), fix=fix)


def _matching_nothing(policy: Policy, context: Context) -> Iterator[Finding]:
    """Find the patterns that match no ARN of AgentCore; AWS takes them, and they never apply."""
    for statement in policy.statements:
        ours = all(item.text.lower().startswith(PREFIX) for item in statement.actions)
        for item in statement.resources:
            service = arn_of(item.text).service
            if service == SERVICE or (ours and service is not None and not is_wild(service)):
                problem = problem_of_pattern(item.text)
                if problem is not None:
                    yield _malformed(item, problem, "unsafe", context)._replace(severity="warning")


def resource_not_exact(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC202: not exactly one ARN without wildcards."""
    for statement in policy.statements:
        if statement.not_resource or not statement.resources:
            continue
        wild = [item for item in statement.resources if is_wild(item.text)]
        if len(statement.resources) > 1:
            place = Place(wild[0].pointer if len(wild) == 1 else statement.resource_pointer)
            label = (
                f"{len(statement.resources)} resources; the policy can name only the one it is attached to"
            )
        elif wild:
            place = Place(wild[0].pointer)
            label = "a wildcard, where AWS takes only the ARN that the policy is attached to"
        else:
            continue
        yield Finding("AC202", place, label, fix=_exact(statement, context))


def _exact(statement: Statement, context: Context) -> Fix | None:
    arn = context.resource
    if arn is None:
        plain = [item.text for item in statement.resources if not is_wild(item.text)]
        arn = plain[0] if len(plain) == 1 else None
    if arn is None or problem_of(arn) is not None:
        return None
    place = Place(statement.resource_pointer)
    return Fix("Name the one resource", "safe", (Replacement(place, context.show(arn)),))


def resource_mismatch(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC203: another ARN than the one that the policy is attached to."""
    wanted = context.resource
    if wanted is None or problem_of(wanted) is not None:
        return
    for statement in policy.statements:
        item = _single(statement)
        if item is not None and surely_other(item.text, wanted):
            where = "the policy is attached to" if context.target is not None else "the other statements name"
            arn = context.show(wanted)
            place = Place(item.pointer)
            fix = Fix(f"Write {arn}", "unsafe", (Replacement(place, arn),))
            yield Finding("AC203", place, f"{where} {arn}", fix=fix)


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
            yield Finding("AC204", place, "write Resource with the ARN that the policy is attached to")


def unsupported_target(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC205: a kind of resource that takes no resource policy."""
    for statement in policy.statements:
        item = _single(statement)
        kinds = kinds_of(item.text) if item is not None else frozenset()
        if item is not None and kinds and not kinds & (TAKES_POLICY | UNDOCUMENTED):
            kind = min(kinds)
            article = "an" if kind[0] in "aeiou" else "a"
            label = f"{article} {kind} takes no resource policy; a runtime, endpoint, gateway or memory does"
            yield Finding("AC205", Place(item.pointer), context.show(label))
