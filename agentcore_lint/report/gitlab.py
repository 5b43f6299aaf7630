"""A Code Quality report of GitLab.

Source: GitLab Docs, "Code Quality", "Code Quality report format".
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from agentcore_lint.paths import below
from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.report import Report

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  JSON has no colours
    """Write the report."""
    json.dump([_issue(each) for each in report.diagnostics], stream, indent=2)
    stream.write("\n")


def _issue(each: Diagnostic) -> dict[str, Any]:
    path = below(each.path)
    # GitLab wants every fingerprint once in a report, and a policy may stand in two files.
    unique = sha256(f"{path}\0{each.fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return {
        "description": f"{visible(each.message)} [{each.rule}]",
        "check_name": f"{each.rule} {each.name}",
        "fingerprint": unique,
        "severity": _SEVERITIES[each.severity],
        "location": {"path": path, "lines": {"begin": each.span.start.line, "end": each.span.end.line}},
    }
