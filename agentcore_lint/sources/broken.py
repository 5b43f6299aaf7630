"""Which policies a syntax error runs through, in a text that tree-sitter parsed all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.syntax import Syntax, walk
from agentcore_lint.sources.unread import Whole, mentions, unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.document import Document, Flaw


def whole_of(file: Syntax, documents: Sequence[Document], units: frozenset[str], language: str) -> Whole:
    """Leave out the policies that a syntax error runs through, and say where the first of them is.

    `units`: the types of nodes in which a policy stands whole: a statement, an attribute, a command. A
    policy that is named and was not read counts as well, where an error stands in its unit or on the
    way up from it.
    """
    if not file.root.has_error:
        return Whole(documents)
    kept: list[Document] = []
    lost: list[Node] = []
    read: set[int] = set()
    for document in documents:
        unit = _unit(file, document, units)
        error = next(_errors(unit), None) if unit is not None else None
        if error is not None:
            lost.append(error)
        else:
            kept.append(document)
        if unit is not None:
            read.add(unit.id)
    for at in mentions(file.text):
        error = _around(_node_at(file, at.start), units, read)
        if error is not None:
            lost.append(error)
    first = min(lost, key=lambda node: node.start_byte, default=None)
    return Whole(kept, _flaw(file, first, language) if first is not None else None)


def _unit(file: Syntax, document: Document, units: frozenset[str]) -> Node | None:
    if document.path != file.path:
        return None
    node = _node_at(file, document.locator.span("", key=False).start)
    return next((each for each in _upwards(node) if each.type in units), None)


def _node_at(file: Syntax, offset: int) -> Node | None:
    byte = file.byte(offset)
    return file.root.descendant_for_byte_range(byte, byte)


def _upwards(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _around(node: Node | None, units: frozenset[str], read: set[int]) -> Node | None:
    """Return the error that may have cost the policy in which a node stands; None where there is none."""
    if node is None or node.type == "comment":
        return None
    unit: Node | None = None
    error: Node | None = None
    for each in _upwards(node):
        if each.id in read:
            return None
        if unit is None and each.type in units:
            unit = each
            error = error or next(_errors(each), None)
        error = error or _own_error(each)
    return error


def _own_error(node: Node) -> Node | None:
    """Return the node where it is an error itself, or one that stands directly in it."""
    if node.is_error:
        return node
    if node.has_error:
        for child in node.children:
            if child.is_error or child.is_missing:
                return child
            if child.child_count == 1 and child.children[0].is_missing:
                return child.children[0]
    return None


def _errors(node: Node) -> Iterator[Node]:
    """Yield the errors in a node; that the node itself has no end is none of what stands in it."""
    for child in node.children[:-1] if node.type == "block" else [node]:
        if child.has_error or child.is_error or child.is_missing:
            yield from (each for each in _walk_errors(child))


def _walk_errors(node: Node) -> Iterator[Node]:
    todo = [node]
    while todo:
        here = todo.pop()
        if here.is_error or here.is_missing:
            yield here
        elif here.has_error:
            todo.extend(reversed(here.children))


def _flaw(file: Syntax, error: Node, language: str) -> Flaw:
    """Say where the error is; one that is the whole text is at what is broken in it, or at its end."""
    if error.is_missing:
        end = len(file.text.rstrip()) - 1
        return unread(
            f"broken {language}: expected {error.type}",
            min(file.at(error.start_byte), end),
            file.text,
        )
    if error.start_byte == 0 or error.parent is None:
        inner = next((each for each in walk(error) if each.is_error and each.id != error.id), None)
        at = file.at(inner.start_byte) if inner is not None else len(file.text.rstrip()) - 1
        return unread(f"broken {language}: a syntax error", at, file.text)
    return unread(f"broken {language}: a syntax error", file.at(error.start_byte), file.text)
