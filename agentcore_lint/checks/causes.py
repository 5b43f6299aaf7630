"""One cause, one finding: what a rule explains, others leave, and one flaw is said once.

Which rules a rule explains, and of what, stands in its YAML (`explains`), generated into `index`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.checks.context import by_pointer
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
        return
    pointers = [each for group in finding.about for each in group] or [_pointer(finding)]
    for pointer in pointers:
        yield from (each for each in _around(pointer, finding, statements) if each[0] == scope)


def _is_explained(
    finding: Finding, explained: set[Subject] | None, statements: Mapping[str, Statement]
) -> bool:
    if not explained:
        return False
    here = [("value", (_pointer(finding), "itself"))]
    here += [("value", (pointer, "all within")) for pointer in _enclosing(finding)]
    if not explained.isdisjoint(here):
        return True
    groups = finding.about or ((_pointer(finding),),)
    return all(
        any(not explained.isdisjoint(_around(pointer, finding, statements)) for pointer in group)
        for group in groups
    )


def _around(pointer: str, finding: Finding, statements: Mapping[str, Statement]) -> Iterator[Subject]:
    """Yield what is around a pointer: the condition, the statement and its calls, the policy."""
    yield "policy", None
    tokens = pointer.split("/")
    size = next((size for size in (3, 2) if "/".join(tokens[:size]) in statements), None)
    if size is None:
        return
    statement = "/".join(tokens[:size])
    yield "statement", statement
    for action in finding.calls:
        yield "call", (statement, action)
    if tokens[size : size + 1] == ["Condition"] and len(tokens) > size + 2:
        yield "condition", "/".join(tokens[: size + 3])


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
        cause=finding.cause or "said once",
    )
    return joined, severity
