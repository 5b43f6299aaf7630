"""Policies inside of JSON documents of AWS's and of Terraform's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
WALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "bedrock-agentcore:InvokeAgentRuntime",
                "Resource": ARN.replace("bot-", "cat-"),
                "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}},
            }
        ],
    }
)
CALLER = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "*"}],
    }
)
RESOURCE = "aws_bedrockagentcore_resource_policy"
ATTACHED = {"resource_arn": ARN, "policy": WALL}
ROLE = {"inline_policy": [{"name": "call", "policy": CALLER}]}


def plan(**more: Any) -> dict[str, Any]:
    return {"format_version": "1.2", "terraform_version": "1.9.0", **more}


def module(kind: str, values: dict[str, Any], mode: str = "managed") -> dict[str, Any]:
    return {"root_module": {"resources": [{"mode": mode, "type": kind, "name": "x", "values": values}]}}


def change(**sides: Any) -> list[dict[str, Any]]:
    return [{"type": RESOURCE, "name": "x", "change": {"actions": ["update"], **sides}}]


NOT_EQUAL = ["AC101", "AC203"]
"""A way left open, and a policy that names another resource than the one it is attached to."""
DOCUMENTS: dict[str, tuple[Any, list[str]]] = {
    "an answer of get-resource-policy": ({"policy": WALL}, ["AC101"]),
    "a request of put-resource-policy": ({"resourceArn": ARN, "policy": WALL}, NOT_EQUAL),
    "an item of AWS Config": (
        {"configurationItem": {"configuration": {"ResourceArn": ARN, "Policy": WALL}}},
        NOT_EQUAL,
    ),
    "an item whose configuration is a string": (
        {"configuration": json.dumps({"ResourceArn": ARN, "Policy": WALL})},
        NOT_EQUAL,
    ),
    "a record of CloudTrail": (
        {"Records": [{"eventName": "PutResourcePolicy", "requestParameters": ATTACHED}]},
        NOT_EQUAL,
    ),
    "a record of IAM's": (
        {"Records": [{"eventName": "PutRolePolicy", "requestParameters": {"policyDocument": CALLER}}]},
        ["AC104"],
    ),
    "a plan": (plan(planned_values=module(RESOURCE, ATTACHED)), NOT_EQUAL),
    "a plan's changes": (plan(resource_changes=change(before=None, after=ATTACHED)), NOT_EQUAL),
    "a plan's changes beside its values": (
        plan(planned_values=module(RESOURCE, ATTACHED), resource_changes=change(after=ATTACHED)),
        NOT_EQUAL,
    ),
    "what a plan deletes": (plan(resource_changes=change(before=ATTACHED, after=None)), []),
    "what a plan does not know yet": (
        plan(resource_changes=change(after={"resource_arn": ARN}, after_unknown={"policy": True})),
        [],
    ),
    "a plan's policy document": (
        plan(prior_state={"values": module("aws_iam_policy_document", {"json": CALLER}, "data")}),
        ["AC104"],
    ),
    "a policy document that a resource takes": (
        plan(
            planned_values=module(RESOURCE, ATTACHED),
            prior_state={
                "values": module("aws_iam_policy_document", {"json": WALL.replace(",", ",\n ")}, "data")
            },
        ),
        NOT_EQUAL,
    ),
    "a role in a plan": (plan(planned_values=module("aws_iam_role", ROLE)), ["AC104"]),
    "a role in a module": ({"resource": {"aws_iam_role": {"caller": ROLE}}}, ["AC104"]),
    "a reference in a module": (
        {"resource": {RESOURCE: {"x": {**ATTACHED, "policy": "${data.aws_iam_policy_document.x.json}"}}}},
        [],
    ),
    "a state file": (
        plan(version=4, resources=[{"type": RESOURCE, "instances": [{"attributes": ATTACHED}]}]),
        NOT_EQUAL,
    ),
    "nonsense in a plan": (
        plan(planned_values=[1], resource_changes=[2, {"change": 3}], resources=[{"instances": [4]}]),
        [],
    ),
}


@pytest.mark.parametrize("title", DOCUMENTS)
def test_what_a_document_holds(title: str) -> None:
    value, expected = DOCUMENTS[title]
    text = json.dumps({**value, "service": "bedrock-agentcore"}, indent=1)
    result = lint_text(text, "document.json", Settings())
    assert result.error is None
    there = [each for each in result.diagnostics if each.severity != "note"]
    assert [each.rule for each in there] == expected
    places = {each.rule: text[each.span.start.offset : each.span.end.offset].strip('\\"') for each in there}
    assert (
        places.get("AC101", "bedrock-agentcore:InvokeAgentRuntime") == "bedrock-agentcore:InvokeAgentRuntime"
    )
    assert places.get("AC104", "bedrock-agentcore:InvokeAgentRuntme") == "bedrock-agentcore:InvokeAgentRuntme"
