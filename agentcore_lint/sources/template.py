"""The values of a CloudFormation template: what its intrinsic functions give, as far as it is known.

Source: CloudFormation user guide, "Intrinsic function reference". What `Ref` and `Fn::GetAtt` give of
AgentCore's resources: the schemas' primary identifiers and read-only properties.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, Value, hole, joined, plain, sliced
from agentcore_lint.sources.template_functions import LOOP, found_in_map, selected, split, unrolled
from agentcore_lint.sources.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.values import Holes

AGENTCORE = "AWS::BedrockAgentCore::"
NOTHING = Mapping((), Span(0, 0))
MAX_DEPTH = 60

_ARN_ATTRIBUTES = {
    ("Runtime", "AgentRuntimeArn"),
    ("RuntimeEndpoint", "AgentRuntimeEndpointArn"),
    ("RuntimeEndpoint", "Ref"),
    ("Gateway", "GatewayArn"),
    ("Memory", "MemoryArn"),
    ("Memory", "Ref"),
}
_ID_ATTRIBUTES = {
    "Runtime": "AgentRuntimeId",
    "Gateway": "GatewayIdentifier",
    "Memory": "MemoryId",
}
_IAM = {"AWS::IAM::Role": "role", "AWS::IAM::User": "user"}


class Resource(NamedTuple):
    """A resource of a template; `kind` is what follows AWS::BedrockAgentCore::, else empty.

    `around`: the offsets of its name and of the properties that hold policies.
    """

    name: str
    type: str
    kind: str
    properties: Mapping
    conditional: bool
    around: tuple[int, ...]


class Template:
    """A template's resources, parameters and conditions."""

    def __init__(self, root: Mapping) -> None:
        self.parameters = _mapping(root.get("Parameters"))
        self.conditions = _mapping(root.get("Conditions"))
        self.mappings = _mapping(root.get("Mappings"))
        self.work = Work(root.span.end - root.span.start)
        self.resources: dict[str, Resource] = {}
        for key, body in unrolled(_mapping(root.get("Resources")).pairs):
            kind = body.get("Type") if isinstance(body, Mapping) else None
            if isinstance(body, Mapping) and isinstance(kind, Text):
                ours = kind.value.removeprefix(AGENTCORE) if kind.value.startswith(AGENTCORE) else ""
                properties = _mapping(body.get("Properties"))
                conditional = body.get("Condition") is not None
                around = (
                    key.span.start,
                    *(name.span.start for name, _ in properties.pairs if "olic" in name.value),
                )
                self.resources[key.value] = Resource(
                    key.value, kind.value, ours, properties, conditional, around
                )


def _mapping(value: Value | None) -> Mapping:
    return value if isinstance(value, Mapping) else NOTHING


def conditions_in(value: Value | None) -> Iterator[str]:
    """Yield the names of the conditions that Fn::If asks for in a value."""
    if isinstance(value, Items):
        for item in value.items:
            yield from conditions_in(item)
    elif isinstance(value, Mapping):
        for key, each in value.pairs:
            if key.value == "Fn::If" and isinstance(each, Items) and len(each.items) == 3:
                name = each.items[0]
                if isinstance(name, Text):
                    yield name.value
            yield from conditions_in(each)


