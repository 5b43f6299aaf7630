"""Reviewdog Diagnostic Format as JSON, with suggestions.

Source: reviewdog, "Reviewdog Diagnostic Format": columns count the bytes of UTF-8, from 1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from agentcore_lint.paths import below
from agentcore_lint.report.text import visible
from agentcore_lint.rule import HOME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentcore_lint.diagnostic import Diagnostic, Position
    from agentcore_lint.report import Report

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  JSON has no colours
    """Write the report."""
    found = [_diagnostic(each) for each in report.diagnostics]
    json.dump({"source": {"name": "agentcore-lint", "url": HOME}, "diagnostics": found}, stream, indent=2)
    stream.write("\n")


def _diagnostic(each: Diagnostic) -> dict[str, Any]:
    path = below(each.path)
    lines = dict(each.lines)
    proof = [visible(each.witness.sentence)] if each.witness else []
    out: dict[str, Any] = {
        "message": "\n".join([visible(each.message), *proof, visible(each.help)]),
        "location": {"path": path, "range": _range(*each.span, lines)},
        "severity": _SEVERITIES[each.severity],
        "code": {"value": each.rule, "url": each.url},
    }
    if each.fix is not None:
        out["suggestions"] = [
            {"range": _range(edit.start, edit.end, lines), "text": edit.text} for edit in each.fix.edits
        ]
    if each.related:
        out["relatedLocations"] = [
            {"message": visible(label), "location": {"path": path, "range": _range(*span, lines)}}
            for span, label in each.related
        ]
    return out


def _range(start: Position, end: Position, lines: Mapping[int, str]) -> dict[str, Any]:
    return {"start": _position(start, lines), "end": _position(end, lines)}


def _position(position: Position, lines: Mapping[int, str]) -> dict[str, int]:
    before = lines.get(position.line, "")[: position.column - 1]
    bytes_before = len(before.encode("utf-8", "surrogatepass")) if before else position.column - 1
    return {"line": position.line, "column": bytes_before + 1}
