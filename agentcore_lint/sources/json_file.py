"""The carrier JSON: a file, standard input, or the lines of a JSON Lines file."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Document, Flaw, Span
from agentcore_lint.sources.json_text import Parsed, UnreadableError, parse
from agentcore_lint.sources.unwrap import Found, policies
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.json_spans import JsonSpans
    from agentcore_lint.values import Json

_MARKS = ("<", "${", "{{", "%{", "{%", "ACCOUNT", "\ue000")
_CAPITALS = re.compile(r"_[A-Z]")
_ARN_PART = re.compile(r":[A-Zx][A-Zx0-9_-]*:")


def read_json(path: str, text: str) -> Iterator[Document]:
    """Yield the policies in a JSON text; one document with a flaw where it is not JSON."""
    try:
        parsed = parse(text)
    except UnreadableError as error:
        lines = _lines(text)
        if lines is None:
            locator = JsonLocator(text, ("",))
            yield Document(path, text, None, locator, Holes(), flaws=(error.flaw,))
        else:
            for start, line in lines:
                yield from _documents(path, text, line, start)
        return
    yield from _documents(path, text, parsed, 0)


def _lines(text: str) -> list[tuple[int, Parsed]] | None:
    """Read the text as JSON Lines: each line with its offset, or None when it is no such thing."""
    out: list[tuple[int, Parsed]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            if line.lstrip()[0] not in "[{":
                return None
            try:
                out.append((start, parse(line)))
            except UnreadableError:
                return None
        start += len(line)
    return out if len(out) > 1 else None


def _documents(path: str, text: str, parsed: Parsed, start: int) -> Iterator[Document]:
    for found in policies(parsed.value, duplicates=parsed.duplicates):
        source = found.inner if found.inner is not None else parsed.text
        holes = Holes()
        root = found.root
        target = found.target
        if _may_have_placeholders(source):
            from agentcore_lint.sources.placeholders import fill

            root, target = fill(root, holes), fill(target, holes)
        locator = JsonLocator(parsed.text, found.layers, start)
        flaws = tuple(_flaws(found, locator))
        size = len(found.inner) if found.inner is not None else _compact_size(source, root)
        yield Document(path, text, root, locator, holes, target=target, size=size, flaws=flaws)


def _may_have_placeholders(text: str) -> bool:
    """Rule out quickly that a text has any placeholder: fixed text is found fastest."""
    return (
        any(mark in text for mark in _MARKS)
        or _CAPITALS.search(text) is not None
        or _ARN_PART.search(text) is not None
    )


def _compact_size(source: str, root: Json) -> int:
    """Return the length of the policy without white space: the least that AWS can get."""
    if len(source) < 20_000:
        return len(source)
    return len(json.dumps(root, separators=(",", ":"), ensure_ascii=False))


def _flaws(found: Found, locator: JsonLocator) -> Iterator[Flaw]:
    if found.flaw is not None:
        yield found.flaw._replace(span=locator.outward(found.flaw.span))
    if found.duplicates:
        for name, first, again in locator.inmost.duplicates(locator.pointer):
            label = f"{name!r} stands twice in this object: the first one is lost"
            related = ((locator.outward(first), "the first one"),)
            yield Flaw("AC003", label, locator.outward(again), related)


class JsonLocator:
    """Finds values in JSON text, through strings that hold JSON themselves."""

    __slots__ = ("_layers", "_maps", "_spans", "_start", "_text")

    def __init__(self, text: str, layers: tuple[str, ...], start: int = 0) -> None:
        self._text = text
        self._layers = layers
        self._start = start
        self._spans: JsonSpans | None = None
        self._maps: list[list[int]] = []

    @property
    def pointer(self) -> str:
        """The pointer of the policy in the innermost text."""
        return self._layers[-1]

    @property
    def inmost(self) -> JsonSpans:
        """The syntax tree of the innermost text."""
        if self._spans is None:
            self._load()
        assert self._spans is not None  # noqa: S101  set by _load
        return self._spans

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key."""
        return self.outward(self.inmost.span(self.pointer + pointer, key=key))

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there, in the manner of the file."""
        inner = self.inmost.span(self.pointer + pointer, key=key)
        text = _format(value, self.inmost.text, inner)
        for _ in self._layers[1:]:
            text = json.dumps(text, ensure_ascii=False)[1:-1]
        return self.outward(inner), text

    def outward(self, span: Span) -> Span:
        """Map a span of the innermost text to the file."""
        _ = self.inmost
        start, end = span
        for offsets in reversed(self._maps):
            end = offsets[min(end, len(offsets) - 1)]
            start = offsets[min(start, len(offsets) - 1)]
        return Span(start + self._start, end + self._start)

    def _load(self) -> None:
        from agentcore_lint.sources.json_spans import JsonSpans, inner_offsets

        spans = JsonSpans(self._text)
        for pointer in self._layers[:-1]:
            place = spans.span(pointer)
            literal = spans.text[place.start : place.end]
            self._maps.append([place.start + offset for offset in inner_offsets(literal)])
            inner = json.loads(literal)
            with contextlib.suppress(UnreadableError):
                inner = parse(inner).text
            spans = JsonSpans(inner)
        self._spans = spans


def _format(value: Json, text: str, place: Span) -> str:
    """Write a value as the file would: a list line by line where its key begins a line."""
    line_start = text.rfind("\n", 0, place.start) + 1
    before = text[line_start : place.start]
    indent = before[: len(before) - len(before.lstrip())]
    if not isinstance(value, list) or not indent or "{" in before:
        return json.dumps(value, ensure_ascii=False)
    unit = "\t" if indent.startswith("\t") else "  "
    items = ",\n".join(f"{indent}{unit}{json.dumps(item, ensure_ascii=False)}" for item in value)
    return f"[\n{items}\n{indent}]"