class Evaluator:
    """Gives the values of a template under one way in which its conditions may be true.

    `choice`: which conditions are, and what the parameters are that choose from a mapping; an Fn::If or an
    Fn::FindInMap of any other is a hole.
    """

    def __init__(self, template: Template, holes: Holes, choice: dict[str, bool | str]) -> None:
        self._template = template
        self._holes = holes
        self.choice = choice

    def value(self, value: Value, depth: int = 0) -> Value | None:
        """Return a value with its functions called; None where it is AWS::NoValue."""
        found = self._value(value, depth)
        return self._template.work.made(found, "") if found is not None else None

    def _value(self, value: Value, depth: int) -> Value | None:
        if depth > MAX_DEPTH:
            return hole("…", value.span, self._holes)
        if isinstance(value, Items):
            return Items(tuple(self._each(value.items, depth)), value.span)
        if not isinstance(value, Mapping):
            return value
        if len(value.pairs) == 1:
            key, argument = value.pairs[0]
            if key.value == "Ref" or (key.value.startswith("Fn::") and not key.value.startswith(LOOP)):
                return self._call(key.value, argument, value.span, depth + 1)
        pairs = []
        for name, each in unrolled(value.pairs):
            key = name
            if key.value.startswith(("Fn::Transform", LOOP)):
                key = hole(f"${{{key.value}}}", key.span, self._holes)
            found = self.value(each, depth + 1)
            if found is not None:
                pairs.append((key, found))
        return Mapping(tuple(pairs), value.span)

    def _each(self, items: tuple[Value, ...], depth: int) -> Iterator[Value]:
        for item in items:
            found = self.value(item, depth + 1)
            if found is not None:
                yield found

    def _call(self, function: str, argument: Value, span: Span, depth: int) -> Value | None:
        match function, argument:
            case "Ref", Text(value=name):
                return None if name == "AWS::NoValue" else self._of(name, "Ref", span)
            case "Fn::GetAtt", Text(value=name):
                resource, _, attribute = name.partition(".")
                return self._of(resource, attribute, span)
            case "Fn::GetAtt", Items(items=(Text(value=resource), Text(value=attribute))):
                return self._of(resource, attribute, span)
            case "Fn::Sub", Text():
                return self._substituted(argument, NOTHING, span, depth)
            case "Fn::Sub", Items(items=(Text() as text, Mapping() as names)):
                return self._substituted(text, names, span, depth)
            case "Fn::ToJsonString", (Mapping() | Items()):
                return self.value(argument, depth)
            case "Fn::If", Items(items=(Text(value=name), yes, no)) if name in self.choice:
                return self.value(yes if self.choice[name] else no, depth)
        found = self._of_list(function, argument, span, depth)
        if found is None:
            shown = json.dumps(plain(argument), ensure_ascii=False)
            found = hole(f"${{{function} {shown}}}", span, self._holes)
        return found

    def _of_list(self, function: str, argument: Value, span: Span, depth: int) -> Value | None:
        """Return what a function over lists and maps gives; None where it is not known."""
        found: Value | None = None
        match function, argument:
            case "Fn::Join", Items(items=(Text() as separator, parts)):
                listed = parts if isinstance(parts, Items) else self.value(parts, depth)
                return self._joined(separator, listed, span, depth) if isinstance(listed, Items) else None
            case "Fn::FindInMap", Items() if len(argument.items) >= 3:
                found = found_in_map(self._template.mappings, argument, self.choice)
            case "Fn::Select", Items(items=(index, items)):
                found = selected(index, self.value(items, depth) or items)
            case "Fn::Split", Items(items=(separator, text)):
                found = split(separator, self.value(text, depth) or text)
        return self.value(found, depth) if found is not None else None

    def _joined(self, separator: Text, parts: Items, span: Span, depth: int) -> Value:
        found: list[Text] = []
        for number, part in enumerate(parts.items):
            value = self.value(part, depth)
            if number:
                found.append(Text(separator.value, span))
            if isinstance(value, Scalar):
                value = Text(str(value.value), value.span)
            elif isinstance(value, (Mapping, Items)):
                value = Text(json.dumps(plain(value), ensure_ascii=False), value.span)
            found.append(value if isinstance(value, Text) else hole("…", part.span, self._holes))
        return joined(found, span)

    def _substituted(self, text: Text, names: Mapping, span: Span, depth: int) -> Text:
        """Return what Fn::Sub makes of a text: `${Name}` and `${Name.Attribute}` filled in."""
        parts: list[Text] = []
        at = 0
        while True:
            start = text.value.find("${", at)
            end = text.value.find("}", start) if start >= 0 else -1
            if end < 0:
                parts.append(sliced(text, at, len(text.value)))
                return joined(parts, span)
            parts.append(sliced(text, at, start))
            name = text.value[start + 2 : end].strip()
            place = sliced(text, start, end + 1)
            if name.startswith("!"):
                parts += [sliced(text, start, start + 2), sliced(text, start + 3, end + 1)]
            else:
                parts.append(self._named(name, names, place, depth))
            at = end + 1

    def _named(self, name: str, names: Mapping, place: Text, depth: int) -> Text:
        span = place.around
        given = names.get(name)
        if given is not None:
            value = self.value(given, depth)
            if not isinstance(value, Text):
                return hole(f"${{{name}}}", span, self._holes)
            return value.at(span)
        resource, _, attribute = name.partition(".")
        found = self._of(resource, attribute or "Ref", span)
        return found.at(span)

    def _of(self, name: str, attribute: str, span: Span) -> Text:
        """Return what a resource or a parameter gives: an ARN as far as its shape is known."""
        arn = self.arn_of(name, attribute)
        if arn is not None:
            return Text(arn, span, [span] * len(arn))
        resource = self._template.resources.get(name)
        if resource is not None and attribute in ("Ref", "EndpointName"):
            attribute = _ID_ATTRIBUTES.get(resource.kind, attribute)
        return Text(self._char(name, attribute), span, (span,))

    def _char(self, name: str, attribute: str) -> str:
        return self._holes.char(f"${{{name}}}" if attribute == "Ref" else f"${{{name}.{attribute}}}")

    def arn_of(self, name: str, attribute: str) -> str | None:
        """Return the ARN that an attribute of a resource is, with holes; None where it is none."""
        resource = self._template.resources.get(name)
        if resource is None:
            return None
        partition, region, account = (
            self._char(f"AWS::{each}", "Ref") for each in ("Partition", "Region", "AccountId")
        )
        if resource.type in _IAM and attribute == "Arn":
            return f"arn:{partition}:iam::{account}:{_IAM[resource.type]}/{self._char(name, 'Name')}"
        if (resource.kind, attribute) not in _ARN_ATTRIBUTES:
            return None
        head = f"arn:{partition}:bedrock-agentcore:{region}:{account}:"
        if resource.kind == "RuntimeEndpoint":
            runtime, endpoint = (self._property(resource, each) for each in ("AgentRuntimeId", "Name"))
            return f"{head}runtime/{runtime}/runtime-endpoint/{endpoint}"
        return f"{head}{resource.kind.lower()}/{self._char(name, _ID_ATTRIBUTES[resource.kind])}"

    def _property(self, resource: Resource, name: str) -> str:
        value = resource.properties.get(name)
        found = self.value(value) if value is not None else None
        return found.value if isinstance(found, Text) else self._char(resource.name, name)
