"""Annotations of a pull request, as workflow commands of GitHub Actions.

Source: GitHub Docs, "Workflow commands for GitHub Actions". A step shows ten annotations of each
severity: what is more is printed as lines, and all of it goes to the job's summary.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from agentcore_lint.paths import below
from agentcore_lint.report.text import plural, visible

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.report import Report

SHOWN = 10
"""Annotations of one severity that GitHub shows of a step."""
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_SUMMARY = "GITHUB_STEP_SUMMARY"
_ROOT = "GITHUB_WORKSPACE"


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  GitHub colours by severity
    """Write the report, and add it to the job's summary where there is one."""
    shown: Counter[str] = Counter()
    rest: list[Diagnostic] = []
    for each in report.diagnostics:
        shown[each.severity] += 1
        if shown[each.severity] > SHOWN:
            rest.append(each)
        else:
            stream.write(_command(each) + "\n")
    stream.writelines(
        f"::error file={_property(_path(result.path))}::{_data(error)}\n"
        for result in report.results
        for error in result.errors
    )
    summary = os.environ.get(_SUMMARY)
    if rest:
        where = "; all are in the job's summary" if summary else ""
        stream.write(f"{plural(len(rest), 'more finding')}: GitHub shows {SHOWN} of each severity{where}\n")
        stream.writelines(_line(each) + "\n" for each in rest)
    if summary and report.diagnostics:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(_table(report.diagnostics))


def _command(each: Diagnostic) -> str:
    start, end = each.span
    properties = {"file": _path(each.path), "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"{each.rule} {each.name}"
    proof = [each.witness.sentence] if each.witness else []
    told = "\n".join([each.message, *proof, each.help])
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[each.severity]} {named}::{_data(told)}"


def _path(path: str) -> str:
    return below(path, os.environ.get(_ROOT) or None)


def _line(each: Diagnostic) -> str:
    place = f"{visible(_path(each.path))}:{each.span.start.line}:{each.span.start.column}"
    return f"{place}: {each.severity}: {visible(each.message)} [{each.rule}]"


def _data(text: str) -> str:
    lines = (visible(line) for line in text.replace("\r", "").split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _table(found: list[Diagnostic]) -> str:
    rows = ["### agentcore-lint", "", "| place | rule | finding |", "|---|---|---|"]
    for each in found:
        place = f"`{visible(_path(each.path)).replace('`', '')}:{each.span.start.line}`"
        rule = f"[{each.rule}]({each.url}) {each.severity}"
        rows.append(f"| {place} | {rule} | {_cell(each.message)} |")
    return "\n".join([*rows, "", ""])


def _cell(text: str) -> str:
    """Return a text as plain words of a Markdown table: nothing in it is markup."""
    out = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{char}" if char in "\\`*_[]|#!~" else char for char in out)
