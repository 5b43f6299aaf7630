"""One policy, every carrier: the same findings, at the very text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.service.kinds import TAKES_POLICY, kinds_of
from tests.carriers.render import FORMS, Policy, listed, rendered
from tools.rules import load, policy_text

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic

NOT_COMPARED = ("AC001", "AC003", "AC004", "AC601")
"""Of the JSON text itself, of its length, and of a stack."""


NUMBERS = ("a number for a string",)
"""CloudFormation writes every scalar of a policy as text."""


def policies() -> dict[str, tuple[Policy, str]]:
    """The rules' examples that are resource policies with an ARN to be attached to."""
    found: dict[str, tuple[Policy, str]] = {}
    for rule in load():
        for example in (*rule["bad"], *rule["good"]):
            if "file" in example or "config" in example or "options" in example or rule["id"] in NOT_COMPARED:
                continue
            try:
                value = json.loads(policy_text(example))
            except ValueError:
                continue
            arn = arn_of(value) if isinstance(value, dict) and "Statement" in value else None
            if arn is not None and example["title"] not in NUMBERS:
                found[f"{rule['id']}: {example['title']}"] = value, arn
    return found


def arn_of(policy: Policy) -> str | None:
    for statement in listed(policy["Statement"]):
        resource = statement.get("Resource") if isinstance(statement, dict) else None
        if isinstance(resource, str) and kinds_of(resource) & TAKES_POLICY and resource.isascii():
            return resource
    return None


POLICIES = policies()


def findings(name: str, text: str, **settings: Any) -> list[Diagnostic]:
    result = lint_text(text, name, Settings(**settings))
    assert result.error is None
    return [each for each in result.diagnostics if each.rule not in NOT_COMPARED]


def covered(each: Diagnostic, text: str) -> str:
    """The text under the caret, without what a language puts around a string."""
    start, end = each.span.start.offset, each.span.end.offset
    written = text[start:end].replace('\\"', '"').replace("\\\\", "\\")
    for escape in ("${!", "$${", "\\${"):
        written = written.replace(escape, "${")
    written = written.replace("{{", "{").replace("}}", "}")
    return written.strip().strip("\"'`")


NAMES_OF_THE_ARN = ("${Arn}", "{ARN}", "{arn}", "${arn}", "${ARN}")

SPELLED = {
    "actions": "Action",
    "not_actions": "NotAction",
    "statement": "Statement",
    "statements": "Statement",
    "notActions": "NotAction",
    "resources": "Resource",
    "principals": "Principal",
    "not_principals": "NotPrincipal",
    "conditions": "Condition",
    "condition": "Condition",
    "addActions": "Action",
    "add_actions": "Action",
    "addNotActions": "NotAction",
    "add_not_actions": "NotAction",
    "addResources": "Resource",
    "add_resources": "Resource",
    "addPrincipals": "Principal",
    "add_principals": "Principal",
    "addCondition": "Condition",
    "add_condition": "Condition",
    "sid": "Sid",
    "effect": "Effect",
    "version": "Version",
}


def shown(each: Diagnostic, text: str) -> tuple[str, str]:
    found = covered(each, text)
    return each.rule, SPELLED.get(found, found)


@pytest.fixture(scope="module")
def expected() -> dict[str, list[tuple[str, str]]]:
    """What is found in each policy where it is plain JSON."""
    out = {}
    for title, (policy, arn) in POLICIES.items():
        text = json.dumps(policy, indent=2, ensure_ascii=False)
        out[title] = sorted(shown(each, text) for each in findings("policy.json", text, resource_arn=arn))
    return out


def test_there_is_something_to_find(expected: dict[str, list[tuple[str, str]]]) -> None:
    assert len(POLICIES) > 150
    assert len({rule for found in expected.values() for rule, _ in found}) > 30


@pytest.mark.parametrize("form", FORMS)
def test_the_same_findings_at_the_very_text(form: str, expected: dict[str, list[tuple[str, str]]]) -> None:
    tried = 0
    for title, (policy, arn) in POLICIES.items():
        for name, text in rendered(policy, arn, form):
            got = sorted(shown(each, text) for each in findings(name, text))
            assert [rule for rule, _ in got] == [rule for rule, _ in expected[title]], (title, text)
            for (rule, there), (_, here) in zip(got, expected[title], strict=True):
                if exact(here) and exact(there) and "iam." not in there:
                    assert there == here or there in NAMES_OF_THE_ARN, (title, rule, text)
            tried += 1
    assert tried > 100


def exact(text: str) -> bool:
    """Whether it is a string that every language writes alike; objects, lists and constructs differ."""
    return not text.startswith(("{", "[")) and "\n" not in text


ESCAPED = ("cfn double quotes", "cfn Join", "cfn JSON", "tf string", "tf JSON", "tf plan", "sh double quotes")
"""Forms whose strings have escapes: no edit is offered there."""


@pytest.mark.parametrize("form", FORMS)
def test_the_edit_that_is_offered_mends_the_file(form: str) -> None:
    offered = 0
    for title, (policy, arn) in POLICIES.items():
        for name, text in rendered(policy, arn, form):
            fixes = [each for each in findings(name, text) if each.fix and each.rule == title.split(":")[0]]
            for each in fixes[:1]:
                assert each.fix
                fixed = text
                for edit in reversed(each.fix.edits):
                    fixed = fixed[: edit.start.offset] + edit.text + fixed[edit.end.offset :]
                again = findings(name, fixed)
                assert (each.rule, each.span.start) not in {(one.rule, one.span.start) for one in again}, (
                    fixed
                )
                assert (
                    lint_text(fixed, name, Settings()).policies == lint_text(text, name, Settings()).policies
                )
                assert "AC001" not in {one.rule for one in lint_text(fixed, name, Settings()).diagnostics}, (
                    fixed
                )
                offered += 1
    assert (offered == 0) == (form in ESCAPED)
