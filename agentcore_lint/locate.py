"""From findings, which speak in JSON pointers, to diagnostics, which have spans of the file."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from agentcore_lint.checks.context import by_pointer, statement_of
from agentcore_lint.diagnostic import Diagnostic, Edit, LocatedFix, Position, Span
from agentcore_lint.finding import Place
from agentcore_lint.fingerprint import fingerprint
from agentcore_lint.rule import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Finding, Fix
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Document
    from agentcore_lint.values import Kind


class _Lines:
    """Turns offsets of a text into positions."""

    def __init__(self, text: str, origin: tuple[int, int]) -> None:
        self._text = text
        self._starts = [0]
        self._line, self._offset = origin
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def position(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(line + self._line, offset - self._starts[line - 1] + 1, offset + self._offset)

    def span(self, start: int, end: int) -> Span:
        return Span(self.position(start), self.position(end))

    def source(self, *spans: Span) -> tuple[tuple[int, str], ...]:
        """Return the lines in which the spans begin and end, and the two before each, by number."""
        wanted = {
            line - before
            for span in spans
            for line in (span.start.line, span.end.line)
            for before in range(3)
        }
        out = []
        for number in sorted(wanted):
            at = number - self._line - 1
            if 0 <= at < len(self._starts):
                end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._text)
                out.append((number, self._text[self._starts[at] : end].rstrip("\r\n")))
        return tuple(out)


def locating(policy: Policy, context: Context) -> Callable[[Finding], Diagnostic]:
    """Return what gives the findings of one document their spans and their rules' texts."""
    lines = _Lines(context.document.text, context.document.origin)
    statements = by_pointer(policy)
    document = context.document

    def located(finding: Finding) -> Diagnostic:
        found = _locate(finding, statement_of(finding, statements), policy.kind, document, lines)
        return found._replace(help=rules()[finding.rule].advice(oauth=context.auth == "oauth"))

    return located


def locate_in(finding: Finding, document: Document) -> Diagnostic:
    """Return a finding of a file, and of none of its policies, with its span."""
    lines = _Lines(document.text, document.origin)
    return _locate(finding, None, "resource-policy", document, lines)._replace(kind=None)


def _locate(
    finding: Finding, statement: Statement | None, kind: Kind, document: Document, lines: _Lines
) -> Diagnostic:
    """Turn a finding's pointers into spans of the file, and add its rule's text."""
    rule = rules()[finding.rule]

    def span_of(place: Place | tuple[int, int]) -> Span:
        if isinstance(place, Place):
            place = document.locator.span(place.pointer, key=place.part == "key")
        return lines.span(*place)

    span = span_of(finding.place)
    related = tuple((span_of(place), label) for place, label in finding.related)
    fix = _located_fix(finding.fix, document, lines.span)
    edits = [Span(edit.start, edit.end) for edit in fix.edits] if fix else []
    message = finding.message or f"{rule.message}: {finding.label}"
    pointer = finding.place.pointer if isinstance(finding.place, Place) else None
    return Diagnostic(
        path=document.path,
        rule=rule.id,
        name=rule.name,
        severity=finding.severity or rule.severity,
        headline=rule.message,
        message=f"{message} ({finding.caveat})" if finding.caveat else message,
        label=finding.label,
        span=span,
        pointer=pointer,
        sid=document.holes.show(statement.sid) if statement and statement.sid else None,
        kind=kind if document.root is not None else None,
        notes=finding.notes,
        related=related,
        witness=finding.witness,
        fix=fix,
        help=rule.advice(oauth=False),
        url=rule.url,
        lines=lines.source(span, *(each for each, _ in related), *edits),
        fingerprint=fingerprint(rule.id, kind, pointer, statement, document)
        if finding.cause is None
        else fingerprint(f"{rule.id} {finding.cause}", kind, None, None, document),
    )


def _located_fix(fix: Fix | None, document: Document, span: Callable[[int, int], Span]) -> LocatedFix | None:
    if fix is None:
        return None
    edits = []
    for place, value in fix.replacements:
        found = document.locator.replacement(place.pointer, key=place.part == "key", value=value)
        if found is None:
            return None
        (start, end), text = found
        edits.append(Edit(*span(start, end), text))
    return LocatedFix(fix.description, fix.safety, tuple(sorted(edits)))
