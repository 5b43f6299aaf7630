"""Comments that hide findings, in every carrier that has comments."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.carriers.render import FORMS

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
OPEN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "bedrock-agentcore:InvokeAgentRuntime",
            "Resource": ARN,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}},
        }
    ],
}
WHY = "agentcore-lint: ignore[AC101] sockets are for operators"


def rules_found(name: str, text: str) -> set[str]:
    result = lint_text(text, name, Settings(notes=False))
    assert result.error is None
    return {each.rule for each in result.diagnostics}


def with_comment(form: str, before: str, comment: str) -> tuple[str, str]:
    """Put a comment on a line of its own above the line that begins with `before`."""
    name, render = FORMS[form]
    lines = (render(OPEN, ARN) or "").splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith(before))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return name, "\n".join([*lines[:at], indent + comment, *lines[at:]]) + "\n"


@pytest.mark.parametrize(
    ("form", "before", "comment"),
    [
        ("cfn ToJsonString", "Action", f"# {WHY}"),
        ("cfn ToJsonString", "- Effect", f"# {WHY}"),
        ("cfn Sub", "Guard:", f"# {WHY}"),
        ("cfn block", "Policy:", f"# {WHY}"),
        ("tf jsonencode", "Action", f"# {WHY}"),
        ("tf jsonencode", "resource", f"// {WHY}"),
        ("tf here-doc", "policy ", f"/* {WHY} */"),
        ("tf policy document", "statement", f"# {WHY}"),
        ("tf policy document", "actions", f"# {WHY}"),
        ("tf policy document", "data", f"# {WHY}"),
        ("py dumps", '"Action"', f"# {WHY}"),
        ("py name", "POLICY", f"# {WHY}"),
        ("py text", "control.put", f"# {WHY}"),
        ("py statements", "iam.PolicyStatement", f"# {WHY}"),
        ("ts const", '"Action"', f"// {WHY}"),
        ("ts const", "const policy", f"// {WHY}"),
        ("ts template", "await", f"/* {WHY} */"),
        ("sh here-doc", "aws", f"# {WHY}"),
        ("md json", "```json", f"<!-- {WHY} -->"),
        ("md hcl", "```hcl", f"<!-- {WHY} -->\n"),
        ("md bash", "```bash", f"<!-- {WHY} -->"),
    ],
)
def test_a_comment_above_hides_the_finding(form: str, before: str, comment: str) -> None:
    name, render = FORMS[form]
    assert rules_found(name, render(OPEN, ARN) or "") == {"AC101", "AC102", "AC103"}
    assert rules_found(*with_comment(form, before, comment)) == set()


@pytest.mark.parametrize(
    ("form", "line", "comment"),
    [
        ("cfn ToJsonString", "Action", f"  # {WHY}"),
        ("tf jsonencode", "Action", f" # {WHY}"),
        ("py dumps", '"Action"', f"  # {WHY}"),
        ("ts const", '"Action"', f" // {WHY}"),
    ],
)
def test_a_comment_at_the_end_of_the_line_hides_the_finding(form: str, line: str, comment: str) -> None:
    name, render = FORMS[form]
    lines = [
        each + comment if each.strip().startswith(line) else each
        for each in (render(OPEN, ARN) or "").splitlines()
    ]
    assert rules_found(name, "\n".join(lines)) == set()


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("tf jsonencode", "resource", "locals {}"),
        ("py dumps", "control =", "x = 1"),
        ("cfn Sub", "Resources:", "Description: a stack"),
    ],
)
def test_a_comment_elsewhere_hides_nothing_and_is_unused(form: str, before: str, after: str) -> None:
    name, text = with_comment(form, before, f"# {WHY}\n\n{after}")
    assert {"AC101", "AC901"} <= rules_found(name, text)


def test_the_words_in_a_string_are_no_comment() -> None:
    name, render = FORMS["py dumps"]
    text = (render(OPEN, ARN) or "").replace("import json\n", f'import json\nNOTE = "{WHY}"\n')
    assert "AC101" in rules_found(name, text)


def test_another_rule_is_not_hidden() -> None:
    name, text = with_comment("tf jsonencode", "Action", "# agentcore-lint: ignore[AC104] not this one")
    assert {"AC101", "AC901"} <= rules_found(name, text)
