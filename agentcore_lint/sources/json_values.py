"""JSON as values with their places, for the formats whose values are not plain."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.json_spans import inner_offsets, string_of
from agentcore_lint.sources.literal import MAX_PLACED, Items, Mapping, Scalar, Text, Value

if TYPE_CHECKING:
    from tree_sitter import Node

    from agentcore_lint.sources.json_spans import JsonSpans


def json_value(spans: JsonSpans) -> Value | None:
    """Return the value of a JSON text; None where it has none."""
    root = spans.root()
    return value_of(root, spans) if root is not None else None


def value_of(node: Node, spans: JsonSpans) -> Value:
    """Return the value of one node."""
    span = spans.of(node)
    if node.type == "object":
        pairs = []
        for child in node.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                pairs.append((_text(key, spans), value_of(value, spans)))
        return Mapping(tuple(pairs), span)
    if node.type == "array":
        return Items(
            tuple(value_of(each, spans) for each in node.named_children if each.type != "comment"), span
        )
    if node.type == "string":
        return _text(node, spans)
    try:
        return Scalar(json.loads(spans.text[span.start : span.end]), span)
    except ValueError:
        return Scalar(None, span)


def _text(node: Node, spans: JsonSpans) -> Text:
    span = spans.of(node)
    written = spans.text[span.start : span.end]
    value = string_of(written)
    if value is None or len(written) > MAX_PLACED:
        return Text(written.strip('"') if value is None else value, span)
    if "\\" not in written:
        return Text(written[1:-1], span, [Span(at, at + 1) for at in range(span.start + 1, span.end - 1)])
    starts = [span.start + at for at in inner_offsets(written)]
    places = [Span(one, after) for one, after in itertools.pairwise(starts)]
    return Text(value, span, places)
