"""The principals of the CDK's `aws-iam`, each as a part of a statement: its principal and its conditions.

Source: CDK API reference, `aws-iam`, checked against aws-cdk-lib 2.276.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.constructs import argument
from agentcore_lint.sources.literal import Items, Mapping, Text, Value, hole, joined, merged, opaque

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.document import Span
    from agentcore_lint.values import Holes

PRINCIPAL = "Principal"
"""What made a value: it is a part of a statement."""

_KINDS = {
    "arnprincipal": "AWS",
    "serviceprincipal": "Service",
    "canonicaluserprincipal": "CanonicalUser",
    "federatedprincipal": "Federated",
    "webidentityprincipal": "Federated",
    "openidconnectprincipal": "Federated",
    "samlprincipal": "Federated",
    "samlconsoleprincipal": "Federated",
}
"""The kind of the principal that a construct makes of its first argument."""


def principal_of(name: str, call: Call, holes: Holes) -> Mapping | None:
    """Return the principal that a construct makes; `name`: the construct's, without case and `_`."""
    span = call.span
    if name in _KINDS and call.positional:
        made = _part(_of_kind(_KINDS[name], call.positional[0]), span)
        return with_conditions(made, key_of("Condition", call), _conditions_of(name, call), holes)
    match name:
        case "anyprincipal" | "anyone":
            return _part(_of_kind("AWS", Text("*", span)), span)
        case "starprincipal":
            return _part(Text("*", span), span)
        case "accountprincipal" | "accountrootprincipal":
            account = given(call, 0, "account_id") or hole("${AWS::AccountId}", span, holes)
            return _part(_of_kind("AWS", _root_of(account, holes)), span)
        case "organizationprincipal":
            return of_organization(_part(_of_kind("AWS", Text("*", span)), span), call, holes)
        case "compositeprincipal":
            return with_principals(_part(None, span), key_of("Principal", call), call.positional, span, holes)
        case "principalwithconditions" | "sessiontagsprincipal" if call.positional:
            inner = _as_part(call.positional[0])
            return with_conditions(inner, key_of("Condition", call), given(call, 1, "conditions"), holes)
        case "fromrolearn" | "fromuserarn" if len(call.positional) > 2:
            return _part(_of_kind("AWS", call.positional[2]), span)
    return None


def _conditions_of(name: str, call: Call) -> Value | None:
    """Return the conditions that are given with a principal; those of a service are one of its options."""
    return argument(call, "conditions") if name == "serviceprincipal" else given(call, 1, "conditions")


def of_organization(principal: Mapping, call: Call, holes: Holes) -> Mapping | None:
    """Return a principal with the condition that it is of the organisation that a call names."""
    organization = given(call, 0, "organization_id")
    if organization is None:
        return None
    added = condition_of("StringEquals", "aws:PrincipalOrgID", organization, call)
    return with_conditions(principal, key_of("Condition", call), added, holes)


def _root_of(account: Value, holes: Holes) -> Value:
    """Return the principal of an account: its number, or the root's ARN where the number is not known."""
    if not isinstance(account, Text) or not opaque(account):
        return account
    partition = hole("${AWS::Partition}", account.span, holes)
    texts = (
        Text("arn:", account.span),
        partition,
        Text(":iam::", account.span),
        account,
        Text(":root", account.span),
    )
    return joined(texts, account.span)


def _of_kind(kind: str, value: Value) -> Mapping:
    return Mapping(((Text(kind, value.span), value),), value.span)


def _as_part(value: Value) -> Mapping:
    """Return a value as a principal: an object that is not known may be any."""
    return value if isinstance(value, Mapping) and value.made == PRINCIPAL else _part(value, value.span)


def _part(principal: Value | None, span: Span) -> Mapping:
    pairs = ((Text("Principal", span), principal),) if principal is not None else ()
    return Mapping(pairs, span, PRINCIPAL)


def with_principals(
    statement: Mapping, key: Text, principals: Iterable[Value], span: Span, holes: Holes
) -> Mapping:
    """Return a statement with more principals, and with the conditions that they have."""
    for part in map(_as_part, principals):
        added = part.get("Principal")
        if added is None:
            continue
        both = _both(statement.get(key.value), added, span, holes)
        statement = with_element(statement, key, both)
        statement = with_conditions(statement, part.key("Condition") or key, part.get("Condition"), holes)
    return statement


def _both(old: Value | None, added: Value, span: Span, holes: Holes) -> Value:
    """Return the principals of both: `*` is everyone; the kind of what is not known is a hole."""
    if isinstance(old, Text) and old.value == "*":
        return old
    if isinstance(added, Text) and added.value == "*":
        return added
    by_kind: dict[str, tuple[Text, list[Value]]] = {}
    for value in (old, added):
        if isinstance(value, Mapping):
            pairs = value.pairs
        elif value is not None:
            pairs = ((hole("principal", value.span, holes), value),)
        else:
            continue
        for name, each in pairs:
            items = each.items if isinstance(each, Items) else (each,)
            by_kind.setdefault(name.value, (name, []))[1].extend(items)
    where = old.span if old is not None else span
    return Mapping(tuple((name, Items(tuple(items), name.span)) for name, items in by_kind.values()), where)


def key_of(element: str, call: Call) -> Text:
    """Return the name of an element that a call adds."""
    return Text(element, call.at)


def given(call: Call, number: int, *names: str) -> Value | None:
    """Return an argument that may be given by its place or by its name."""
    return call.positional[number] if number < len(call.positional) else call.named.get(*names)


def with_element(statement: Mapping, key: Text, value: Value) -> Mapping:
    """Return a statement with an element: in the place of what it has of it, else as the last."""
    if statement.get(key.value) is None:
        return statement._replace(pairs=(*statement.pairs, (key, value)))
    pairs = tuple((name, value if name.value == key.value else old) for name, old in statement.pairs)
    return statement._replace(pairs=pairs)


def with_conditions(statement: Mapping, key: Text, added: Value | None, holes: Holes) -> Mapping:
    """Return a statement, or a principal, with more conditions: of a key that comes again the later one."""
    if added is None:
        return statement
    old = statement.get("Condition")
    if old is None:
        return with_element(statement, key, added)
    if not isinstance(old, Mapping) or not isinstance(added, Mapping):
        return with_element(statement, key, hole("conditions", added.span, holes))
    pairs = {name.value: (name, value) for name, value in old.pairs}
    for name, value in added.pairs:
        before = pairs.get(name.value)
        both = merged((before[1], value), value.span) if before is not None else value
        pairs[name.value] = (before[0] if before else name, both or hole("condition", value.span, holes))
    return with_element(statement, key, old._replace(pairs=tuple(pairs.values())))


def condition_of(operator: str, key: str, value: Value, call: Call) -> Mapping:
    """Return the condition on one key that a call makes."""
    inner = Mapping(((Text(key, call.at), value),), call.span)
    return Mapping(((Text(operator, call.at), inner),), call.span)
