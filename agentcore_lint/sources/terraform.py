"""The carrier Terraform: resources that hold policies, in HCL."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.sources.broken import whole_of
from agentcore_lint.sources.choices import in_each_way
from agentcore_lint.sources.document import File, Said
from agentcore_lint.sources.found import documents_of, policies_in
from agentcore_lint.sources.hcl import parse_hcl
from agentcore_lint.sources.literal import Mapping, Text, opaque
from agentcore_lint.sources.stack import Attached, beside, joined, owner
from agentcore_lint.sources.syntax import comments_of, walk
from agentcore_lint.sources.terraform_files import beside_documents, file_beside
from agentcore_lint.sources.terraform_module import DOCUMENT, ENDPOINTS, GATEWAYS, Module, signature, texts_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.document import Auth, Document, Span
    from agentcore_lint.sources.hcl import Block
    from agentcore_lint.sources.unread import Whole
    from agentcore_lint.values import Kind

POLICIES = frozenset(("aws_bedrockagentcore_resource_policy", "awscc_bedrockagentcore_resource_policy"))
HOLDERS: dict[str, tuple[str, Kind]] = {
    "aws_iam_policy": ("policy", "identity-policy"),
    "aws_iam_role_policy": ("policy", "identity-policy"),
    "aws_iam_user_policy": ("policy", "identity-policy"),
    "aws_iam_group_policy": ("policy", "identity-policy"),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy", "identity-policy"),
    "aws_vpc_endpoint": ("policy", "vpc-endpoint-policy"),
    "aws_vpc_endpoint_policy": ("policy", "vpc-endpoint-policy"),
    "aws_organizations_policy": ("content", "scp"),
}
"""The attribute that holds a policy, by type of resource, and the policy's kind."""
AUTHORIZERS: dict[str | None, Auth] = {"AWS_IAM": "sigv4", "CUSTOM_JWT": "oauth"}
_TYPES = frozenset((*POLICIES, *HOLDERS, "aws_iam_role"))
_UNITS = frozenset(("attribute", "block"))
"""What a policy stands in: an attribute that holds it, or the block of a policy document."""

_modules: dict[tuple[str, tuple[tuple[str, int, int], ...]], tuple[Module, tuple[Document, ...]]] = {}
"""The last module that was read, by its folder and its state: its files are asked for one after another."""


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies of a module that are written in this file, or in a file that it reads."""
    state = os.path.dirname(path), signature(path) if os.path.isfile(path) else ()
    if state not in _modules or _modules[state][0].texts.get(path) != text:
        _modules.clear()
        module = Module(texts_of(path, text))
        _modules[state] = module, tuple(joined(list(_Reader(module).documents())))
    for document in _modules[state][1]:
        if path in (document.path, document.said.home):
            yield document


class _Reader:
    """Finds the policies of a module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._read: set[str] = set()
        self._owners = dict(_owners(module))
        self._attached: dict[Hashable, Attached] = {
            block.labels: Attached(self._text(block, "resource_arn"), not _is_repeated(block))
            for block in module.resources()
            if block.labels[0] in POLICIES
        }

    def documents(self) -> Iterator[Document]:
        """Yield them: those of resources first, then those that no resource of the module takes."""
        for block in self._module.resources():
            if block.labels[0] in _TYPES:
                yield from in_each_way(self._module.choices, partial(self._of_resource, block))
        yield from self._loose(set(self._taken()))

    def _of_resource(self, resource: Block) -> Iterator[Document]:
        """Yield the policies of a resource, as its branches are taken now."""
        if not self._module.is_there(resource):
            return
        self._module.followed.clear()
        block = self._module.instance(resource)
        kind = block.labels[0]
        if kind in POLICIES:
            yield from self._policy(block, "policy", self._said(block))
        elif kind in HOLDERS:
            name, said = HOLDERS[kind]
            if self._text(block, "type") == "RESOURCE_CONTROL_POLICY":
                said = "rcp"
            yield from self._policy(block, name, Said(said, around=_starts(block, name)))
        else:
            for inner in block.blocks:
                if inner.type == "inline_policy":
                    yield from self._policy(
                        inner, "policy", Said("identity-policy", around=_starts(inner, "policy"))
                    )

    def _loose(self, taken: set[str]) -> Iterator[Document]:
        """Yield the policies that no resource takes."""
        for block in self._module.blocks:
            if _is_document(block) and block.labels[1] not in taken:
                yield from in_each_way(self._module.choices, partial(self._of_document, block))
            elif block.type in ("locals", "module", "output"):
                yield from in_each_way(self._module.choices, partial(self._values, block, taken))

    def _of_document(self, block: Block) -> Iterator[Document]:
        policy = self._module.policy_document(block)
        yield from documents_of(_file(block), policy, self._module.holes, Said(around=(block.span.start,)))

    def _values(self, block: Block, taken: set[str]) -> Iterator[Document]:
        """Yield the policies among the values of a block that says nothing of them."""
        for name in block.attributes:
            if f"local.{name}" in taken or _reference(block, name):
                continue
            value = self._module.value(block, name)
            if value is not None:
                yield from policies_in(_file(block), value, self._module.holes)

    def _taken(self) -> Iterator[str]:
        """Yield the names of policy documents and local values that other resources, or documents, use."""
        for block in self._module.blocks:
            ours = block.type == "resource" and POLICIES.intersection(block.labels[:1])
            if block.type in ("resource", "data") and not ours:
                yield from _names(block)
        yield from self._read

    def _policy(self, block: Block, name: str, said: Said) -> Iterator[Document]:
        """Yield the policy of an attribute, in the file in which it is written."""
        home, key = block, name
        for _ in range(10):
            parts = _reference(home, key)
            if parts[:1] == ("local",) and (found := self._module.local(parts[-1])) is not None:
                self._read.add(f"local.{parts[-1]}")
                home, key = found
                continue
            document = self._document(parts)
            if document is not None:
                self._read.add(document.labels[1])
                policy = self._module.policy_document(document)
                said = _moved(said, block, document)
                yield from documents_of(_file(document), policy, self._module.holes, said)
                return
            break
        beside = file_beside(self._module, home, key)
        if beside is not None:
            said = said._replace(home=home.file.path)
            yield from beside_documents(beside, self._module.holes, said)
            return
        value = self._module.value(home, key)
        if value is not None and not opaque(value):
            self._read |= self._module.followed
            said = _moved(said, block, home)
            yield from documents_of(_file(home), value, self._module.holes, said)

    def _document(self, parts: tuple[str, ...]) -> Block | None:
        """Return the policy document that a name such as `data.aws_iam_policy_document.x.json` stands for."""
        named_one = parts[:2] == ("data", DOCUMENT) and len(parts) > 2
        return self._module.document(parts[2]) if named_one else None

    def _text(self, block: Block, name: str) -> str | None:
        value = self._module.value(block, name)
        return value.value if isinstance(value, Text) else None

    def _said(self, block: Block) -> Said:
        """Return what is known of the resource to which a policy is attached."""
        attribute = block.attributes.get("resource_arn")
        target = self._text(block, "resource_arn")
        found = owner(target, self._owners)
        before, after = beside(block.labels, self._attached)
        place = attribute.node if attribute is not None else None
        return Said(
            attached=True,
            target=target,
            auth=self._auth(found) if found is not None else None,
            place=block.file.span(place) if place is not None else None,
            authorizer=self._text(found, "authorizer_type") if found is not None else None,
            before=before,
            after=after,
            around=_starts(block, "policy"),
        )

    def _auth(self, block: Block) -> Auth | None:
        kind = block.labels[0]
        if kind in GATEWAYS:
            return AUTHORIZERS.get(self._text(block, "authorizer_type"))
        if kind in ENDPOINTS:
            found = self._owners.get(f"runtime/{self._text(block, 'agent_runtime_id')}")
            return self._auth(found) if found is not None else None
        if any(each.type == "authorizer_configuration" for each in block.blocks):
            return "oauth"
        if any(each.labels == ("authorizer_configuration",) for each in block.blocks):
            return None
        value = self._module.value(block, "authorizer_configuration")
        if value is None:
            return "sigv4"
        return "oauth" if isinstance(value, Mapping) else None


