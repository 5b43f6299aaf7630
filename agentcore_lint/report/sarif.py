"""SARIF 2.1.0, as code scanning of GitHub, Azure DevOps and editors read it.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from agentcore_lint import __version__
from agentcore_lint.paths import below
from agentcore_lint.report.text import visible
from agentcore_lint.rule import HOME, rules

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic, LocatedFix, Position
    from agentcore_lint.report import Report
    from agentcore_lint.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  SARIF has no colours
    """Write the report."""
    json.dump(as_data(report), stream, indent=2)
    stream.write("\n")


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    found = [*report.diagnostics, *report.suppressed]
    used = sorted({each.rule for each in found})
    failures = [
        {
            "level": "error",
            "message": {"text": visible(error)},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(result.path)}}],
        }
        for result in report.results
        for error in result.errors
    ]
    invocation: dict[str, Any] = {"executionSuccessful": not failures}
    if failures:
        invocation["toolExecutionNotifications"] = failures
    driver = {
        "name": "agentcore-lint",
        "informationUri": HOME,
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rules()[name]) for name in used],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, used.index(each.rule)) for each in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    advice = rule.help.strip()
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.message[0].upper()}{rule.message[1:]}."},
        "fullDescription": {"text": rule.summary.strip()},
        "help": {
            "text": f"{rule.why.strip()}\n\n{advice}",
            "markdown": f"{rule.summary.strip()}\n\n**Why.** {rule.why.strip()}\n\n**How to fix.** {advice}",
        },
        "helpUri": rule.url,
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": ["security", "iam", "agentcore"], "precision": "high"},
    }


def _result(each: Diagnostic, index: int) -> dict[str, Any]:
    proof = [visible(each.witness.sentence)] if each.witness else []
    told = [visible(each.message), *proof, *map(visible, each.notes), visible(each.help)]
    location: dict[str, Any] = {"physicalLocation": _place(each.path, each.span.start, each.span.end)}
    if each.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(each.pointer), "kind": "element"}]
    out: dict[str, Any] = {
        "ruleId": each.rule,
        "ruleIndex": index,
        "level": each.severity,
        "message": {"text": "\n".join(told)},
        "locations": [location],
        "partialFingerprints": {"agentcoreLint/v1": each.fingerprint},
    }
    if each.related:
        out["relatedLocations"] = [
            {"id": number, "message": {"text": visible(label)}, "physicalLocation": _place(each.path, *span)}
            for number, (span, label) in enumerate(each.related, 1)
        ]
    if each.hidden is not None:
        kind = "inSource" if each.hidden.by == "comment" else "external"
        why = visible(each.hidden.reason) or f"hidden by {visible(each.hidden.where)}"
        out["suppressions"] = [{"kind": kind, "status": "accepted", "justification": why}]
    if each.fix is not None:
        out["fixes"] = [_fix(each.path, each.fix)]
    return out


def _fix(path: str, fix: LocatedFix) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": f"{visible(fix.description)} ({fix.safety})"},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
    }


def _place(path: str, start: Position, end: Position) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "region": _region(start, end)}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(below(path), safe="/:")}
