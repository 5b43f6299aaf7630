"""Each format, judged by a consumer of it or by what its documentation asks."""

from __future__ import annotations

import json
import re
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from junitparser import JUnitXml

from agentcore_lint.report import FORMATS, checkstyle, github, gitlab, junit, rdjson, sarif
from tests.report.samples import deny, policy, results, sample_report
from tests.report.tools import npm_tool

DATA = Path(__file__).parent / "schemas"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def written(module: Any) -> str:
    out = StringIO()
    module.write(sample_report(), out, color=False)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_neutralises_what_drives_a_terminal(name: str) -> None:
    from importlib import import_module

    text = written(import_module(FORMATS[name]))
    if name != "json":  # JSON escapes what it must, and carries texts as they are
        assert not CONTROLS.search(text.replace("\r\n", "\n"))
    text.encode("utf-8")


def test_sarif_has_rules_regions_fixes_and_fingerprints() -> None:
    run = json.loads(written(sarif))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    found = next(each for each in run["results"] if each["ruleId"] == "AC101")
    assert rules[found["ruleIndex"]]["id"] == "AC101"
    assert "**How to fix.**" in rules[found["ruleIndex"]]["help"]["markdown"]
    assert found["level"] == "error"
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "policies/open.json"}
    assert found["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 7,
        "startColumn": 17,
        "endLine": 7,
        "endColumn": 55,
    }
    assert all(len(each["partialFingerprints"]["agentcoreLint/v1"]) == 32 for each in run["results"])
    (change,) = next(each for each in run["results"] if "fixes" in each)["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_counts_in_code_points() -> None:
    run = json.loads(written(sarif))["runs"][0]
    (found,) = (
        each["locations"][0]["physicalLocation"]["region"]
        for each in run["results"]
        if each["ruleId"] == "AC101" and "wide" in json.dumps(each["locations"])
    )
    line = policy(deny(Sid="日本語😀"), indent=None)
    under = line[found["startColumn"] - 1 : found["endColumn"] - 1]
    assert under == '"bedrock-agentcore:InvokeAgentRuntime"'


@pytest.mark.install
def test_sarif_is_valid_to_its_own_validator(tmp_path: Path) -> None:
    tool = npm_tool("@microsoft/sarif-multitool", "sarif-multitool")
    file, out = tmp_path / "report.sarif", tmp_path / "judged.sarif"
    file.write_text(written(sarif), encoding="utf-8")
    subprocess.run(
        [*tool, "validate", str(file), "--output", str(out), "--level", "Error"],
        check=False,
        capture_output=True,
    )
    judged = json.loads(out.read_text(encoding="utf-8-sig"))
    assert [each["message"] for each in judged["runs"][0]["results"] if each.get("level") == "error"] == []


@pytest.mark.install
def test_rdjson_is_valid_to_its_own_validator(tmp_path: Path) -> None:
    tool = npm_tool("@umbrelladocs/rdformat-validator", "rdformat-validator")
    file = tmp_path / "report.json"
    file.write_text(written(rdjson), encoding="utf-8")
    done = subprocess.run([*tool, str(file)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rdjson_counts_bytes_and_suggests() -> None:
    found = json.loads(written(rdjson))["diagnostics"]
    line = policy(deny(Sid="日本語😀"), indent=None).encode()
    (wide,) = (
        each for each in found if each["code"]["value"] == "AC101" and "wide" in each["location"]["path"]
    )
    place = wide["location"]["range"]
    under = line[place["start"]["column"] - 1 : place["end"]["column"] - 1].decode()
    assert under == '"bedrock-agentcore:InvokeAgentRuntime"'
    assert wide["suggestions"][0]["text"] == '"bedrock-agentcore:InvokeAgentRuntime*"'


def test_github_annotates_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    lines = written(github).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    first = next(line for line in commands if "title=AC101" in line)
    assert first.startswith("::error file=policies/open.json,line=")
    assert "endColumn=" in first
    assert any("file=policies/CRLF ü %2541%2C%3Ax.json" in line for line in commands)
    assert "::error file=policies/gone.json::no such file <&>" in commands
    assert all(re.match(r"::(error|warning|notice) [^:]*::[^\n]*$", line) for line in commands)


def test_github_shows_ten_and_puts_all_into_the_summary(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from agentcore_lint.lint import lint_text
    from agentcore_lint.report import Report

    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    many = lint_text(policy(*(deny(Sid=f"S{number}") for number in range(12))), "policies/many.json")
    errors = [each for each in many.diagnostics if each.rule == "AC101"]
    assert len(errors) == 12
    out = StringIO()
    github.write(Report((many._replace(diagnostics=tuple(errors)),), 1), out, color=False)
    lines = out.getvalue().splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert "2 more findings: GitHub shows 10 of each severity; all are in the job's summary" in lines
    assert summary.read_text(encoding="utf-8").count("AC101") >= 12


def test_gitlab_report_is_of_its_form() -> None:
    found = json.loads(written(gitlab))
    schema = json.loads((DATA / "gitlab-code-quality.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)
    assert len({each["fingerprint"] for each in found}) == len(found) == len(sample_report().diagnostics)


def test_junit_is_read_by_a_consumer() -> None:
    suites = JUnitXml.fromstring(written(junit).encode())
    by_name = {suite.name: suite for suite in suites}
    assert by_name["policies/open.json"].failures >= 1
    assert by_name["policies/clean.json"].failures == 0
    assert by_name["policies/clean.json"].tests >= 1
    assert by_name["policies/gone.json"].errors == 1
    failed = sum(each.severity != "note" for result in results() for each in result.diagnostics)
    assert suites.failures == failed


def test_checkstyle_has_each_finding_at_its_place() -> None:
    root = ET.fromstring(written(checkstyle))
    found = [
        (file.get("name"), int(each.get("line", "")), int(each.get("column", "1")), each.get("source"))
        for file in root
        for each in file
    ]
    expected = [
        (each.path, each.span.start.line, each.span.start.column, f"agentcore-lint.{each.rule}")
        for each in sample_report().diagnostics
    ]
    assert found[:-1] == expected
    assert {each.get("severity") for file in root for each in file} <= {"error", "warning", "info"}


def test_fingerprint_survives_moved_lines_and_other_names() -> None:
    from agentcore_lint.lint import lint_text

    def prints(text: str, path: str) -> set[tuple[str, str]]:
        found = lint_text(text, path).diagnostics
        return {(each.rule, each.fingerprint) for each in found if each.severity != "note"}

    first, second = (
        deny(Sid="One"),
        deny(Action=["bedrock-agentcore:GetAgentCard", "bedrock-agentcore:InvokeAgentRuntime"]),
    )
    moved = prints(policy(second, first, indent=None), "b/other.json")
    assert prints(policy(first, second), "a.json") == moved
    again = prints(policy(first, first), "a.json")
    assert len(again) > len(prints(policy(first), "a.json"))
