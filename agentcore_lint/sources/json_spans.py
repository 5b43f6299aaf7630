"""Spans of values in JSON text, by JSON pointer, from tree-sitter's concrete syntax tree."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_json
from tree_sitter import Language, Parser

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.syntax import code_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from agentcore_lint.values import Json


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_json.language()))


def unescape(token: str) -> str:
    """Return a token of a JSON pointer as the key that it stands for."""
    return token.replace("~1", "/").replace("~0", "~")


class JsonSpans:
    """The syntax tree of one JSON text (comments allowed), asked for spans by pointer."""

    def __init__(self, text: str) -> None:
        self.text = text
        data = text.encode("utf-8", "surrogatepass")
        self._tree = _parser().parse(data)
        self._offsets = None if text.isascii() else code_points(text)
        self._children: dict[int, dict[str, tuple[Node | None, Node]]] = {}

    def span(self, pointer: str, *, key: bool = False) -> Span:
        """Return the span of a value, or of its key; of the head of the nearest container if missing."""
        node = self.root()
        tokens = pointer.split("/")[1:]
        name: Node | None = None
        for token in tokens:
            step = self._child(node, unescape(token)) if node is not None else None
            if step is None:
                return self._head(node)
            name, node = step
        if key and name is not None:
            return self.of(name)
        return self.of(node) if node is not None else Span(0, 0)

    def head(self, pointer: str) -> Span:
        """Return the opening bracket of the value there."""
        span = self.span(pointer)
        return Span(span.start, span.start + 1)

    def duplicates(self, pointer: str) -> Iterator[tuple[str, Span, Span]]:
        """Yield each key that an object below `pointer` has twice: name, first span, later span."""
        start, end = self.span(pointer)
        for node in self._walk(self.root()):
            if node.type != "object" or not start <= self._at(node.start_byte) < end:
                continue
            seen: dict[str, Node] = {}
            for key, _ in self._pairs(node):
                name = str(self._value(key))
                if name in seen:
                    yield name, self.of(seen[name]), self.of(key)
                seen[name] = key

    def comments(self) -> Iterator[Span]:
        """Yield the spans of all comments."""
        for node in self._walk(self._tree.root_node):
            if node.type == "comment":
                yield self.of(node)

    def root(self) -> Node | None:
        """Return the node of the value."""
        children = [node for node in self._tree.root_node.named_children if node.type != "comment"]
        return children[0] if children else None

    def _walk(self, node: Node | None) -> Iterator[Node]:
        todo = [node] if node is not None else []
        while todo:
            here = todo.pop()
            yield here
            todo.extend(reversed(here.children))

    def _pairs(self, node: Node) -> Iterator[tuple[Node, Node]]:
        for pair in node.named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and value is not None:
                yield key, value

    def _child(self, node: Node, token: str) -> tuple[Node | None, Node] | None:
        children = self._children.get(node.id)
        if children is None:
            children = self._children[node.id] = self._steps(node)
        return children.get(token)

    def _steps(self, node: Node) -> dict[str, tuple[Node | None, Node]]:
        """Return what is one step below a node, the later of two keys that are the same."""
        if node.type == "object":
            return {str(self._value(key)): (key, value) for key, value in self._pairs(node)}
        if node.type != "array":
            return {}
        items = [child for child in node.named_children if child.type != "comment"]
        return {str(number): (None, item) for number, item in enumerate(items)}

    def _value(self, node: Node) -> Json:
        span = self.of(node)
        return string_of(self.text[span.start : span.end])

    def _head(self, node: Node | None) -> Span:
        if node is None:
            return Span(0, 0)
        start = self._at(node.start_byte)
        return Span(start, start + 1)

    def of(self, node: Node) -> Span:
        """Return the span of a node."""
        return Span(self._at(node.start_byte), self._at(node.end_byte))

    def _at(self, byte: int) -> int:
        return byte if self._offsets is None else self._offsets[byte]


def string_of(literal: str) -> str | None:
    """Return the value of a JSON string; None where it is none, as it may be in a broken text."""
    try:
        value: Json = json.loads(literal, strict=False)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def inner_offsets(literal: str) -> list[int]:
    """Return, for each character of a JSON string's value, its offset in the literal; then the end."""
    starts: list[int] = []
    at = 1
    while at < len(literal) - 1:
        starts.append(at)
        size = _escape_size(literal, at)
        at += size
    return [*starts, len(literal) - 1]


def _escape_size(literal: str, at: int) -> int:
    if literal[at] != "\\":
        return 1
    if literal[at + 1] != "u":
        return 2
    high = int(literal[at + 2 : at + 6], 16)
    if 0xD800 <= high < 0xDC00 and literal[at + 6 : at + 8] == "\\u":
        low = int(literal[at + 8 : at + 12], 16)
        return 12 if 0xDC00 <= low < 0xE000 else 6
    return 6
