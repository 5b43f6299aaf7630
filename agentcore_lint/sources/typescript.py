"""The carrier TypeScript and JavaScript: the CDK, the AWS SDK and Pulumi."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.sources.broken import whole_of
from agentcore_lint.sources.cdk_iam import MAKERS
from agentcore_lint.sources.choices import Choices
from agentcore_lint.sources.constructs import CLIENT, Attachment, plain_name
from agentcore_lint.sources.document import File
from agentcore_lint.sources.literal import Text
from agentcore_lint.sources.program import read_program
from agentcore_lint.sources.program_resources import Resources
from agentcore_lint.sources.syntax import comments_of, walk
from agentcore_lint.sources.typescript_names import TypeScriptNames
from agentcore_lint.sources.typescript_values import Evaluator, parse_typescript
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.document import Document, Span
    from agentcore_lint.sources.literal import Value
    from agentcore_lint.sources.syntax import Syntax
    from agentcore_lint.sources.unread import Whole

_CALLS = frozenset(("call_expression", "new_expression"))
_MAY_ATTACH = re.compile(r"policy|vpcendpoint|cfnresource", re.IGNORECASE)
_UNITS = frozenset(
    (
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
        "return_statement",
        "public_field_definition",
    )
)
"""The statements in which a policy stands whole."""
_SDK = "@aws-sdk/client-"


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies of a TypeScript or JavaScript file; where its syntax is broken, what can be read."""
    file = parse_typescript(path, text)
    yield from read_program(_TypeScriptProgram(File(path, text), file))


class _TypeScriptProgram:
    def __init__(self, file: File, syntax: Syntax) -> None:
        self.file = file
        self._syntax = syntax
        self.holes = Holes()
        self.resources = Resources(self.holes)
        self.choices = Choices()
        self._evaluator = Evaluator(syntax, TypeScriptNames(syntax), self.holes, self.resources, self.choices)

    def calls(self) -> Iterator[Callable[[], Attachment]]:
        """Yield what reads each call that may attach a policy."""
        for node in walk(self._syntax.root):
            if self._may_attach(node):
                yield partial(self._attachment, node)

    def _may_attach(self, node: Node) -> bool:
        if node.type in _CALLS:
            return _MAY_ATTACH.search(self._name(node)) is not None
        return node.type == "object" and self._is_sdk_call(node)

    def _attachment(self, node: Node) -> Attachment:
        if node.type == "object":
            return Attachment(self._evaluator.as_call(node), None, overridden=False)
        call = self._evaluator.call(node)
        return Attachment(call, self._service(call), self._evaluator.overridden(node))

    def _name(self, node: Node) -> str:
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        return self._evaluator.full_name(callee) if callee is not None else ""

    def _is_sdk_call(self, node: Node) -> bool:
        """Tell whether an object is a call of the SDK for a custom resource of the CDK."""
        keys = {
            self._syntax.source(key).strip("'\"")
            for each in node.named_children
            if (key := each.child_by_field_name("key")) is not None
        }
        return {"service", "action", "parameters"} <= keys

    def _service(self, call: Call) -> str | None:
        """Return the service of the SDK's client from which a command is imported."""
        module = call.callee.partition(_SDK)[2].partition(".")[0] if _SDK in call.callee else None
        return CLIENT if module == CLIENT else module

    def literals(self) -> Iterator[Callable[[], Value]]:
        """Yield what reads each object, construct and string that may be a policy, the outer ones alone."""
        todo = [self._syntax.root]
        while todo:
            node = todo.pop()
            if self._may_be_policy(node):
                value = self._evaluator.bound(node)
                if not isinstance(value, Text) or value.value.lstrip().startswith("{"):
                    yield partial(self._evaluator.bound, node)
                    continue
            todo.extend(reversed(node.named_children))

    def _may_be_policy(self, node: Node) -> bool:
        if node.type == "object":
            keys = (each.child_by_field_name("key") for each in node.named_children)
            return any(
                key is not None and self._syntax.source(key).strip("'\"") == "Statement" for key in keys
            )
        if node.type in _CALLS:
            return plain_name(self._name(node).rpartition(".")[2]) in MAKERS
        return node.type in ("string", "template_string") and '"Statement"' in self._syntax.source(node)


def whole(path: str, text: str, documents: Sequence[Document]) -> Whole:
    """Leave out the policies that a syntax error runs through."""
    return whole_of(parse_typescript(path, text), documents, _UNITS, "TypeScript")


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments."""
    yield from comments_of(parse_typescript(path, text))
