"""Placeholders in every carrier: the same text is the same hole in the target and in the policy."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.carriers.render import FORMS, rendered

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
