"""The constructs of the CDK's `aws-iam`: policies, statements, and what changes them.

Source: CDK API reference, `aws-iam`, checked against aws-cdk-lib 2.276. Names are compared without case
and `_`, so that those of Python and of TypeScript are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.cdk_principals import (
    PRINCIPAL,
    condition_of,
    given,
    key_of,
    of_organization,
    principal_of,
    with_conditions,
    with_element,
    with_principals,
)
from agentcore_lint.sources.constructs import ELEMENTS, PRINCIPALS, argument, plain_name
from agentcore_lint.sources.literal import Items, Mapping, Text, Value, hole
from agentcore_lint.sources.program_documents import document_of
from agentcore_lint.sources.program_resources import resource_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.document import Span
    from agentcore_lint.values import Holes

STATEMENT = "PolicyStatement"
"""What made a value: it is a statement, with methods of its own."""

_LISTS = {
    "addactions": "Action",
    "addnotactions": "NotAction",
    "addresources": "Resource",
    "addnotresources": "NotResource",
}
_PRINCIPALS = {"addprincipals": "Principal", "addnotprincipals": "NotPrincipal"}
_ADDED_PRINCIPALS = {
    "addawsaccountprincipal": "accountprincipal",
    "addarnprincipal": "arnprincipal",
    "addserviceprincipal": "serviceprincipal",
    "addfederatedprincipal": "federatedprincipal",
    "addaccountrootprincipal": "accountrootprincipal",
    "addcanonicaluserprincipal": "canonicaluserprincipal",
    "addanyprincipal": "anyprincipal",
}
_ADDED_KEYS = {
    "addaccountcondition": ("StringEquals", "sts:ExternalId"),
    "addsourceaccountcondition": ("StringEquals", "aws:SourceAccount"),
    "addsourcearncondition": ("ArnEquals", "aws:SourceArn"),
}
_READS = frozenset(("tojson", "tostatementjson", "tostring", "copy", "freeze"))
GRANTS = frozenset(("addtoprincipal", "addtoprincipalorresource", "addtoprincipalandresource"))
"""Functions of `Grant` that allow a principal something."""
MAKERS = frozenset(("policystatement", "policydocument", *GRANTS))
"""What makes a policy, or a statement of one that stands alone."""
METHODS = frozenset(("withconditions", "inorganization", "withsessiontags", "copy", "freeze"))
"""What is called on a principal or a statement to make another of it."""


def constructed(call: Call, holes: Holes) -> Value | None:
    """Return the value that one of the constructs makes; None where it is no such thing."""
    name = plain_name(call.name)
    match name:
        case "policystatement":
            return _statement(call, holes)
        case "policydocument":
            statements = argument(call, "statements")
            body = statements if statements is not None else Items((), call.span)
            version = Text("2012-10-17", call.span)
            return Mapping(
                ((Text("Version", call.span), version), (Text("Statement", call.span), body)), call.span
            )
        case _ if name in GRANTS and call.callee.endswith(f"Grant.{call.name}"):
            return _granted(call)
        case "fromjson" if call.positional:
            value = call.positional[0]
            ours = isinstance(value, Mapping) and call.callee.endswith(f"{STATEMENT}.{call.name}")
            return value._replace(made=STATEMENT) if isinstance(value, Mapping) and ours else value
        case "sub" if call.positional and call.callee.endswith("Fn.sub"):
            return call.positional[0]
    return principal_of(name, call, holes) or resource_of(call) or document_of(call, holes)


def called_on(base: Value, call: Call, holes: Holes) -> Value | None:
    """Return what a method of a principal or a statement makes of it; None where that is not known."""
    match plain_name(call.name):
        case "freeze" | "withsessiontags":
            return base
        case "copy" if not call.positional and not call.named.pairs:
            return base
        case "withconditions" if isinstance(base, Mapping) and base.made == PRINCIPAL:
            return with_conditions(base, key_of("Condition", call), given(call, 0, "conditions"), holes)
        case "inorganization" if isinstance(base, Mapping) and base.made == PRINCIPAL:
            return of_organization(base, call, holes)
    return None


def reads_statement(method: str) -> bool:
    """Tell whether a method of a statement leaves it as it is."""
    name = plain_name(method)
    return name in _READS or name.startswith("validate")


def changed_statement(statement: Mapping, method: str, call: Call, holes: Holes) -> Mapping | None:
    """Return what a method makes of a statement; None where that is not known."""
    name = plain_name(method)
    if name in _LISTS:
        return _with_items(statement, key_of(_LISTS[name], call), call.positional)
    if name == "addallresources":
        return _with_items(statement, key_of("Resource", call), [Text("*", call.span)])
    if name in _PRINCIPALS:
        key = key_of(_PRINCIPALS[name], call)
        return with_principals(statement, key, call.positional, call.span, holes)
    if name in _ADDED_PRINCIPALS:
        made = principal_of(_ADDED_PRINCIPALS[name], call, holes)
        parts = [made] if made is not None else [hole("principal", call.span, holes)]
        return with_principals(statement, key_of("Principal", call), parts, call.span, holes)
    conditions = _conditions(name, call)
    if conditions is not None:
        return with_conditions(statement, key_of("Condition", call), conditions, holes)
    return None


def _conditions(name: str, call: Call) -> Value | None:
    """Return the conditions that a method adds."""
    if name in _ADDED_KEYS:
        value = given(call, 0, "account_id", "arn")
        return condition_of(*_ADDED_KEYS[name], value, call) if value is not None else None
    if name == "addcondition":
        operator, value = given(call, 0, "key"), given(call, 1, "value")
        pairs = ((operator, value),) if isinstance(operator, Text) and value is not None else ()
        return Mapping(pairs, call.span) if pairs else None
    return given(call, 0, "conditions") if name == "addconditions" else None


def _statement(call: Call, holes: Holes) -> Mapping:
    statement = Mapping((), call.span, STATEMENT)
    for name, element in ELEMENTS.items():
        key, value = _named(call, name)
        if value is not None:
            statement = with_element(statement, Text(element, key), value)
        elif name == "effect":
            statement = with_element(statement, Text("Effect", call.span), Text("Allow", call.span))
    key, value = _named(call, "conditions")
    if value is not None:
        statement = with_element(statement, Text("Condition", key), value)
    for name, element in PRINCIPALS.items():
        key, value = _named(call, name)
        if isinstance(value, Items):
            statement = with_principals(statement, Text(element, key), value.items, value.span, holes)
        elif value is not None:
            statement = with_element(statement, Text(element, key), hole("principals", value.span, holes))
    return statement


def _granted(call: Call) -> Mapping:
    """Return the statement that a grant adds to the principal's own policy."""
    found: list[tuple[Text, Value]] = [(Text("Effect", call.span), Text("Allow", call.span))]
    for name, element in (("actions", "Action"), ("resource_arns", "Resource"), ("conditions", "Condition")):
        key, value = _named(call, name)
        if value is not None:
            found.append((Text(element, key), value))
    return Mapping(tuple(found), call.span)


def _named(call: Call, name: str) -> tuple[Span, Value | None]:
    """Return an argument and the span of its name, in Python's spelling or in JavaScript's."""
    first, *rest = name.split("_")
    names = (name, first + "".join(each.capitalize() for each in rest))
    value = argument(call, *names)
    objects = [call.named, *(each for each in call.positional if isinstance(each, Mapping))]
    keys = (each.key(name) for each in objects for name in names)
    key = next((each for each in keys if each is not None), None)
    return (key.span if key is not None else call.span), value


def _with_items(statement: Mapping, key: Text, items: Sequence[Value]) -> Mapping:
    old = statement.get(key.value)
    if not items:
        return statement
    if old is None:
        return with_element(statement, key, Items(tuple(items), _around(items)))
    before = old.items if isinstance(old, Items) else (old,)
    return with_element(statement, key, Items((*before, *items), old.span))


def _around(items: Sequence[Value]) -> Span:
    return items[0].span._replace(end=max(items[0].span.end, items[-1].span.end))
