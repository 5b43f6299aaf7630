"""Findings as JSON, in the form of `findings.schema.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic, LocatedFix, Position
    from agentcore_lint.finding import Witness
    from agentcore_lint.report import Report


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  JSON has no colours
    """Write the report."""
    json.dump(as_data(report), stream, indent=2)
    stream.write("\n")


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "version": 1,
        "findings": [_finding(each) for each in report.diagnostics],
        "suppressed": [_suppressed(each) for each in report.suppressed],
        "errors": [
            {"path": result.path, "message": error} for result in report.results for error in result.errors
        ],
        "summary": {
            "files": report.read,
            "policies": report.policies,
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "notes": report.count("note"),
            "fixable": sum(each.fix is not None for each in report.diagnostics),
            "hidden_notes": report.hidden_notes,
        },
    }


def _suppressed(each: Diagnostic) -> dict[str, Any]:
    assert each.hidden is not None  # noqa: S101  the report keeps these apart
    return {**_finding(each), "suppression": each.hidden._asdict()}


def _finding(each: Diagnostic) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "name": each.name,
        "severity": each.severity,
        "message": each.message,
        "label": each.label,
        "path": each.path,
        "start": _position(each.span.start),
        "end": _position(each.span.end),
        "pointer": each.pointer,
        "sid": each.sid,
        "kind": each.kind,
        "notes": list(each.notes),
        "related": [
            {"start": _position(span.start), "end": _position(span.end), "label": label}
            for span, label in each.related
        ],
        "witness": _witness(each.witness) if each.witness else None,
        "fix": _fix(each.fix) if each.fix else None,
        "help": each.help,
        "fingerprint": each.fingerprint,
        "url": each.url,
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "caller": witness.caller,
        "actions": list(witness.actions),
        "resource": witness.resource,
        "context": {key: list(values) for key, values in witness.context},
        "decision": witness.decision,
        "sentence": witness.sentence,
    }


def _fix(fix: LocatedFix) -> dict[str, Any]:
    return {
        "description": fix.description,
        "safety": fix.safety,
        "edits": [
            {"start": _position(edit.start), "end": _position(edit.end), "text": edit.text}
            for edit in fix.edits
        ],
    }
