"""Linting: from bytes to diagnostics, for one text or for many files."""

from __future__ import annotations

import os
from io import BufferedReader
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.config.error import ConfigError
from agentcore_lint.failure import failure
from agentcore_lint.files import MAX_SIZE, TooLargeError, opened, read_bytes
from agentcore_lint.inspection import (
    SUPPRESSION,
    checked,
    located,
    not_hidden,
    read_suppressions,
    unused,
    without_notes,
)
from agentcore_lint.load import Given, prepare
from agentcore_lint.sources import LINE_SUFFIXES, gate, is_carried, is_json, is_read, read, read_lines
from agentcore_lint.sources.oversize import bounded_lines, oversized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.config.model import Config
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.load import Loaded
    from agentcore_lint.sources.document import Auth, Document
    from agentcore_lint.suppress import Suppressions
    from agentcore_lint.values import Kind


class Settings(NamedTuple):
    """What the user decides: the rules that run, and what the files do not say of their policies.

    `rules`: ids, None for all. `notes`: all notes, and not only those of a statement with an error.
    `skip_unrelated`: a file that was named but does not mention AgentCore
    is passed over even if it is broken. `config`: returns the configuration for a file's path.
    `max_size`: bytes of a file, or of a line of JSON Lines, up to which it is read.
    """

    rules: frozenset[str] | None = None
    auth: Auth | None = None
    kind: Kind | None = None
    resource_arn: str | None = None
    skip_unrelated: bool = False
    notes: bool = True
    config: Callable[[str], Config] | None = None
    max_size: int = MAX_SIZE

    @property
    def given(self) -> Given:
        """What the user says of the policies."""
        return Given(self.auth, self.kind, self.resource_arn)


