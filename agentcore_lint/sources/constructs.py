"""What programs call to make a policy, in whatever language: the constructs of the CDK, SDKs, Pulumi.

Sources: CDK API reference, `aws-iam` and `aws-bedrockagentcore`; botocore and the AWS SDK for
JavaScript, PutResourcePolicy; Pulumi registry, `aws.bedrock.AgentcoreResourcePolicy`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.literal import Mapping, Text, Value, hole

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
_EFFECTS = {"ALLOW": "Allow", "DENY": "Deny"}
_POLICY_CONSTRUCTS = frozenset(
    ("AgentcoreResourcePolicy", "BedrockagentcoreResourcePolicy", "CfnResourcePolicy", "ResourcePolicy")
)
_PSEUDO = {
    "account": "AWS::AccountId",
    "accountid": "AWS::AccountId",
    "region": "AWS::Region",
    "partition": "AWS::Partition",
}
_STACK = re.compile(r"(?:.*\.)?Aws|(?:(?:this|self)\.)?stack|this|self|(?:\w+\.)?Stack\.of\((?:this|self)\)")
"""What has the account and the region of a stack."""
_TYPE = "AWS::BedrockAgentCore::ResourcePolicy"
_SERVICE = re.compile(r"bedrock[-_.]?agentcore|agentcoreresourcepolicy", re.IGNORECASE)


class Call(NamedTuple):
    """A call, or the making of an object: the callee's full name as imports have it, and its arguments.

    `at`: where the last part of the callee's name stands.
    """

    callee: str
    positional: tuple[Value, ...]
    named: Mapping
    span: Span
    at: Span

    @property
    def name(self) -> str:
        """The last part of the callee's name."""
        return self.callee.rpartition(".")[2]


class Attachment(NamedTuple):
    """A call that may attach a policy.

    `service`: the one of the client that is called, None where it is not known. `overridden`: what it
    makes is changed in ways that are not followed.
    """

    call: Call
    service: str | None
    overridden: bool


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


def plain_name(name: str) -> str:
    """Return a name without case and `_`: those of Python and of TypeScript are then the same."""
    return name.replace("_", "").lower()


def is_agentcore(callee: str) -> bool:
    """Tell whether the full name of a callee is of a module of AgentCore."""
    return _SERVICE.search(callee) is not None


def named_hole(written: str, span: Span, holes: Holes) -> Text:
    """Return the hole of an expression in braces; `this.account` is the pseudo parameter of the stack."""
    base, _, last = written.strip("${}").rpartition(".")
    parameter = _PSEUDO.get(plain_name(last)) if last and _STACK.fullmatch(base) else None
    if parameter is None:
        return hole(written, span, holes)
    return Text(holes.char(f"${{{parameter}}}", written=written), span, (span,))


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
        ours = service == CLIENT or (service is None and is_agentcore(call.callee))
        if service is not None and not ours:
            return None
        policy, target = argument(call, "policy"), argument(call, "resourceArn", "resource_arn")
        policy, target = policy or _placed(call, 1), target or _placed(call, 0)
        return Put(policy, target, certain=ours) if policy is not None else None
    if call.name == "CfnResource" and _is_text(argument(call, "type"), _TYPE):
        properties = argument(call, "properties")
        policy = properties.get("Policy") if isinstance(properties, Mapping) else None
        target = properties.get("ResourceArn") if isinstance(properties, Mapping) else None
        return Put(policy, target, certain=True) if policy is not None else None
    elsewhere = _elsewhere(call)
    if elsewhere is not None:
        return elsewhere
    if call.name in _POLICY_CONSTRUCTS and is_agentcore(call.callee):
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
    name = plain_name(call.name)
    if name == "addtopolicy" and call.positional:
        statement = call.positional[0]
        named = isinstance(statement, Mapping) and statement.get("Principal") is not None
        return Put(statement, kind="vpc-endpoint-policy" if named else "identity-policy")
    kind = _ELSEWHERE.get(name.removesuffix("command"))
    policy = argument(call, *_DOCUMENT) if kind is not None else None
    return Put(policy, kind=kind) if policy is not None else None


def _placed(call: Call, number: int) -> Value | None:
    """Return the argument at a place, if there is one that is no object of named ones."""
    found = call.positional[number] if number < len(call.positional) else None
    return None if number == 0 and isinstance(found, Mapping) else found


def _is_text(value: Value | None, text: str) -> bool:
    return isinstance(value, Text) and value.value == text


def _is(value: Value | None, text: str) -> bool:
    return isinstance(value, Text) and value.value.lower().replace("_", "-") in (
        text,
        "@aws-sdk/client-" + text,
        text.replace("-", ""),
    )
