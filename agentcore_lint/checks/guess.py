"""Findings that hold only if a policy is of the kind that it is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.finding import Finding, Severity

CAVEAT = "if this is a resource policy; else say --kind vpc-endpoint-policy"
NOTE = (
    "taken for a resource policy, since it has a Principal; if it is a VPC endpoint's policy, say so with "
    "--kind vpc-endpoint-policy; if it is a resource policy, say that with --kind resource-policy"
)


def doubted(finding: Finding, severity: Severity) -> Finding:
    """Return a finding as one that depends on a guess: no error, no safe fix, and it says how to tell."""
    severity = finding.severity or severity
    fix = finding.fix._replace(safety="unsafe") if finding.fix is not None else None
    return finding._replace(
        severity="warning" if severity == "error" else severity,
        notes=(*finding.notes, NOTE),
        fix=fix,
        caveat=CAVEAT,
    )
