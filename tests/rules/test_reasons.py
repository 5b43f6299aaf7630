"""AC502 and AC503 say why, and not only that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.test_one_cause import PROXY, allow, deny, diagnostics

VPCE = {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}
OFFICE = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
OTHER = {"ArnNotEquals": {"aws:PrincipalArn": PROXY.replace("Proxy", "Jobs")}}


@pytest.mark.parametrize(
    ("statements", "rule", "reason"),
    [
        ([deny(VPCE), deny(OFFICE)], "AC503", "no call passes statements 1 and 2: through a VPC endpoint"),
        ([allow({"AWS": PROXY}), deny({})], "AC503", "denies the call to everyone"),
        (
            [deny({"ArnNotEquals": {"aws:PrincipalArn": PROXY}}), deny(OTHER)],
            "AC503", "statements 1 and 2 leave out nobody in common (aws:PrincipalArn)",
        ),
        ([allow({"AWS": PROXY}), deny(OTHER)], "AC502", "statement 2 denies everything that it allows"),
        (
            [allow({"AWS": PROXY}, Action=["bedrock-agentcore:InvokeAgentRuntime",
                "bedrock-agentcore:InvokeGateway"]), deny(OTHER)],
            "AC502", "statement 2 denies everything that it allows",
        ),
        (
            [allow({"AWS": PROXY}, {"StringEquals": {
                "aws:SourceVpc": "vpc-0a1b2c3d", "aws:PrincipalAccount": "444455556666"}})],
            "AC502", "no caller that it names meets its condition on aws:PrincipalAccount",
        ),
    ],
)  # fmt: skip
def test_reason(statements: list[Any], rule: str, reason: str) -> None:
    (said,) = [each.label for each in diagnostics(*statements) if each.rule == rule]
    assert reason in said
