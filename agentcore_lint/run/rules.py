"""Running the rules on one policy: each is guarded, and its findings get their severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.checks.index import ALL, CHECKS
from agentcore_lint.failure import failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Finding, Severity
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.run.settings import Settings

Ranked: TypeAlias = "tuple[Finding, Severity]"

OF_TEXT = frozenset(("AC001", "AC007"))
"""The rules about what could not be read."""


def findings_of(
    policy: Policy, context: Context, settings: Settings, errors: dict[str, None]
) -> list[Ranked]:
    """Return what the rules find. One that fails is an error, and costs the others nothing."""
    found: list[Ranked] = []
    unreadable = context.document.root is None
    if policy.kind != "resource-policy":
        from agentcore_lint.service.scope import judged

        policy = judged(policy)
    for rule, own, kinds, only_when_shown, check in CHECKS:
        if settings.rules is not None and rule not in settings.rules:
            continue
        if (kinds is not ALL and policy.kind not in kinds) or (unreadable and rule not in OF_TEXT):
            continue
        level = settings.severity.get(rule) if settings.severity else None
        if only_when_shown and not settings.notes and level in (None, "note") and not _has_error(found):
            continue
        doubt = context.kind_is_guess and context.doubts(kinds)
        try:
            for finding in check(policy, context):
                if doubt:
                    from agentcore_lint.checks.guess import doubted

                    finding = doubted(finding, own)  # noqa: PLW2901
                found.append((finding, level or finding.severity or own))
        except Exception as error:  # noqa: BLE001  one rule must not cost the others their findings
            errors[failure(rule, error)] = None
    if len(found) > 1:
        from agentcore_lint.checks.causes import unexplained

        return unexplained(found, policy)
    return found


def _has_error(found: Sequence[Ranked]) -> bool:
    return any(severity == "error" for _, severity in found)
