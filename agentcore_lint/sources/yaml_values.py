"""YAML as values with their places, CloudFormation's short intrinsic functions taken as the long ones.

Scalars keep the text that is written: CloudFormation reads `Version: 2012-10-17` and an account's
number as text too, which YAML 1.1 takes for a date and for a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.limits import TooMuchWorkError
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, Value, literal
from agentcore_lint.sources.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 200

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_KEYS = frozenset(("Ref", "Condition"))


class UnreadableYamlError(Exception):
    """The text is not YAML, or too large when its aliases are followed; `at`: the offset of the place."""

    def __init__(self, label: str, at: int = 0) -> None:
        super().__init__(label)
        self.at = at


def yaml_values(text: str) -> Iterator[Value]:
    """Yield the documents of a YAML text. Raises UnreadableYamlError."""
    try:
        _check_depth(text)
        nodes = list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = mark.index if mark is not None else 0
        raise UnreadableYamlError(error.problem or error.context or "not YAML", at) from None
    except yaml.reader.ReaderError as error:
        at = max(text.find(chr(error.character)), 0) if isinstance(error.character, int) else 0
        raise UnreadableYamlError(f"{error.reason}", at) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableYamlError(str(error)) from None
    for node in nodes:
        if node is not None:
            try:
                yield _Reader(text).value(node)
            except TooMuchWorkError as error:
                raise UnreadableYamlError("its aliases stand for too much", error.span.start) from None


def _check_depth(text: str) -> None:
    """Refuse what is nested too deep: composing it would go as deep in the C library."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise UnreadableYamlError(
                    f"nested deeper than {MAX_DEPTH} levels",
                    event.start_mark.index if event.start_mark else 0,
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Turns the nodes of one document into values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._work = Work(len(text))

    def value(self, node: yaml.Node, depth: int = 0) -> Value:
        if depth > MAX_DEPTH:
            raise UnreadableYamlError(f"nested deeper than {MAX_DEPTH} levels", node.start_mark.index)
        if isinstance(node, yaml.ScalarNode):
            found: Value = self._scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            items = tuple(self.value(each, depth + 1) for each in node.value)
            found = Items(items, self._around(node, [each.span for each in items]))
        else:
            pairs = tuple((self._key(key), self.value(each, depth + 1)) for key, each in node.value)
            found = Mapping(pairs, self._around(node, [each.span for _, each in pairs]))
        tag = str(node.tag)
        self._work.made(found, "")
        return self._called(tag[1:], found) if tag.startswith("!") and len(tag) > 1 else found

    def _key(self, node: yaml.Node) -> Text:
        span = Span(node.start_mark.index, node.end_mark.index)
        if not isinstance(node, yaml.ScalarNode):
            return Text(self._text[span.start : span.end], span)
        quoted = int(self._text[span.start : span.start + 1] in "'\"")
        return literal(node.value, self._text, span, Span(span.start + quoted, span.end - quoted))

    def _scalar(self, node: yaml.ScalarNode) -> Value:
        start, end = node.start_mark.index, self._trimmed(node.end_mark.index)
        span = Span(start, max(start, end))
        tag = str(node.tag)
        if node.style is None and tag.endswith((":null", ":bool")):
            value = None if tag.endswith(":null") else node.value.lower() in ("true", "yes", "on", "y")
            return Scalar(value, span)
        inner = start
        if self._text[start : start + 1] == "!":
            while inner < end and not self._text[inner].isspace():
                inner += 1
            while inner < end and self._text[inner].isspace():
                inner += 1
        if node.style in ("|", ">"):
            inner = self._text.find("\n", inner) + 1 or end
            return literal(node.value, self._text, span, Span(inner, node.end_mark.index))
        quoted = int(node.style in ("'", '"'))
        return literal(node.value, self._text, span, Span(inner + quoted, end - quoted))

    def _trimmed(self, end: int) -> int:
        while end > 0 and self._text[end - 1].isspace():
            end -= 1
        return end

    def _around(self, node: yaml.Node, children: list[Span]) -> Span:
        """Return the span of a collection; one in block style ends with its last child."""
        end = children[-1].end if children and not getattr(node, "flow_style", False) else node.end_mark.index
        return Span(node.start_mark.index, max(end, node.start_mark.index))

    def _called(self, name: str, argument: Value) -> Mapping:
        """Return the long form of a short intrinsic function."""
        key = name if name in _PLAIN_KEYS else f"Fn::{name}"
        if name == "GetAtt" and isinstance(argument, Text):
            resource, _, attribute = argument.value.partition(".")
            parts = (Text(resource, argument.span), Text(attribute, argument.span))
            argument = Items(parts, argument.span)
        return Mapping(((Text(key, argument.span), argument),), argument.span)
