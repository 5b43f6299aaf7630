"""What `find` proves: exact cells, keys that go together, holes, and its bound."""

from __future__ import annotations

from typing import Any

import pytest

from agentcore_lint.access.callers import World
from agentcore_lint.access.find import Nobody, Unknown, Witness, find
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question, Reached
from agentcore_lint.policy.build import build_policy

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ROLE = "arn:aws:iam::111122223333:role/"
CALL = "bedrock-agentcore:InvokeAgentRuntime"
HOLE = "\U000f0000"


def statement(effect: str, principal: Any = "*", **condition: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, "Action": CALL, "Resource": ARN, "Condition": condition}


def ask(*statements: dict[str, Any], auth: Any = "sigv4", holes: bool = False) -> Any:
    """Ask who is let in."""
    policy = build_policy({"Version": "2012-10-17", "Statement": [*statements]}, "resource-policy")
    return find(Question((Allowed(permitted(policy), (CALL,)),), World(ARN, auth, holes)))


def deny(**condition: Any) -> dict[str, Any]:
    return statement("Deny", **condition)


TAG = "aws:PrincipalTag/team"


@pytest.mark.parametrize(
    "denies",
    [
        pytest.param([deny(StringLike={TAG: "*"}), deny(Null={TAG: "true"})], id="present or absent"),
        pytest.param([deny(StringEquals={TAG: "a"}), deny(StringNotEquals={TAG: "a"})], id="equal or not"),
        pytest.param([deny(StringLike={TAG: "a*"}), deny(StringNotLike={TAG: ["a*"]})], id="like or not"),
        pytest.param([deny(StringEqualsIgnoreCase={TAG: "Ab"}), deny(StringNotLike={TAG: ["?b", "?B"]}), deny(StringLike={TAG: ["b?", "B?", "?b"]}), deny(StringNotLike={TAG: "a*"})], id="without case"),
        pytest.param([deny(NotIpAddress={"aws:SourceIp": "203.0.113.0/25"}), deny(NotIpAddress={"aws:SourceIp": "203.0.113.128/25"})], id="two halves of a network"),
        pytest.param([deny(NotIpAddress={"aws:SourceIp": "2001:db8::/32"}), deny(IpAddress={"aws:SourceIp": ["2001:db8::/33", "2001:db8:8000::/33"]})], id="an IPv6 network and its halves"),
        pytest.param([deny(NotIpAddress={"aws:SourceIp": "192.168.0.0/16"})], id="a private address over the internet"),
        pytest.param([deny(StringNotEquals={"aws:SourceVpce": "vpce-1"}), deny(NotIpAddress={"aws:SourceIp": "203.0.113.0/24"})], id="a VPC endpoint and a public address"),
        pytest.param([deny(NumericLessThan={"aws:MultiFactorAuthAge": "10"}), deny(NumericGreaterThanEquals={"aws:MultiFactorAuthAge": "10"}), deny(Null={"aws:MultiFactorAuthAge": "true"})], id="below or not below"),
        pytest.param([deny(DateLessThan={"aws:CurrentTime": "2027-01-01T00:00:00Z"}), deny(DateGreaterThanEquals={"aws:CurrentTime": "2027-01-01"})], id="before or after"),
        pytest.param([deny(ArnNotLike={"aws:PrincipalArn": f"{ROLE}A*"}), deny(ArnLike={"aws:PrincipalArn": ["arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*"]})], id="roles and users"),
        pytest.param([deny(ArnNotEquals={"aws:PrincipalArn": f"{ROLE}A"}), deny(StringEquals={"aws:PrincipalAccount": "111122223333"})], id="a role and its account"),
        pytest.param([deny(ArnNotEquals={"aws:PrincipalArn": "arn:aws:iam::111122223333:user/maria"}), deny(StringNotEquals={"aws:username": "anna"})], id="a user and another user's name"),
        pytest.param([deny(ArnNotEquals={"aws:PrincipalArn": f"{ROLE}A"}), deny(Null={"aws:username": "true"})], id="a role has no user name"),
        pytest.param([deny(StringNotEquals={TAG: "${aws:PrincipalTag/unit}"}), deny(StringEquals={TAG: "a", "aws:PrincipalTag/unit": "a"}), deny(StringNotEquals={"aws:PrincipalTag/unit": "a"})], id="a variable that is another key"),
        pytest.param([deny(StringNotEquals={TAG: "${aws:PrincipalAccount}"}), deny(StringNotLike={TAG: "9*"})], id="a variable that follows from the caller"),
        pytest.param([deny(**{"ForAllValues:StringNotEquals": {"aws:CalledVia": ["a", "b"]}}), deny(**{"ForAnyValue:StringEquals": {"aws:CalledVia": ["a", "b"]}})], id="some of a set or none"),
        pytest.param([deny(Bool={"aws:SecureTransport": "true"})], id="calls are encrypted"),
        pytest.param([deny(StringNotEquals={"aws:SourceVpcArn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"})], id="a key that is never sent"),
        pytest.param([deny(StringNotEquals={"aws:RequestedRegion": "us-east-1"})], id="the region of the resource"),
        pytest.param([deny(StringEquals={"aws:PrincipalOrgID": "o-a"}), deny(StringNotEquals={"aws:PrincipalOrgID": "o-a"})], id="the organisation, known or not"),
        pytest.param([deny(StringNotEquals={TAG: HOLE}), deny(StringEquals={TAG: HOLE})], id="a hole and the same hole"),
    ],
)  # fmt: skip
def test_nobody_is_proved(denies: list[dict[str, Any]]) -> None:
    assert ask(*denies, holes=True) == Nobody()


