"""Values of a carrier's language as far as they are literal, each with its place in the file.

Every carrier but JSON reads its expressions into these; a policy is then either a `Mapping`, or a
`Text` that holds JSON. What is not literal is a hole: a `Text` of one character of `Holes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from agentcore_lint.sources.document import Span, doubled
from agentcore_lint.values import has_hole, is_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from agentcore_lint.sources.document import Flaw
    from agentcore_lint.values import Holes, Json


MAX_DEPTH = 60
"""How deep the expressions of programs are followed."""
MAX_PLACED = 100_000
"""Characters of a string up to which each has its place: five times what a policy may have."""


class Text(NamedTuple):
    """A string. `places`: the span of each of its characters in the file, where they are known."""

    value: str
    span: Span
    places: Sequence[Span] | None = None

    def at(self, span: Span) -> Text:
        """Return the text as one that is put in at `span`."""
        return Text(self.value, span, [span] * len(self.value))

    @property
    def around(self) -> Span:
        """The span from the first character to the last, where they are known; else that of the literal."""
        return Span(self.places[0].start, self.places[-1].end) if self.places else self.span


class Scalar(NamedTuple):
    """A number, a Boolean, or None."""

    value: float | bool | None
    span: Span


class Mapping(NamedTuple):
    """An object, a block, a dict: its pairs in the order of the file.

    `made`: the construct of a program that made it; empty for one that is written as it is.
    """

    pairs: tuple[tuple[Text, Value], ...]
    span: Span
    made: str = ""

    def get(self, *names: str) -> Value | None:
        """Return the value of the last pair that has one of the names."""
        return next((value for key, value in reversed(self.pairs) if key.value in names), None)

    def key(self, name: str) -> Text | None:
        """Return the key of that name, with its place."""
        return next((key for key, _ in reversed(self.pairs) if key.value == name), None)


class Items(NamedTuple):
    """A list."""

    items: tuple[Value, ...]
    span: Span


T = TypeVar("T")
_DIGITS = 10
"""Digits that no list has items for."""
_BITS = 1000
Value: TypeAlias = Text | Scalar | Mapping | Items


def hole(source: str, span: Span, holes: Holes, scope: str = "") -> Text:
    """Return a value of which only the expression is known; `scope`: where its names are bound."""
    return Text(holes.char(source, scope), span, (span,))


def item(value: Value, key: str) -> Value | None:
    """Return what an object has under a key; None where it has nothing, or nothing that is sure."""
    if not isinstance(value, Mapping) or value.made or any(opaque(each) for each, _ in value.pairs):
        return None
    return value.get(key)


def opaque(value: Value | None) -> bool:
    """Tell whether nothing is known of a value."""
    return isinstance(value, Text) and is_hole(value.value)


def joined(parts: Iterable[Text], span: Span) -> Text:
    """Return the texts one after another, as one that stands at `span`."""
    texts: list[str] = []
    places: list[Span] = []
    for part in parts:
        texts.append(part.value)
        places += part.places if part.places is not None else [part.span] * len(part.value)
    return Text("".join(texts), span, places)


def sliced(text: Text, start: int, end: int) -> Text:
    """Return a part of a text."""
    places = text.places[start:end] if text.places is not None else None
    return Text(text.value[start:end], text.span, places)


def literal(value: str, text: str, span: Span, inner: Span) -> Text:
    """Return a string of which `inner` is the part of the file between its quotes."""
    return Text(value, span, aligned(value, text, inner) if len(value) <= MAX_PLACED else None)


def aligned(value: str, text: str, inner: Span) -> list[Span] | None:
    """Return the span of each character of `value` in a literal, escapes and folded lines heeded.

    None: the literal is written in a way that is not followed.
    """
    start, end = inner
    if text[start:end] == value:
        return [Span(at, at + 1) for at in range(start, end)]
    places: list[Span] = []
    at = start
    for char in value:
        while at < end and text[at] != char and not _escaped(text, at, char):
            if not text[at].isspace() and text[at] not in "\\'\"":
                if char.isspace() and text[at - 1].isspace():
                    break
                return None
            if char == " " and text[at] == "\n":
                break
            at += 1
        if at >= end:
            return None
        size = 1 if text[at] == char or (char == " " and text[at] == "\n") else _escaped(text, at, char)
        places.append(Span(at, at + size))
        at += size
    return places


_ESCAPES = {"\n": "n", "\t": "t", "\r": "r", "\0": "0", "\b": "b", "\f": "f"}


def _escaped(text: str, at: int, char: str) -> int:
    """Return the length of the escape at an offset if it stands for that character, else 0."""
    if text[at] == "$" and text[at : at + 2] == "$$" and char == "$":
        return 2
    if text[at] != "\\":
        return 0
    after = text[at + 1 : at + 2]
    if after == _ESCAPES.get(char, char):
        return 2
    for mark, digits in (("x", 2), ("u", 4), ("U", 8)):
        if after == mark:
            code = text[at + 2 : at + 2 + digits]
            if len(code) == digits and code.lower() == f"{ord(char):0{digits}x}":
                return digits + 2
    return 0


def concatenated(values: Iterable[Value], span: Span) -> Items:
    """Return the items of all lists; what is no list is one item: it is not known which it stands for."""
    items: list[Value] = []
    for value in values:
        items += value.items if isinstance(value, Items) else [value]
    return Items(tuple(items), span)


def merged(values: Iterable[Value], span: Span) -> Mapping | None:
    """Return the pairs of all mappings, of a key the last one; None where one of them is no mapping."""
    pairs: dict[str, tuple[Text, Value]] = {}
    for value in values:
        if not isinstance(value, Mapping):
            return None
        pairs |= {key.value: (key, each) for key, each in value.pairs}
    return Mapping(tuple(pairs.values()), span)


def unpacked(value: Value, unknown: Text, pairs: list[tuple[Text, Value]]) -> list[tuple[Text, Value]]:
    """Return pairs with those of a value that is unpacked after them.

    `unknown`: the key of what it is that is no mapping.
    """
    inner = value.pairs if isinstance(value, Mapping) else ((unknown, value),)
    kept = {name.value for name, _ in inner}
    return [pair for pair in pairs if pair[0].value not in kept] + list(inner)


def resolved(place: Span, escape: Callable[[int], tuple[int, str]]) -> Text:
    """Return a piece of a literal with its escapes resolved.

    `escape` returns of an offset how many characters are written there, and the one that they stand
    for, or none.
    """
    chars: list[str] = []
    places: list[Span] = []
    at = place.start
    while at < place.end:
        size, char = escape(at)
        if char:
            chars.append(char)
            places.append(Span(at, at + size))
        at += size
    return Text("".join(chars), place, places)


def with_more(value: Value, more: list[Value]) -> Value:
    """Return a list, or a policy, to which items or statements are added; of others the last of these."""
    if isinstance(value, Items):
        return Items((*value.items, *more), value.span)
    if isinstance(value, Text) and opaque(value):
        return Items((value, *more), value.span)
    statements = value.get("Statement") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(statements, Items):
        return more[-1]
    added = Items((*statements.items, *more), statements.span)
    pairs = ((key, added if each is statements else each) for key, each in value.pairs)
    return value._replace(pairs=tuple(pairs))


def item_at(items: Sequence[T], index: str) -> T | None:
    """Return the item that a number in decimal notation names; None where it names none."""
    decimal = index.isascii() and index.isdigit() and len(index) < _DIGITS
    return items[int(index)] if decimal and int(index) < len(items) else None


def is_huge(value: float | None) -> bool:
    """Tell numbers of more digits than anybody means to write out: Python itself refuses to."""
    return isinstance(value, int) and value.bit_length() > _BITS


def number(text: str) -> float:
    """Return the number that a text is in decimal notation; zero for other notations."""
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return 0


def plain(value: Value) -> Json:
    """Return the value alone, of keys that stand twice the later one."""
    if isinstance(value, Mapping):
        return {key.value: plain(each) for key, each in value.pairs}
    if isinstance(value, Items):
        return [plain(each) for each in value.items]
    return value.value


def placed_at(value: Value, span: Span) -> Value:
    """Return the value as one that stands at `span`: what another file says, where this one asks for it."""
    if isinstance(value, Mapping):
        pairs = tuple(
            (key._replace(span=span, places=None), placed_at(each, span)) for key, each in value.pairs
        )
        return Mapping(pairs, span)
    if isinstance(value, Items):
        return Items(tuple(placed_at(each, span) for each in value.items), span)
    return value._replace(span=span, places=None) if isinstance(value, Text) else value._replace(span=span)


def duplicates(value: Value) -> Iterator[Flaw]:
    """Yield a flaw for each key that stands twice in a mapping."""
    if isinstance(value, Items):
        for item in value.items:
            yield from duplicates(item)
    if not isinstance(value, Mapping):
        return
    seen: dict[str, Span] = {}
    for key, each in value.pairs:
        if key.value in seen and not has_hole(key.value):
            yield doubled(key.value, seen[key.value], key.span)
        seen[key.value] = key.span
        yield from duplicates(each)
