"""Comments that hide findings: `agentcore-lint: ignore[AC101] reason`.

One at the end of a line is for the findings of that line. One that has a line to itself is for what
begins on the next: a value of the policy with all that is in it, the resource or the call that
attaches the policy, a fenced block.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.diagnostic import Hidden
from agentcore_lint.failure import failure
from agentcore_lint.finding import Finding
from agentcore_lint.rule import rules
from agentcore_lint.sources import comments
from agentcore_lint.sources.document import Span
from agentcore_lint.sources.lines import starts_of
from agentcore_lint.triage import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.sources.document import Document

UNUSED = "AC901"
SHOWN = 50
"""Characters of a comment that a message repeats."""
_DIRECTIVE = re.compile(r"agentcore-lint: ignore\[([^\]\n]*)\][ \t]*([^\n]*)")
_NEARLY = re.compile(r"(?i)agentcore[-_ ]?lint\s*[:=]?\s*(?:ignore|disable|skip|noqa|suppress)\b[^\n]*")
_ID = re.compile(r"(?i)AC\d{3}")
_ENDS = re.compile(r"\s*(?:-->|\*/|#\})\s*$")


class Comment(NamedTuple):
    """One comment: the ids of its rules, the words that are no rules, its span, the reason that it gives.

    `line`: the line, from 0, that it is for; None where it only nearly is one that hides findings.
    """

    rules: frozenset[str]
    unknown: tuple[str, ...]
    span: Span
    reason: str
    line: int | None


class Comments:
    """The comments of a file that hide findings, and which of them have hidden something."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._starts = starts_of(text)
        self._text = text
        spans = sorted(comments(path, text))
        self._all = [each for span in spans for each in self._read(span, spans)]
        self._used: set[Comment] = set()

    def hides(self, diagnostic: Diagnostic, document: Document) -> Hidden | None:
        """Return how some comment hides a finding of a document of this file."""
        alike = [each for each in self._all if diagnostic.rule in each.rules and each.line is not None]
        if not alike:
            return None
        lines = set(self._lines(diagnostic, document))
        hiding = [each for each in alike if each.line in lines]
        self._used.update(hiding)
        if not hiding:
            return None
        first = hiding[0]
        return Hidden("comment", first.reason, f"{self._path}:{self._line(first.span.start) + 1}")

    def unused(self, ran: Callable[[frozenset[str]], bool]) -> Iterator[Finding]:
        """Yield AC901 for what hides nothing. `ran`: whether some rules all ran, and could be seen to."""
        for each in self._all:
            if each.line is None:
                yield _nearly(each, self._text[each.span.start : each.span.end])
            for name in each.unknown:
                yield _unknown(each, name)
            if each.line is not None and not each.unknown and each not in self._used and ran(each.rules):
                names = ", ".join(sorted(each.rules))
                label = f"{names} is not found on the line that this is for"
                yield Finding(UNUSED, each.span, label, message=f"ignore[{names}] hides nothing here")

    def _read(self, span: Span, spans: list[Span]) -> Iterator[Comment]:
        found = list(_DIRECTIVE.finditer(self._text, span.start, span.end))
        for match in found:
            words = [part.strip() for part in match[1].split(",")]
            ids = {word: _id_of(word) for word in words}
            named = frozenset(name for name in ids.values() if name is not None)
            unknown = tuple(word for word, name in ids.items() if name is None)
            place = Span(match.start(), match.end(1) + 1)
            yield Comment(named, unknown, place, _ENDS.sub("", match[2]).strip(), self._for(span, spans))
        if not found:
            nearly = _NEARLY.search(self._text, span.start, span.end)
            if nearly is not None:
                text = _ENDS.sub("", nearly[0]).rstrip()
                place = Span(nearly.start(), nearly.start() + len(text))
                yield Comment(frozenset(), (), place, "", None)

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
        return min(bisect_right(self._starts, offset), len(self._starts) - 1) - 1

    def _lines(self, diagnostic: Diagnostic, document: Document) -> Iterator[int]:
        """Yield the lines on which the finding, what it stands in, and the policy's carrier begin."""
        first = document.origin[0]
        yield diagnostic.span.start.line - 1 - first
        yield diagnostic.span.end.line - 1 - first
        if document.said.home is None:
            for offset in document.said.around:
                yield self._line(offset)
        tokens = (diagnostic.pointer or "").split("/")
        for size in range(1, len(tokens) + 1):
            pointer = "/".join(tokens[:size])
            for key in (False, True):
                yield self._line(document.locator.span(pointer, key=key).start)


def comments_of(path: str, text: str, errors: dict[str, None]) -> Comments | None:
    """Return the comments of a file; where they cannot be read, none of them hides anything."""
    try:
        return Comments(path, text)
    except Exception as error:  # noqa: BLE001  what is found is shown all the same
        errors[failure(UNUSED, error)] = None
        return None


def _id_of(word: str) -> str | None:
    lower = word.lower()
    return next((rule.id for rule in rules().values() if lower in (rule.id.lower(), rule.name)), None)


def _nearly(comment: Comment, text: str) -> Finding:
    named = ", ".join(dict.fromkeys(_ID.findall(text))).upper() or "RULE"
    label = f"write {MARK}: ignore[{named}] and a reason"
    message = f"'{_short(text)}' is nearly a comment that hides findings: {label}"
    return Finding(UNUSED, comment.span, label, message=message)


def _unknown(comment: Comment, name: str) -> Finding:
    if not name:
        label = f"write the rule between the brackets: ignore[{rules()['AC101'].id}]"
        return Finding(UNUSED, comment.span, label, message="ignore[] names no rule")
    names = [rule.name for rule in rules().values()]
    meant = next(iter(difflib.get_close_matches(name.lower(), names, n=1)), None)
    hint = f", did you mean {meant}?" if meant else ""
    label = f"write {meant}" if meant else "agentcore-lint rules lists those there are"
    return Finding(UNUSED, comment.span, label, message=f"there is no rule {_short(name)}{hint}")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
