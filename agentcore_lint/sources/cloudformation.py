"""The carrier CloudFormation: templates in YAML and JSON, those of SAM and of `cdk synth` among them.

Property names and types: the CloudFormation resource schemas.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.sources.choices import different
from agentcore_lint.sources.document import NOTHING_SAID, Flaw, Said
from agentcore_lint.sources.found import documents_of
from agentcore_lint.sources.literal import Items, Mapping, Text, plain
from agentcore_lint.sources.stack import Attached, beside, joined, owner
from agentcore_lint.sources.template import Evaluator, Resource, Template, conditions_in
from agentcore_lint.sources.template_conditions import assignments
from agentcore_lint.sources.template_functions import keys_asked
from agentcore_lint.sources.unwrap import is_template
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from agentcore_lint.sources.document import Auth, Document, File
    from agentcore_lint.sources.literal import Value
    from agentcore_lint.values import Kind

POLICY = "ResourcePolicy"
_OBJECT = "Policy takes a string, not an object: write it as a block (|) or with Fn::ToJsonString"
_DOCUMENTS: dict[str, tuple[str, Kind]] = {
    "AWS::IAM::Policy": ("PolicyDocument", "identity-policy"),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument", "identity-policy"),
    "AWS::IAM::RolePolicy": ("PolicyDocument", "identity-policy"),
    "AWS::IAM::UserPolicy": ("PolicyDocument", "identity-policy"),
    "AWS::IAM::GroupPolicy": ("PolicyDocument", "identity-policy"),
    "AWS::SSO::PermissionSet": ("InlinePolicy", "identity-policy"),
    "AWS::EC2::VPCEndpoint": ("PolicyDocument", "vpc-endpoint-policy"),
}
"""The property that holds a policy, by type of resource, and the policy's kind."""
_WITH_POLICIES = frozenset(
    (
        "AWS::IAM::Role",
        "AWS::IAM::User",
        "AWS::IAM::Group",
        "AWS::Serverless::Function",
        "AWS::Serverless::StateMachine",
    )
)
_ORGANIZATION: dict[str, Kind] = {"SERVICE_CONTROL_POLICY": "scp", "RESOURCE_CONTROL_POLICY": "rcp"}


def templates_in(value: Value) -> Iterator[Mapping]:
    """Yield the template that a value is, or that stands in it as in serverless.yml."""
    if isinstance(value, Mapping) and is_template(plain(value)):
        yield value
    elif _is_resource(value):
        key = Text("Resource", value.span)
        yield _template(Mapping(((key, value),), value.span))
    elif isinstance(value, Mapping) and any(_is_resource(each) for _, each in value.pairs):
        yield _template(value)
    elif isinstance(value, Mapping):
        inner = value.get("resources")
        for each in inner.items if isinstance(inner, Items) else (inner,):
            if isinstance(each, Mapping) and is_template(plain(each)):
                yield each


def _is_resource(value: Value) -> bool:
    """Tell whether a value is a resource that stands without its template, as in a page's example."""
    kind = value.get("Type") if isinstance(value, Mapping) else None
    return isinstance(kind, Text) and kind.value.startswith("AWS::")


def _template(resources: Mapping) -> Mapping:
    return Mapping(((Text("Resources", resources.span), resources),), resources.span)


def read_template(file: File, root: Mapping) -> Iterator[Document]:
    """Yield the policies of a template, once for each way in which its conditions make them differ."""
    yield from joined(list(_documents(file, root)))


def _documents(file: File, root: Mapping) -> Iterator[Document]:
    template = Template(root)
    holes = Holes()
    stack = _Stack(template, Evaluator(template, holes, {}))
    for resource in template.resources.values():
        used = frozenset(conditions_in(resource.properties))
        asked = frozenset(keys_asked(resource.properties, template.mappings))
        choices = list(assignments(template.conditions, template.parameters, used, asked)) or [{}]
        evaluators = [Evaluator(template, holes, choice) for choice in choices]
        ways = [_policies_of(file, resource, each, holes) for each in evaluators]
        yield from different(map(partial(_placed, resource, stack), evaluators, ways))


def _placed(
    resource: Resource, stack: _Stack, evaluator: Evaluator, documents: Iterator[Document]
) -> Iterator[Document]:
    """Yield documents of a resource with what the stack says of them."""
    for document in documents:
        said = document.said._replace(around=resource.around)
        yield document._replace(
            said=stack.said(said, resource, evaluator) if resource.kind == POLICY else said
        )


def _text_of(evaluator: Evaluator, value: Value | None) -> str | None:
    found = evaluator.value(value) if value is not None else None
    return found.value if isinstance(found, Text) else None


def _policies_of(file: File, resource: Resource, evaluator: Evaluator, holes: Holes) -> Iterator[Document]:
    for value, said in _values_of(resource, evaluator):
        found = evaluator.value(value)
        if found is None:
            continue
        for document in documents_of(file, found, holes, said):
            if resource.kind == POLICY and _is_object(value):
                key = resource.properties.key("Policy")
                flaw = Flaw("AC002", _OBJECT, key.span if key is not None else value.span, message=_OBJECT)
                yield document._replace(flaws=(*document.flaws, flaw))
            else:
                yield document


