"""From a value of a carrier to the documents that it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentcore_lint.files import read_text
from agentcore_lint.sources.document import NOTHING_SAID, Document, File, Said, Span
from agentcore_lint.sources.json_file import Setting, json_documents, read_with
from agentcore_lint.sources.json_text import UnreadableError, parse
from agentcore_lint.sources.literal import Items, Mapping, Text, duplicates, item_at, opaque, plain
from agentcore_lint.sources.placeholders import fill
from agentcore_lint.sources.unwrap import policies
from agentcore_lint.values import Holes, has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.sources.literal import Value
    from agentcore_lint.values import Json


def documents_of(file: File, value: Value, holes: Holes, said: Said) -> Iterator[Document]:
    """Yield the policy that a value is, or holds as JSON; nothing where it is a hole."""
    value = without_spreads(value)
    if opaque(value):
        return
    if isinstance(value, Text):
        yield from _of_text(file, value, holes, said)
    else:
        yield document_of(file, value, holes, said)


def without_spreads(value: Value) -> Value:
    """Return a policy in which what has an unknown object unpacked into it is unknown itself."""
    if not isinstance(value, Mapping):
        return value
    unknown = next((key for key, _ in value.pairs if opaque(key)), None)
    if unknown is not None:
        return unknown
    pairs = []
    for key, each in value.pairs:
        if key.value != "Statement":
            pairs.append((key, each))
        elif isinstance(each, Items):
            pairs.append((key, Items(tuple(map(without_spreads, each.items)), each.span)))
        else:
            pairs.append((key, without_spreads(each)))
    return Mapping(tuple(pairs), value.span)


def policies_in(file: File, value: Value, known: Holes | None = None) -> Iterator[Document]:
    """Yield the policies that stand in a value: alone, in lists and objects, or as JSON in strings.

    `known`: the holes of the value, None for none.
    """
    for found in policies(plain(value), duplicates=False):
        holes = Holes() if known is None else known
        inner = at(value, found.layers[0], holes)
        if inner is None:
            continue
        for document in documents_of(file, inner, holes, NOTHING_SAID):
            yield document._replace(said=Said(target=found.target))


def document_of(file: File, value: Value, holes: Holes, said: Said) -> Document:
    """Return the policy that a value is."""
    root = fill(plain(value), holes)
    size = len(json.dumps(root, separators=(",", ":"), ensure_ascii=False))
    locator = TreeLocator(file.text, value, holes)
    return Document(
        file.path, file.text, root, locator, holes, size=size, flaws=tuple(duplicates(value)), said=said
    )


def _of_text(file: File, value: Text, holes: Holes, said: Said) -> Iterator[Document]:
    text, places = _with_holes_quoted(value)

    def outward(span: Span) -> Span:
        if places is None:
            return value.span
        start = places[span.start].start if span.start < len(places) else value.span.end
        return Span(start, places[span.end - 1].end if span.end > span.start else start)

    try:
        parsed = parse(text)
    except UnreadableError as error:
        # a hole within a string mends nothing; one that was quoted stood for a value, or for several
        if said.attached and len(text) == len(value.value):
            flaw = error.flaw._replace(span=outward(error.flaw.span))
            locator = TreeLocator(file.text, value, holes)
            yield Document(file.path, file.text, None, locator, holes, flaws=(flaw,), said=said)
        return
    yield from json_documents(parsed, Setting(file, holes, outward, said))


def _with_holes_quoted(value: Text) -> tuple[str, Sequence[Span] | None]:
    """Return the text with a hole that stands outside of strings as a string of its own."""
    if not has_hole(value.value):
        return value.value, value.places
    places = value.places if value.places is not None else [value.span] * len(value.value)
    chars: list[str] = []
    kept: list[Span] = []
    quoted = escaped = False
    for char, place in zip(value.value, places, strict=True):
        bare = not quoted and has_hole(char)
        chars += ['"', char, '"'] if bare else [char]
        kept += [place] * (3 if bare else 1)
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
    return "".join(chars), kept


class TreeLocator:
    """Finds values in a tree of them."""

    __slots__ = ("_holes", "_root", "_text")

    def __init__(self, text: str, root: Value, holes: Holes) -> None:
        self._text = text
        self._root = root
        self._holes = holes

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key; of the container's head if missing."""
        name, value, whole = self._find(pointer)
        if not whole:
            return Span(value.span.start, value.span.start + 1)
        return name.span if key and name is not None else value.span

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there, where it is plain how it is written."""
        name, old, whole = self._find(pointer)
        written = json.dumps(value, ensure_ascii=False)
        if not whole or self._holes.mentioned(written):
            return None
        if not key:
            return old.span, written
        if name is None:
            return None
        was = self._text[name.span.start : name.span.end]
        if was.strip("'\"") != name.value:
            return None
        return name.span, str(value) if was == name.value else written

    def _find(self, pointer: str) -> tuple[Text | None, Value, bool]:
        return _find(self._root, pointer, self._holes)


def at(value: Value, pointer: str, holes: Holes) -> Value | None:
    """Return what stands at a pointer in a value, if there is anything."""
    _, found, whole = _find(value, pointer, holes)
    return found if whole else None


def _find(root: Value, pointer: str, holes: Holes) -> tuple[Text | None, Value, bool]:
    """Return the key, the value, and True; or the nearest container and False."""
    name: Text | None = None
    value = root
    for token in pointer.split("/")[1:]:
        step = _step(value, token.replace("~1", "/").replace("~0", "~"), holes)
        if step is None:
            return name, value, False
        name, value = step
    return name, value, True


def _step(value: Value, token: str, holes: Holes) -> tuple[Text | None, Value] | None:
    if isinstance(value, Items):
        item = item_at(value.items, token)
        return (None, item) if item is not None else None
    if not isinstance(value, Mapping):
        return None
    for key, each in reversed(value.pairs):
        if token in (key.value, fill(key.value, holes)):
            return key, each
    return None


def read_beside(path: str, said: Said, holes: Holes) -> Iterator[Document]:
    """Yield the policies of a JSON file that another file reads; nothing where it cannot be read.

    `holes`: those of the other file, since what it says of the policy has some.
    """
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError):
        return
    for document in read_with(File(path, text), holes):
        yield document._replace(said=said._replace(place=Span(0, 1)))
