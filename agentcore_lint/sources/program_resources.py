"""The runtimes, endpoints and gateways that a program makes: their ARNs, and how their callers sign.

Sources: CDK API reference, `aws-bedrockagentcore`, checked against aws-cdk-lib 2.276; Pulumi registry,
`aws.bedrock`. Names are compared without case and `_`. A gateway of the CDK that is given no authorizer
gets a Cognito pool of its own; a runtime that is given none takes SigV4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.constructs import is_agentcore, plain_name
from agentcore_lint.sources.literal import Mapping, Text, Value, hole, item, joined, opaque
from agentcore_lint.sources.program_documents import DOCUMENT
from agentcore_lint.sources.stack import owner
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.document import Auth, Span
    from agentcore_lint.values import Holes

_RUNTIMES = frozenset(("CfnRuntime", "Runtime", "AgentcoreAgentRuntime"))
_ENDPOINTS = frozenset(("CfnRuntimeEndpoint", "RuntimeEndpoint", "AgentcoreAgentRuntimeEndpoint"))
_GATEWAYS = frozenset(("CfnGateway", "Gateway", "AgentcoreGateway"))
RESOURCES = _RUNTIMES | _ENDPOINTS | _GATEWAYS
"""What made a value: it is a resource of AgentCore, its pairs are its properties."""

_ARNS = {"agentruntimearn": _RUNTIMES, "agentruntimeendpointarn": _ENDPOINTS, "gatewayarn": _GATEWAYS}
_IDS = {"agentruntimeid": _RUNTIMES, "gatewayid": _GATEWAYS, "gatewayidentifier": _GATEWAYS}
_REFS = ("CfnRuntime", "CfnGateway")
_AUTHORIZERS = {
    "usingiam": "AWS_IAM",
    "usingawsiam": "AWS_IAM",
    "usingjwt": "CUSTOM_JWT",
    "usingcustomjwt": "CUSTOM_JWT",
    "usingcognito": "CUSTOM_JWT",
    "usingoauth": "CUSTOM_JWT",
    "withnoauth": "NONE",
}
"""The type of the authorizer that a method of the CDK makes."""
_AUTH: dict[str | None, Auth] = {"AWS_IAM": "sigv4", "CUSTOM_JWT": "oauth"}
_OVERRIDES = frozenset(
    ("addoverride", "addpropertyoverride", "adddeletionoverride", "addpropertydeletionoverride", "")
)


class Signing(NamedTuple):
    """How the callers of a resource sign, and the type of a gateway's authorizer; None where not known."""

    auth: Auth | None
    authorizer: str | None = None


def overrides(method: str) -> bool:
    """Tell whether a method changes the properties of a resource in the template."""
    return plain_name(method) in _OVERRIDES


def resource_of(call: Call) -> Value | None:
    """Return the resource that a construct makes, or what is given to it; None for other calls."""
    if call.name in RESOURCES and is_agentcore(call.callee):
        number = 1 if call.name.startswith("Agentcore") else 2
        given = call.positional[number] if number < len(call.positional) else None
        pairs = given.pairs if isinstance(given, Mapping) else ()
        unknown = () if given is None or isinstance(given, Mapping) else ((given, given),)
        return Mapping((*call.named.pairs, *pairs, *unknown), call.span, call.name)
    if "Authorizer" in call.callee and plain_name(call.name) in _AUTHORIZERS:
        return Text(_AUTHORIZERS[plain_name(call.name)], call.span)
    if call.name.endswith(("Property", "Args")) and call.named.pairs:
        return call.named
    return None


