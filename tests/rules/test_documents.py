"""What AC001 to AC006 say in their one line."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import lint_text

DENY = (
    '"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime*", '
    '"Resource": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'{{"Version": "2012-10-17", "Statement": [{{{DENY} "Sid": "A"}}]}}',
         'not valid JSON after "Resource": expected a comma or a closing bracket, found "'),
        (f'{{"Version": "2012-10-17", "Statement": [{{{DENY}}}, {{{DENY.replace("Deny", "deny")}}}]}}',
         'statement 2: Effect is "deny", not Allow or Deny'),
        (f"[{{{DENY}}}]", ("the policy is a list of objects with Effect; it must be an object with Version and "
         "Statement")),
        (f'{{"Version": "2012-10-17", "Statement": {{{DENY}, "Sid": "A", "Sid": "B"}}}}',
         '"Sid" stands twice in one object: what the first says is lost'),
        (f'{{"Statement": {{{DENY}}}}}', "Version is missing before Statement; IAM then uses 2008-10-17"),
        (f'{{"Version": "2012-10-17", "Statement": [{{"Sid": "A", {DENY}}}, {{{DENY}}}, {{"Sid": "A", {DENY}}}]}}',
         'statements 1 and 3 have the same Sid, "A"'),
    ],
)  # fmt: skip
def test_line_names_its_subject(text: str, message: str) -> None:
    assert message in [each.message for each in lint_text(text, "policy.json").diagnostics]


def test_key_of_most_of_a_long_policy_is_named() -> None:
    roles = ", ".join(f'"arn:aws:iam::111122223333:role/Caller{number:04}"' for number in range(600))
    condition = f'"Condition": {{"ArnNotEquals": {{"aws:PrincipalArn": [{roles}]}}}}'
    text = f'{{"Version": "2012-10-17", "Statement": [{{{DENY}, {condition}}}]}}'
    (said,) = [each for each in lint_text(text, "policy.json").diagnostics if each.rule == "AC004"]
    assert "most in aws:PrincipalArn; AWS accepts 20,480" in said.message
