"""Linting: from bytes to diagnostics, for one text or for many files."""

from __future__ import annotations

import os
from io import BufferedReader
from typing import TYPE_CHECKING

from agentcore_lint.failure import InputError, failure
from agentcore_lint.files import NotRegularError, TooLargeError, opened, read_bytes
from agentcore_lint.run.documents import lint_documents, read_whole, with_diagnostics
from agentcore_lint.run.session import Session
from agentcore_lint.run.settings import FileResult, Settings, joined
from agentcore_lint.sources import LINE_SUFFIXES, gate, is_carried, is_json, is_read, read, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.diagnostic import Diagnostic

__all__ = [
    "FileResult",
    "Session",
    "Settings",
    "joined",
    "lint_file",
    "lint_input",
    "lint_paths",
    "lint_session",
    "lint_text",
]


def lint_text(text: str | bytes, path: str = "<text>", settings: Settings | None = None) -> FileResult:
    """Lint one text as a file of that name; never raises: what goes wrong is an error of the result."""
    session = Session(settings or Settings())
    result = guarded(path, _lint_text, text, path, session)
    return _with_unused_comments(result, session)


def lint_file(path: str, settings: Settings, *, named: bool) -> FileResult:
    """Lint one file; what cannot be read is an error of the result, never an exception.

    `named`: the user named the file itself, and not a folder above it.
    """
    session = Session(settings)
    return _with_unused_comments(guarded(path, _lint_file, path, session, named), session)


def lint_paths(paths: Iterable[str], settings: Settings | None = None) -> Iterator[FileResult]:
    """Lint files, and the files below folders, in the order of their names."""
    yield from lint_session(paths, Session(settings or Settings()))


def lint_session(paths: Iterable[str], session: Session) -> Iterator[FileResult]:
    """Lint files, and those below folders.

    Scripts, programs and modules come first, unseen: they may say of which kind a file of JSON is.
    Comments and entries of configurations that hide nothing come last, when all was seen.
    """
    from agentcore_lint.sources.discover import discover

    paths = list(paths)
    exclude = session.settings.exclude
    found = [each for each in discover(paths, is_read) if exclude is None or not exclude.match(each[0])]
    readers = {
        path: guarded(path, _lint_file, path, session, named) for path, named in found if is_carried(path)
    }
    failed = False
    for path, named in found:
        result = readers.get(path) or guarded(path, _lint_file, path, session, named)
        failed = failed or bool(result.errors)
        if result.diagnostics:
            new = tuple(each for each in result.diagnostics if session.is_new(each))
            result = result._replace(diagnostics=new)
        yield result
    if not failed and exclude is None:
        session.folders = tuple(path for path in paths if os.path.isdir(path))
    unused: dict[str, list[Diagnostic]] = {}
    for each in _unused(session):
        unused.setdefault(each.path, []).append(each)
    for path, diagnostics in unused.items():
        yield with_diagnostics(FileResult(path, (), 0), diagnostics)


def lint_input(read_data: Callable[[], bytes], path: str, session: Session) -> FileResult:
    """Lint what does not come from a file, as one of that name; that it cannot be read is an error of it."""
    return guarded(path, lambda: _lint_text(read_data(), path, session))


def guarded(path: str, work: Callable[..., FileResult], *arguments: object) -> FileResult:
    """Return the result of `work`; what goes wrong in it is an error of the file."""
    try:
        return work(*arguments)
    except InputError as error:
        return FileResult(path, (), 0, errors=(str(error),))
    except Exception as error:  # noqa: BLE001  one file must not cost the others their report
        return FileResult(path, (), 0, errors=(failure("reading the file", error),))


def _lint_text(text: str | bytes, path: str, session: Session) -> FileResult:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return lint_documents(path, read(path, data), session)


def _lint_file(path: str, session: Session, named: bool) -> FileResult:  # noqa: FBT001  passed on as it is
    """Lint one file. In a folder, FIFOs, devices and links that lead nowhere are passed over."""
    try:
        return _lint_regular(path, session, named)
    except (FileNotFoundError, NotRegularError):
        if named:
            raise
        return FileResult(path, (), 0)


def _lint_regular(path: str, session: Session, named: bool) -> FileResult:  # noqa: FBT001  passed on as it is
    settings = session.settings
    of_lines = path.lower().endswith(LINE_SUFFIXES)
    try:
        data = b"" if of_lines else _read(path, settings.max_size)
    except TooLargeError:
        data = None
    if data is not None and not of_lines and settings.resource_arn is None and not gate.passes(data):
        if not named or settings.skip_unrelated or not is_json(path) or session.excludes(path):
            return FileResult(path, (), 0)
        return _broken_only(_lint_text(data, path, session))
    if session.excludes(path):
        return FileResult(path, (), 0)
    if of_lines:
        return _lint_lines(path, session)
    if data is None:
        from agentcore_lint.sources.oversize import oversized

        with opened(path) as file:
            return lint_documents(path, oversized(path, file, settings.max_size), session)
    result = _lint_text(data, path, session)
    asked_for = named and not settings.skip_unrelated
    return result if asked_for or not is_json(path) else _without_others(result, data)


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


def _without_others(result: FileResult, data: bytes) -> FileResult:
    """Of a file that names AgentCore and none of its policies, do not say that it is not JSON.

    It may be of a dialect with trailing commas, as configurations of other tools are.
    """
    if all(each.rule != "AC001" for each in result.diagnostics):
        return result
    from agentcore_lint.sources.unread import mentions

    text = data.replace(b"\0", b"").decode("utf-8", "replace")
    if "Statement" in text or any(mentions(text)):
        return result
    return result._replace(diagnostics=tuple(each for each in result.diagnostics if each.rule != "AC001"))


def _lint_lines(path: str, session: Session) -> FileResult:
    """Lint a file of JSON Lines a line at a time, so that its size does not matter."""
    total = FileResult(path, (), 0)
    diagnostics: list[Diagnostic] = []
    errors: dict[str, None] = {}
    from agentcore_lint.sources.oversize import bounded_lines

    limit = session.settings.max_size
    with BufferedReader(opened(path)) as file:
        bounded = bounded_lines(file, limit)
        lines = read_lines(path, bounded, limit, all_lines=session.settings.resource_arn is not None)
        for document in read_whole(lines, errors):
            found = lint_documents(path, [document], session)
            diagnostics += found.diagnostics + found.suppressed
            errors.update(dict.fromkeys(found.errors))
            total = total._replace(
                policies=total.policies + found.policies,
                hidden_notes=total.hidden_notes + found.hidden_notes,
                fail_on=found.fail_on,
            )
    return with_diagnostics(total._replace(errors=tuple(errors)), diagnostics)


def _with_unused_comments(result: FileResult, session: Session) -> FileResult:
    unused = list(_unused_comments(session))
    if not unused:
        return result
    return with_diagnostics(result, [*result.diagnostics, *result.suppressed, *unused])


def _unused_comments(session: Session) -> Iterator[Diagnostic]:
    if session.has_comments:
        from agentcore_lint.run.unused import unused_comments

        yield from unused_comments(session)


def _unused(session: Session) -> Iterator[Diagnostic]:
    yield from _unused_comments(session)
    if session.has_entries:
        from agentcore_lint.run.unused import unused_entries

        yield from unused_entries(session)
