"""What programs call to make a policy, in whatever language: the constructs of the CDK, SDKs, Pulumi.

Sources: CDK API reference, `aws-iam` and `aws-bedrockagentcore`; botocore and the AWS SDK for
JavaScript, PutResourcePolicy; Pulumi registry, `aws.bedrock.AgentcoreResourcePolicy`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.literal import Items, Mapping, Text, Value, hole

if TYPE_CHECKING:
    from agentcore_lint.sources.document import Span
    from agentcore_lint.values import Holes, Kind

CLIENT = "bedrock-agentcore-control"

ELEMENTS = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
"""The elements of a statement by the arguments that the CDK and Terraform's policy document have for them."""
PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}
_AWS = frozenset(("ArnPrincipal", "AccountPrincipal"))
_EFFECTS = {"ALLOW": "Allow", "DENY": "Deny"}
_POLICY_CONSTRUCTS = frozenset(("AgentcoreResourcePolicy", "CfnResourcePolicy", "ResourcePolicy"))
_SERVICE = re.compile(r"bedrock[-_.]?agentcore|agentcoreresourcepolicy", re.IGNORECASE)


class Call(NamedTuple):
    """A call, or the making of an object: the callee's full name as imports have it, and its arguments."""

    callee: str
    positional: tuple[Value, ...]
    named: Mapping
    span: Span

    @property
    def name(self) -> str:
        """The last part of the callee's name."""
        return self.callee.rpartition(".")[2]


class Put(NamedTuple):
    """A policy that a program attaches to something.

    `certain`: the callee is surely AgentCore's. `kind`: what the callee says of a policy of others.
    """

    policy: Value
    target: Value | None = None
    certain: bool = False
    kind: Kind | None = None


_DOCUMENT = ("PolicyDocument", "policyDocument", "policy_document", "policy", "Policy")
_ELSEWHERE: dict[str, Kind] = {
    "createvpcendpoint": "vpc-endpoint-policy",
    "modifyvpcendpoint": "vpc-endpoint-policy",
    "cfnvpcendpoint": "vpc-endpoint-policy",
    "vpcendpoint": "vpc-endpoint-policy",
    "vpcendpointpolicy": "vpc-endpoint-policy",
    "putrolepolicy": "identity-policy",
    "putuserpolicy": "identity-policy",
    "putgrouppolicy": "identity-policy",
    "createpolicy": "identity-policy",
    "createpolicyversion": "identity-policy",
}
"""What takes a policy of others, without case and `_`; a command of the SDK has its call's name."""


def argument(call: Call, *names: str) -> Value | None:
    """Return a named argument; JavaScript has all of them in the last object."""
    found = call.named.get(*names)
    if found is None:
        last = next((each for each in reversed(call.positional) if isinstance(each, Mapping)), None)
        found = last.get(*names) if last is not None else None
    return found


def effect_of(name: str) -> str | None:
    """Return the effect that a name such as `iam.Effect.DENY` is."""
    head, _, last = name.rpartition(".")
    return _EFFECTS.get(last) if head.endswith("Effect") else None


def put_of(call: Call, service: str | None) -> Put | None:
    """Return the policy that a call attaches, if it may be one of AgentCore's.

    `service`: the one of the client that is called, None where it is not known.
    """
    if call.name in ("put_resource_policy", "PutResourcePolicyCommand", "putResourcePolicy"):
        ours = service == CLIENT or (service is None and bool(_SERVICE.search(call.callee)))
        if service is not None and not ours:
            return None
        policy, target = argument(call, "policy"), argument(call, "resourceArn")
        return Put(policy, target, certain=ours) if policy is not None else None
    elsewhere = _elsewhere(call)
    if elsewhere is not None:
        return elsewhere
    if call.name in _POLICY_CONSTRUCTS and _SERVICE.search(call.callee):
        policy, target = argument(call, "policy"), argument(call, "resource_arn", "resourceArn")
        return Put(policy, target, certain=True) if policy is not None else None
    if argument(call, "action") is not None and _is(argument(call, "service"), CLIENT):
        parameters = argument(call, "parameters")
        if isinstance(parameters, Mapping):
            policy, target = parameters.get("policy"), parameters.get("resourceArn")
            return Put(policy, target, certain=True) if policy is not None else None
    return None


