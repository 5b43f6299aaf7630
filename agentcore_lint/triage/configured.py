"""`[[suppress]]` of a configuration: findings that are meant to be as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.diagnostic import Hidden

if TYPE_CHECKING:
    from datetime import date

    from agentcore_lint.config.model import Suppress
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.finding import Finding
    from agentcore_lint.sources.document import Document

_NAMED = 3
"""Rules that a message lists."""


def is_over(suppress: Suppress, today: date) -> bool:
    """Tell whether the last day of an entry has passed."""
    return suppress.until is not None and suppress.until < today


def hides(suppress: Suppress, diagnostic: Diagnostic, today: date) -> Hidden | None:
    """Return how an entry hides a finding, if it is about it and has not run out."""
    if is_over(suppress, today):
        return None
    about = (
        diagnostic.rule in suppress.rules
        and (suppress.sid is None or suppress.sid == diagnostic.sid)
        and (suppress.paths is None or suppress.paths.match(diagnostic.path))
    )
    return Hidden("config", suppress.reason, str(suppress.origin)) if about else None


def finding_of(suppress: Suppress, today: date) -> tuple[Finding, Document]:
    """Return AC901 for an entry that hides nothing, at its date where that has passed, and its file."""
    from agentcore_lint.finding import Finding
    from agentcore_lint.paths import below
    from agentcore_lint.sources.document import Document, Span
    from agentcore_lint.sources.unread import Nowhere
    from agentcore_lint.values import Holes

    over = is_over(suppress, today)
    source, route = suppress.origin
    place = source.where((*route, "until") if over else route)
    text = source.data.decode("utf-8")
    start = sum(map(len, text.split("\n")[: place.line - 1])) + place.line - 1 + place.column - 1
    names = _named(sorted(suppress.rules))
    message = (
        f"[[suppress]] of {names} ended on {suppress.until}: it hides nothing any more"
        if over
        else f"[[suppress]] of {names} hides nothing{_where(suppress)}"
    )
    label = (
        f"its last day: what is found of {names} is shown"
        if over
        else f"{names} is not found{_where(suppress)}"
    )
    document = Document(below(source.path), text, None, Nowhere(), Holes())
    return Finding("AC901", Span(start, start + place.size), label, message=message), document


def _named(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _where(suppress: Suppress) -> str:
    """Say where an entry hides findings, if not everywhere."""
    parts = [f"in statement {suppress.sid}"] if suppress.sid is not None else []
    if suppress.paths is not None:
        parts.append(f"in {_named(list(suppress.paths.patterns))}")
    return "".join(f" {each}" for each in parts)
