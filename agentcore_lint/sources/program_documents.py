"""Terraform's policy document in programs: Pulumi's getPolicyDocument, CDK for Terraform's data source.

Sources: Pulumi registry, `aws.iam.getPolicyDocument`; the bindings that CDK for Terraform generates. Both
take what the data source takes, blocks as lists of objects.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.constructs import plain_name
from agentcore_lint.sources.literal import Items, Mapping, Text, Value
from agentcore_lint.sources.policy_document import PolicyDocument

if TYPE_CHECKING:
    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.document import Span
    from agentcore_lint.values import Holes

DOCUMENT = "DataAwsIamPolicyDocument"
"""What made a value: it is a policy document, whose policy is its `json`."""

_MAKERS = frozenset(("getpolicydocument", "getpolicydocumentoutput", "dataawsiampolicydocument"))
_BLOCKS = {
    "statement": "statement",
    "statements": "statement",
    "principals": "principals",
    "notprincipals": "not_principals",
    "condition": "condition",
    "conditions": "condition",
}
"""The type of the blocks that an argument stands for, by its name without case and `_`."""


class Arguments(NamedTuple):
    """An object of arguments as a block of Terraform."""

    type: str
    labels: tuple[str, ...]
    span: Span
    arguments: Mapping

    @property
    def attributes(self) -> dict[str, Text]:
        """The names of the arguments, as Terraform has them."""
        return {_snake(key.value): key for key, _ in self.arguments.pairs}

    @property
    def blocks(self) -> tuple[Arguments, ...]:
        """The blocks in this one; what is not known may be any number of them."""
        found: list[Arguments] = []
        for key, value in self.arguments.pairs:
            kind = _BLOCKS.get(plain_name(key.value))
            for each in value.items if isinstance(value, Items) else (value,):
                if kind is not None and isinstance(each, Mapping):
                    found.append(Arguments(kind, (), each.span, each))
                elif kind is not None:
                    found.append(Arguments("dynamic", (kind,), each.span, Mapping((), each.span)))
        return tuple(found)

    def value(self, name: str) -> Value | None:
        """Return the value of an argument by Terraform's name of it."""
        pairs = reversed(self.arguments.pairs)
        return next((value for key, value in pairs if _snake(key.value) == name), None)


def document_of(call: Call, holes: Holes) -> Mapping | None:
    """Return the policy document that a call makes, or a part of one; None for other calls."""
    if plain_name(call.name) in _MAKERS:
        given = next((each for each in call.positional if isinstance(each, Mapping)), call.named)
        block = Arguments("data", (), call.span, given)
        policy = PolicyDocument(block, Arguments.value, holes).policy()
        return policy._replace(made=DOCUMENT)
    if call.name.startswith(f"{DOCUMENT}Statement"):
        return next((each for each in call.positional if isinstance(each, Mapping)), call.named)
    return None


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)
