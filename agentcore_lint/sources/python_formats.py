"""Strings that Python puts together from fields: f-strings, `%`, and `format`."""

from __future__ import annotations

import ast
import string
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import (
    Text,
    Value,
    aligned,
    hole,
    item_at,
    joined,
    opaque,
    sliced,
)

if TYPE_CHECKING:
    from agentcore_lint.sources.python_values import Evaluator

_PREFIX = frozenset("rRbBuUfF")


def places_of(text: str, value: str, span: Span) -> list[Span] | None:
    """Return the places of a string's characters; several literals in a row are one string."""
    start = span.start
    while start < span.end and text[start] in _PREFIX:
        start += 1
    quotes = 3 if text[start : start + 3] in ('"""', "'''") else 1
    return aligned(value, text, Span(start + quotes, span.end - quotes))


def f_string(evaluator: Evaluator, node: ast.JoinedStr, span: Span, depth: int) -> Text:
    """Return an f-string: its fields are found by their braces, since Python 3.11 does not say where."""
    text = evaluator.file.text
    parts: list[Text] = []
    at = span.start
    while at < span.end and text[at] in _PREFIX:
        at += 1
    at += 3 if text[at : at + 3] in ('"""', "'''") else 1
    for each in node.values:
        if isinstance(each, ast.Constant):
            chars, at = _fixed(text, str(each.value), at, span.end)
            parts.append(chars)
            continue
        while at < span.end and text[at] != "{":
            at += 1
        end = _closing(text, at, span.end)
        place = Span(at, end)
        value = evaluator.value(each.value, depth) if isinstance(each, ast.FormattedValue) else None
        plain = isinstance(each, ast.FormattedValue) and each.format_spec is None and each.conversion == -1
        if isinstance(value, Text) and plain:
            parts.append(value.at(place))
        else:
            parts.append(hole(text[at:end], place, evaluator.holes))
        at = end
    return joined(parts, span)


def _fixed(text: str, value: str, at: int, end: int) -> tuple[Text, int]:
    """Return a fixed part of an f-string, and where it ends; a doubled brace is one."""
    start, places = at, []
    for char in value:
        while at < end and text[at] != char and text[at] in "\\'\" \n" and text[at : at + 2] != "\\n":
            at += 1
        size = 2 if text[at : at + 2] in ("{{", "}}", "\\n", "\\t", '\\"', "\\'", "\\\\") else 1
        places.append(Span(at, min(at + size, end)))
        at = min(at + size, end)
    return Text(value, Span(start, at), places), at


def percent(evaluator: Evaluator, left: Value, right: ast.expr, node: ast.expr, depth: int) -> Value:
    """Return the text of `text % values`, with `%s` alone filled in."""
    if not isinstance(left, Text):
        return evaluator.hole(node)
    values = [
        evaluator.value(each, depth) for each in (right.elts if isinstance(right, ast.Tuple) else [right])
    ]
    if isinstance(right, ast.Dict) or left.value.count("%s") != len(values):
        return evaluator.hole(node)
    parts: list[Text] = []
    at = 0
    for value in values:
        found = left.value.find("%s", at)
        parts += [sliced(left, at, found), _inserted(evaluator, value, left)]
        at = found + 2
    parts.append(sliced(left, at, len(left.value)))
    return joined(parts, evaluator.file.span(node))


def _inserted(evaluator: Evaluator, value: Value, around: Text) -> Text:
    if isinstance(value, Text):
        return value.at(value.span)
    return hole("{…}", around.span, evaluator.holes)


def format_call(evaluator: Evaluator, text: Text, node: ast.Call, depth: int) -> Value:
    """Return the text of `text.format(...)`, with plain fields alone filled in."""
    if opaque(text):
        return evaluator.hole(node)
    named = {each.arg: evaluator.value(each.value, depth) for each in node.keywords if each.arg is not None}
    numbered = [evaluator.value(each, depth) for each in node.args]
    parts: list[Text] = []
    at = count = 0
    try:
        fields = list(string.Formatter().parse(text.value))
    except ValueError:
        return evaluator.hole(node)
    for fixed, field, _, _ in fields:
        for char in fixed:
            parts.append(sliced(text, at, at + 1))
            at += 2 if char in "{}" else 1
        if field is None:
            continue
        end = text.value.find("}", at) + 1
        name = field or str(count)
        count += not field
        value = item_at(numbered, name) or named.get(name)
        place = sliced(text, at, end)
        shown = value if isinstance(value, Text) else hole(f"{{{name}}}", place.around, evaluator.holes)
        parts.append(shown.at(place.around))
        at = end
    return joined(parts, evaluator.file.span(node))


def _closing(text: str, at: int, end: int) -> int:
    """Return where the field of an f-string ends that begins at an offset."""
    depth = 0
    for index in range(at, end):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return end
