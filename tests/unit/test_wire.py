"""Requests as JSON Lines, and the decisions on them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.access.wire import decide_line, decide_lines

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ROLE = "arn:aws:iam::111122223333:role/Proxy"
SESSION = "arn:aws:sts::111122223333:assumed-role/Proxy/one"
CALL = "bedrock-agentcore:InvokeAgentRuntime"


def policy(effect: str, action: str = CALL, resource: str = "*", **more: Any) -> dict[str, Any]:
    body = {"Sid": "One", "Effect": effect, "Action": action, "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [body]}


def decide(caller: object = None, **body: Any) -> dict[str, Any]:
    whole = {"id": "x", "action": CALL, "resource": ARN, "caller": caller or {"arn": ROLE}, **body}
    return decide_line(json.dumps(whole))


def test_the_statement_that_decides_is_named() -> None:
    found = decide(policies={"identity": [policy("Allow")], "resource": policy("Deny", Principal="*")})
    assert found == {
        "id": "x",
        "decision": "explicitly-denied",
        "by": {"policy": "resource", "statement": 0, "sid": "One"},
        "reason": "a Deny of the resource policy applies",
    }


@pytest.mark.parametrize(
    ("caller", "context", "expected"),
    [
        ({"arn": ROLE}, {}, "allowed"),
        ({"arn": SESSION}, {}, "allowed"),
        ({"arn": "arn:aws:iam::111122223333:user/Proxy"}, {}, "explicitly-denied"),
        ({"arn": SESSION}, {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Other"}, "explicitly-denied"),
        ({"account": "111122223333"}, {}, "explicitly-denied"),
    ],
)
def test_keys_of_the_caller_are_filled_in(caller: Any, context: Any, expected: str) -> None:
    wall = policy("Deny", Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": ROLE}})
    found = decide(caller, context=context, policies={"identity": [policy("Allow")], "resource": wall})
    assert found["decision"] == expected


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ({"resource": policy("Allow", Principal={"AWS": ROLE})}, "allowed"),
        ({"resource": json.dumps(policy("Allow", Principal={"AWS": ROLE}))}, "allowed"),
        ({"resource": policy("Allow", Principal={"AWS": ROLE}), "boundary": [policy("Allow", "s3:*")]}, "implicitly-denied"),
        ({"identity": [policy("Allow")], "scp": [[policy("Allow", "*")], [policy("Allow", "s3:*")]]}, "implicitly-denied"),
        ({"identity": [policy("Allow")], "session": policy("Allow", "s3:*")}, "implicitly-denied"),
        ({"identity": [policy("Allow")], "vpc_endpoint": [policy("Allow", "s3:*", Principal="*")]}, "implicitly-denied"),
        ({"identity": [policy("Allow", resource=ARN)], "endpoint": None}, "implicitly-denied"),
        ({"identity": [policy("Allow")], "endpoint": policy("Deny", Principal="*")}, "explicitly-denied"),
        ({"identity": [policy("Allow")], "resource": None}, "allowed"),
        ({}, "implicitly-denied"),
    ],
)  # fmt: skip
def test_every_sort_of_policy_has_its_say(policies: Any, expected: str) -> None:
    assert decide(policies=policies)["decision"] == expected


@pytest.mark.parametrize(
    ("caller", "principal", "expected"),
    [
        ({"service": "lambda.amazonaws.com"}, {"Service": "lambda.amazonaws.com"}, "allowed"),
        ({"anonymous": True}, "*", "allowed"),
        ({"oauth": {"sub": "maria"}}, "*", "allowed"),
        ({"oauth": {}}, {"AWS": ROLE}, "implicitly-denied"),
        ({"arn": "arn:aws:iam::999988887777:role/Proxy"}, "*", "implicitly-denied"),
    ],
)
def test_callers(caller: Any, principal: Any, expected: str) -> None:
    assert decide(caller, policies={"resource": policy("Allow", Principal=principal)})["decision"] == expected


def test_claims_of_a_token_are_condition_keys() -> None:
    key = "bedrock-agentcore:InboundJwtClaim/scope"
    allow = policy("Allow", Principal="*", Condition={"ForAnyValue:StringEquals": {key: "call"}})
    assert decide({"oauth": {"scope": "read call"}}, policies={"resource": allow})["decision"] == "allowed"
    found = decide({"oauth": {"scope": ["read"]}}, policies={"resource": allow})
    assert found["decision"] == "implicitly-denied"


def test_values_of_the_context_may_be_of_any_scalar_type() -> None:
    conditions = {
        "Bool": {"aws:SecureTransport": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "300"},
    }
    allow = policy("Allow", Condition=conditions)
    context = {"aws:SecureTransport": True, "AWS:multifactorauthage": 20}
    assert decide(context=context, policies={"identity": [allow]})["decision"] == "allowed"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1 column 2"),
        ("[]", "not an object"),
        ('{"action": "a:b"}', "resource must be a string"),
        (json.dumps({"action": "InvokeAgentRuntime", "resource": ARN}), "service"),
        (json.dumps({"action": CALL, "resource": ARN}), "caller"),
        (json.dumps({"action": CALL, "resource": ARN, "caller": {"arn": "nobody"}}), "not the ARN"),
        (json.dumps({"action": CALL, "resource": ARN, "caller": {"arn": ROLE}, "contxt": {}}), "'contxt'"),
        (json.dumps({"action": CALL, "resource": ARN, "caller": {"arn": ROLE}, "policies": {"idetity": []}}), "'idetity'"),
        (json.dumps({"action": CALL, "resource": ARN, "caller": {"arn": ROLE}, "policies": {"identity": [{"Statement": {"Effect": "allow"}}]}}), "identity policy, /Statement"),
        (json.dumps({"action": CALL, "resource": ARN, "caller": {"arn": ROLE}, "context": {"a:b": {}}}), "a value in context"),
        ("[" * 100_000, ""),
    ],
)  # fmt: skip
def test_what_is_no_request_is_an_error_in_words(line: str, words: str) -> None:
    found = decide_line(line)
    assert found["decision"] == "error"
    assert found["by"] is None
    assert words in found["reason"]


def test_one_answer_for_each_line_in_order() -> None:
    lines = [json.dumps({"id": number, "action": "x"}) for number in range(3)]
    assert [each["id"] for each in decide_lines([*lines, "\n"])] == [0, 1, 2]


def test_policy_of_no_statements_says_nothing() -> None:
    empty = {"Version": "2012-10-17", "Statement": []}
    policies = {"identity": [policy("Allow")], "resource": empty, "scp": [[policy("Allow")]]}
    assert decide(policies=policies)["decision"] == "allowed"
    assert decide(policies={"identity": [empty]})["decision"] == "implicitly-denied"
    assert decide(policies={"identity": [{"Version": "2012-10-17"}]})["decision"] == "error"


def test_role_of_a_session_may_have_a_path() -> None:
    role = "arn:aws:iam::111122223333:role/team/Proxy"
    resource = policy("Allow", Principal={"AWS": role}, Condition={"ArnLike": {"aws:PrincipalArn": role}})
    policies = {"resource": resource}
    assert decide({"arn": SESSION}, policies=policies)["decision"] == "implicitly-denied"
    context = {"aws:PrincipalArn": role}
    assert decide({"arn": SESSION}, context=context, policies=policies)["decision"] == "allowed"
    elsewhere = {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/other/Proxy"}
    assert decide({"arn": SESSION}, context=elsewhere, policies=policies)["decision"] == "implicitly-denied"
