"""Policies close to a defect, in which nothing is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text

A = "bedrock-agentcore:"
RUNTIME = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"
MEMORY = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:memory/Chat_Mem-Zz09Yy18Xx"
PROXY = "arn:aws:iam::111122223333:role/BillingProxy"
SHELLS = [f"{A}InvokeAgentRuntimeCommand", f"{A}InvokeAgentRuntimeCommandShell"]


def deny(condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": f"{A}InvokeAgentRuntime*",
        "Resource": RUNTIME,
        "Condition": condition,
        **more,
    }


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            [deny({"ArnNotEquals": {"aws:PrincipalArn": PROXY}}, Action=f"{A}*", Resource=MEMORY)],
            id="AC108: a memory, of which it is not known that its policy guards itself",
        ),
        pytest.param(
            [deny({"Bool": {"aws:SecureTransport": "False"}})], id="AC403: a Boolean in other letters"
        ),
        pytest.param(
            [deny({"NotIpAddress": {"aws:SourceIp": ["2001:db8::/32", "203.0.113.0/24"]}})],
            id="AC403: an address of IPv6",
        ),
        pytest.param(
            [
                deny(
                    {
                        "StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"},
                        "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                        "ArnNotEquals": {"aws:PrincipalArn": PROXY},
                    }
                )
            ],
            id="AC503: a VPC endpoint or an address in one Deny, and a role left out",
        ),
        pytest.param(
            [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": PROXY},
                    "Action": f"{A}InvokeAgentRuntime*",
                    "Resource": RUNTIME,
                },
                {"Effect": "Deny", "Principal": "*", "Action": SHELLS, "Resource": RUNTIME},
            ],
            id="AC503: everything but the shell",
        ),
        pytest.param(
            [
                deny(
                    {
                        "ArnNotLike": {
                            "aws:PrincipalArn": "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*"
                        }
                    }
                )
            ],
            id="AC503: sessions of IAM Identity Center, whose roles have a path",
        ),
    ],
)
def test_a_near_miss_is_silent(statements: list[dict[str, Any]]) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    for auth in (None, "sigv4"):
        found = lint_text(text, "policy.json", Settings(auth=auth)).diagnostics
        assert [each.message for each in found if each.severity != "note"] == []
