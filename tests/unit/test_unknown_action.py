"""AC104: what it says of an action, what it suggests, and what it leaves alone."""

from __future__ import annotations

import json

import pytest

from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.service.spelling import suggested_action
from agentcore_lint.values import KINDS, Kind

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
A = "bedrock-agentcore:"


def found(action: str, kind: Kind = "resource-policy") -> list[tuple[str, str, str]]:
    statement = {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": ARN}
    if kind not in ("resource-policy", "vpc-endpoint-policy"):
        del statement["Principal"]
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    result = lint_text(text, "p.json", Settings(kind=kind))
    return [(each.rule, each.severity, each.message) for each in result.diagnostics]


@pytest.mark.parametrize("kind", KINDS)
def test_one_line_names_the_action(kind: Kind) -> None:
    severity = "error" if kind == "resource-policy" else "warning"
    message = f"no action is called '{A}InvokeAgentRuntim' (did you mean {A}InvokeAgentRuntime?)"
    assert ("AC104", severity, message) in found(f"{A}InvokeAgentRuntim", kind)
    assert found(f"{A}NoSuch*", kind) == [("AC104", severity, f"no action matches '{A}NoSuch*'")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("InvokeAgentRuntim", "InvokeAgentRuntime"),
        ("invokeagentruntim", "InvokeAgentRuntime"),
        ("InvokeRuntime", "InvokeAgentRuntime"),
        ("ListSession", "ListSessions"),
        ("ListRegistrys", "ListRegistries"),
        ("InvokeAgentRutimeCommand*", "InvokeAgentRuntimeCommand*"),
        ("RetrieveMemory", "RetrieveMemoryRecords"),
        ("CreateSession", None),
        ("DeleteSession", None),
        ("CreateTokenVault", None),
        ("UpdateTokenVault", None),
        ("StartRuntimeSession", None),
        ("InvokeAgentRuntimeWithResponseStream", None),
        ("DeleteBrowserSession", None),
    ],
)
def test_suggests_only_what_is_near_in_meaning(written: str, meant: str | None) -> None:
    assert suggested_action(A + written) == (A + meant if meant else None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["GetRuntimeProtectedResourceMetadata", "CreateTokenVault"])
def test_an_action_that_aws_names_outside_of_the_reference_is_left_alone(name: str, kind: Kind) -> None:
    assert "AC104" not in {rule for rule, _, _ in found(A + name, kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_clients_prefix_is_told_with_the_right_one(kind: Kind) -> None:
    """It is the only sign here that the policy is AgentCore's."""
    [(rule, _, message)] = found("bedrock-agentcore-control:GetGateway", kind)
    assert rule == "AC104"
    assert f"did you mean {A}GetGateway?" in message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", ["InvokeBrowser", "startdatasetgeneration", "*AgentInsight*"])
def test_operation_without_an_action_of_its_name_is_not_unknown(action: str, kind: Kind) -> None:
    assert found(A + action, kind) == []
