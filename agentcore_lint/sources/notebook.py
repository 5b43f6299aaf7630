"""The carrier of Jupyter notebooks: cells of Python, of the shell, and of Markdown; no outputs.

Source: nbformat, "The Jupyter Notebook Format", versions 3 and 4.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import File, Span
from agentcore_lint.sources.embedded import Place
from agentcore_lint.sources.json_spans import JsonSpans
from agentcore_lint.sources.json_values import value_of
from agentcore_lint.sources.literal import Items, Mapping, Text, Value, joined
from agentcore_lint.sources.notebook_cells import Piece, pieces_of
from agentcore_lint.sources.unread import Whole, unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.document import Document

_SUFFIXES = {"python": ".py", "python3": ".py", "bash": ".sh", "javascript": ".js", "typescript": ".ts"}
"""The suffix of the carrier that reads the code, by the kernel's language; no other is read."""
_READ = ("cell_type", "source", "input")


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies of a notebook; none where it is no notebook."""
    from agentcore_lint.sources import is_read, read_as

    for piece in _pieces(text):
        if not is_read(piece.name):
            continue
        place = Place(File(path, text), piece.text.places or (), _in_string)
        within = path if piece.name == ".sh" else ""
        for document in read_as(piece.name, File(within, piece.text.value)):
            yield place.document(document) if document.path == within else document


def whole(_: str, text: str, documents: Sequence[Document]) -> Whole:
    """Tell what is wrong with a notebook that is no JSON: its cells are not read."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return Whole((), unread("a notebook that is not JSON", error.pos, text))
    return Whole(documents)


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments in the cells."""
    from agentcore_lint.sources import carrier, is_read

    for piece in _pieces(text):
        if is_read(piece.name):
            place = Place(File(path, text), piece.text.places or ())
            for span in carrier(piece.name).comments("", piece.text.value):
                yield _with_quote(place.outward(span), text)


def _with_quote(span: Span, text: str) -> Span:
    """Return a comment's span, with the quote before it where it has a line of its cell to itself."""
    line = text.rfind("\n", 0, span.start) + 1
    before = text[line : span.start]
    quote = line + len(before) - len(before.lstrip())
    return Span(quote, span.end) if before.strip(' \t"') == "" else span


def _in_string(text: str) -> str:
    """Write what is put into a cell as the notebook's JSON does."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _pieces(text: str) -> Iterator[Piece]:
    """Yield the texts of a notebook's cells with what says how each is read."""
    spans = JsonSpans(text)
    root = spans.root()
    code: list[Text] = []
    for cell in _cells(root, spans) if root is not None else ():
        kind, source = cell.get("cell_type"), _source(cell)
        if not isinstance(kind, Text) or source is None or source.places is None:
            continue
        if kind.value == "code":
            code.append(source)
        elif kind.value in ("markdown", "heading"):
            yield Piece(".md", source)
    suffix = _SUFFIXES.get(_language(root, spans).lower(), "") if root is not None else ""
    yield from pieces_of(code, suffix)


def _cells(root: Node, spans: JsonSpans) -> Iterator[Mapping]:
    """Yield the cells without their outputs."""
    sheets = [each for each in (_under(root, spans, "worksheets"),) if each is not None]
    homes = [root, *(sheet for each in sheets for sheet in each.named_children)]
    for home in homes:
        cells = _under(home, spans, "cells")
        for cell in cells.named_children if cells is not None else ():
            found = ((name, _under(cell, spans, name)) for name in _READ)
            span = spans.of(cell)
            yield Mapping(
                tuple((Text(name, span), value_of(node, spans)) for name, node in found if node is not None),
                span,
            )


def _under(node: Node, spans: JsonSpans, name: str) -> Node | None:
    """Return the value of a key of an object."""
    for pair in node.named_children if node.type == "object" else ():
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and spans.text[slice(*spans.of(key))] == f'"{name}"':
            return value
    return None


def _source(cell: Mapping) -> Text | None:
    """Return the text of a cell: one string, or its lines."""
    source: Value | None = cell.get("source", "input")
    if isinstance(source, Text):
        return source
    lines = [each for each in source.items if isinstance(each, Text)] if isinstance(source, Items) else []
    return joined(lines, source.span) if lines and source is not None else None


def _language(root: Node, spans: JsonSpans) -> str:
    """Return the language of the kernel; Python where the notebook does not say it."""
    metadata = _under(root, spans, "metadata")
    for holder, name in (("language_info", "name"), ("kernelspec", "language")):
        inner = _under(metadata, spans, holder) if metadata is not None else None
        found = _under(inner, spans, name) if inner is not None else None
        if found is not None:
            return spans.text[slice(*spans.of(found))].strip('"')
    return "python"
