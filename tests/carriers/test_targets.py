"""What a policy is attached to may be unknown, in part or whole: nothing is taken apart that is not there."""

from __future__ import annotations

import json

import pytest

from agentcore_lint.lint import lint_text

OTHER = "444455556666"
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
    "Action": "bedrock-agentcore:InvokeAgentRuntime",
}
WRITTEN = json.dumps({"Version": "2012-10-17", "Statement": [{**STATEMENT, "Resource": "TARGET"}]})
TERRAFORM = 'resource "aws_bedrockagentcore_resource_policy" "x" {{\n  resource_arn = {0}\n  policy = jsonencode({1})\n}}\n'
UNKNOWN = {
    "a variable": "var.arn",
    "an attribute of what is not declared": "aws_bedrockagentcore_agent_runtime.gone.agent_runtime_arn",
    "an element of a local": "local.arns[each.value]",
    "a variable and a tail": '"${var.arn}/runtime-endpoint/DEFAULT"',
    "an ARN without its account": '"arn:aws:bedrock-agentcore:eu-west-1:${var.account}:runtime/bot-a1B2c3D4e5"',
    "an ARN without its region": '"arn:aws:bedrock-agentcore:${var.region}:111122223333:runtime/bot-a1B2c3D4e5"',
    "an ARN without its kind": '"arn:aws:bedrock-agentcore:eu-west-1:111122223333:${var.tail}"',
    "a number": "12",
    "nothing": '""',
    "colons": '":::::"',
    "an ARN of IAM": f'"arn:aws:iam::{OTHER}:role/x"',
}


@pytest.mark.parametrize("target", UNKNOWN.values(), ids=UNKNOWN)
def test_a_target_that_is_not_known_is_no_crash(target: str) -> None:
    policy = WRITTEN.replace('"TARGET"', target)
    result = lint_text(TERRAFORM.format(target, policy), "main.tf")
    assert result.errors == ()
    assert result.policies == 1
    account_known = "${var.region}" in target
    assert ("AC601" in {each.rule for each in result.diagnostics}) == account_known


@pytest.mark.parametrize(
    "principal", ["rolee/x", "role/", "role", "", "user", "group/x", ":", "assumed-role/x"]
)
@pytest.mark.parametrize("account", [OTHER, "A", "", "44445555666\u0664", "\u00b2" * 12])
def test_a_principal_that_cannot_be_is_no_crash(principal: str, account: str) -> None:
    arn = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
    policy = WRITTEN.replace(f"arn:aws:iam::{OTHER}:root", f"arn:aws:iam::{account}:{principal}")
    policy = policy.replace("TARGET", arn)
    result = lint_text(TERRAFORM.format(f'"{arn}"', policy), "main.tf")
    assert result.errors == ()
    assert "AC306" in {each.rule for each in result.diagnostics}


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_bedrockagentcore_resource_policy" "x" {\n  policy = data.aws_iam_policy_document\n}',
        'resource "aws_bedrockagentcore_resource_policy" {\n  policy = data.aws_iam_policy_document.x.json\n}',
        'data "aws_iam_policy_document" {\n}\nresource {\n}\nlocals "agentcore" {\n}',
    ],
)
def test_blocks_and_names_that_lack_a_part(text: str) -> None:
    assert lint_text(text, "main.tf").errors == ()
