"""HCL: the blocks of a file, and the values of expressions as far as they are literal.

Source: HCL native syntax specification (templates, here-documents, collections).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

import tree_sitter_hcl
from tree_sitter import Language, Parser

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import (
    Items,
    Mapping,
    Scalar,
    Text,
    Value,
    concatenated,
    hole,
    joined,
    literal,
    merged,
    number,
    resolved,
)
from agentcore_lint.sources.syntax import Syntax, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from agentcore_lint.values import Holes

MAX_DEPTH = 60
_SAME = frozenset(
    ("jsonencode", "jsondecode", "tolist", "toset", "tostring", "tomap", "sensitive", "nonsensitive")
)
"""Functions that give what they are given, as far as a policy is concerned."""
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


def parse_hcl(path: str, text: str) -> Syntax:
    """Parse a file."""
    return Syntax(path, text, _parser())


class Attribute(NamedTuple):
    """An attribute of a block: the span of its name, and its expression."""

    name: str
    span: Span
    node: Node


class Block(NamedTuple):
    """A block: `span` is that of its type's name."""

    file: Syntax
    type: str
    labels: tuple[str, ...]
    span: Span
    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...]


def blocks_of(file: Syntax) -> Iterator[Block]:
    """Yield the blocks of a file."""
    body = named(file.root, "body")
    if body is not None:
        yield from _blocks(file, body)


def _blocks(file: Syntax, body: Node, depth: int = 0) -> Iterator[Block]:
    for node in body.named_children:
        if node.type != "block" or depth > MAX_DEPTH:
            continue
        head = [each for each in node.named_children if each.type in ("identifier", "string_lit")]
        inner = named(node, "body")
        attributes: dict[str, Attribute] = {}
        for each in inner.named_children if inner is not None else ():
            name, value = named(each, "identifier"), named(each, "expression")
            if each.type == "attribute" and name is not None and value is not None:
                found = Attribute(file.source(name), file.span(name), value)
                attributes[found.name] = found
        labels = tuple(file.source(each).strip('"') for each in head[1:])
        children = tuple(_blocks(file, inner, depth + 1)) if inner is not None else ()
        yield Block(file, file.source(head[0]), labels, file.span(head[0]), attributes, children)


class References(Protocol):
    """What expressions refer to."""

    holes: Holes

    def reference(self, parts: tuple[str, ...], file: Syntax, span: Span) -> Value | None:
        """Return what a name such as `local.x` or `aws_iam_role.x.arn` stands for, if it is known."""


