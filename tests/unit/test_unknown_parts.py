"""What holds whatever a hole stands for is said; what depends on it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import Settings, lint_text

A = "bedrock-agentcore:"
ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"
PROXY = "arn:aws:iam::111122223333:role/Proxy"
BUT = {"ArnNotEquals": {"aws:PrincipalArn": PROXY}}


def found(*statements: dict[str, Any], **settings: Any) -> list[tuple[str, str]]:
    """The findings at error and warning, each with the text to which it points."""
    base = {"Principal": "*", "Action": f"{A}InvokeAgentRuntime*", "Resource": ARN}
    text = json.dumps({"Version": "2012-10-17", "Statement": [base | each for each in statements]})
    result = lint_text(text, "policy.json", Settings(notes=False, kind="resource-policy", **settings))
    assert result.error is None
    return [
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity != "note"
    ]


def deny(resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Resource": resource, "Condition": BUT} | more


OTHERS = [
    ("${arn}", "${arn}/runtime-endpoint/DEFAULT"),
    (
        "arn:aws:bedrock-agentcore:eu-west-1:${a}:runtime/${id}",
        "arn:aws:bedrock-agentcore:us-west-1:${a}:runtime/${id}",
    ),
    (
        "arn:aws:bedrock-agentcore:${r}:111122223333:runtime/${x}",
        "arn:aws:bedrock-agentcore:${q}:111122224444:runtime/${y}",
    ),
    (
        "arn:aws:bedrock-agentcore:eu-west-1:${a}:runtime/${x}",
        "arn:aws:bedrock-agentcore:us-east-1:${b}:runtime/${y}",
    ),
    (ARN, ARN.replace("eu-west-1", "us-${n}")),
]


@pytest.mark.parametrize(("one", "other"), [*OTHERS, *(each[::-1] for each in OTHERS)])
def test_resources_that_differ_whatever_fills_them_differ(one: str, other: str) -> None:
    wanted = [("AC203", json.dumps(other))]
    inside = {"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}}
    assert found(deny(one, **inside), deny(other, **inside)) == wanted
    assert found(deny(other, **inside), resource_arn=one) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ARN, "${arn}"),
        ("${a}", "${b}"),
        ("${a}", "${b}/runtime-endpoint/DEFAULT"),
        ("arn:aws:bedrock-agentcore:${r}:${a}:runtime/${x}", ARN),
        ("arn:aws:bedrock-agentcore:eu-west-1:${a}:${x}", ARN),
        ("arn:aws:bedrock-agentcore:${region_and_account}:runtime/${x}", ARN),
        ("arn:aws:bedrock-agentcore:eu-west-1:${a}:runtime/${x}", f"{ARN}/runtime-endpoint/DEFAULT"),
    ],
)
def test_resources_that_may_be_the_same_are_not_told_apart(one: str, other: str) -> None:
    assert found(deny(one), deny(other)) == []
    assert found(deny(one), resource_arn=other) == []
    assert found(deny(other), resource_arn=one) == []


@pytest.mark.parametrize("operator", ["ArnNotLike", "StringNotLike", "ArnNotEquals"])
@pytest.mark.parametrize(
    "session",
    [
        "arn:aws:sts::${account}:assumed-role/Proxy/*",
        "arn:aws:sts::${account}:assumed-role/${role}/${session}",
        "arn:${partition}:sts::${account}:assumed-role/Proxy/${session}",
    ],
)
def test_a_session_in_a_condition_is_one_whatever_its_account(operator: str, session: str) -> None:
    condition = {operator: {"aws:PrincipalArn": session}}
    assert found(deny(ARN, Condition=condition)) == [("AC409", json.dumps(session))]
    named = {operator: {"aws:PrincipalArn": session.replace("sts", "iam").replace("assumed-role", "role")}}
    assert found(deny(ARN, Condition=named)) == []


CLAIM = {"Sid": "OnlyProxyCanInvoke", "Effect": "Allow"}


@pytest.mark.parametrize("resource", [ARN, "${arn}", ARN.replace("111122223333", "${account}")])
@pytest.mark.parametrize(
    "principal", [PROXY, "${aws_iam_role.proxy.arn}", PROXY.replace("111122223333", "<a>")]
)
def test_an_allow_that_claims_to_restrict_does_not_whatever_the_role(resource: str, principal: str) -> None:
    allow = CLAIM | {"Principal": {"AWS": principal}, "Resource": resource}
    assert found(allow) == [("AC501", '"OnlyProxyCanInvoke"')]


@pytest.mark.parametrize(
    "allow",
    [
        {"Principal": {"AWS": "arn:aws:iam::444455556666:role/Partner"}},
        {"Principal": {"AWS": "arn:aws:iam::444455556666:role/${role}"}},
        {"Principal": {"AWS": "${account_id}"}},
        {"Principal": {"AWS": "${principal}"}, "Sid": "OnlyOurAccount"},
    ],
)
def test_an_allow_may_let_in_whom_nothing_else_does(allow: dict[str, Any]) -> None:
    assert found(CLAIM | allow) == []


@pytest.mark.parametrize("account", ["11112222333", "1111222233334", "1111-2222-3333", "", "O11122223333"])
def test_a_malformed_account_of_the_resource_is_that_alone(account: str) -> None:
    bad = ARN.replace("111122223333", account)
    assert found(deny(bad)) == [("AC201", json.dumps(bad))]
    allow = {"Effect": "Allow", "Resource": bad, "Principal": {"AWS": PROXY}}
    assert found(allow, deny(bad)) == [("AC201", json.dumps(bad))] * 2


def test_the_account_and_the_region_of_a_resource_that_is_not_known_are_not_known() -> None:
    for key, value in (("aws:ResourceAccount", "444455556666"), ("aws:RequestedRegion", "eu-west-1")):
        for operator in ("StringEquals", "StringNotEquals"):
            deny_elsewhere = deny("${arn}", Condition={operator: {key: value}})
            assert found(deny_elsewhere) == []
            assert found(deny_elsewhere | {"Action": f"{A}InvokeAgentRuntime"}) == []


@pytest.mark.parametrize("resource", ["${arn}", "<RUNTIME_ARN>", ARN.replace("111122223333", "${account}")])
@pytest.mark.parametrize("action", ["InvokeAgentRuntime", "InvokeAgentRuntimeForUser"])
@pytest.mark.parametrize(
    "whom",
    [
        {"Principal": {"AWS": PROXY}, "Condition": {}},
        {"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}},
        {"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}},
    ],
)
def test_an_account_that_is_named_need_not_own_what_a_hole_names(
    resource: str, action: str, whom: dict[str, Any]
) -> None:
    """A caller of another account has no Allow of the call that is left open."""
    assert found(deny(resource, Action=f"{A}{action}", **whom)) == []


@pytest.mark.parametrize("resource", ["${arn}", "<RUNTIME_ARN>"])
def test_whoever_owns_what_a_hole_names_has_callers_whom_nothing_names(resource: str) -> None:
    action = f"{A}InvokeAgentRuntime"
    assert found(deny(resource, Action=action)) == [("AC101", json.dumps(action))]
