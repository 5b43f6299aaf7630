"""The texts of HCL's templates: quoted ones and here-documents, with what is inserted into them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.hcl import MAX_DEPTH
from agentcore_lint.sources.hcl_truth import truth_of
from agentcore_lint.sources.literal import Scalar, Text, Value, hole, joined, opaque, plain, resolved
from agentcore_lint.sources.syntax import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.hcl_values import Evaluator

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARKS = ("template_for_", "template_if_", "template_else_")
_INSERTED = ("template_interpolation", "template_directive")


def template(evaluator: Evaluator, node: Node, depth: int) -> Value:
    """Return a quoted template's text, or a here-document's; of a lone interpolation its value."""
    file = evaluator.file
    span, text = file.span(node), file.text
    heredoc = node.type == "heredoc_template"
    start, end = span.start + 1, span.end - 1
    if heredoc:
        names = [each for each in node.named_children if each.type == "heredoc_identifier"]
        start = text.find("\n", span.start) + 1
        end = file.span(names[-1]).start if len(names) > 1 else span.end
    inserted = [each for each in node.named_children if each.type in _INSERTED]
    if len(inserted) == 1 and inserted[0].type == "template_interpolation":
        place, inner = file.span(inserted[0]), named(inserted[0], "expression")
        around = text[start : place.start] + text[place.end : end]
        if inner is not None and not (around.strip() if heredoc else around):
            return evaluator.value(inner, depth)
    pieces = _Pieces(evaluator, depth, heredoc=heredoc)
    return joined(pieces.of(inserted, start, max(start, end)), span)


class _Pieces:
    """Puts the pieces of one template together."""

    def __init__(self, evaluator: Evaluator, depth: int, *, heredoc: bool) -> None:
        self._evaluator = evaluator
        self._file = evaluator.file
        self._depth = depth
        self._heredoc = heredoc

    def of(self, inserted: Sequence[Node], start: int, end: int) -> Iterator[Text]:
        """Yield what stands between two offsets: text, and what is inserted."""
        for child in inserted:
            place = self._file.span(child)
            yield self._raw(start, place.start)
            if child.type == "template_interpolation":
                yield self._inserted(child)
            else:
                yield from self._directive(child)
            start = place.end
        yield self._raw(start, end)

    def _directive(self, node: Node) -> Iterator[Text]:
        """Yield the branch of an `if` that is taken, or the body of a `for`, read once."""
        inner = node.named_children[0] if node.named_children else node
        parts = list(inner.named_children)
        marks = [at for at, each in enumerate(parts) if each.type.startswith(_MARKS)]
        ends = [self._file.span(parts[at]) for at in marks]
        if len(marks) < 2 or self._depth > MAX_DEPTH:
            yield hole(self._file.source(node), self._file.span(node), self._evaluator.holes)
            return
        branch = 0
        if inner.type == "template_if":
            condition = named(parts[0], "expression")
            truth = truth_of(self._evaluator, [condition], self._depth) if condition is not None else None
            if truth is None:
                yield hole(self._file.source(node), self._file.span(node), self._evaluator.holes)
                return
            branch = 0 if truth else 1
            if branch + 1 >= len(marks):
                return
        within = [each for each in parts[marks[branch] + 1 : marks[branch + 1]] if each.type in _INSERTED]
        loop = (
            self._evaluator.turns(parts[0], self._depth)
            if inner.type == "template_for"
            else ((self._evaluator, True),)
        )
        for evaluator, _ in loop:
            pieces = _Pieces(evaluator, self._depth + 1, heredoc=self._heredoc)
            yield from pieces.of(within, ends[branch].end, ends[branch + 1].start)

    def _inserted(self, node: Node) -> Text:
        inner = named(node, "expression")
        span = self._file.span(node)
        if inner is None:
            return hole(self._file.source(node), span, self._evaluator.holes)
        value = self._evaluator.value(inner, self._depth)
        if isinstance(value, Text) and (opaque(value) or not self._is_json(inner)):
            return value.at(span)
        if isinstance(value, Scalar) and value.value is None:
            return hole(f"${{{self._file.source(inner)}}}", span, self._evaluator.holes)
        return Text(json.dumps(plain(value), ensure_ascii=False), span).at(span)

    def _is_json(self, node: Node) -> bool:
        return self._file.source(node).startswith("jsonencode(")

    def _raw(self, start: int, end: int) -> Text:
        """Return a piece of a template with its escapes resolved."""
        text = self._file.text

        def escape(at: int) -> tuple[int, str]:
            if text[at : at + 3] in ("$${", "%%{"):
                return 2, text[at]
            plainly = self._heredoc or text[at] != "\\" or at + 1 >= end
            return (1, text[at]) if plainly else _escape(text, at)

        return resolved(Span(start, end), escape)


def _escape(text: str, at: int) -> tuple[int, str]:
    """Return the length of an escape, and the character that it stands for."""
    after = text[at + 1]
    digits = {"u": 4, "U": 8}.get(after, 0)
    code = text[at + 2 : at + 2 + digits]
    if digits and len(code) == digits and all(each in "0123456789abcdefABCDEF" for each in code):
        return 2 + digits, chr(min(int(code, 16), 0x10FFFF))
    return 2, _ESCAPES.get(after, after)
