"""Comments that hide findings: `agentcore-lint: ignore[AC101] reason`.

One at the end of a line is for the findings of that line. One that has a line to itself is for what
begins on the next: a value of the policy with all that is in it, the resource or the call that
attaches the policy, a fenced block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.rule import rules
from agentcore_lint.sources import comments
from agentcore_lint.sources.document import Span
from agentcore_lint.sources.lines import starts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.sources.document import Document

_DIRECTIVE = re.compile(r"agentcore-lint: ignore\[([^\]\n]*)\]")


class Suppression(NamedTuple):
    """One comment: the ids of its rules, its span, and the line, from 0, that it is for."""

    rules: frozenset[str]
    span: Span
    line: int


class Suppressions:
    """The suppressions of a file, and which of them have hidden something."""

    def __init__(self, path: str, text: str) -> None:
        self._starts = starts_of(text)
        self._text = text
        spans = sorted(comments(path, text))
        self.all = [each for span in spans for each in self._read(span, spans)]
        self._used: set[Suppression] = set()

    def hides(self, diagnostic: Diagnostic, document: Document) -> bool:
        """Tell whether some comment is for this finding."""
        alike = [each for each in self.all if diagnostic.rule in each.rules]
        if not alike:
            return False
        lines = set(self._lines(diagnostic, document))
        hiding = [each for each in alike if each.line in lines]
        self._used.update(hiding)
        return bool(hiding)

    def unused(self) -> Iterator[Suppression]:
        """Yield those that have hidden nothing."""
        return (each for each in self.all if each not in self._used)

    def _read(self, span: Span, spans: list[Span]) -> Iterator[Suppression]:
        for found in _DIRECTIVE.finditer(self._text, span.start, span.end):
            named = frozenset(
                rule.id
                for part in found[1].split(",")
                for rule in rules().values()
                if part.strip().lower() in (rule.id.lower(), rule.name)
            )
            yield Suppression(named, Span(*found.span()), self._for(span, spans))

    def _for(self, span: Span, spans: list[Span]) -> int:
        """Return the line that a comment is for: its own, or the next with more than comments on it."""
        line = self._line(span.start)
        if self._text[self._starts[line] : span.start].strip():
            return line
        line = self._line(max(span.end - 1, span.start)) + 1
        while line < len(self._starts) - 1 and self._is_passed_over(line, spans):
            line += 1
        return line

    def _is_passed_over(self, line: int, spans: list[Span]) -> bool:
        written = self._text[self._starts[line] : self._starts[line + 1]]
        begin = self._starts[line] + len(written) - len(written.lstrip())
        return not written.strip() or any(each.start <= begin < each.end for each in spans)

    def _line(self, offset: int) -> int:
        from bisect import bisect_right

        return min(bisect_right(self._starts, offset), len(self._starts) - 1) - 1

    def _lines(self, diagnostic: Diagnostic, document: Document) -> Iterator[int]:
        """Yield the lines on which the finding, what it stands in, and the policy's carrier begin."""
        first = document.origin[0]
        yield diagnostic.span.start.line - 1 - first
        yield diagnostic.span.end.line - 1 - first
        for offset in document.said.around:
            yield self._line(offset)
        tokens = (diagnostic.pointer or "").split("/")
        for size in range(1, len(tokens) + 1):
            pointer = "/".join(tokens[:size])
            for key in (False, True):
                yield self._line(document.locator.span(pointer, key=key).start)
