"""Linting: from bytes to diagnostics, for one text or for many files."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.checks.context import Context
from agentcore_lint.checks.index import ALL, CHECKS
from agentcore_lint.finding import Diagnostic, Edit, LocatedFix, Place, Position, Span
from agentcore_lint.policy.build import build_policy
from agentcore_lint.service.classify import is_agentcore, kind_of
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.sources import LINE_SUFFIXES, gate, is_read, read, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.finding import Finding, Fix
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.sources.document import Auth, Document
    from agentcore_lint.values import Kind


class Settings(NamedTuple):
    """What the user decides: the rules that run, and what the files do not say of their policies.

    `rules`: ids, None for all. `skip_unrelated`: a file that was named but does not mention AgentCore
    is passed over even if it is broken.
    """

    rules: frozenset[str] | None = None
    auth: Auth | None = None
    kind: Kind | None = None
    resource_arn: str | None = None
    skip_unrelated: bool = False


class FileResult(NamedTuple):
    """What became of one file: its diagnostics, how many policies it holds, or why it was not read."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    policies: int
    error: str | None = None


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


def lint_text(text: str | bytes, path: str = "<text>", settings: Settings | None = None) -> FileResult:
    """Lint one text as a file of that name."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _lint(path, read(path, data), settings or Settings())


def lint_file(path: str, settings: Settings, *, named: bool) -> FileResult:
    """Lint one file; what cannot be read is an error of the result, never an exception.

    `named`: the user named the file itself, and not a folder above it.
    """
    return guarded(path, lambda: _lint_file(path, settings, named=named))


def guarded(path: str, work: Callable[[], FileResult]) -> FileResult:
    """Return the result of `work`; what goes wrong in it is an error of the file."""
    try:
        return work()
    except OSError as error:
        return FileResult(path, (), 0, error=error.strerror or str(error))
    except Exception as error:  # noqa: BLE001  one file must not cost the others their report
        return FileResult(path, (), 0, error=f"internal error: {type(error).__name__}: {error}")


def _lint_file(path: str, settings: Settings, *, named: bool) -> FileResult:
    if path.lower().endswith(LINE_SUFFIXES):
        return _lint_lines(path, settings)
    data = Path(path).read_bytes()
    if settings.resource_arn is None and not gate.passes(data):
        if not named or settings.skip_unrelated or not is_read(path):
            return FileResult(path, (), 0)
        return _broken_only(lint_text(data, path, settings))
    return lint_text(data, path, settings)


def _broken_only(result: FileResult) -> FileResult:
    """Of a file that does not mention AgentCore, say only that it is not JSON at all."""
    kept = tuple(each for each in result.diagnostics if each.rule == "AC001")
    return result._replace(diagnostics=kept)


def _lint_lines(path: str, settings: Settings) -> FileResult:
    """Lint a file of JSON Lines a line at a time, so that its size does not matter."""
    diagnostics: list[Diagnostic] = []
    policies = 0
    with Path(path).open("rb") as file:
        for document in read_lines(path, file, all_lines=settings.resource_arn is not None):
            found = _lint(path, [document], settings)
            diagnostics.extend(found.diagnostics)
            policies += found.policies
    return FileResult(path, tuple(diagnostics), policies)


def _lint(path: str, documents: Iterable[Document], settings: Settings) -> FileResult:
    diagnostics: list[Diagnostic] = []
    count = 0
    for document in documents:
        prepared = _prepare(document, settings)
        if prepared is None:
            continue
        count += 1
        policy, context = prepared
        diagnostics.extend(_check(policy, context, settings))
    if len(diagnostics) > 1:
        diagnostics.sort(key=lambda each: (each.span.start.offset, each.rule))
    return FileResult(path, tuple(diagnostics), count)


def _prepare(document: Document, settings: Settings) -> tuple[Policy, Context] | None:
    """Build the policy of a document, if it is one of ours."""
    target = document.target or settings.resource_arn
    attached = target is not None and f":{SERVICE}:" in target
    unreadable = document.root is None and bool(document.flaws)
    if not (unreadable or attached or is_agentcore(document.root)):
        return None
    said = settings.kind or document.kind
    kind = said or ("resource-policy" if attached else kind_of(document.root))
    policy = build_policy(document.root, kind)
    auth = settings.auth or document.auth
    return policy, Context(document, kind, auth, target)


def _check(policy: Policy, context: Context, settings: Settings) -> Iterator[Diagnostic]:
    lines: _Lines | None = None
    unreadable = context.document.root is None
    for rule, kinds, check in CHECKS:
        if settings.rules is not None and rule not in settings.rules:
            continue
        if (kinds is not ALL and policy.kind not in kinds) or (unreadable and rule != "AC001"):
            continue
        for finding in check(policy, context):
            lines = lines or _Lines(context.document.text, context.document.origin)
            yield _locate(finding, policy, context, lines)


def _locate(finding: Finding, policy: Policy, context: Context, lines: _Lines) -> Diagnostic:
    """Turn a finding's pointers into spans of the file, and add its rule's text."""
    from agentcore_lint.rule import rules  # noqa: PLC0415  only when there is something to say

    document = context.document
    rule = rules()[finding.rule]

    def span_of(place: Place | tuple[int, int]) -> Span:
        if isinstance(place, Place):
            place = document.locator.span(place.pointer, key=place.part == "key")
        return lines.span(*place)

    span = span_of(finding.place)
    related = tuple((span_of(place), label) for place, label in finding.related)
    fix = _located_fix(finding.fix, document, lines.span)
    edits = [Span(edit.start, edit.end) for edit in fix.edits] if fix else []
    pointer = finding.place.pointer if isinstance(finding.place, Place) else None
    statement = _statement_of(pointer, policy)
    return Diagnostic(
        path=document.path,
        rule=rule.id,
        name=rule.name,
        severity=finding.severity or rule.severity,
        headline=rule.message,
        message=finding.message or f"{rule.message}: {finding.label}",
        label=finding.label,
        span=span,
        pointer=pointer,
        statement=statement[0] if statement else None,
        sid=context.show(statement[1]) if statement and statement[1] else None,
        kind=policy.kind if document.root is not None else None,
        notes=finding.notes,
        related=related,
        witness=finding.witness,
        fix=fix,
        help=rule.help.strip(),
        url=rule.url,
        lines=lines.source(span, *(each for each, _ in related), *edits),
    )


def _statement_of(pointer: str | None, policy: Policy) -> tuple[str, str | None] | None:
    for statement in policy.statements:
        if pointer is not None and f"{pointer}/".startswith(f"{statement.pointer}/"):
            return statement.pointer, statement.sid
    return None


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


def lint_paths(paths: Iterable[str], settings: Settings | None = None) -> Iterator[FileResult]:
    """Lint files, and the files below folders, in the order of their names."""
    from agentcore_lint.sources.discover import discover  # noqa: PLC0415  for files alone

    for path, named in discover(paths, is_read):
        yield lint_file(path, settings or Settings(), named=named)
