"""What must stay silent: the near misses, the other services, the placeholders."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
PROXY = "arn:aws:iam::111122223333:role/Proxy"
A = "bedrock-agentcore:"
BUT = {"ArnNotEquals": {"aws:PrincipalArn": PROXY}}


def rules_found(policy: Any, **settings: Any) -> set[str]:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    result = lint_text(text, "policy.json", Settings(**settings))
    assert result.error is None
    return {each.rule for each in result.diagnostics if each.severity != "note"}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    full = [{"Effect": "Deny", "Principal": "*", "Resource": ARN, **each} for each in statements]
    return {"Version": "2012-10-17", "Statement": full}


def identity(*statements: dict[str, Any]) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Resource": "*", **each} for each in statements],
    }


@pytest.mark.parametrize(
    "silent",
    [
        pytest.param(policy({"Effect": "Allow", "Principal": {"AWS": PROXY}, "Action": f"{A}InvokeAgentRuntime"}), id="Allow of one action"),
        pytest.param(policy({"Action": f"{A}InvokeAgentRuntime*", "Condition": BUT}), id="wildcard in the wall"),
        pytest.param(
            policy(
                {"Action": f"{A}InvokeAgentRuntime", "Condition": BUT},
                {"Action": f"{A}InvokeAgentRuntimeWithWebSocketStream", "Condition": BUT},
                {"Action": [f"{A}InvokeAgentRuntimeCommand", f"{A}InvokeAgentRuntimeCommandShell"]},
            ),
            id="union of several Denies",
        ),
        pytest.param(policy({"Action": f"{A}InvokeAgentRuntimeCommand", "Condition": BUT}), id="Deny of Command alone"),
        pytest.param(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "NotAction": [f"{A}GetResourcePolicy", f"{A}PutResourcePolicy", f"{A}DeleteResourcePolicy"], "Resource": ARN, "Condition": BUT}]},
            id="NotAction that spares the policy actions",
        ),
        *[
            pytest.param(
                policy({"Effect": "Allow", "Action": f"{A}InvokeAgentRuntime", "Condition": {"StringEquals": {key: value}}}),
                id=f"Allow * narrowed by {key}",
            )
            for key, value in [("aws:PrincipalOrgID", "o-a1b2c3d4e5"), ("aws:PrincipalAccount", "111122223333"), ("aws:SourceVpc", "vpc-0a1b2c3d"), ("AWS:principalorgid", "o-a1b2c3d4e5")]
        ],
        pytest.param(identity({"Action": f"{A}InvokeAgentRuntime", "Resource": [ARN, f"{ARN}/*"]}), id="identity policy on an ARN and below"),
        pytest.param(identity({"Action": "*"}, {"Action": f"{A}*"}), id="identity policy of an administrator"),
        pytest.param(identity({"Effect": "Deny", "Action": f"{A}*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}), id="SCP"),
        pytest.param(policy({"Action": "BEDROCK-agentcore:INVOKEAGENTRUNTIME*"}), id="case"),
        pytest.param({"Version": "2012-10-17", "Statement": policy({"Action": f"{A}InvokeAgentRuntime*"})["Statement"][0]}, id="statement that is an object"),
        pytest.param(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "bedrock-agentcore.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}, "ArnLike": {"aws:SourceArn": "arn:aws:bedrock-agentcore:*:*:*"}}}]},
            id="trust policy",
        ),
        pytest.param(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "bedrock-agentcore.amazonaws.com"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]},
            id="policy of a secret",
        ),
        pytest.param(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/bedrock-agentcore-*"}}}]},
            id="wildcard of another service",
        ),
        pytest.param({"name": "bedrock-agentcore", "version": "1.0.0", "Statement": "none"}, id="no policy at all"),
        pytest.param({"planned_values": {}, "terraform_version": "1.9.0", "x": {"Statement": [{"Effect": "Allow", "Action": "bedrock-agentcore:Nope"}]}}, id="no resource of a plan"),
    ],
)  # fmt: skip
def test_silent(silent: Any) -> None:
    assert rules_found(silent) == set()


def test_vpc_endpoint_policy_may_have_stars() -> None:
    body = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}, {"Effect": "Allow", "Principal": "*", "Action": f"{A}*", "Resource": "*"}]}  # fmt: skip
    assert rules_found(body, kind="vpc-endpoint-policy") == set()


def test_oauth_allow_from_an_endpoint() -> None:
    body = policy({"Effect": "Allow", "Action": f"{A}InvokeAgentRuntime", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}})  # fmt: skip
    assert rules_found(body, auth="oauth") == set()


HOLES = ["<x>", "${x}", "${var.x}", "{{ x }}", '${jsonencode(["a"])}', "<your-value-here>", "YOUR_VALUE"]


@pytest.mark.parametrize("hole", HOLES)
@pytest.mark.parametrize(
    "element",
    [
        {"Action": "H"},
        {"Action": ["bedrock-agentcore:InvokeAgentRuntime", "H"]},
        {"Principal": {"AWS": "H"}},
        {"Principal": {"AWS": "arn:aws:iam::H:role/H"}},
        {"Resource": "H"},
        {"Resource": "arn:aws:bedrock-agentcore:H:H:runtime/H"},
        {"Condition": {"StringNotEquals": {"aws:SourceVpce": "H", "aws:PrincipalOrgID": "H"}}},
        {"Condition": {"NotIpAddress": {"aws:SourceIp": ["H"]}, "Bool": {"aws:SecureTransport": "H"}}},
        {"Condition": {"H": {"aws:SourceVpce": "vpce-1"}}},
        {"Condition": {"StringNotEquals": {"H": "vpce-1"}}},
        {"Effect": "H"},
        {"Sid": "H"},
    ],
    ids=str,
)
def test_hole_never_causes_a_finding(element: dict[str, Any], hole: str) -> None:
    base = policy({"Action": f"{A}InvokeAgentRuntime*", "Condition": BUT})
    body = (
        json.loads(json.dumps(element).replace("H", json.dumps(hole)[1:-1]))
        if "H" not in element
        else element
    )
    base["Statement"][0].update(body)
    found = lint_text(json.dumps(base), "policy.json", Settings(resource_arn=None))
    assert [each for each in found.diagnostics if each.severity != "note"] == []


def test_unquoted_holes_of_a_template() -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": [%{ for x in y }{"Effect": "Deny", "Principal": "*", '
        f'"Action": "{A}InvokeAgentRuntime*", "Resource": ${{jsonencode(arn)}}, '
        '"Condition": {"ArnNotEquals": {"aws:PrincipalArn": {{ roles | tojson }}}}}%{ endfor }]}'
    )
    assert rules_found(text) == set()
