"""The decision on one request, against the tables of the IAM and AgentCore guides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.request import (
    ANONYMOUS,
    OAUTH,
    Caller,
    Policies,
    Request,
    account_caller,
    parse_caller,
    service_caller,
)
from agentcore_lint.policy.build import build_policy

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
INVOKE = "bedrock-agentcore:InvokeAgentRuntime"
ROLE = parse_caller("arn:aws:iam::111122223333:role/Proxy")
SESSION = parse_caller("arn:aws:sts::111122223333:assumed-role/Proxy/one")
USER = parse_caller("arn:aws:iam::111122223333:user/maria")
FEDERATED = parse_caller("arn:aws:sts::111122223333:federated-user/maria")
STRANGER = parse_caller("arn:aws:iam::999988887777:role/Proxy")
LAMBDA = service_caller("lambda.amazonaws.com")


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> Policy:
    full = [{"Effect": "Allow", "Action": INVOKE, "Resource": "*", **each} for each in statements]
    named = any({"Principal", "NotPrincipal"} & each.keys() for each in statements)
    return build_policy(
        {"Version": version, "Statement": full}, "resource-policy" if named else "identity-policy"
    )


def outcome(caller: Caller, policies: Policies, **request: Any) -> str:
    return evaluate(
        Request(**{"action": INVOKE, "resource": ARN, "caller": caller, **request}), policies
    ).outcome


GRANTS = {"grants": {"Effect": "Allow"}, "denies": {"Effect": "Deny"}}


@pytest.mark.parametrize(
    ("identity", "resource", "expected"),
    [
        ("grants", "silent", "allowed"),
        ("grants", "grants", "allowed"),
        ("grants", "denies", "explicitly-denied"),
        ("silent", "silent", "implicitly-denied"),
        ("silent", "grants", "allowed"),
        ("silent", "denies", "explicitly-denied"),
        ("denies", "silent", "explicitly-denied"),
        ("denies", "grants", "explicitly-denied"),
        ("denies", "denies", "explicitly-denied"),
    ],
)
def test_table_of_the_same_account(identity: str, resource: str, expected: str) -> None:
    policies = Policies(
        identity=() if identity == "silent" else (policy(GRANTS[identity]),),
        resource=None
        if resource == "silent"
        else policy({**GRANTS[resource], "Principal": {"AWS": ROLE.arn}}),
    )
    assert outcome(ROLE, policies) == expected


@pytest.mark.parametrize(
    ("principal", "caller", "expected"),
    [
        ("*", ROLE, "allowed"),
        ("*", USER, "allowed"),
        ("*", LAMBDA, "allowed"),
        ("*", OAUTH, "allowed"),
        ("*", ANONYMOUS, "allowed"),
        ({"AWS": "*"}, SESSION, "allowed"),
        ({"AWS": "arn:aws:iam::111122223333:role/Proxy"}, SESSION, "allowed"),
        ({"AWS": "arn:aws:iam::111122223333:role/path/to/Proxy"}, SESSION, "allowed"),
        ({"AWS": "arn:aws:iam::111122223333:role/proxy"}, SESSION, "implicitly-denied"),
        ({"AWS": "arn:aws:sts::111122223333:assumed-role/Proxy/one"}, SESSION, "allowed"),
        ({"AWS": "arn:aws:sts::111122223333:assumed-role/Proxy/two"}, SESSION, "implicitly-denied"),
        ({"AWS": "arn:aws:iam::111122223333:user/maria"}, USER, "allowed"),
        ({"AWS": "arn:aws:iam::111122223333:user/maria"}, FEDERATED, "implicitly-denied"),
        ({"AWS": "arn:aws:sts::111122223333:federated-user/maria"}, FEDERATED, "allowed"),
        ({"AWS": "111122223333"}, ROLE, "implicitly-denied"),
        ({"AWS": "arn:aws:iam::111122223333:root"}, ROLE, "implicitly-denied"),
        ({"AWS": ["999988887777", "arn:aws:iam::111122223333:role/Proxy"]}, ROLE, "allowed"),
        ({"AWS": "arn:aws:iam::111122223333:role/Proxy"}, OAUTH, "implicitly-denied"),
        ({"Service": "lambda.amazonaws.com"}, LAMBDA, "allowed"),
        ({"Service": "events.amazonaws.com"}, LAMBDA, "implicitly-denied"),
        ({"Service": "lambda.amazonaws.com"}, ROLE, "implicitly-denied"),
        ({"AWS": "AROAEXAMPLE1234567890"}, ROLE, "implicitly-denied"),
    ],
)
def test_principal_without_identity_policy(principal: Any, caller: Caller, expected: str) -> None:
    assert outcome(caller, Policies(resource=policy({"Principal": principal}))) == expected


def test_account_as_principal_delegates_to_identity_policies() -> None:
    resource = policy({"Principal": {"AWS": "111122223333"}})
    assert outcome(ROLE, Policies(identity=(policy({}),), resource=resource)) == "allowed"
    assert outcome(account_caller("111122223333"), Policies(resource=resource)) == "allowed"


@pytest.mark.parametrize(
    ("identity", "resource", "endpoint", "expected"),
    [
        (True, True, True, "allowed"),
        (True, True, False, "implicitly-denied"),
        (True, False, True, "implicitly-denied"),
        (False, True, True, "implicitly-denied"),
    ],
)
def test_other_account_needs_both_sides_and_both_policies(
    *, identity: bool, resource: bool, endpoint: bool, expected: str
) -> None:
    grant = policy({"Principal": {"AWS": "999988887777"}})
    policies = Policies(
        identity=(policy({}),) if identity else (),
        resource=grant if resource else None,
        endpoint=grant if endpoint else None,
        endpoint_arn=f"{ARN}/runtime-endpoint/DEFAULT",
    )
    assert outcome(STRANGER, policies) == expected


def test_deny_on_the_endpoint_alone_closes_the_call() -> None:
    deny = policy({"Effect": "Deny", "Principal": "*", "Resource": f"{ARN}/runtime-endpoint/DEFAULT"})
    assert outcome(ROLE, Policies(identity=(policy({}),), endpoint=deny)) == "explicitly-denied"


@pytest.mark.parametrize(
    ("principal", "caller", "expected"),
    [
        (USER.arn, USER, "allowed"),
        (SESSION.arn, SESSION, "allowed"),
        (ROLE.arn, SESSION, "implicitly-denied"),
        ("111122223333", SESSION, "implicitly-denied"),
    ],
)
def test_boundary_holds_back_roles_but_not_whom_the_policy_names_itself(
    principal: str, caller: Caller, expected: str
) -> None:
    boundary = policy({"Action": "s3:GetObject"})
    policies = Policies(
        identity=(policy({}),), resource=policy({"Principal": {"AWS": principal}}), boundary=(boundary,)
    )
    assert outcome(caller, policies) == expected


def test_session_policy_and_scp_limit_identity_policies() -> None:
    everything = policy({"Action": "*"})
    nothing = policy({"Action": "s3:*"})
    assert outcome(SESSION, Policies(identity=(everything,), session=(nothing,))) == "implicitly-denied"
    assert outcome(SESSION, Policies(identity=(everything,), session=(everything,))) == "allowed"
    levels = ((everything,), (nothing,))
    assert outcome(ROLE, Policies(identity=(everything,), scp=levels)) == "implicitly-denied"
    assert outcome(ROLE, Policies(identity=(everything,), scp=((everything,), (everything,)))) == "allowed"
    linked = parse_caller(
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
    )
    assert outcome(linked, Policies(identity=(everything,), scp=levels)) == "allowed"


def test_rcp_reaches_other_services_and_not_agentcore() -> None:
    allow, deny = policy({"Action": "*"}), policy({"Effect": "Deny", "Action": "*", "Principal": "*"})
    policies = Policies(identity=(allow,), rcp=((deny,),))
    assert outcome(ROLE, policies) == "allowed"
    bucket = "arn:aws:s3:::bucket/key"
    assert outcome(ROLE, policies, action="s3:GetObject", resource=bucket) == "explicitly-denied"


def test_vpc_endpoint_policy_must_allow() -> None:
    allow, nothing = policy({}), policy({"Action": "s3:*", "Principal": "*"})
    assert outcome(ROLE, Policies(identity=(allow,), vpc_endpoint=(nothing,))) == "implicitly-denied"
    through = policy({"Principal": "*"})
    assert outcome(ROLE, Policies(identity=(allow,), vpc_endpoint=(through,))) == "allowed"


@pytest.mark.parametrize(
    ("listed", "caller", "expected"),
    [
        ([ROLE.arn], SESSION, "explicitly-denied"),
        ([ROLE.arn, "111122223333"], SESSION, "allowed"),
        ([SESSION.arn, "111122223333"], SESSION, "explicitly-denied"),
        ([USER.arn], USER, "explicitly-denied"),
        ([USER.arn, "arn:aws:iam::111122223333:root"], USER, "allowed"),
        ([USER.arn, "111122223333"], ROLE, "explicitly-denied"),
    ],
)
def test_deny_with_not_principal(listed: list[str], caller: Caller, expected: str) -> None:
    deny = policy({"Effect": "Deny", "NotPrincipal": {"AWS": listed}})
    assert outcome(caller, Policies(identity=(policy({}),), resource=deny)) == expected


def test_allow_with_not_principal_is_everyone_else() -> None:
    policies = Policies(resource=policy({"NotPrincipal": {"AWS": USER.arn}}))
    assert outcome(USER, policies) == "implicitly-denied"
    assert outcome(ROLE, policies) == "allowed"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "BEDROCK-AGENTCORE:invokeagent*"}, "allowed"),
        ({"Action": "bedrock-agentcore:InvokeAgentRuntim?"}, "allowed"),
        ({"Action": "bedrock-agentcore:InvokeAgentRuntime?"}, "implicitly-denied"),
        ({"Action": ["s3:*", "*"]}, "allowed"),
        ({"Resource": "arn:aws:bedrock-agentcore:*:*:runtime/bot-*"}, "allowed"),
        ({"Resource": "arn:aws:bedrock-agentcore:*:*:runtime/Bot-*"}, "implicitly-denied"),
        ({"Resource": "arn:aws:*:*:*:runtime/bot-${aws:PrincipalTag/suffix}"}, "allowed"),
    ],
)
def test_actions_and_resources(statement: dict[str, Any], expected: str) -> None:
    context = {"aws:principaltag/suffix": ("a1B2c3D4e5",)}
    assert outcome(ROLE, Policies(identity=(policy(statement),)), context=context) == expected


def test_not_action_and_not_resource() -> None:
    body = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::*"},
    }
    allow = build_policy(body, "identity-policy")
    assert outcome(ROLE, Policies(identity=(allow,))) == "allowed"
    assert outcome(ROLE, Policies(identity=(allow,)), action="s3:GetObject") == "implicitly-denied"
    assert outcome(ROLE, Policies(identity=(allow,)), resource="arn:aws:s3:::b/k") == "implicitly-denied"


def test_the_decision_names_the_statement() -> None:
    deny = policy({"Sid": "First"}, {"Effect": "Deny", "Sid": "Wall", "Principal": "*"})
    decision = evaluate(Request(INVOKE, ARN, ROLE), Policies(identity=(policy({}),), resource=deny))
    assert decision.by == ("resource", 1, "Wall")
    assert "resource policy" in decision.reason


def test_silent_boundary_and_session_policy_do_not_hold_back_a_grant_to_everyone() -> None:
    nothing = policy({"Action": "s3:GetObject"})
    everyone = policy({"Principal": "*"})
    for caller in (ROLE, SESSION, USER, FEDERATED):
        assert outcome(caller, Policies(resource=everyone, boundary=(nothing,))) == "allowed"
        assert outcome(caller, Policies(resource=everyone, session=(nothing,))) == "allowed"
    deny = policy({"Effect": "Deny"})
    assert outcome(ROLE, Policies(resource=everyone, boundary=(deny,))) == "explicitly-denied"


def test_deny_with_not_principal_stops_whoever_has_a_boundary() -> None:
    deny = policy({"Effect": "Deny", "NotPrincipal": {"AWS": [ROLE.arn, "111122223333"]}})
    everything = policy({"Action": "*"})
    policies = Policies(identity=(everything,), resource=deny)
    assert outcome(ROLE, policies) == "allowed"
    assert outcome(ROLE, policies._replace(boundary=(everything,))) == "explicitly-denied"


def test_statement_of_a_resource_policy_that_names_nobody_is_about_nobody() -> None:
    body = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
    unnamed = build_policy(body, "resource-policy")
    assert outcome(ROLE, Policies(identity=(policy({}),), resource=unnamed)) == "allowed"


def test_rcp_that_allows_nothing_still_only_denies() -> None:
    bucket = "arn:aws:s3:::bucket/key"
    policies = Policies(identity=(policy({"Action": "*"}),), rcp=((policy({"Action": "ec2:*"}),),))
    assert outcome(ROLE, policies, action="s3:GetObject", resource=bucket) == "allowed"


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:bedrock-agentcore:*", "allowed"),
        ("*", "allowed"),
        ("arn:aws:bedrock-agentcore:*:runtime/bot-a1B2c3D4e5", "allowed"),
        ("arn:aws:bedrock-agentcore:*:*:runtime/b*-a1B2c3D4e5", "allowed"),
        ("arn:aws:bedrock-agentcore:*/bot-a1B2c3D4e5", "implicitly-denied"),
        ("arn:aws:bedrock-agentcore:*1:*:runtime/*", "allowed"),
        ("arn:aws:bedrock-agentcore:e*3:*:runtime/*", "implicitly-denied"),
        ("*/bot-a1B2c3D4e5", "implicitly-denied"),
        ("arn:aws:bedrock-agentcore:eu-west-1?111122223333:runtime/*", "implicitly-denied"),
        ("arn:aws:bedrock-agentcore:eu-west-?:111122223333:runtime/*", "allowed"),
        ("arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/${aws:PrincipalTag/bot}", "allowed"),
        ("arn:aws:bedrock-agentcore:${aws:RequestedRegion}:111122223333:runtime/*", "implicitly-denied"),
        ("${aws:PrincipalTag/all}", "implicitly-denied"),
    ],
)
def test_wildcards_and_variables_in_resource_keep_to_their_segments(resource: str, expected: str) -> None:
    context = {
        "aws:principaltag/bot": ("bot-a1B2c3D4e5",),
        "aws:requestedregion": ("eu-west-1",),
        "aws:principaltag/all": (ARN,),
    }
    own = policy({"Resource": resource})
    assert outcome(ROLE, Policies(identity=(own,)), context=context) == expected
