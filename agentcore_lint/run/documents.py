"""Linting the documents of one file: check, locate, triage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.failure import failure
from agentcore_lint.load import Loaded, prepare
from agentcore_lint.run.rules import findings_of
from agentcore_lint.run.settings import FileResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.load import Given
    from agentcore_lint.run.session import Session
    from agentcore_lint.sources.document import Document


def lint_documents(path: str, documents: Iterable[Document], session: Session) -> FileResult:
    """Lint what was read from a file; what goes wrong is an error of the result. Raises ConfigError."""
    config = session.config(path)
    settings = session.settings if config is None else session.settings.under(config, path)
    if settings.kind is None:
        settings = settings._replace(kind=session.kind_of(path))
    diagnostics: list[Diagnostic] = []
    errors: dict[str, None] = {}
    count = hidden_notes = 0
    for document in read_whole(documents, errors):
        prepared = _prepared(document, settings.given, errors)
        if prepared is None:
            continue
        count += document.root is not None and not document.again
        session.met(document, settings, config)
        policy, context = prepared
        if document.path != path and not context.kind_is_guess:
            session.read_elsewhere(document.path, policy.kind)
        if config is not None and config.claims:
            claimed = config.claims_for(path, context.resource)
            for each in claimed:
                session.entries.use(each)
            context = context._replace(claims=tuple(each.claim for each in claimed))
        found = findings_of(policy, context, settings, errors)
        if found:
            from agentcore_lint.run.triage import Triage

            triage = Triage(Loaded(policy, context), session, config, errors)
            shown, left_out = triage.marked(found, notes=settings.notes)
            diagnostics += shown
            hidden_notes += left_out
    errors.update(session.errors)
    session.errors.clear()
    result = FileResult(path, (), count, hidden_notes, tuple(errors))
    if config is not None:
        result = result._replace(fail_on=config.fail_on)
    return with_diagnostics(result, diagnostics)


def with_diagnostics(result: FileResult, diagnostics: list[Diagnostic]) -> FileResult:
    """Return a result with its diagnostics in order, each once, those that are hidden apart."""
    diagnostics.sort(key=lambda each: (each.span.start.offset, each.rule))
    if len(diagnostics) > 1:
        from agentcore_lint.fingerprint import told_apart

        diagnostics = told_apart(
            {(each.path, each.rule, each.span, each.message): each for each in diagnostics}.values()
        )
    shown = tuple(each for each in diagnostics if each.hidden is None)
    return result._replace(
        diagnostics=shown, suppressed=tuple(each for each in diagnostics if each.hidden is not None)
    )


def read_whole(documents: Iterable[Document], errors: dict[str, None]) -> Iterator[Document]:
    """Yield documents as they are read; what goes wrong ends them, and costs none of those before."""
    try:
        yield from documents
    except Exception as error:  # noqa: BLE001  see above
        errors[failure("reading the file", error)] = None


def _prepared(document: Document, given: Given, errors: dict[str, None]) -> Loaded | None:
    try:
        return prepare(document, given)
    except Exception as error:  # noqa: BLE001  the file's other policies are linted all the same
        errors[failure("reading a policy", error)] = None
        return None
