"""AC401 to AC404, AC407 and AC408: operators and values, as they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentcore_lint.checks.consequence import consequence_of_value
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.policy.operators import ALL, EXACT_STRING
from agentcore_lint.policy.values import problem_of_value
from agentcore_lint.service.keys import ALWAYS, FORGEABLE, OF_SIGNED, find_key, nearest_key
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Safety
    from agentcore_lint.policy.model import Condition, Item, Policy, Statement

_ACCOUNT = (r"\d{12}", "an account of 12 digits")
_ORGANISATION = (r"o-[a-z0-9]{10,32}", "an organisation's id, o- and 10 to 32 characters")
_FORMATS = {
    "aws:principalaccount": (r"\d{12}|anonymous", "an account of 12 digits"),
    "aws:sourceaccount": _ACCOUNT,
    "aws:resourceaccount": _ACCOUNT,
    "aws:principalorgid": _ORGANISATION,
    "aws:sourceorgid": _ORGANISATION,
    "aws:resourceorgid": _ORGANISATION,
    "aws:sourcevpc": (r"vpc-[A-Za-z0-9]+", "a VPC's id, vpc-…"),
    "aws:sourcevpce": (r"vpce-[A-Za-z0-9-]+", "a VPC endpoint's id, vpce-…"),
    "aws:principalarn": (r"(?s)arn:[^:]*:.*", "an ARN"),
}
"""The form of a key's values, and how to say it; compiled when there is such a key."""


