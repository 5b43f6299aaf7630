from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentcore_lint.lint import lint_text
from agentcore_lint.report import Report
from agentcore_lint.report.json_report import write
from tests.rules.examples import RULES, examples, file_of, policy_text, settings_of

PACKAGE = Path(__file__).parents[2] / "agentcore_lint"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((PACKAGE / "report" / "findings.schema.json").read_text(encoding="utf-8"))
)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def found(rule: dict[str, Any], example: dict[str, Any]) -> list[tuple[str | None, str, str]]:
    """Every finding of the rule: its pointer, the text under the caret, its severity."""
    text = policy_text(example)
    result = lint_text(text, file_of(example), settings_of(example))
    assert result.error is None
    return [
        (each.pointer, squeezed(text[each.span.start.offset : each.span.end.offset]), each.severity)
        for each in result.diagnostics
        if each.rule == rule["id"]
    ]


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_bad_example_is_found_at_its_place(rule: dict[str, Any], example: dict[str, Any]) -> None:
    expected = [
        (each["pointer"], squeezed(each["text"]), each.get("severity", rule["severity"]))
        for each in example["finds"]
    ]
    assert found(rule, example) == expected


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_report_of_a_bad_example_is_of_its_schema(rule: dict[str, Any], example: dict[str, Any]) -> None:
    out = StringIO()
    write(
        Report((lint_text(policy_text(example), file_of(example), settings_of(example)),), 1),
        out,
        color=False,
    )
    found = json.loads(out.getvalue())
    SCHEMA.validate(found)
    assert rule["id"] in {each["rule"] for each in found["findings"]}


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_good_example_is_silent(rule: dict[str, Any], example: dict[str, Any]) -> None:
    assert found(rule, example) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_rule_has_enough_examples(rule: dict[str, Any]) -> None:
    assert len(rule["bad"]) >= 2
    assert len(rule["good"]) >= 2
    assert any(example.get("trap") for example in rule["good"])
    assert rule["references"]


def fixable(rule: dict[str, Any], example: dict[str, Any]) -> bool:
    settings = settings_of(example, rules=frozenset((rule["id"],)))
    return any(each.fix for each in lint_text(policy_text(example), file_of(example), settings).diagnostics)


@pytest.mark.parametrize(("rule", "example"), [each for each in examples("bad") if fixable(*each.values)])
def test_fix_leaves_nothing_to_find_at_its_place(rule: dict[str, Any], example: dict[str, Any]) -> None:
    text = policy_text(example)
    settings = settings_of(example, rules=frozenset((rule["id"],)))
    first = next(each for each in lint_text(text, file_of(example), settings).diagnostics if each.fix)
    assert first.fix
    fixed = text
    for edit in reversed(first.fix.edits):
        fixed = fixed[: edit.start.offset] + edit.text + fixed[edit.end.offset :]
    again = lint_text(fixed, file_of(example), settings).diagnostics
    assert first.span.start.offset not in {each.span.start.offset for each in again}
    assert "AC001" not in {each.rule for each in lint_text(fixed, file_of(example)).diagnostics}
