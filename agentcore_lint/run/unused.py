"""AC901 at the end of a run: comments and entries of configurations that hide nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.locate import locate_in
from agentcore_lint.run.entries import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.config.model import Config
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.run.session import Session
    from agentcore_lint.run.settings import Settings

UNUSED = "AC901"


def unused_comments(session: Session) -> Iterator[Diagnostic]:
    """Yield AC901 for the comments met so far that have hidden nothing, and forget them."""
    for comments, document, settings, config in session.take_comments():
        if settings.rules is None or UNUSED in settings.rules:
            for finding in comments.unused(partial(_ran, settings)):
                yield _marked(locate_in(finding, document), session, settings, config)


def unused_entries(session: Session) -> Iterator[Diagnostic]:
    """Yield AC901 for each `[[suppress]]` that is past its date, or hides nothing where all was seen."""
    for suppress, met, about in session.entries.suppressions():
        settings = session.settings.under(met.config, met.path)
        if settings.rules is not None and UNUSED not in settings.rules:
            continue
        from agentcore_lint.triage.configured import finding_of, is_over

        whole = covers(session.folders, suppress)
        over = is_over(suppress, session.today)
        if (about or whole) if over else (whole and _ran(settings, suppress.rules)):
            finding, document = finding_of(suppress, session.today)
            yield _marked(locate_in(finding, document), session, settings, met.config)


def _ran(settings: Settings, rules: frozenset[str]) -> bool:
    """Tell whether all of the rules ran, and what they found was to be seen: notes are not always."""
    from agentcore_lint.rule import rules as texts

    if settings.rules is not None and not rules <= settings.rules:
        return False
    levels = (settings.severity.get(each, texts()[each].severity) for each in rules)
    return settings.notes or "note" not in levels


def _marked(
    diagnostic: Diagnostic, session: Session, settings: Settings, config: Config | None
) -> Diagnostic:
    """Give a finding the severity that the configuration sets, and mark it with what hides it."""
    severity = settings.severity.get(diagnostic.rule, diagnostic.severity)
    return diagnostic._replace(severity=severity, hidden=session.hidden_apart(diagnostic, config))
