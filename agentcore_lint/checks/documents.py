"""AC001 to AC007: the text and the grammar of the policy."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from agentcore_lint.checks.context import statements_named
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.operators import WITH_VARIABLES
from agentcore_lint.values import Json, fixed_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Safety, Severity
    from agentcore_lint.policy.malformed import Malformation
    from agentcore_lint.policy.model import Item, Policy, Statement
    from agentcore_lint.sources.document import Flaw

MAX_SIZE = 20_480
"""Characters of the parameter `policy` of PutResourcePolicy (botocore, bedrock-agentcore-control)."""


def invalid_json(_: Policy, context: Context) -> Iterator[Finding]:
    """AC001: the text is not JSON."""
    for flaw, each in zip(_of("AC001", context), _flaws("AC001", context), strict=True):
        near = _name_before(context.document.text, flaw.span.start)
        message = None if near is None else f'not valid JSON after "{near}": {flaw.label}'
        yield each._replace(message=message)


def _name_before(text: str, offset: int) -> str | None:
    """Return the last short string that ends before an offset: a place that a person finds again."""
    before = text[max(0, offset - 1000) : offset]
    names: list[str] = re.findall(r'"([\w*][\w:./*-]{0,60})\\*"', before)
    return names[-1] if names else None


def unreadable_file(_: Policy, context: Context) -> Iterator[Finding]:
    """AC007: what a file says of AgentCore policies could not be read."""
    yield from _flaws("AC007", context)


def duplicate_key(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC003: a key stands twice in an object."""
    found = list(_flaws("AC003", context))
    if found and policy.kind != "resource-policy":
        locator = context.document.locator
        others = [locator.span(each, key=False) for each in _others(policy, context.document.root)]
        found = [
            each
            for each in found
            if isinstance(each.place, Place)
            or not any(start <= each.place.start < end for start, end in others)
        ]
    yield from found


def _of(rule: str, context: Context) -> list[Flaw]:
    return [flaw for flaw in context.document.flaws if flaw.rule == rule]


def _flaws(rule: str, context: Context) -> Iterator[Finding]:
    for flaw in _of(rule, context):
        message = None if flaw.message is None else context.show(flaw.message)
        yield Finding(rule, flaw.span, flaw.label, related=flaw.related, message=message)


