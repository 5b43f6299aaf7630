"""Of which kind a policy is: what says it, what speaks of it, and what stays a guess."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.sources.named_kind import kind_by_path, kind_named

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
GATEWAY = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/orders-0k3m9x7qpz"
A = "bedrock-agentcore:"


def body(*statements: dict[str, Any]) -> dict[str, Any]:
    full = [{"Effect": "Allow", "Principal": "*", "Resource": "*", **each} for each in statements]
    return {"Version": "2012-10-17", "Statement": full}


OPEN = body({"Action": f"{A}*"})


def found(policy: Any, path: str = "policy.json", **settings: Any) -> dict[str, str]:
    text = policy if isinstance(policy, str) else json.dumps(policy, indent=1)
    result = lint_text(text, path, Settings(**settings))
    assert result.error is None
    return {each.rule: each.severity for each in result.diagnostics if each.severity != "note"}


def is_doubted(policy: Any, path: str = "policy.json", **settings: Any) -> bool:
    """Whether AC302 is said of the policy only if it is a resource policy."""
    text = policy if isinstance(policy, str) else json.dumps(policy, indent=1)
    shown = lint_text(text, path, Settings(**settings)).diagnostics
    return "--kind" in next(each for each in shown if each.rule == "AC302").message


def test_what_depends_on_a_guess_is_a_warning_that_says_how_to_tell() -> None:
    result = lint_text(json.dumps(OPEN), "policy.json", Settings())
    shown = [each for each in result.diagnostics if each.severity != "note"]
    assert {"AC107", "AC202", "AC302"} <= {each.rule for each in shown}
    for each in shown:
        assert each.severity == "warning"
        assert "--kind" in each.message
        assert any("--kind vpc-endpoint-policy" in note for note in each.notes)


def test_kind_or_target_settles_it() -> None:
    assert found(OPEN, kind="vpc-endpoint-policy") == {}
    assert found(OPEN, kind="resource-policy")["AC202"] == "error"
    assert not is_doubted(OPEN, resource_arn=ARN)
    assert found({"resourceArn": ARN, "policy": OPEN})["AC202"] == "error"


@pytest.mark.parametrize("resource", [ARN, [ARN], "${runtime_arn}", f"{ARN}/runtime-endpoint/DEFAULT"])
def test_one_exact_resource_is_a_resource_policys(resource: Any) -> None:
    policy = body({"Action": f"{A}InvokeAgentRuntime", "Resource": resource})
    assert not is_doubted(policy)


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([{"Action": [f"{A}InvokeAgentRuntime*", "s3:GetObject"]}], id="other service"),
        pytest.param([{"Action": [f"{A}InvokeAgentRuntime*", f"{A}InvokeGateway"]}], id="two kinds"),
        pytest.param(
            [{"Action": f"{A}InvokeAgentRuntime*"}, {"Action": f"{A}CreateEvent"}], id="in two statements"
        ),
        pytest.param(
            [
                {"Action": f"{A}InvokeAgentRuntime*", "Resource": ARN},
                {"Action": f"{A}InvokeGateway", "Resource": GATEWAY},
            ],
            id="two targets",
        ),
    ],
)
def test_several_services_or_kinds_make_an_endpoint_policy(statements: list[Any], effect: str) -> None:
    assert found(body(*({**each, "Effect": effect} for each in statements))) == {}


@pytest.mark.parametrize(
    "path",
    [
        "policies/vpce/agentcore.json",
        "vpc-endpoints/prod/agentcore.json",
        "agentcore-endpoint-policy.json",
        "endpoint_policies/all.json",
        "infra/VpcEndpointPolicy.json",
        "bedrock-agentcore-vpce.json",
        "privatelink/agentcore.json",
    ],
)
def test_path_speaks_of_an_endpoint_policy(path: str) -> None:
    assert found(OPEN, path) == {}


@pytest.mark.parametrize(
    "path",
    [
        "runtime-endpoint-policy.json",
        "policies/only-from-vpce.json",
        "deny-outside-vpc-endpoint.json",
        "src/endpoints/policy.json",
        "prescription/policy.json",
        "policy.json",
    ],
)
def test_path_does_not_speak_of_one(path: str) -> None:
    assert kind_by_path(path) is None


def test_nearest_part_of_a_path_decides() -> None:
    assert kind_by_path("scp/vpce/policy.json") == "vpc-endpoint-policy"
    assert kind_by_path("vpce/agentcore-scp.json") == "scp"
    assert kind_by_path("scp/a/b/c/policy.json") is None


def test_policy_of_a_runtimes_endpoint_is_a_resource_policy_whatever_its_name() -> None:
    policy = body({"Action": f"{A}InvokeAgentRuntime", "Resource": f"{ARN}/runtime-endpoint/DEFAULT"})
    assert not is_doubted(policy, "endpoint-policy.json")


def test_service_control_policy_by_its_path() -> None:
    deny = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [deny]}
    assert found(policy, "scps/agentcore.json") == {"AC101": "error"}


def markdown(before: str) -> str:
    return f"# AgentCore\n\n{before}\n\n```json\n{json.dumps(OPEN, indent=1)}\n```\n"


@pytest.mark.parametrize(
    "before",
    [
        "## VPC endpoint policy",
        "## Endpoint policies\n\n### Example",
        "## Network\n\nAttach this VPC endpoint policy:",
        "## Interface endpoint\n\nText.",
        "## `vpce`-policy",
    ],
)
def test_words_before_a_block_speak_of_an_endpoint_policy(before: str) -> None:
    assert found(markdown(before), "README.md") == {}


@pytest.mark.parametrize(
    ("before", "severity"),
    [
        ("## Policy", "warning"),
        ("## Restrict to a VPC endpoint", "warning"),
        ("## VPC endpoint policy\n\n...\n\n## The agent", "warning"),
        ("## Resource-based policy", "error"),
        ("## VPC endpoints\n\nAdd this resource policy:", "error"),
    ],
)
def test_words_before_a_block_do_not_speak_of_one(before: str, severity: str) -> None:
    assert found(markdown(before), "README.md")["AC202"] == severity


def test_several_kinds_named_at_once_say_nothing() -> None:
    assert kind_named("SCPs and resource policies") is None


def test_programs_name_is_not_its_policys() -> None:
    text = f"policy = {OPEN!r}\n"
    assert "AC202" in found(text, "vpc_endpoint_stack.py")


def test_statements_in_yaml_are_a_policy_without_its_frame() -> None:
    fence = (
        "```yaml\n- Effect: Allow\n  Action:\n    - bedrock-agentcore:InvokeGatway\n  Resource: '*'\n```\n"
    )
    result = lint_text(f"# Permissions\n\n{fence}", "README.md")
    assert [(each.rule, each.span.start.line) for each in result.diagnostics] == [("AC104", 6)]


def test_exact_arns_of_one_runtime_are_those_of_a_resource_policy_though_an_action_is_of_another_kind() -> (
    None
):
    endpoint = f"{ARN}/runtime-endpoint/DEFAULT"
    allow = {"Action": f"{A}InvokeAgentRuntime", "Resource": ARN}
    both = body(allow, {"Effect": "Deny", "Action": f"{A}InvokeGateway", "Resource": endpoint})
    assert found(both).keys() >= {"AC105", "AC203", "AC302"}
    assert "error" not in found(both).values()
    apart = body(allow, {"Action": f"{A}InvokeGateway", "Resource": GATEWAY})
    assert found(apart) == {}