def _owners(module: Module) -> Iterator[tuple[str, Block]]:
    """Yield the resources to which policies may be attached, with what ends their ARNs."""
    for block in module.resources():
        for attribute in ("agent_runtime_arn", "agent_runtime_endpoint_arn", "gateway_arn"):
            arn = module.attribute(block, attribute)
            if arn is not None:
                yield arn.split(":", 5)[-1], block


def _moved(said: Said, block: Block, home: Block) -> Said:
    """Return what is said of a policy that is written in another file than its resource."""
    if block.file is home.file:
        return said._replace(around=(*said.around, home.span.start))
    return said._replace(place=home.span, around=(home.span.start,))


def _is_document(block: Block) -> bool:
    return block.type == "data" and block.labels[:1] == (DOCUMENT,) and len(block.labels) == 2


def _is_repeated(block: Block) -> bool:
    return not {"count", "for_each"}.isdisjoint(block.attributes)


def _starts(block: Block, name: str) -> tuple[int, ...]:
    attribute = block.attributes.get(name)
    return (block.span.start, attribute.span.start) if attribute is not None else (block.span.start,)


def _file(block: Block) -> File:
    return File(block.file.path, block.file.text)


def _reference(block: Block, name: str) -> tuple[str, ...]:
    """Return the name that is all of an attribute's expression; empty where it is something else."""
    attribute = block.attributes.get(name)
    written = block.file.source(attribute.node) if attribute is not None else ""
    parts = tuple(written.split("."))
    return parts if len(parts) > 1 and all(each.replace("-", "_").isidentifier() for each in parts) else ()


def _names(block: Block) -> Iterator[str]:
    for attribute in block.attributes.values():
        yield from _names_in(attribute.node, block)
    for inner in block.blocks:
        yield from _names(inner)


def _names_in(node: Node, block: Block) -> Iterator[str]:
    for here in walk(node):
        if (
            here.type == "expression"
            and here.named_children
            and here.named_children[0].type == "variable_expr"
        ):
            parts = block.file.source(here).split(".")
            if parts[:2] == ["data", DOCUMENT] and len(parts) > 2:
                yield parts[2]
            elif parts[0] == "local" and len(parts) > 1:
                yield f"local.{parts[1].split('[')[0]}"


def whole(path: str, text: str, documents: Sequence[Document]) -> Whole:
    """Leave out the policies of this file that a syntax error runs through."""
    return whole_of(parse_hcl(path, text), documents, _UNITS, "HCL")


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments."""
    yield from comments_of(parse_hcl(path, text))