def malformed_policy(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC002: the grammar of policies is broken."""
    yield from _flaws("AC002", context)
    if policy.well_formed or any(flaw.rule != "AC002" for flaw in context.document.flaws):
        return
    from agentcore_lint.policy.malformed import malformations

    others = _others(policy, context.document.root)
    for each in malformations(context.document.root, policy.kind):
        if any(f"{each.pointer}/".startswith(f"{other}/") for other in others):
            continue
        text = context.show(each.text)
        cause = text if each.text.startswith("unknown element") and each.suggestion is None else None
        place = _place(each, context.document.root)
        message = text if each.pointer == "" else f"{_where(each, policy)}: {text}"
        yield Finding("AC002", place, text, fix=_fix(each), cause=cause, message=message)


def _where(each: Malformation, policy: Policy) -> str:
    """Name the statement that is malformed, or the policy."""
    numbers = {statement.pointer: statement.number for statement in policy.statements}
    tokens = each.pointer.split("/")
    if tokens[1:2] != ["Statement"] or each.pointer == "/Statement":
        return "malformed policy"
    index = int(tokens[2]) if tokens[2:] and tokens[2].isdecimal() else 0
    return f"statement {numbers.get('/'.join(tokens[:3]), index) + 1}"


def _others(policy: Policy, root: Json) -> list[str]:
    """Return the pointers of the statements that are other services' business, and so not judged."""
    body = root.get("Statement") if isinstance(root, dict) else None
    if policy.kind == "resource-policy" or not isinstance(body, list):
        return []
    from agentcore_lint.service.classify import names_agentcore

    judged = {statement.pointer for statement in policy.statements}
    return [
        f"/Statement/{index}"
        for index, each in enumerate(body)
        if f"/Statement/{index}" not in judged and not (isinstance(each, dict) and names_agentcore(each))
    ]


def _place(each: Malformation, root: Json) -> Place:
    """Point at the thing itself; for what is missing, at a key beside it."""
    if each.key:
        return Place(each.pointer, "key")
    if each.text.endswith(" is missing"):
        value = root
        for token in each.pointer.split("/")[1:]:
            value = value[int(token)] if isinstance(value, list) else value[token]
        names = [name for name in ("Effect", "Sid", "Version", *value) if name in value]
        if names:
            return Place(f"{each.pointer}/{names[0]}", "key")
    return Place(each.pointer)


def _fix(each: Malformation) -> Fix | None:
    if each.suggestion is None:
        return None
    place = Place(each.pointer, "key" if each.key else "value")
    return Fix(f"Write {each.suggestion}", "safe", (Replacement(place, each.suggestion),))


def policy_too_large(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC004: more characters than PutResourcePolicy takes."""
    size = context.document.size
    if size is None or size <= MAX_SIZE or policy.kind != "resource-policy":
        return
    if context.has_holes:
        size -= _most_in_holes(context.document.root, context)
    if size > MAX_SIZE:
        label = f"{size - MAX_SIZE:,} too many"
        most = context.show(_longest(context.document.root))
        message = f"the policy has {size:,} characters, most in {most}; AWS accepts {MAX_SIZE:,}"
        yield Finding("AC004", Place("/Statement", "key"), label, message=message)


def _longest(value: Json) -> str:
    """Return the innermost key whose value is more than half of the policy."""
    name, half = "Statement", len(json.dumps(value)) / 2
    while isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else ((name, each) for each in value)
        key, value = max(pairs, key=lambda pair: len(json.dumps(pair[1])), default=(name, None))
        if len(json.dumps(value)) <= half:
            break
        name = key
    return name


def _most_in_holes(value: Json, context: Context) -> int:
    """Return how many of the characters stand for placeholders, which may be filled with nothing."""
    if isinstance(value, str):
        return len(context.show(value)) - sum(map(len, fixed_parts(value)))
    if isinstance(value, dict):
        return sum(_most_in_holes(each, context) for pair in value.items() for each in pair)
    return sum(_most_in_holes(each, context) for each in value) if isinstance(value, list) else 0


def outdated_version(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC005: no Version, or the old one; a note where the policy says the same in every version."""
    root = context.document.root
    if not isinstance(root, dict) or "Statement" not in root:
        return
    variable = next(_variables(policy), None)
    severity: Severity | None = "note" if variable is None else None
    shown = None if variable is None else context.show(variable.text)
    notes = () if shown is None else (f"read as plain text: {shown}",)
    effect = "" if shown is None else f": {shown} is plain text there"
    if policy.version == "2008-10-17":
        place = Place("/Version")
        safety: Safety = "safe" if variable is None else "unsafe"
        fix = Fix("Use version 2012-10-17", safety, (Replacement(place, "2012-10-17"),))
        message = f"Version is 2008-10-17, no longer the current one{effect}"
        label = "2012-10-17 has replaced it"
        yield Finding("AC005", place, label, notes, fix=fix, severity=severity, message=message)
    elif "Version" not in root and not any(key.lower() == "version" for key in root):
        message = f"Version is missing before Statement; IAM then uses 2008-10-17{effect}"
        label = "no Version stands beside it"
        place = Place("/Statement", "key")
        yield Finding("AC005", place, label, notes, severity=severity, message=message)


def _variables(policy: Policy) -> Iterator[Item]:
    """Yield the values that hold a policy variable, in version 2012-10-17 (IAM: "Policy variables")."""
    for statement in policy.statements:
        conditions = (each for each in statement.conditions if each.operator.base in WITH_VARIABLES)
        values = (item for condition in conditions for item in condition.values)
        yield from (item for item in (*statement.resources, *values) if "${" in item.text)


def duplicate_sid(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC006: two statements have one Sid."""
    first: dict[str, Statement] = {}
    for statement in policy.statements:
        if not statement.sid:
            continue
        one = first.setdefault(statement.sid, statement)
        if one is not statement:
            message = (
                f'{statements_named((one, statement))} have the same Sid, "{context.show(statement.sid)}"'
            )
            label = f"statement {one.number + 1} has it already"
            related = ((Place(one.element("Sid")), "the first one"),)
            yield Finding("AC006", Place(statement.element("Sid")), label, related=related, message=message)
