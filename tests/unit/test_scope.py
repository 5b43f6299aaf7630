"""What of a policy is AgentCore's business, by kind: other services' statements and keys are nobody's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text

KINDS = ["identity-policy", "scp", "rcp", "vpc-endpoint-policy"]
OURS = {"Effect": "Allow", "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": "*"}
OTHER = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::bucket"}


def found(kind: str, *statements: Any) -> list[tuple[str, str | None]]:
    body = {"Version": "2012-10-17", "Statement": list(statements)}
    if kind == "vpc-endpoint-policy":
        body["Statement"] = [
            {"Principal": "*", **each} if isinstance(each, dict) else each for each in statements
        ]
    result = lint_text(json.dumps(body, indent=1), "policy.json", Settings(kind=kind))  # type: ignore[arg-type]
    assert result.error is None
    return [(each.rule, each.pointer) for each in result.diagnostics if each.severity != "note"]


def when(statement: dict[str, Any], operator: str, key: str, value: str = "x") -> dict[str, Any]:
    return {**statement, "Condition": {operator: {key: value}}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "statement",
    [
        *(
            pytest.param(when(OTHER, "StringEquals", key), id=key)
            for key in (
                "iam:PassedToService",
                "cloudwatch:namespace",
                "s3:prefix",
                "kms:ViaService",
                "aws:NoSuchKey",
            )
        ),
        pytest.param(when(OURS, "StringEquals", "bedrock:InferenceProfileArn"), id="foreign key on ours"),
        pytest.param(when(OTHER, "ForAllValues:StringEquals", "dynamodb:LeadingKeys"), id="ForAllValues"),
        pytest.param(when(OTHER, "StringEquals", "aws:VpceAccount"), id="key that other services carry"),
        pytest.param(when(OTHER, "StringLike", "aws:UserAgent"), id="spoofable"),
        pytest.param(when(OTHER, "StringEqual", "aws:PrincipalArn"), id="operator"),
        pytest.param(when(OTHER, "IpAddress", "aws:SourceIp", "everywhere"), id="value"),
        pytest.param({**OTHER, "Action": "s3:NoSuchAction"}, id="action"),
        pytest.param({**OTHER, "Actions": "s3:GetObject"}, id="grammar"),
        pytest.param({**OTHER, "Effect": "allow"}, id="effect"),
        pytest.param("no statement", id="no statement at all"),
        pytest.param(when({**OTHER, "Action": "*"}, "StringEquals", "aws:NoSuchKey"), id="all actions there"),
        pytest.param(when({**OTHER, "Action": "${actions}"}, "StringEquals", "aws:NoSuchKey"), id="hole"),
    ],
)
def test_other_services_statement_is_not_judged(kind: str, statement: Any) -> None:
    assert found(kind, OURS, statement) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (when(OURS, "StringEquals", "aws:NoSuchKey"), "AC402"),
        (when(OURS, "StringEquals", "bedrock-agentcore:NoSuchKey"), "AC402"),
        (when({**OURS, "Action": "*"}, "StringEquals", "aws:NoSuchKey"), "AC402"),
        (when({**OURS, "Action": ["s3:*", OURS["Action"]]}, "StringEquals", "aws:NoSuchKey"), "AC402"),
        (when(OURS, "StringEqual", "aws:PrincipalArn"), "AC401"),
        (when(OURS, "IpAddress", "aws:SourceIp", "everywhere"), "AC403"),
        ({**OURS, "Actions": "bedrock-agentcore:GetGateway"}, "AC002"),
        ({**OURS, "Effect": "allow"}, "AC002"),
    ],
)
def test_own_statement_is_judged_beside_others(kind: str, statement: dict[str, Any], rule: str) -> None:
    assert [each[0] for each in found(kind, OURS, OTHER, statement)] == [rule]


def test_duplicate_key_counts_in_own_statements_alone() -> None:
    own = '{"Effect": "Allow", "Action": "bedrock-agentcore:InvokeGateway", "Resource": "*", "Sid": "a", "Sid": "b"}'
    other = '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Sid": "c", "Sid": "d"}'
    text = f'{{"Version": "2012-10-17", "Statement": [\n{other},\n{own}\n]}}'
    assert [(each.rule, each.span.start.line) for each in lint_text(text, "p.json").diagnostics] == [
        ("AC003", 3)
    ]


def test_deny_of_unknown_actions_may_close_the_way() -> None:
    deny = {"Effect": "Deny", "Action": OURS["Action"], "Resource": "*"}
    unknown = {"Effect": "Deny", "Action": "${actions}", "Resource": "*"}
    assert [each[0] for each in found("scp", deny)] == ["AC101"]
    assert found("scp", deny, unknown) == []


def test_other_services_deny_closes_nothing() -> None:
    deny = {"Effect": "Deny", "Action": OURS["Action"], "Resource": "*"}
    assert [each[0] for each in found("scp", deny, {**OTHER, "Effect": "Deny"})] == ["AC101"]


@pytest.mark.parametrize(
    ("allowed", "severity"),
    [
        (None, "warning"),
        ("bedrock-agentcore:Get*", "warning"),
        ("bedrock-agentcore:InvokeAgentRuntime", "warning"),
        ("bedrock-agentcore:Invoke*", "error"),
        ("*", "error"),
    ],
)
def test_open_way_is_an_error_only_where_the_identity_policy_allows_it(
    allowed: str | None, severity: str
) -> None:
    deny = {"Effect": "Deny", "Action": OURS["Action"], "Resource": "*"}
    statements = [deny] if allowed is None else [deny, {**OURS, "Action": allowed}]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    result = lint_text(text, "policy.json")
    assert [each.severity for each in result.diagnostics if each.rule == "AC101"] == [severity]


ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "resource",
    [
        f"{ARN}agent-runtime/x",
        f"{ARN}agent-runtime/*",
        f"{ARN}runtime/*/endpoint/*",
        "arn:aws:bedrock:eu-west-1:111122223333:runtime/*",
        "arn:aws:bedrock-agentcore:eu-west-1:11112222333:runtime/*",
    ],
)
def test_pattern_that_matches_no_resource_is_a_warning(kind: str, resource: str) -> None:
    assert found(kind, {**OURS, "Resource": [f"{ARN}runtime/*", resource]}) == [
        ("AC201", "/Statement/0/Resource/1")
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:bedrock-agentcore:*",
        "arn:*:bedrock-agentcore:*:*:runtime/*",
        f"{ARN}runtime/bot-a1B2c3D4e5/*",
        f"{ARN}runtime/my-agent*",
        f"{ARN}runtime/${{aws:PrincipalTag/agent}}",
        f"{ARN}runtime/*/runtime-endpoint/*",
        f"{ARN}gateway/orders-0k3m9x7qpz/*",
        f"{ARN}harness/h-a1B2c3D4e5/harness-endpoint/*",
        f"{ARN}token-vault/default/apikeycredentialprovider/*",
        f"{ARN}workload-identity-directory/default/workload-identity/agent-*",
        f"{ARN}kind-of-next-year/*",
        "arn:aws:bedrock-agentcore:eu-west-1:aws:browser/*",
        "arn:aws:bedrock-agentcore:::evaluator/Builtin.*",
        "arn:aws:s3:::bucket/*",
        "${var.arn}/*",
    ],
)
def test_pattern_that_may_match_is_silent(kind: str, resource: str) -> None:
    assert found(kind, {**OURS, "Action": ["s3:Get*", OURS["Action"]], "Resource": [resource]}) == []


def test_role_in_an_endpoint_policy_is_no_token_holder() -> None:
    statement = {**OURS, "Principal": {"AWS": "arn:aws:iam::111122223333:role/Proxy"}}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    result = lint_text(text, "policy.json", Settings(kind="vpc-endpoint-policy", auth="oauth"))
    assert [(each.rule, each.severity) for each in result.diagnostics] == [("AC303", "error")]
