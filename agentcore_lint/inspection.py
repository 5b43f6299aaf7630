"""One policy inspected: the rules that run, what a comment hides, which notes are shown, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.checks.context import by_pointer, statement_of
from agentcore_lint.checks.index import ALL, CHECKS
from agentcore_lint.failure import failure
from agentcore_lint.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.finding import Severity
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.sources.document import Document
    from agentcore_lint.suppress import Suppressions

Found: TypeAlias = "tuple[Finding, Severity]"
"""A finding, and how grave it is."""
Errors: TypeAlias = "dict[str, None]"
"""What went wrong in the program itself, each once, in the order in which it did."""
SUPPRESSION = "agentcore-lint: ignore["
"""What a text must hold to have any comment that hides findings."""
UNUSED = "AC901"
OF_TEXT = frozenset(("AC001", "AC007"))
"""The rules about what could not be read."""


def checked(
    policy: Policy, context: Context, rules: frozenset[str] | None, errors: Errors, *, notes: bool
) -> list[Found]:
    """Run the rules; nothing is located yet. One that fails is an error, and costs the others nothing."""
    found: list[Found] = []
    unreadable = context.document.root is None
    if policy.kind != "resource-policy":
        from agentcore_lint.service.scope import judged

        policy = judged(policy)
    for rule, severity, kinds, only_when_shown, check in CHECKS:
        if rules is not None and rule not in rules:
            continue
        if (kinds is not ALL and policy.kind not in kinds) or (unreadable and rule not in OF_TEXT):
            continue
        if only_when_shown and not notes and not any(each[1] == "error" for each in found):
            continue
        doubt = context.kind_is_guess and context.doubts(kinds)
        try:
            for finding in check(policy, context):
                if doubt:
                    from agentcore_lint.checks.guess import doubted

                    finding = doubted(finding, severity)  # noqa: PLW2901
                found.append((finding, finding.severity or severity))
        except Exception as error:  # noqa: BLE001  see above
            errors[failure(rule, error)] = None
    if len(found) > 1:
        from agentcore_lint.checks.causes import unexplained

        return unexplained(found, policy)
    return found


def located(
    found: list[Found], policy: Policy, context: Context, errors: Errors
) -> Iterator[tuple[Found, Diagnostic]]:
    """Yield findings with their diagnostics; one whose place cannot be told is an error."""
    from agentcore_lint.locate import locating

    locate = locating(policy, context)
    for each in found:
        try:
            yield each, locate(each[0])
        except Exception as error:  # noqa: BLE001  see above
            errors[failure(each[0].rule, error)] = None


def read_suppressions(path: str, text: str, errors: Errors) -> Suppressions:
    """Return the comments of a file that hide findings; where they cannot be read, none of them does."""
    from agentcore_lint.suppress import Suppressions

    try:
        return Suppressions(path, text)
    except Exception as error:  # noqa: BLE001  what is found is shown all the same
        errors[failure(UNUSED, error)] = None
        return Suppressions("", "")


def not_hidden(
    found: list[Found],
    policy: Policy,
    context: Context,
    suppressions: Suppressions,
    errors: Errors,
) -> list[Found]:
    """Leave out what a comment hides."""
    return [
        each
        for each, diagnostic in located(found, policy, context, errors)
        if not suppressions.hides(diagnostic, context.document)
    ]


def unused(
    suppressions: Suppressions, document: Document, rules: frozenset[str] | None, *, notes: bool
) -> Iterator[Diagnostic]:
    """AC901: comments that hide nothing, unless a rule that they name did not run."""
    from agentcore_lint.locate import locate_in

    for each in suppressions.unused():
        ran = rules is None or each.rules | {UNUSED} <= rules
        if ran and (notes or not _are_notes(each.rules)):
            label = "no such rule" if not each.rules else "nothing is found here that it would hide"
            yield locate_in(Finding(UNUSED, each.span, label), document)


def _are_notes(named: frozenset[str]) -> bool:
    from agentcore_lint.rule import rules

    return any(rules()[each].severity == "note" for each in named)


def without_notes(found: list[Found], policy: Policy) -> list[Found]:
    """Leave notes out, but for those that stand beside an error of the same statement."""
    statements = by_pointer(policy)

    def number(finding: Finding) -> int | None:
        statement = statement_of(finding, statements)
        return statement.number if statement is not None else None

    failing = {number(finding) for finding, severity in found if severity == "error"}
    return [
        (finding, severity) for finding, severity in found if severity != "note" or number(finding) in failing
    ]