@pytest.mark.parametrize(
    ("denies", "context"),
    [
        ([deny(StringNotLike={TAG: "a*"}), deny(StringEquals={TAG: ["a", "ab"]})], {"aws:principaltag/team"}),
        ([deny(StringNotEqualsIgnoreCase={TAG: "ab"}), deny(StringEquals={TAG: ["ab", "AB", "Ab"]})], {"aws:principaltag/team"}),
        ([deny(NotIpAddress={"aws:SourceIp": "8.0.0.0/5"}), deny(IpAddress={"aws:SourceIp": ["8.0.0.0/7", "12.0.0.0/6"]})], {"aws:sourceip"}),
        ([deny(StringNotEquals={TAG: "${aws:PrincipalTag/unit}"}), deny(Null={"aws:PrincipalTag/unit": "true"})], {"aws:principaltag/team", "aws:principaltag/unit"}),
        ([deny(StringNotEquals={TAG: "${aws:ResourceAccount}"})], {"aws:principaltag/team"}),
        ([deny(StringNotLike={TAG: "x-${aws:RequestedRegion}-*"})], {"aws:principaltag/team"}),
        ([deny(**{"ForAllValues:StringEquals": {"aws:CalledVia": ["a", "b"]}})], {"aws:calledvia"}),
        ([deny(**{"ForAnyValue:StringNotEquals": {"aws:CalledVia": ["a"]}}), deny(Null={"aws:CalledVia": "true"})], {"aws:calledvia"}),
    ],
)  # fmt: skip
def test_somebody_is_found(denies: list[dict[str, Any]], context: set[str]) -> None:
    answer = ask(*denies)
    assert isinstance(answer, Witness)
    assert context <= answer.request.context.keys()


def test_paths_and_id_of_an_organisation_go_together() -> None:
    other = statement("Allow", {"AWS": "999988887777"})
    only_other = deny(StringEquals={"aws:PrincipalAccount": "111122223333"})
    paths = deny(**{"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-a/r-1/*"}})
    assert isinstance(ask(other, only_other, paths), Witness)
    assert ask(other, only_other, paths, deny(StringNotEquals={"aws:PrincipalOrgID": "o-b"})) == Nobody()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringNotEquals": {TAG: HOLE}}, Witness),
        ({"ArnEquals": {"aws:PrincipalArn": HOLE}}, Witness),
        ({"StringEquals": {"aws:RequestedRegion": HOLE}}, Unknown),
        ({"StringEquals": {"bedrock-agentcore:userid": "x"}}, Unknown),
    ],
)
def test_what_holes_and_unknown_keys_decide_is_not_known(condition: Any, expected: type) -> None:
    assert isinstance(ask(deny(**condition), holes=True), expected)


def test_token_holders_have_no_identity() -> None:
    allow = statement("Allow")
    assert isinstance(ask(allow, deny(StringEquals={TAG: "a"}), auth="oauth"), Witness)
    assert ask(allow, deny(StringNotEquals={TAG: "a"}), auth="oauth") == Nobody()
    assert ask(statement("Allow", {"AWS": f"{ROLE}A"}), auth="oauth") == Nobody()
    account = deny(StringEquals={"aws:PrincipalAccount": "111122223333"})
    assert isinstance(ask(allow, account, auth="oauth"), Unknown)


def test_past_the_bound_the_answer_is_that_it_was_given_up() -> None:
    globs = [f"*{left}*{right}*" for left in "abcdefgh" for right in "abcdefgh"]
    many = [deny(StringNotLike={f"aws:PrincipalTag/{number}": globs}) for number in range(3)]
    shut = deny(StringLike={"aws:PrincipalTag/0": globs})
    assert ask(*many, shut) == Unknown(bound=True)


def test_a_statement_is_reached_by_whom_it_names() -> None:
    policy = build_policy(
        {"Version": "2012-10-17", "Statement": [statement("Deny", {"AWS": f"{ROLE}A"})]}, "resource-policy"
    )
    answer = find(Question((Reached(policy, policy.statements[0], CALL),), World(ARN)))
    assert isinstance(answer, Witness)
    assert answer.request.caller.arn == f"{ROLE}A"


def test_thousands_of_keys_and_hundreds_of_statements_end() -> None:
    keys = {f"aws:PrincipalTag/k{number}": f"v{number}" for number in range(5_000)}
    assert isinstance(ask(deny(StringEquals=keys)), Witness)
    assert isinstance(ask(deny(StringNotEquals=keys)), Witness)
    walls = [deny(ArnNotEquals={"aws:PrincipalArn": f"{ROLE}R{number}"}) for number in range(600)]
    assert ask(*walls) in (Nobody(), Unknown(bound=True))


def test_threads_share_nothing() -> None:
    from concurrent.futures import ThreadPoolExecutor

    def many(number: int) -> int:
        found = 0
        for each in range(60):
            tags = {TAG: [f"{number}-{each}*", f"*{each}"]}
            found += isinstance(ask(deny(StringLike=tags), deny(Null={TAG: "true"})), Witness)
        return found

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(many, range(8))) == {60}