def _is_object(value: Value) -> bool:
    """Tell whether a value is an object, and not a function that gives a string."""
    return isinstance(value, Mapping) and not (
        len(value.pairs) == 1 and value.pairs[0][0].value.startswith(("Fn::", "Ref"))
    )


def _values_of(resource: Resource, evaluator: Evaluator) -> Iterator[tuple[Value, Said]]:
    """Yield what a resource holds that may be an AgentCore policy."""
    properties = resource.properties
    if resource.kind == POLICY:
        found = [(properties.get("Policy"), Said(attached=True))]
    elif resource.type in _DOCUMENTS:
        name, kind = _DOCUMENTS[resource.type]
        found = [(properties.get(name), Said(kind))]
    elif resource.type in _WITH_POLICIES:
        found = [(each, Said("identity-policy")) for each in _inline(properties.get("Policies"), evaluator)]
    elif resource.type == "AWS::Organizations::Policy":
        said = _ORGANIZATION.get(_text_of(evaluator, properties.get("Type")) or "")
        found = [(properties.get("Content"), Said(said))] if said is not None else []
    elif resource.type in ("Custom::AWS", "AWS::CloudFormation::CustomResource"):
        found = [(properties.get("Update") or properties.get("Create"), NOTHING_SAID)]
    else:
        found = []
    for value, said_of_it in found:
        if value is not None:
            yield value, said_of_it


def _inline(written: Value | None, evaluator: Evaluator) -> Iterator[Value | None]:
    """Yield the documents of inline policies; SAM takes them without a name, too, and one without a list."""
    policies = evaluator.value(written) if written is not None else None
    for each in policies.items if isinstance(policies, Items) else (policies,):
        if isinstance(each, Mapping):
            yield each if each.get("Statement") is not None else each.get("PolicyDocument")


class _Stack:
    """What policies of a template may be attached to, and the policies."""

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self._template = template
        self._owners: dict[frozenset[tuple[str, bool | str]], dict[str, Resource]] = {}
        self._attached: dict[Hashable, Attached] = {
            each.name: Attached(_text_of(evaluator, each.properties.get("ResourceArn")), not each.conditional)
            for each in template.resources.values()
            if each.kind == POLICY
        }

    def said(self, said: Said, resource: Resource, evaluator: Evaluator) -> Said:
        """Return what is known besides of a policy under one choice of conditions."""
        arn = resource.properties.get("ResourceArn")
        target = _text_of(evaluator, arn)
        found = owner(target, self._owned(evaluator))
        before, after = beside(resource.name, self._attached)
        return said._replace(
            target=target,
            place=arn.span if arn is not None else None,
            auth=self._auth(found, evaluator) if found is not None else None,
            authorizer=_authorizer_of(found, evaluator) if found is not None else None,
            before=before,
            after=after,
        )

    def _owned(self, evaluator: Evaluator) -> dict[str, Resource]:
        """Return the resources under one choice of conditions, by what ends their ARNs."""
        choice = frozenset(evaluator.choice.items())
        if choice not in self._owners:
            self._owners[choice] = dict(_owners(self._template, evaluator))
        return self._owners[choice]

    def _auth(self, resource: Resource, evaluator: Evaluator) -> Auth | None:
        """Return how the callers of a runtime, its endpoint, or a gateway sign."""
        if resource.kind == "RuntimeEndpoint":
            runtime = _text_of(evaluator, resource.properties.get("AgentRuntimeId"))
            found = self._owned(evaluator).get(f"runtime/{runtime}")
            return self._auth(found, evaluator) if found is not None else None
        if resource.kind == "Gateway":
            types: dict[str | None, Auth] = {"AWS_IAM": "sigv4", "CUSTOM_JWT": "oauth"}
            return types.get(_authorizer_of(resource, evaluator))
        written = resource.properties.get("AuthorizerConfiguration")
        found_there = evaluator.value(written) if written is not None else None
        if found_there is None:
            return "sigv4"
        known = isinstance(found_there, Mapping) and found_there.get("CustomJWTAuthorizer") is not None
        return "oauth" if known else None


def _owners(template: Template, evaluator: Evaluator) -> Iterator[tuple[str, Resource]]:
    """Yield the resources to which policies may be attached, with what ends their ARNs."""
    for resource in template.resources.values():
        for attribute in ("AgentRuntimeArn", "GatewayArn", "AgentRuntimeEndpointArn"):
            arn = evaluator.arn_of(resource.name, attribute)
            if arn is not None:
                yield arn.split(":", 5)[5], resource


def _authorizer_of(resource: Resource, evaluator: Evaluator) -> str | None:
    return _text_of(evaluator, resource.properties.get("AuthorizerType"))
