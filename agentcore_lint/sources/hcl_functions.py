"""Terraform's functions as far as their arguments are known.

Source: Terraform language, "Built-in functions".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentcore_lint.sources.literal import (
    Items,
    Mapping,
    Scalar,
    Text,
    Value,
    concatenated,
    joined,
    merged,
    opaque,
    plain,
    sliced,
)
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentcore_lint.sources.document import Span

_SAME = frozenset(
    ("jsonencode", "jsondecode", "tolist", "toset", "tostring", "tomap", "sensitive", "nonsensitive")
)
"""Functions that give what they are given, as far as a policy is concerned."""
FIRST = frozenset(("coalesce", "coalescelist", "try"))
"""Functions that give the first of their arguments that is there."""
_VERB = re.compile(r"%[sdv%]")
_EMPTY: tuple[object, ...] = (None, "", [])


def called(name: str, values: Sequence[Value], span: Span) -> Value | None:
    """Return what a function gives; None where it is not known."""
    if name in _SAME and len(values) == 1:
        return values[0]
    function = _FUNCTIONS.get(name)
    return function(values, span) if function is not None and values else None


def is_given(value: Value) -> bool | None:
    """Tell whether a value is neither null nor empty; None where that is not known."""
    if isinstance(value, Text) and has_hole(value.value):
        return None if opaque(value) else True
    return plain(value) not in _EMPTY


def _flattened(values: Sequence[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, Items):
            yield from _flattened(value.items)
        else:
            yield value


def _flatten(values: Sequence[Value], span: Span) -> Value:
    return Items(tuple(_flattened(values)), span)


def _compact(values: Sequence[Value], span: Span) -> Value | None:
    items = values[0]
    if not isinstance(items, Items):
        return None
    return Items(tuple(each for each in items.items if plain(each) not in (None, "")), span)


def _distinct(values: Sequence[Value], span: Span) -> Value | None:
    items = concatenated(values, span)
    kept: list[Value] = []
    for each in items.items:
        if all(plain(each) != plain(other) for other in kept):
            kept.append(each)
    return Items(tuple(kept), span)


def _unordered(values: Sequence[Value], _: Span) -> Value | None:
    return values[0] if isinstance(values[0], Items) else None


def _join(values: Sequence[Value], span: Span) -> Value | None:
    separator, *lists = values
    parts = concatenated(lists, span).items
    texts = [_text(each) for each in parts]
    if not isinstance(separator, Text) or any(isinstance(each, Text) and opaque(each) for each in lists):
        return None
    out: list[Text] = []
    for number, each in enumerate(texts):
        if each is None:
            return None
        if number:
            out.append(separator)
        out.append(each)
    return joined(out, span)


def _split(values: Sequence[Value], span: Span) -> Value | None:
    if len(values) != 2 or not all(isinstance(each, Text) for each in values):
        return None
    separator, text = (each for each in values if isinstance(each, Text))
    if not separator.value or has_hole(separator.value) or has_hole(text.value):
        return None
    parts: list[Value] = []
    at = 0
    for each in text.value.split(separator.value):
        parts.append(sliced(text, at, at + len(each)))
        at += len(each) + len(separator.value)
    return Items(tuple(parts), span)


def _format(values: Sequence[Value], span: Span) -> Value | None:
    pattern, *arguments = values
    if not isinstance(pattern, Text):
        return None
    parts: list[Text] = []
    at = 0
    given = iter(arguments)
    for found in _VERB.finditer(pattern.value):
        parts.append(sliced(pattern, at, found.start()))
        at = found.end()
        argument: Value | None = next(given, None) if found[0] != "%%" else sliced(pattern, at - 1, at)
        text = _text(argument) if argument is not None else None
        if text is None:
            return None
        parts.append(text.at(sliced(pattern, found.start(), at).around))
    parts.append(sliced(pattern, at, len(pattern.value)))
    return joined(parts, span) if "%" not in _VERB.sub("", pattern.value) else None


def _formatlist(values: Sequence[Value], span: Span) -> Value | None:
    lists = [each for each in values[1:] if isinstance(each, Items)]
    size = len(lists[0].items) if lists else 0
    if not size or any(len(each.items) != size for each in lists):
        return None
    rows = [[each.items[at] if isinstance(each, Items) else each for each in values] for at in range(size)]
    made = [_format(row, span) for row in rows]
    known = [each for each in made if each is not None]
    return Items(tuple(known), span) if len(known) == len(made) else None


def _text(value: Value) -> Text | None:
    """Return a value as a template would write it; None where it is no text."""
    if isinstance(value, Scalar) and value.value is not None:
        written = str(value.value)
        return Text(written.lower() if isinstance(value.value, bool) else written, value.span)
    return value if isinstance(value, Text) else None


def _keys(values: Sequence[Value], span: Span) -> Value | None:
    value = values[0]
    return Items(tuple(key for key, _ in value.pairs), span) if isinstance(value, Mapping) else None


def _values(values: Sequence[Value], span: Span) -> Value | None:
    value = values[0]
    return Items(tuple(each for _, each in value.pairs), span) if isinstance(value, Mapping) else None


def _one(values: Sequence[Value], _: Span) -> Value | None:
    items = values[0].items if isinstance(values[0], Items) else ()
    return items[0] if len(items) == 1 else None


def _changed(change: Callable[[str], str]) -> Callable[[Sequence[Value], Span], Value | None]:
    def function(values: Sequence[Value], _: Span) -> Value | None:
        """Change the letters of a text whose length stays the same."""
        text = values[0]
        if not isinstance(text, Text) or has_hole(text.value) or len(change(text.value)) != len(text.value):
            return None
        return text._replace(value=change(text.value))

    return function


def _replace(values: Sequence[Value], span: Span) -> Value | None:
    if len(values) != 3 or not all(isinstance(each, Text) for each in values):
        return None
    text, old, new = (each for each in values if isinstance(each, Text))
    if not old.value or has_hole(old.value) or old.value[0] == old.value[-1] == "/" or opaque(text):
        return None
    parts: list[Text] = []
    at = 0
    while (found := text.value.find(old.value, at)) >= 0:
        end = found + len(old.value)
        parts += [sliced(text, at, found), new.at(sliced(text, found, end).around)]
        at = end
    parts.append(sliced(text, at, len(text.value)))
    return joined(parts, span)


def _trimmed(values: Sequence[Value], _: Span) -> Value | None:
    text = values[0]
    if not isinstance(text, Text):
        return None
    start = len(text.value) - len(text.value.lstrip())
    return sliced(text, start, max(start, len(text.value.rstrip())))


_FUNCTIONS: dict[str, Callable[[Sequence[Value], Span], Value | None]] = {
    "concat": concatenated,
    "setunion": concatenated,
    "merge": merged,
    "flatten": _flatten,
    "compact": _compact,
    "distinct": _distinct,
    "sort": _unordered,
    "reverse": _unordered,
    "join": _join,
    "split": _split,
    "format": _format,
    "formatlist": _formatlist,
    "keys": _keys,
    "values": _values,
    "one": _one,
    "lower": _changed(str.lower),
    "upper": _changed(str.upper),
    "replace": _replace,
    "trimspace": _trimmed,
    "chomp": _trimmed,
}
