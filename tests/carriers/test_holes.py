"""Placeholders in every carrier: the same text is the same hole in the target and in the policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import Settings, lint_file, lint_text
from agentcore_lint.load import Given, load
from agentcore_lint.sources import read
from tests.carriers.render import FORMS, rendered

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = "arn:aws:bedrock-agentcore"
ARNS = [
    "<RUNTIME_ARN>",
    "RUNTIME_ARN",
    "your-runtime-arn",
    "{{ runtime_arn }}",
    "{{resolve:ssm:/agent/runtime-arn}}",
    "<<runtime arn>>",
    "__RUNTIME_ARN__",
    "%RUNTIME_ARN%",
    "&lt;RUNTIME_ARN&gt;",
    f"{SERVICE}:REGION:ACCOUNT_ID:runtime/RUNTIME_ID",
    f"{SERVICE}:region:account-id:runtime/runtime-id",
    f"{SERVICE}:us-east-1:YOUR-ACCOUNT:runtime/your-agent-id/runtime-endpoint/DEFAULT",
    f"{SERVICE}:us-east-1:xxxxxxxxxxxx:runtime/my_agent-xxxxxxxxxx",
    f"{SERVICE}:us-east-1:111122223333:runtime/my_agent-SUFFIX",
    f"{SERVICE}:<region>:<account>:runtime/<name>-<suffix>",
    f"{SERVICE}:__REGION__:%ACCOUNT%:runtime/{{{{ id }}}}",
    f"{SERVICE}:[REGION]:[ACCOUNT]:gateway/[GATEWAY]",
    f"{SERVICE}:us-east-1:{{{{resolve:ssm:account}}}}:runtime/&lt;id&gt;",
    f"{SERVICE}:...",
]


def policy_on(arn: str) -> dict[str, object]:
    action = "InvokeGateway" if "gateway" in arn else "InvokeAgentRuntime*"
    deny = {
        "Sid": "ONLY_PROXY",
        "Effect": "Deny",
        "Principal": "*",
        "Action": f"bedrock-agentcore:{action}",
        "Resource": arn,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}},
    }
    return {"Version": "2012-10-17", "Statement": [deny]}


@pytest.mark.parametrize("form", FORMS)
def test_a_placeholder_in_the_target_is_the_one_in_the_policy(form: str) -> None:
    tried = 0
    for arn in ARNS:
        for name, text in rendered(policy_on(arn), arn, form):
            result = lint_text(text, name, Settings(notes=False))
            assert result.error is None
            assert result.policies == 1, text
            assert [(each.rule, each.message) for each in result.diagnostics] == [], text
            tried += 1
    assert tried


@pytest.mark.parametrize(
    "arn", ["<RUNTIME_ARN>", "{{ runtime_arn }}", f"{SERVICE}:<region>:<account>:runtime/<id>"]
)
def test_a_placeholder_of_a_command_needs_no_quotes(arn: str) -> None:
    policy = json.dumps(policy_on(arn))
    text = f"aws bedrock-agentcore-control put-resource-policy --resource-arn {arn} --policy '{policy}' >out.json\n"
    result = lint_text(text, "put.sh", Settings(notes=False))
    assert result.policies == 1
    assert not result.diagnostics
    other = text.replace("Runtime*", "Runtime")
    found = lint_text(other, "put.sh", Settings(notes=False)).diagnostics[0]
    assert found.rule == "AC101"
    assert other[found.span.start.offset : found.span.end.offset] == '"bedrock-agentcore:InvokeAgentRuntime"'


def test_a_file_beside_has_the_placeholders_of_the_script(tmp_path: Path) -> None:
    arn = f"{SERVICE}:<region>:<account>:runtime/<id>"
    (tmp_path / "policy.json").write_text(json.dumps(policy_on(arn)))
    for target, rules in (
        (arn, []),
        (arn.replace("<region>", "${REGION}"), []),
        (f"{arn}/runtime-endpoint/a", ["AC203"]),
    ):
        command = f'put-resource-policy --resource-arn "{target}" --policy file://policy.json'
        script = tmp_path / "put.sh"
        script.write_text(f"aws bedrock-agentcore-control {command}\n")
        result = lint_file(str(script), Settings(notes=False), named=True)
        assert [each.rule for each in result.diagnostics] == rules


def test_a_word_is_a_placeholder_only_where_no_word_can_stand() -> None:
    statement = {
        "Sid": "ALLOW_ALL",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "bedrock-agentcore:UpdateGateway",
        "Resource": f"{SERVICE}:REGION:ACCOUNT_ID:gateway/GATEWAY_ID",
        "Condition": {"StringEquals": {"bedrock-agentcore:GatewayAuthorizerType": "CUSTOM_JWT"}},
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement, statement]})
    found = lint_text(text, "policy.json").diagnostics
    assert "AC006" in {each.rule for each in found}
    (loaded,) = load("policy.json", read("policy.json", text.encode()), Given())
    first = loaded.policy.statements[0]
    assert first.sid == "ALLOW_ALL"
    assert [item.text for item in first.conditions[0].values] == ["CUSTOM_JWT"]
    assert loaded.context.account != "ACCOUNT_ID"
    assert loaded.context.show(loaded.context.account) == "ACCOUNT_ID"
