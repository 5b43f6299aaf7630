"""A text parsed by tree-sitter, with offsets in code points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser


class Syntax:
    """The syntax tree of a text; broken parts are error nodes in it.

    `parsed`: what is parsed in its place, with the same characters but for some ASCII ones.
    """

    def __init__(self, path: str, text: str, parser: Parser, parsed: str | None = None) -> None:
        self.path = path
        self.text = text
        self.work = Work(len(text))
        written = text if parsed is None else parsed
        self._tree = parser.parse(written.encode("utf-8", "surrogatepass"))
        self._offsets = None if text.isascii() else code_points(text)

    @property
    def root(self) -> Node:
        """The root of the tree."""
        return self._tree.root_node

    def at(self, byte: int) -> int:
        """Return the code point to which a byte of the UTF-8 form belongs."""
        return byte if self._offsets is None else self._offsets[byte]

    def byte(self, offset: int) -> int:
        """Return the first byte of a code point in the UTF-8 form."""
        return offset if self._offsets is None else len(self.text[:offset].encode("utf-8", "surrogatepass"))

    def span(self, node: Node) -> Span:
        """Return the span of a node."""
        return Span(self.at(node.start_byte), self.at(node.end_byte))

    def source(self, node: Node) -> str:
        """Return the text of a node, white space joined."""
        span = self.span(node)
        return " ".join(self.text[span.start : span.end].split())


def code_points(text: str) -> list[int]:
    """Return, for each byte of the UTF-8 form, the code point that it belongs to."""
    out: list[int] = []
    for index, char in enumerate(text):
        out.extend([index] * len(char.encode("utf-8", "surrogatepass")))
    out.append(len(text))
    return out


def named(node: Node, kind: str) -> Node | None:
    """Return the first child of a kind."""
    return next((child for child in node.named_children if child.type == kind), None)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and those below it, in the order of the text."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(here.named_children))


def comments_of(file: Syntax) -> Iterator[Span]:
    """Return the spans of the comments."""
    return (file.span(node) for node in walk(file.root) if node.type == "comment")
