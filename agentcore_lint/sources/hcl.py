"""HCL: the blocks of a file."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import tree_sitter_hcl
from tree_sitter import Language, Parser

from agentcore_lint.sources.syntax import Syntax, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from agentcore_lint.sources.document import Span
    from agentcore_lint.sources.literal import Value

MAX_DEPTH = 60


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
    """A block: `span` is that of its type's name, `end` where the block ends.

    `names`: what names such as `each`, or the iterator of a dynamic block, stand for in it.
    """

    file: Syntax
    type: str
    labels: tuple[str, ...]
    span: Span
    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...]
    end: int = 0
    names: Mapping[str, Value] = MappingProxyType({})

    def mentions(self, text: str) -> bool:
        """Tell whether a text stands in the block."""
        return self.file.text.find(text, self.span.start, self.end) >= 0


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
        end = file.span(node).end
        yield Block(file, file.source(head[0]), labels, file.span(head[0]), attributes, children, end)