class Evaluator:
    """Gives the values of the expressions of one file."""

    def __init__(self, file: Syntax, references: References) -> None:
        self._file = file
        self._references = references
        self._holes = references.holes

    def value(self, node: Node, depth: int = 0) -> Value:  # noqa: C901  a case for each kind of node
        """Return the value of an expression; what is not literal is a hole."""
        if depth > MAX_DEPTH:
            return self._hole(node)
        children = node.named_children
        match node.type:
            case "expression" if len(children) == 1:
                return self.value(children[0], depth + 1)
            case "expression" if children and children[0].type == "variable_expr":
                return self._reference(node)
            case "variable_expr":
                return self._reference(node)
            case "literal_value" | "collection_value" | "template_expr" if children:
                return self.value(children[0], depth + 1)
            case "tuple":
                items = [each for each in children if each.type == "expression"]
                return Items(tuple(self.value(each, depth + 1) for each in items), self._span(node))
            case "object":
                pairs = [self._pair(each, depth + 1) for each in children if each.type == "object_elem"]
                return Mapping(tuple(pairs), self._span(node))
            case "function_call":
                return self._call(node, depth + 1)
            case "string_lit" | "quoted_template" | "heredoc_template":
                return self._template(node)
            case "numeric_lit":
                return Scalar(number(self._file.source(node)), self._span(node))
            case "bool_lit":
                return Scalar(self._file.source(node) == "true", self._span(node))
            case "null_lit":
                return Scalar(None, self._span(node))
        return self._hole(node)

    def _span(self, node: Node) -> Span:
        return self._file.span(node)

    def _hole(self, node: Node) -> Text:
        return hole(f"${{{self._file.source(node)}}}", self._span(node), self._holes)

    def _pair(self, node: Node, depth: int) -> tuple[Text, Value]:
        sides = [each for each in node.named_children if each.type == "expression"]
        key, value = sides[0], sides[-1]
        inner = key.named_children
        if len(inner) == 1 and inner[0].type == "variable_expr":
            name = self._file.source(key)
            return literal(name, self._file.text, self._span(key), self._span(key)), self.value(value, depth)
        found = self.value(key, depth)
        return found if isinstance(found, Text) else self._hole(key), self.value(value, depth)

    def _reference(self, node: Node) -> Value:
        parts = _path(node, self._file)
        found = self._references.reference(parts, self._file, self._span(node)) if parts else None
        return found if found is not None else self._hole(node)

    def _call(self, node: Node, depth: int) -> Value:
        name = self._file.source(node.named_children[0])
        inner = named(node, "function_arguments")
        nodes = [each for each in inner.named_children if each.type == "expression"] if inner else []
        values = [self.value(each, depth) for each in nodes]
        if name in _SAME and len(values) == 1:
            return values[0]
        if name == "concat" and values:
            return concatenated(values, self._span(node))
        if name == "merge" and values:
            return merged(values, self._span(node)) or self._hole(node)
        return self._hole(node)

    def _template(self, node: Node) -> Text:
        """Return a quoted template's text, or a here-document's."""
        span, text = self._span(node), self._file.text
        heredoc = node.type == "heredoc_template"
        start, end = span.start + 1, span.end - 1
        if heredoc:
            names = [each for each in node.named_children if each.type == "heredoc_identifier"]
            start = text.find("\n", span.start) + 1
            end = self._span(names[-1]).start if len(names) > 1 else span.end
        parts: list[Text] = []
        for child in node.named_children:
            if child.type in ("template_interpolation", "template_directive"):
                place = self._span(child)
                parts += [self._raw(start, place.start, heredoc=heredoc), self._inserted(child)]
                start = place.end
        parts.append(self._raw(start, max(start, end), heredoc=heredoc))
        return joined(parts, span)

    def _inserted(self, node: Node) -> Text:
        inner = named(node, "expression")
        span = self._span(node)
        if node.type == "template_interpolation" and inner is not None:
            value = self.value(inner)
            if isinstance(value, Text):
                return value.at(span)
            return hole(f"${{{self._file.source(inner)}}}", span, self._holes)
        return hole(self._file.source(node), span, self._holes)

    def _raw(self, start: int, end: int, *, heredoc: bool) -> Text:
        """Return a piece of a template with its escapes resolved."""
        text = self._file.text

        def escape(at: int) -> tuple[int, str]:
            if text[at : at + 3] in ("$${", "%%{"):
                return 2, text[at]
            return (1, text[at]) if heredoc or text[at] != "\\" or at + 1 >= end else _escape(text, at)

        return resolved(Span(start, end), escape)


def _escape(text: str, at: int) -> tuple[int, str]:
    """Return the length of an escape, and the character that it stands for."""
    after = text[at + 1]
    digits = {"u": 4, "U": 8}.get(after, 0)
    code = text[at + 2 : at + 2 + digits]
    if digits and len(code) == digits and all(each in "0123456789abcdefABCDEF" for each in code):
        return 2 + digits, chr(min(int(code, 16), 0x10FFFF))
    return 2, _ESCAPES.get(after, after)


def _is_number(node: Node, file: Syntax) -> bool:
    return file.source(node).strip("[] ").isdigit()


def _path(node: Node, file: Syntax) -> tuple[str, ...]:
    """Return the parts of a name; empty where an index or a splat stands in it."""
    parts: list[str] = []
    for child in node.named_children if node.type == "expression" else [node]:
        if child.type == "variable_expr":
            parts.append(file.source(child))
        elif child.type == "get_attr":
            parts.append(file.source(child).lstrip(". "))
        elif child.type == "index" and parts[:1] not in (["local"], ["var"]) and _is_number(child, file):
            continue
        else:
            return ()
    return tuple(parts)
