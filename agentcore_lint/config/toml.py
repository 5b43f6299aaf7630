"""TOML with places: tomllib for the values, the grammar of tree-sitter for where they stand."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from agentcore_lint.config.error import ConfigError, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from agentcore_lint.config.error import Route

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(data: bytes, path: str) -> dict[str, Any]:
    """Return the values of a TOML text. Raises ConfigError at the place of the mistake."""
    try:
        text = data.decode("utf-8")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"not UTF-8: {error.reason} at byte {error.start}", path) from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _PLACE.search(message)
        lines = text.splitlines() or [""]
        line, column = (
            (int(found[1]), int(found[2])) if found and found[1] else (len(lines), len(lines[-1]) + 1)
        )
        plain = message[: found.start()] if found else message
        shown = lines[line - 1] if line <= len(lines) else ""
        where = Where(path, line, max(column, 1), shown)
        raise ConfigError(plain[0].lower() + plain[1:], path, where) from None


def place(data: bytes, path: str, route: Route, *, key: bool) -> Where:
    """Return where a value of a TOML text, or its key, stands; of what is not written, what holds it."""
    from tree_sitter import Language, Parser
    from tree_sitter_toml import language

    root = Parser(Language(language())).parse(data).root_node
    best: tuple[int, Node] = (0, root)
    for found, key_node, value_node in _entries(root):
        depth = _shared(found, route)
        if depth == len(found) and depth > best[0]:
            best = (depth, key_node if key and depth == len(route) else value_node)
    node = best[1]
    lines = data.decode("utf-8").splitlines() or [""]
    line = lines[node.start_point.row] if node.start_point.row < len(lines) else ""
    column = len(line.encode()[: node.start_point.column].decode("utf-8", "replace")) + 1
    same_line = node.end_point.row == node.start_point.row and best[0] > 0
    size = len(data[node.start_byte : node.end_byte].decode("utf-8", "replace")) if same_line else 1
    return Where(path, node.start_point.row + 1, column, line, max(size, 1))


def _shared(found: Route, route: Route) -> int:
    return len(found) if route[: len(found)] == found else 0


def _entries(root: Node) -> Iterator[tuple[Route, Node, Node]]:
    """Yield each value's route with the node of its key and its own."""
    numbers: dict[Route, int] = {}
    for node in root.named_children:
        if node.type == "pair":
            yield from _pair(node, ())
        elif node.type in ("table", "table_array_element"):
            key_node = node.named_children[0]
            route: Route = _key(key_node)
            if node.type == "table_array_element":
                numbers[route] = numbers.get(route, -1) + 1
                route = (*_numbered(route[:-1], numbers), route[-1], numbers[route])
            else:
                route = _numbered(route, numbers)
            yield route, key_node, key_node
            for pair in node.named_children[1:]:
                if pair.type == "pair":
                    yield from _pair(pair, route)


def _numbered(route: Route, numbers: dict[Route, int]) -> Route:
    """Return a route with the number of the latest element after each name of an array of tables."""
    out: list[str | int] = []
    for size in range(1, len(route) + 1):
        out.append(route[size - 1])
        if route[:size] in numbers:
            out.append(numbers[route[:size]])
    return tuple(out)


def _pair(node: Node, above: Route) -> Iterator[tuple[Route, Node, Node]]:
    key, value = node.named_children[0], node.named_children[-1]
    route = (*above, *_key(key))
    yield route, key, value
    yield from _inside(value, route)


def _inside(value: Node, route: Route) -> Iterator[tuple[Route, Node, Node]]:
    if value.type == "array":
        items = [each for each in value.named_children if each.type != "comment"]
        for number, item in enumerate(items):
            yield (*route, number), item, item
            yield from _inside(item, (*route, number))
    elif value.type == "inline_table":
        for pair in value.named_children:
            if pair.type == "pair":
                yield from _pair(pair, route)


def _key(node: Node) -> tuple[str, ...]:
    text = (node.text or b"").decode("utf-8", "replace")
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key(child))
    return (text[1:-1] if node.type == "quoted_key" else text,)