class FileResult(NamedTuple):
    """What became of one file: its diagnostics, and how many policies it holds.

    `hidden_notes`: notes that were left out. `errors`: why it was not read, and what else went wrong;
    what was found all the same is among the diagnostics. `kinds`: the kind of policy of each other file
    that this one reads, by normalized path.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    policies: int
    hidden_notes: int = 0
    errors: tuple[str, ...] = ()
    kinds: tuple[tuple[str, Kind], ...] = ()

    @property
    def error(self) -> str | None:
        """The first of the errors, if there is one."""
        return self.errors[0] if self.errors else None


def lint_text(text: str | bytes, path: str = "<text>", settings: Settings | None = None) -> FileResult:
    """Lint one text as a file of that name; never raises: what goes wrong is an error of the result."""
    return guarded(path, _lint_text, text, path, settings or Settings())


def _lint_text(text: str | bytes, path: str, settings: Settings) -> FileResult:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _lint(path, read(path, data), settings)


def lint_file(path: str, settings: Settings, *, named: bool) -> FileResult:
    """Lint one file; what cannot be read is an error of the result, never an exception.

    `named`: the user named the file itself, and not a folder above it.
    """
    return guarded(path, _lint_file, path, settings, named)


def guarded(path: str, work: Callable[..., FileResult], *arguments: object) -> FileResult:
    """Return the result of `work`; what goes wrong in it is an error of the file."""
    try:
        return work(*arguments)
    except ConfigError as error:
        return FileResult(path, (), 0, errors=(str(error),))
    except Exception as error:  # noqa: BLE001  one file must not cost the others their report
        return FileResult(path, (), 0, errors=(failure("reading the file", error),))


def _lint_file(path: str, settings: Settings, named: bool) -> FileResult:  # noqa: FBT001  passed on as it is
    if path.lower().endswith(LINE_SUFFIXES):
        return _lint_lines(path, settings)
    try:
        data = _read(path, settings.max_size)
    except TooLargeError:
        with opened(path) as file:
            return _lint(path, oversized(path, file, settings.max_size), settings)
    if settings.resource_arn is None and not gate.passes(data):
        if not named or settings.skip_unrelated or not is_json(path):
            return FileResult(path, (), 0)
        return _broken_only(_lint_text(data, path, settings))
    return _lint_text(data, path, settings)


def _read(path: str, limit: int) -> bytes:
    try:
        return read_bytes(path, limit)
    except IsADirectoryError:
        os.listdir(path)  # a folder comes here only when it cannot be entered: this says why
        raise


def _broken_only(result: FileResult) -> FileResult:
    """Of a file that does not mention AgentCore, say only that it is not JSON at all."""
    kept = tuple(each for each in result.diagnostics if each.rule == "AC001")
    return result._replace(diagnostics=kept)


def _lint_lines(path: str, settings: Settings) -> FileResult:
    """Lint a file of JSON Lines a line at a time, so that its size does not matter."""
    total = FileResult(path, (), 0)
    diagnostics: list[Diagnostic] = []
    errors: dict[str, None] = {}
    with BufferedReader(opened(path)) as file:
        bounded = bounded_lines(file, settings.max_size)
        lines = read_lines(path, bounded, settings.max_size, all_lines=settings.resource_arn is not None)
        for document in _read_whole(lines, errors):
            found = _lint(path, [document], settings)
            diagnostics.extend(found.diagnostics)
            errors.update(dict.fromkeys(found.errors))
            total = total._replace(
                policies=total.policies + found.policies,
                hidden_notes=total.hidden_notes + found.hidden_notes,
            )
    if len(diagnostics) > 1:
        from agentcore_lint.fingerprint import told_apart

        diagnostics = told_apart(diagnostics)
    return total._replace(diagnostics=tuple(diagnostics), errors=tuple(errors))


def _lint(path: str, documents: Iterable[Document], settings: Settings) -> FileResult:
    diagnostics: list[Diagnostic] = []
    errors: dict[str, None] = {}
    count = hidden = 0
    config = settings.config(path) if settings.config is not None else None
    suppressions: Suppressions | None = None
    last: Document | None = None
    kinds: dict[str, Kind] = {}
    for document in _read_whole(documents, errors):
        prepared = _prepared(document, settings, errors)
        if prepared is None:
            continue
        count += document.root is not None and not document.again
        policy, context = prepared
        if document.path != path and not context.kind_is_guess:
            kinds[os.path.normpath(document.path)] = policy.kind
        if config is not None and config.claims:
            claims = tuple(each.claim for each in config.claims_for(path, context.resource))
            context = context._replace(claims=claims)
        found = checked(policy, context, settings.rules, errors, notes=settings.notes)
        if found and document.path == path and SUPPRESSION in document.text:
            suppressions = suppressions or read_suppressions(path, document.text, errors)
            found = not_hidden(found, policy, context, suppressions, errors)
        shown = found if settings.notes else without_notes(found, policy)
        if len(found) > 1:
            from agentcore_lint.checks.causes import said_once

            found, shown = said_once(found), said_once(shown)
        hidden += len(found) - len(shown)
        if shown:
            diagnostics.extend(each for _, each in located(shown, policy, context, errors))
        last = document
    if last is not None and last.path == path and SUPPRESSION in last.text:
        suppressions = suppressions or read_suppressions(path, last.text, errors)
        diagnostics.extend(unused(suppressions, last, settings.rules, notes=settings.notes))
    diagnostics.sort(key=lambda each: (each.span.start.offset, each.rule))
    if len(diagnostics) > 1:
        from agentcore_lint.fingerprint import told_apart

        diagnostics = told_apart(
            {(each.path, each.rule, each.span, each.message): each for each in diagnostics}.values()
        )
    return FileResult(path, tuple(diagnostics), count, hidden, tuple(errors), tuple(kinds.items()))


def _read_whole(documents: Iterable[Document], errors: dict[str, None]) -> Iterator[Document]:
    """Yield documents as they are read; what goes wrong ends them, and costs none of those before."""
    try:
        yield from documents
    except Exception as error:  # noqa: BLE001  see above
        errors[failure("reading the file", error)] = None


def _prepared(document: Document, settings: Settings, errors: dict[str, None]) -> Loaded | None:
    try:
        return prepare(document, settings.given)
    except Exception as error:  # noqa: BLE001  the file's other policies are linted all the same
        errors[failure("reading a policy", error)] = None
        return None


def lint_paths(paths: Iterable[str], settings: Settings | None = None) -> Iterator[FileResult]:
    """Lint files, and the files below folders, in the order of their names.

    Scripts, programs and modules come first, unseen: they may say of which kind a file of JSON is.
    """
    from agentcore_lint.sources.discover import discover

    settings = settings or Settings()
    found = list(discover(paths, is_read))
    readers = {path: lint_file(path, settings, named=named) for path, named in found if is_carried(path)}
    kinds = dict(each for result in readers.values() for each in result.kinds)
    seen: set[tuple[object, ...]] = set()
    for path, named in found:
        kind = settings.kind or (kinds.get(os.path.normpath(path)) if kinds else None)
        result = readers.get(path) or lint_file(path, settings._replace(kind=kind), named=named)
        if result.diagnostics:
            new = tuple(each for each in result.diagnostics if _key(each) not in seen)
            seen.update(map(_key, new))
            result = result._replace(diagnostics=new)
        yield result


def _key(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what tells a finding from others: a policy may be read for its own sake and by another file."""
    path = os.path.normpath(diagnostic.path)
    return path, diagnostic.rule, diagnostic.span, diagnostic.message