class Resources:
    """The resources of one program that its policies may be attached to, as they are met."""

    def __init__(self, holes: Holes) -> None:
        self._holes = holes
        self._owners: dict[str, Mapping] = {}
        self._names: dict[int, str] = {}

    def attribute(self, resource: Mapping, name: str, known_as: str, span: Span) -> Text | None:
        """Return an ARN or an id that a resource has; None where it is no such attribute.

        `known_as`: what the program calls the resource here.
        """
        known_as = self._names.setdefault(resource.span.start, known_as)
        plain = plain_name(name).removeprefix("attr")
        tail = self._tail(resource, known_as, span)
        self._owners[tail.value] = resource
        if resource.made in _IDS.get(plain, ()) or (plain == "ref" and resource.made in _REFS):
            return self._hole(known_as, "id", span)
        if resource.made in _ARNS.get(plain, ()) or (plain == "ref" and resource.made in _ENDPOINTS):
            parts = (self._holes.char(f"${{AWS::{each}}}") for each in ("Partition", "Region", "AccountId"))
            head = Text("arn:{}:bedrock-agentcore:{}:{}:".format(*parts), span)
            return joined([head.at(span), tail], span)
        return None

    def endpoint(self, runtime: Value, call: Call, known_as: str) -> Mapping | None:
        """Return the endpoint that `addEndpoint` of a runtime makes."""
        if not isinstance(runtime, Mapping) or runtime.made not in _RUNTIMES or not call.positional:
            return None
        identifier = self.attribute(runtime, "agentRuntimeId", known_as, call.span)
        pairs = ((Text("endpointName", call.span), call.positional[0]),)
        of = ((Text("agentRuntimeId", call.span), identifier),) if identifier is not None else ()
        return Mapping((*pairs, *of), call.span, "RuntimeEndpoint")

    def signing(self, target: str | None) -> Signing:
        """Return how the callers of the resource sign that a target's ARN names."""
        found = owner(target, self._owners)
        return self._signing(found) if found is not None else Signing(None)

    def _tail(self, resource: Mapping, known_as: str, span: Span) -> Text:
        if resource.made not in _ENDPOINTS:
            kind = "gateway" if resource.made in _GATEWAYS else "runtime"
            return joined([Text(f"{kind}/", span), self._hole(known_as, "id", span)], span)
        runtime = _text(resource, "agentruntimeid") or self._hole(known_as, "agentRuntimeId", span)
        endpoint = _text(resource, "endpointname", "name") or self._hole(known_as, "endpointName", span)
        parts = (Text("runtime/", span), runtime, Text("/runtime-endpoint/", span), endpoint)
        return joined([each.at(span) for each in parts], span)

    def _hole(self, known_as: str, attribute: str, span: Span) -> Text:
        return hole(f"${{{known_as}.{attribute}}}", span, self._holes)

    def _signing(self, resource: Mapping) -> Signing:
        if any(opaque(key) for key, _ in resource.pairs):
            return Signing(None)
        if resource.made in _ENDPOINTS:
            runtime = _text(resource, "agentruntimeid")
            found = self._owners.get(f"runtime/{runtime.value}") if runtime is not None else None
            return self._signing(found) if found is not None else Signing(None)
        given = _property(resource, "authorizerconfiguration")
        kind = given.value if isinstance(given, Text) else None
        if resource.made == "Gateway":
            kind = "CUSTOM_JWT" if given is None else kind
        elif resource.made in _GATEWAYS:
            written = _text(resource, "authorizertype")
            kind = written.value if written is not None else None
        elif isinstance(given, Mapping) and _property(given, "customjwtauthorizer") is not None:
            kind = "CUSTOM_JWT"
        elif given is None:
            kind = "AWS_IAM"
        gateway = resource.made in _GATEWAYS and kind is not None and not has_hole(kind)
        return Signing(_AUTH.get(kind), kind if gateway else None)


def member(base: Value, name: str, known_as: str, span: Span, resources: Resources) -> Value | None:
    """Return what a value has under a name: an attribute of a resource, or what stands in an object."""
    if isinstance(base, Mapping) and base.made in RESOURCES:
        return resources.attribute(base, name, known_as, span)
    if isinstance(base, Mapping) and base.made == DOCUMENT and name == "json":
        return base._replace(made="")
    return item(base, name)


def _property(resource: Mapping, *names: str) -> Value | None:
    return next((value for key, value in reversed(resource.pairs) if plain_name(key.value) in names), None)


def _text(resource: Mapping, *names: str) -> Text | None:
    value = _property(resource, *names)
    return value if isinstance(value, Text) else None