def _elsewhere(call: Call) -> Put | None:
    """Return the policy that a call gives to IAM or to a VPC endpoint."""
    name = call.name.replace("_", "").lower()
    if name == "addtopolicy" and call.positional:
        statement = call.positional[0]
        named = isinstance(statement, Mapping) and statement.get("Principal") is not None
        return Put(statement, kind="vpc-endpoint-policy" if named else "identity-policy")
    kind = _ELSEWHERE.get(name.removesuffix("command"))
    policy = argument(call, *_DOCUMENT) if kind is not None else None
    return Put(policy, kind=kind) if policy is not None else None


def _is(value: Value | None, text: str) -> bool:
    return isinstance(value, Text) and value.value.lower().replace("_", "-") in (
        text,
        "@aws-sdk/client-" + text,
        text.replace("-", ""),
    )


def constructed(call: Call, holes: Holes) -> Value | None:
    """Return the value that one of the constructs of `aws-iam` makes; None where it is no such thing."""
    match call.name:
        case "PolicyStatement":
            return _statement(call, holes)
        case "PolicyDocument":
            statements = argument(call, "statements")
            body = statements if statements is not None else Items((), call.span)
            version = Text("2012-10-17", call.span)
            pairs = ((Text("Version", call.span), version), (Text("Statement", call.span), body))
            return Mapping(pairs, call.span)
        case "AnyPrincipal" | "Anyone":
            return _principal("AWS", Text("*", call.span), call.span)
        case "StarPrincipal":
            return Text("*", call.span)
        case "ServicePrincipal" if call.positional:
            return _principal("Service", call.positional[0], call.span)
        case name if name in _AWS and call.positional:
            return _principal("AWS", call.positional[0], call.span)
        case "fromJson" | "from_json" if call.positional:
            return call.positional[0]
        case "sub" if call.positional and call.callee.endswith("Fn.sub"):
            return call.positional[0]
    return None


def _principal(kind: str, value: Value, span: Span) -> Mapping:
    return Mapping(((Text(kind, span), value),), span)


def _statement(call: Call, holes: Holes) -> Mapping:
    pairs: list[tuple[Text, Value]] = []
    for name, element in (ELEMENTS | {"conditions": "Condition"}).items():
        key, value = _named(call, name)
        if value is not None:
            pairs.append((Text(element, key), value))
        elif name == "effect":
            pairs.append((Text("Effect", call.span), Text("Allow", call.span)))
    for name, element in PRINCIPALS.items():
        key, value = _named(call, name)
        if value is not None:
            pairs.append((Text(element, key), _principals(value, holes)))
    return Mapping(tuple(pairs), call.span)


def _named(call: Call, name: str) -> tuple[Span, Value | None]:
    """Return an argument and the span of its name, in Python's spelling or in JavaScript's."""
    first, *rest = name.split("_")
    names = (name, first + "".join(each.capitalize() for each in rest))
    value = argument(call, *names)
    objects = [call.named, *(each for each in call.positional if isinstance(each, Mapping))]
    keys = (each.key(name) for each in objects for name in names)
    key = next((each for each in keys if each is not None), None)
    return (key.span if key is not None else call.span), value


def _principals(value: Value, holes: Holes) -> Value:
    """Return the Principal element of a list of principals; an object that is not known may be any."""
    if not isinstance(value, Items):
        return hole("principals", value.span, holes)
    by_kind: dict[str, tuple[Text, list[Value]]] = {}
    for item in value.items:
        if isinstance(item, Text) and item.value == "*":
            return item
        if isinstance(item, Mapping):
            for key, each in item.pairs:
                by_kind.setdefault(key.value, (key, []))[1].append(each)
        else:
            key = hole("principal", item.span, holes)
            by_kind.setdefault(key.value, (key, []))[1].append(item)
    return Mapping(tuple((key, Items(tuple(items), key.span)) for key, items in by_kind.values()), value.span)
