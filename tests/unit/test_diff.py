"""Who newly gets in and who no longer does, told apart as AWS tells them apart."""

from __future__ import annotations

from typing import Any

import pytest

from agentcore_lint.access.diff import diff
from agentcore_lint.policy.build import build_policy

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
CALL = "bedrock-agentcore:InvokeAgentRuntime"
ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/A"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/ana"
ANY = f"any role of account {ACCOUNT}"
ORG = {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def allow(principal: Any, **condition: Any) -> dict[str, Any]:
    body = {"Effect": "Allow", "Principal": principal, "Action": CALL, "Resource": ARN}
    return {**body, "Condition": condition} if condition else body


def deny(**condition: Any) -> dict[str, Any]:
    return {**allow("*", **condition), "Effect": "Deny", "Action": f"{CALL}*"}


def changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> tuple[set[str], set[str], set[str]]:
    built = [
        build_policy({"Version": "2012-10-17", "Statement": each}, "resource-policy") if each else None
        for each in (old, new)
    ]
    found = diff(built[0], built[1], ARN, "sigv4")
    let_in, shut_out = ({each.person.title for each in some} for some in (found.let_in, found.shut_out))
    return let_in, shut_out, {each.title for each in found.unknown}


@pytest.mark.parametrize(
    ("old", "new", "let_in"),
    [
        pytest.param([allow({"AWS": ACCOUNT})], [allow({"AWS": [ACCOUNT, ROLE]})], {"role A, without IAM permission"}, id="its role is named besides its account"),
        pytest.param([allow({"AWS": [ACCOUNT, ROLE]})], [allow({"AWS": ACCOUNT}), allow({"AWS": ROLE})], set(), id="the same names in two statements"),
        pytest.param([], [allow("*")], {f"{ANY}, without IAM permission", "another account", "another AWS service"}, id="everyone"),
        pytest.param([deny()], [deny(ArnNotEquals={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:root"})], {"the root user"}, id="the root user alone"),
        pytest.param([deny()], [], {f"{ANY}, with IAM permission"}, id="the root user like all others"),
    ],
)  # fmt: skip
def test_who_newly_gets_in(old: list[dict[str, Any]], new: list[dict[str, Any]], let_in: set[str]) -> None:
    assert changes(old, new) == (let_in, set(), set())
    assert changes(new, old) == (set(), let_in, set())


def test_session_of_a_role_whose_path_is_not_known() -> None:
    sso = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*"
    old, new = [allow({"AWS": SESSION}, ArnNotLike={"aws:PrincipalArn": sso})], [allow({"AWS": SESSION})]
    assert changes(old, new)[0] == {"session Dev/ana, without IAM permission"}


def test_what_is_not_known_is_said_once() -> None:
    assert changes([deny(**ORG)], [deny(**ORG)]) == (set(), set(), set())
    assert changes([deny(**ORG)], []) == (set(), set(), {f"{ANY}, with IAM permission"})
