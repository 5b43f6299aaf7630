"""JUnit's XML: a suite for each file with a policy, a failed case for each finding in it.

Source: the schema that Jenkins' xUnit plugin publishes for JUnit 10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO
from xml.etree import ElementTree as ET

from agentcore_lint.paths import below
from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.report import Report
    from agentcore_lint.run.settings import FileResult


def write(report: Report, stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  XML has no colours
    """Write the report. A note is a case that passes, with what it says as its output."""
    root = ET.Element("testsuites", name="agentcore-lint")
    for result in report.results:
        root.append(_suite(result))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n")


def _suite(result: FileResult) -> ET.Element:
    path = visible(below(result.path))
    suite = ET.Element("testsuite", name=path)
    for each in result.diagnostics:
        suite.append(_case(each, path))
    for error in result.errors:
        case = ET.SubElement(suite, "testcase", name="file", classname=path)
        ET.SubElement(case, "error", message=visible(error), type="error")
    if len(suite) == 0:
        ET.SubElement(suite, "testcase", name="no findings", classname=path)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    return suite


def _case(each: Diagnostic, path: str) -> ET.Element:
    line, column = each.span.start.line, each.span.start.column
    case = ET.Element("testcase", name=f"{each.rule} {each.name} at {line}:{column}", classname=path)
    proof = [visible(each.witness.sentence)] if each.witness else []
    told = "\n".join([f"{path}:{line}:{column}: {visible(each.label)}", *proof, visible(each.help), each.url])
    if each.severity == "note":
        ET.SubElement(case, "system-out").text = f"{visible(each.message)}\n{told}"
    else:
        failure = ET.SubElement(case, "failure", message=visible(each.message), type=each.severity)
        failure.text = told
    return case