def unknown_operator(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC401: no operator has this name."""
    seen: set[str] = set()
    for statement, condition in _conditions(policy):
        operator = condition.operator
        if operator.base is None and condition.operator_pointer not in seen:
            seen.add(condition.operator_pointer)
            near = _nearest_operator(operator.text)
            label = f"did you mean {near}?" if near else "not one of IAM's operators"
            place = Place(condition.operator_pointer, "key")
            fix = None
            if near and not _has_operator(statement, near):
                safety: Safety = "safe" if _only_meant(operator.text, near) else "unsafe"
                fix = Fix(f"Write {near}", safety, (Replacement(place, near),))
            message = f"no condition operator is called '{context.show(operator.text)}'"
            if near:
                message = f"{message}: {label}"
            yield Finding("AC401", place, label, fix=fix, message=message)


def _nearest_operator(text: str) -> str | None:
    import difflib

    head, colon, name = text.rpartition(":")
    stem = re.sub(r"(?i)if_?exists?$", "", name)
    suffix = "IfExists" if stem != name else ""
    negated = "not" in stem.lower()
    by_lower = {each.lower(): each for each in ALL if ("Not" in each) == negated}
    near = difflib.get_close_matches(stem.lower(), by_lower, n=1, cutoff=0.7)
    prefix = ""
    if colon:
        close = difflib.get_close_matches(head, ("ForAllValues", "ForAnyValue"), n=1, cutoff=0.7)
        prefix = f"{close[0]}:" if close else ""
    if not near:
        return None
    base = by_lower[near[0]]
    return f"{prefix}{base}" if base == "Null" else f"{prefix}{base}{suffix}"


def _has_operator(statement: Statement, name: str) -> bool:
    """Tell whether a statement has conditions under an operator already, whose key would be there twice."""
    return any(each.operator.text.lower() == name.lower() for each in statement.conditions)


def _only_meant(text: str, near: str) -> bool:
    """Tell whether nothing but the nearest operator can be meant: no two are two letters apart."""
    one, other = text.lower(), near.lower()
    if one.removesuffix("ifexists") == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    same = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    changed = int(len(shorter) == len(longer))
    return shorter[same + changed :] == longer[same + 1 :]


def unknown_condition_key(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC402: neither a global key nor one of AgentCore's."""
    for statement, condition in _conditions(policy):
        if not has_hole(condition.key) and find_key(condition.key) is None:
            near = nearest_key(condition.key)
            neither = "neither a global key nor one of AgentCore's"
            label = f"did you mean {near}?" if near else neither
            message = f"no condition key is called '{condition.key}': {label}"
            place = Place(condition.pointer, "key")
            fix = None
            if not near:
                message = f"'{condition.key}' is {neither}"
            elif all(
                each.operator_pointer != condition.operator_pointer or each.key.lower() != near.lower()
                for each in statement.conditions
            ):
                fix = Fix(f"Write {near}", "unsafe", (Replacement(place, near),))
            yield Finding("AC402", place, context.show(label), fix=fix, message=context.show(message))


def bad_condition_value(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC403: a value that is not of the operator's type, or that the key never has."""
    for _, condition, item in _values(policy):
        base = condition.operator.base
        if base is None or has_hole(item.text) or "${" in item.text:
            continue
        problem = problem_of_value(base, item.text) or _problem_for_key(condition, item)
        if problem is not None:
            message = f"'{item.text}' never matches: {problem}"
            yield Finding("AC403", Place(item.pointer), context.show(problem), message=context.show(message))


def _problem_for_key(condition: Condition, item: Item) -> str | None:
    if condition.operator.base not in EXACT_STRING or is_wild(item.text):
        return None
    key = condition.key.lower()
    known = find_key(key)
    if known is not None and known.type == "Bool" and item.text not in ("true", "false"):
        return f"{known.name} is true or false"
    wanted = _FORMATS.get(key)
    if wanted is not None and known is not None and not re.fullmatch(wanted[0], item.text):
        return f"{known.name} is {wanted[1]}"
    return None


def wildcard_in_exact_operator(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC404: an exact operator takes a wildcard as the character that it is."""
    for statement, condition, item in _values(policy):
        operator = condition.operator
        if operator.base not in EXACT_STRING or condition.key.lower() in FORGEABLE:
            continue
        known = find_key(condition.key)
        if (
            known is None
            or not known.name.startswith("aws:")
            or not is_wild(re.sub(r"\$\{[^}]*\}", "", item.text))
        ):
            continue
        label = consequence_of_value(statement, condition)
        message = context.show(f"{operator.text} takes '{item.text}' literally, {label}")
        like = operator.text.replace("EqualsIgnoreCase", "Equals").replace("Equals", "Like")
        place = Place(condition.operator_pointer, "key")
        alone = (
            sum(each.operator_pointer == condition.operator_pointer for _, each, _ in _values(policy)) == 1
        )
        is_id = known.type == "String" and known.name.lower() in _FORMATS
        fix = None
        if alone and not is_id and not _has_operator(statement, like):
            fix = Fix(f"Use {like}", "unsafe", (Replacement(place, like),))
        yield Finding("AC404", Place(item.pointer), label, fix=fix, message=message)


def forallvalues_on_allow(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC407: ForAllValues holds when the key is missing."""
    for statement, condition in _conditions(policy):
        if statement.effect != "Allow" or condition.operator.quantifier != "ForAllValues":
            continue
        if policy.kind != "resource-policy" and condition.key.lower() == "aws:tagkeys":
            continue  # AWS's own idiom: whoever may create may create without tags
        if not _is_always_there(statement, condition, context) and not _requires(statement, condition.key):
            place = Place(condition.operator_pointer, "key")
            key = context.show(condition.key)
            message = f"ForAllValues also holds for calls without {key}, so this Allow lets them in"
            label = f"a call without {key} passes"
            yield Finding("AC407", place, label, message=message, about=((condition.pointer,),))


def _is_always_there(statement: Statement, condition: Condition, context: Context) -> bool:
    """Tell whether every call that the statement is about carries the key."""
    key = condition.key.lower()
    if key in ALWAYS:
        return True
    if context.auth == "oauth":
        return False
    principal = statement.principal
    of_iam = principal is None or (
        not principal.negated and all(item.type == "AWS" and item.text != "*" for item in principal.items)
    )
    return key in OF_SIGNED or (key == "aws:principalarn" and of_iam)


def _requires(statement: Statement, key: str) -> bool:
    """Tell whether another condition of the statement fails when the key is missing."""
    return any(
        other.key.lower() == key.lower()
        and (
            (other.operator.base == "Null" and all(item.text.lower() == "false" for item in other.values))
            or (
                other.operator.base not in (None, "Null")
                and not other.operator.if_exists
                and (
                    other.operator.quantifier == "ForAnyValue"
                    or not (other.operator.quantifier or other.operator.negated)
                )
            )
        )
        for other in statement.conditions
    )


def spoofable_key(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC408: what the caller writes decides whether it gets in."""
    for statement, condition in _conditions(policy):
        if condition.key.lower() not in FORGEABLE or condition.operator.base in (None, "Null"):
            continue
        grants = statement.effect == "Allow" and not condition.operator.negated
        exempts = statement.effect == "Deny" and condition.operator.negated
        if grants or exempts:
            does = "lets in" if grants else "does not stop"
            header = f"{condition.key}, which any caller can write"
            message = f"this {statement.effect} {does} whoever sends the right {header}"
            label = "anyone can send it"
            yield Finding("AC408", Place(condition.pointer, "key"), label, message=message)


def _conditions(policy: Policy) -> Iterator[tuple[Statement, Condition]]:
    for statement in policy.statements:
        for condition in statement.conditions:
            yield statement, condition


def _values(policy: Policy) -> Iterator[tuple[Statement, Condition, Item]]:
    for statement, condition in _conditions(policy):
        for item in condition.values:
            yield statement, condition, item
