"""Intrinsic functions of CloudFormation over lists, maps and loops, as far as their arguments are known.

Source: CloudFormation user guide, "Intrinsic function reference"; for Fn::ForEach and the DefaultValue of
Fn::FindInMap, the transform AWS::LanguageExtensions.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, Value, joined, opaque, sliced
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Choice

LOOP = "Fn::ForEach::"
MAX_TURNS = 100
"""Items up to which a loop is read once for each; past it, once for all."""
MAX_PAIRS = 1000
"""More than a template may have resources."""
_REFERENCE = re.compile(r"[$&]\{\s*(\w+)\s*\}")


def selected(index: Value, items: Value) -> Value | None:
    """Return what Fn::Select gives; None where it is not known."""
    number = _number(index)
    if number is None or not isinstance(items, Items) or number >= len(items.items):
        return None
    # a value that is not known may stand for several
    return items.items[number] if not any(map(opaque, items.items[:number])) else None


def _number(index: Value) -> int | None:
    if isinstance(index, Scalar) and isinstance(index.value, int):
        return index.value
    return int(index.value) if isinstance(index, Text) and index.value.isdecimal() else None


def split(separator: Value, text: Value) -> Items | None:
    """Return what Fn::Split gives; None where it is not known."""
    if not isinstance(separator, Text) or not isinstance(text, Text) or not separator.value:
        return None
    if has_hole(text.value) or has_hole(separator.value):
        return None
    parts: list[Value] = []
    at = 0
    for each in text.value.split(separator.value):
        parts.append(sliced(text, at, at + len(each)))
        at += len(each) + len(separator.value)
    return Items(tuple(parts), text.span)


def found_in_map(mappings: Mapping, argument: Items, choice: Choice[str, bool | str]) -> Value | None:
    """Return what Fn::FindInMap gives; None where it is not known."""
    name, first, second, *more = argument.items
    found: Value | None = mappings.get(name.value) if isinstance(name, Text) else None
    for each in (first, second):
        key = key_of(each)
        chosen = choice.get(key) if key is not None else each.value if isinstance(each, Text) else None
        if not isinstance(chosen, str):
            return None
        found = found.get(chosen) if isinstance(found, Mapping) else None
    if found is None and more and isinstance(more[0], Mapping):
        return more[0].get("DefaultValue")
    return found


def key_of(value: Value) -> str | None:
    """Return the name of what decides a key that is a reference."""
    if isinstance(value, Mapping) and len(value.pairs) == 1 and value.pairs[0][0].value == "Ref":
        name = value.pairs[0][1]
        return f"Ref {name.value}" if isinstance(name, Text) else None
    return None


def keys_asked(value: Value | None, mappings: Mapping) -> Iterator[tuple[str, str]]:
    """Yield each reference that an Fn::FindInMap in a value has as a key, with each key that the map has."""
    if isinstance(value, Items):
        for item in value.items:
            yield from keys_asked(item, mappings)
    elif isinstance(value, Mapping):
        for key, each in value.pairs:
            if key.value == "Fn::FindInMap" and isinstance(each, Items) and len(each.items) >= 3:
                yield from _keys_of_map(each, mappings)
            yield from keys_asked(each, mappings)


def _keys_of_map(argument: Items, mappings: Mapping) -> Iterator[tuple[str, str]]:
    name, first, second = argument.items[:3]
    table = mappings.get(name.value) if isinstance(name, Text) else None
    rows = table.pairs if isinstance(table, Mapping) else ()
    for reference, maps in ((key_of(first), (table,)), (key_of(second), tuple(row for _, row in rows))):
        if reference is not None:
            known = (each for each in maps if isinstance(each, Mapping))
            yield from ((reference, key.value) for each in known for key, _ in each.pairs)


def unrolled(pairs: tuple[tuple[Text, Value], ...]) -> Iterator[tuple[Text, Value]]:
    """Return the pairs of a mapping with its loops written out, over a list that is not known once."""
    if not any(key.value.startswith(LOOP) for key, _ in pairs):
        return iter(pairs)
    return itertools.islice(_unrolled(pairs, 0), MAX_PAIRS)


def _unrolled(pairs: tuple[tuple[Text, Value], ...], depth: int) -> Iterator[tuple[Text, Value]]:
    for key, value in pairs:
        loop = _loop(value) if key.value.startswith(LOOP) and depth < 5 else None
        if loop is None:
            yield key, value
            continue
        name, items, body = loop
        for item in items:
            made = body.pairs if item is None else tuple(_bound(body, name, item).pairs)
            yield from _unrolled(made, depth + 1)


def _loop(value: Value) -> tuple[str, list[Text | None], Mapping] | None:
    """Return a loop's variable, what it stands for, and its body."""
    if not isinstance(value, Items) or len(value.items) != 3:
        return None
    name, over, body = value.items
    if not isinstance(name, Text) or not isinstance(body, Mapping):
        return None
    texts = [each for each in over.items if isinstance(each, Text)] if isinstance(over, Items) else []
    known = isinstance(over, Items) and len(texts) == len(over.items) <= MAX_TURNS
    return name.value, list(texts) if known else [None], body


def _bound(value: Mapping, name: str, item: Text) -> Mapping:
    bound = _with(value, name, item)
    return bound if isinstance(bound, Mapping) else value


def _with(value: Value, name: str, item: Text) -> Value:
    """Return a value with a loop's variable put in."""
    if isinstance(value, Text):
        return _put_in(value, name, item)
    if isinstance(value, Items):
        return Items(tuple(_with(each, name, item) for each in value.items), value.span)
    if not isinstance(value, Mapping):
        return value
    if key_of(value) == f"Ref {name}":
        return item.at(value.span)
    return Mapping(
        tuple((_put_in(key, name, item), _with(each, name, item)) for key, each in value.pairs), value.span
    )


def _put_in(text: Text, name: str, item: Text) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _REFERENCE.finditer(text.value):
        if found[1] == name:
            parts += [sliced(text, at, found.start()), item.at(sliced(text, *found.span()).around)]
            at = found.end()
    return joined([*parts, sliced(text, at, len(text.value))], text.span) if parts else text
