"""Checkstyle's XML, which many review bots and Jenkins read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO
from xml.etree import ElementTree as ET

from agentcore_lint.paths import below
from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from agentcore_lint.report import Report

_SEVERITIES = {"error": "error", "warning": "warning", "note": "info"}


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  XML has no colours
    """Write the report."""
    root = ET.Element("checkstyle", version="10.0")
    for result in report.results:
        file = ET.SubElement(root, "file", name=visible(below(result.path)))
        for each in result.diagnostics:
            ET.SubElement(
                file,
                "error",
                line=str(each.span.start.line),
                column=str(each.span.start.column),
                severity=_SEVERITIES[each.severity],
                message=visible(each.message),
                source=f"agentcore-lint.{each.rule}",
            )
        for error in result.errors:
            attributes = {"line": "1", "severity": "error", "message": visible(error)}
            ET.SubElement(file, "error", attributes, source="agentcore-lint")
    ET.indent(root)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n")
