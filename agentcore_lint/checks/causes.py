"""One cause, one finding: what a rule explains, others leave, and one flaw is said once.

Which rules a rule explains, and of what, stands in its YAML (`explains`), generated into `index`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.checks.context import by_pointer, statement_of
from agentcore_lint.checks.index import EXPLAINS
from agentcore_lint.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agentcore_lint.finding import Finding, Scope, Severity
    from agentcore_lint.policy.model import Policy, Statement

Ranked: TypeAlias = "tuple[Finding, Severity]"
Subject: TypeAlias = "tuple[Scope, object]"


def unexplained(found: Sequence[Ranked], policy: Policy) -> list[Ranked]:
    """Leave out the findings of which another one names the cause.

    A note explains nothing: it may not be shown. What is left out explains others all the same.
    """
    statements = by_pointer(policy)
    by_rule: dict[str, list[Finding]] = {}
    for finding, severity in found:
        if severity != "note":
            by_rule.setdefault(finding.rule, []).append(finding)
    explained: dict[str, set[Subject]] = {}
    for rule, scope, others in EXPLAINS:
        subjects = {
            each for finding in by_rule.get(rule, ()) for each in _explains(finding, scope, statements)
        }
        for other in others:
            explained.setdefault(other, set()).update(subjects)
    return [each for each in found if not _is_explained(each[0], explained.get(each[0].rule), statements)]


def _explains(finding: Finding, scope: Scope, statements: Mapping[str, Statement]) -> Iterator[Subject]:
    """Yield what a finding explains in a scope: of a value also what holds it."""
    if scope == "value":
        yield scope, (_pointer(finding), "all within")
        for pointer in _enclosing(finding):
            yield scope, (pointer, "itself")
    else:
        yield from _about(finding, scope, statements)


def _is_explained(
    finding: Finding, explained: set[Subject] | None, statements: Mapping[str, Statement]
) -> bool:
    if not explained:
        return False
    here = [("value", (_pointer(finding), "itself"))]
    here += [("value", (pointer, "all within")) for pointer in _enclosing(finding)]
    if not explained.isdisjoint(here):
        return True
    scopes: tuple[Scope, ...] = ("policy", "condition", "call", *(() if finding.about else ("statement",)))
    if any(each in explained for scope in scopes for each in _about(finding, scope, statements)):
        return True
    groups = finding.about
    return bool(groups) and all(any(("statement", each) in explained for each in group) for group in groups)


def _about(finding: Finding, scope: Scope, statements: Mapping[str, Statement]) -> Iterator[Subject]:
    """Yield what a finding is about, in a scope other than that of a value."""
    found = statement_of(finding, statements)
    if scope == "policy":
        yield scope, None
    elif found is None:
        return
    elif scope == "statement":
        yield scope, found.pointer
    elif scope == "call":
        yield from ((scope, (found.pointer, action)) for action in finding.calls)
    elif scope == "condition":
        inner = _pointer(finding).removeprefix(found.pointer).split("/")
        if inner[1:2] == ["Condition"]:
            yield scope, (found.pointer, *inner[2:4])


def _pointer(finding: Finding) -> str:
    """Return where a finding points: by JSON pointer, or by the offset in the file."""
    return finding.place.pointer if isinstance(finding.place, Place) else f"{finding.place.start}"


def _enclosing(finding: Finding) -> list[str]:
    """Return the pointers of the values around the one in which a finding points, and its own."""
    tokens = _pointer(finding).split("/")
    return ["/".join(tokens[:size]) for size in range(1, len(tokens) + 1)]


def said_once(found: Iterable[Ranked]) -> list[Ranked]:
    """Make one finding of those with one cause, with a count; the other places are related.

    A note is said once a policy.
    """
    together: dict[object, list[Ranked]] = {}
    for number, (finding, severity) in enumerate(found):
        cause = finding.cause or ("a note" if severity == "note" else number)
        together.setdefault((finding.rule, cause), []).append((finding, severity))
    return [_joined(*each) for each in together.values()]


def _joined(first: Ranked, *others: Ranked) -> Ranked:
    if not others:
        return first
    finding, severity = first
    count = f" ({len(others) + 1} places)"
    related = tuple(
        (each.place, each.label if each.label != finding.label else "here too") for each, _ in others
    )
    fixes = [each.fix for each in (finding, *(other for other, _ in others)) if each.fix is not None]
    replacements = tuple(each for fix in fixes for each in fix.replacements)
    joined = finding._replace(
        fix=fixes[0]._replace(replacements=replacements) if len(fixes) > len(others) else None,
        label=finding.label + count,
        message=None if finding.message is None else finding.message + count,
        related=finding.related + related,
    )
    return joined, severity
