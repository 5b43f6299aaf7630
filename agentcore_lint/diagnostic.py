"""A finding once it is located in its file: all that a report needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.finding import Safety, Severity, Witness


class Position(NamedTuple):
    """A position in a file: line and column from 1, offset from 0, all in code points."""

    line: int
    column: int
    offset: int


class Span(NamedTuple):
    """From the first character (included) to the last (excluded)."""

    start: Position
    end: Position


class Edit(NamedTuple):
    """A text put in place of a span."""

    start: Position
    end: Position
    text: str


class LocatedFix(NamedTuple):
    """A fix as edits of the file, sorted and without overlap."""

    description: str
    safety: Safety
    edits: tuple[Edit, ...]


class Hidden(NamedTuple):
    """Why a diagnostic is not shown: what hides it, the reason that was given, and where that stands."""

    by: Literal["comment", "config", "baseline"]
    reason: str
    where: str


class Diagnostic(NamedTuple):
    """A finding with its rule's text and its span in the file: all that a report needs.

    `lines` are the lines of the file, by number, that a frame shows. `fingerprint` stays the same when
    lines move or the file is renamed.
    """

    path: str
    rule: str
    name: str
    severity: Severity
    headline: str
    message: str
    label: str
    span: Span
    pointer: str | None
    sid: str | None
    kind: str | None
    notes: tuple[str, ...]
    related: tuple[tuple[Span, str], ...]
    witness: Witness | None
    fix: LocatedFix | None
    help: str
    url: str
    lines: tuple[tuple[int, str], ...]
    fingerprint: str
    hidden: Hidden | None = None
