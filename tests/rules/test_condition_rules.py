"""The rules of conditions: how sure a fix is, which keys are always there, and what follows for a statement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.lint import Settings, lint_text

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.sources.document import Auth

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"
ROLE = {"AWS": "arn:aws:iam::111122223333:role/BillingProxy"}


def said(
    rule: str, effect: str, condition: dict[str, Any], principal: Any = "*", auth: Auth | None = None
) -> list[Diagnostic]:
    statement = {
        "Effect": effect,
        "Principal": principal,
        "Action": "bedrock-agentcore:InvokeAgentRuntime*",
        "Resource": ARN,
        "Condition": condition,
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    result = lint_text(text, "policy.json", Settings(auth=auth))
    assert result.error is None
    return [each for each in result.diagnostics if each.rule == rule]


@pytest.mark.parametrize(
    ("operator", "fix"),
    [
        ("StringNotEqual", ("StringNotEquals", "safe")),
        ("Stringlike", None),
        ("StringtLike", ("StringLike", "safe")),
        ("NullIfExists", ("Null", "safe")),
        ("BoolIfExist", ("BoolIfExists", "safe")),
        ("ForAnyValues:StringLike", ("ForAnyValue:StringLike", "safe")),
        ("StringEqualsNot", ("StringNotEquals", "unsafe")),
        ("IpNotAddress", ("NotIpAddress", "unsafe")),
        ("ForSomeValues:StringLike", ("ForAllValues:StringLike", "unsafe")),
    ],
)
def test_operator_is_fixed_safely_where_only_one_can_be_meant(
    operator: str, fix: tuple[str, str] | None
) -> None:
    found = said("AC401", "Deny", {operator: {"aws:SourceVpce": "vpce-0a1b2c3d"}})
    assert [each.fix and (each.fix.description, each.fix.safety) for each in found] == (
        [(f"Write {fix[0]}", fix[1])] if fix else []
    )


def test_id_with_a_wildcard_is_not_made_a_pattern_that_any_account_fits() -> None:
    (found,) = said("AC404", "Allow", {"StringEquals": {"aws:PrincipalOrgID": "o-*"}})
    assert found.fix is None
    (found,) = said("AC404", "Allow", {"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::1*:role/x"}})
    assert found.fix is not None


@pytest.mark.parametrize(
    ("key", "value", "principal", "auth", "count"),
    [
        ("aws:RequestedRegion", "eu-west-1", "*", None, 0),
        ("aws:RequestedRegion", "eu-west-1", "*", "oauth", 0),
        ("aws:PrincipalAccount", "111122223333", "*", None, 0),
        ("aws:PrincipalAccount", "111122223333", "*", "oauth", 1),
        ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/x", ROLE, None, 0),
        ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/x", "*", None, 1),
        ("aws:SourceVpce", "vpce-0a1b2c3d", ROLE, None, 1),
    ],
)
def test_set_operator_is_harmless_on_a_key_that_every_call_carries(
    key: str, value: str, principal: Any, auth: Auth | None, count: int
) -> None:
    assert len(said("AC407", "Allow", {"ForAllValues:StringEquals": {key: value}}, principal, auth)) == count


@pytest.mark.parametrize(
    ("effect", "condition", "principal", "ending"),
    [
        ("Deny", {"StringNotEquals": {"aws:VpceAccount": "1"}}, "*", "so this Deny stops every caller"),
        ("Deny", {"StringNotEquals": {"aws:VpceAccount": "1"}}, ROLE, "so this Deny always applies"),
        ("Deny", {"StringEquals": {"aws:VpceAccount": "1"}}, "*", "so this Deny stops nobody"),
        ("Allow", {"StringEquals": {"aws:VpceAccount": "1"}}, "*", "so this Allow lets nobody in"),
        ("Allow", {"StringNotEquals": {"aws:VpceAccount": "1"}}, "*", "so this Allow is open to everyone"),
        (
            "Deny",
            {"StringNotEquals": {"aws:VpceAccount": "1", "aws:SourceVpce": "vpce-0a1b2c3d"}},
            "*",
            "so it does not narrow this Deny",
        ),
    ],
)
def test_finding_says_what_follows(
    effect: str, condition: dict[str, Any], principal: Any, ending: str
) -> None:
    assert [each.message for each in said("AC410", effect, condition, principal)] == [
        f"AgentCore calls never carry aws:VpceAccount, {ending}"
    ]


def test_escaped_star_is_a_value_that_a_call_can_have() -> None:
    memory = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:memory/Chat_Mem-Zz09Yy18Xx"
    about = {"Action": "bedrock-agentcore:ListMemoryRecords", "Resource": memory}
    for operator in ("StringNotEquals", "StringNotLike"):
        condition = {operator: {"bedrock-agentcore:namespace": "/a${*}/${?}"}}
        statements = [
            {"Effect": "Allow", "Principal": ROLE, **about},
            {"Effect": "Deny", "Principal": "*", **about, "Condition": condition},
        ]
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        assert lint_text(text, "policy.json", Settings(notes=False)).diagnostics == ()


def test_several_values_that_the_arn_contradicts_are_named() -> None:
    def message(*regions: str) -> str:
        (found,) = said("AC409", "Deny", {"StringNotEquals": {"aws:RequestedRegion": list(regions)}})
        return found.message

    assert "not us-east-1, so" in message("us-east-1")
    assert "not us-east-1 or us-west-2, so" in message("us-east-1", "us-west-2")
    assert "not us-east-1 or 2 others, so" in message("us-east-1", "us-west-2", "ap-south-1")


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        ("AC401", {"StringNotEqual": {"aws:SourceVpc": "vpc-1"}, "StringNotEquals": {"aws:userid": "x"}}),
        ("AC402", {"StringNotEquals": {"aws:SourceVpcEndpoint": "x", "aws:SourceVpce": "vpce-0a1b2c3d"}}),
        ("AC404", {"StringNotEquals": {"aws:userid": "x*"}, "StringNotLike": {"aws:PrincipalTag/t": "x*"}}),
    ],
)
def test_fix_gives_no_object_a_key_that_it_has(rule: str, condition: dict[str, Any]) -> None:
    assert [each.fix for each in said(rule, "Deny", condition)] == [None]
