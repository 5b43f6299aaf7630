"""One cause, one finding: what one rule explains, the others leave."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.checks.index import CHECKS, EXPLAINS
from agentcore_lint.config.load import read_config
from agentcore_lint.lint import Settings, lint_text
from tests.rules.examples import RULES, lint, policy_text

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"
PROXY = "arn:aws:iam::111122223333:role/BillingProxy"
CALLS = "bedrock-agentcore:InvokeAgentRuntime*"


def deny(condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "Effect": "Deny", "Principal": "*", "Action": CALLS, "Resource": ARN, "Condition": condition, **more
    }  # fmt: skip


def allow(principal: Any, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    narrowed = {"Condition": condition} if condition is not None else {}
    return {"Effect": "Allow", "Principal": principal, "Action": CALLS, "Resource": ARN, **narrowed, **more}


def diagnostics(
    *statements: Any, version: str | None = "2012-10-17", **options: Any
) -> tuple[Diagnostic, ...]:
    """What is found in a policy of these statements."""
    head = {"Version": version} if version else {}
    text = json.dumps({**head, "Statement": list(statements)}, indent=2)
    result = lint_text(text, "policy.json", Settings(**options))
    assert result.error is None
    return result.diagnostics


def found(*statements: Any, **options: Any) -> list[str]:
    """The rules that find something, notes left out."""
    return [each.rule for each in diagnostics(*statements, **options) if each.severity != "note"]


def test_nothing_explains_itself_by_way_of_others() -> None:
    explains: dict[str, set[str]] = {}
    for rule, _, others in EXPLAINS:
        explains.setdefault(rule, set()).update(others)

    def reached(rule: str) -> set[str]:
        return {other for each in explains.get(rule, ()) for other in {each, *reached(each)}}

    assert all(rule not in reached(rule) for rule in explains)
    assert {*explains, *(each for others in explains.values() for each in others)} <= {
        each[0] for each in CHECKS
    }


@pytest.mark.parametrize(
    ("statements", "options", "rules"),
    [
        pytest.param(
            [deny({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/P/s"}})],
            {}, ["AC409"], id="a session in a condition locks everybody out",
        ),
        pytest.param(
            [deny({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam:111122223333:role/P"}})],
            {}, ["AC403"], id="no ARN in a condition",
        ),
        pytest.param(
            [deny({"StringNotEquals": {"aws:VpceAccount": "111122223333"}})],
            {}, ["AC410"], id="a key that is never there",
        ),
        pytest.param(
            [deny({"StringNotEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}})],
            {"version": None}, ["AC005"], id="a variable without Version",
        ),
        pytest.param(
            [allow({"AWS": PROXY}, {"ForAllValues:StringEquals": {"aws:VpceAccount": "111122223333"}})],
            {}, ["AC410"], id="a set operator on a key that is never there",
        ),
        pytest.param(
            [{**deny({}), "Action": "bedrock-agentcore-control:InvokeAgentRuntime"}],
            {}, ["AC104"], id="a wrong prefix in a Deny",
        ),
        pytest.param([allow({"Service": "*"})], {}, ["AC306"], id="every service"),
        pytest.param(
            [allow({"AWS": "arn:aws:iam::11112222333:role/P"})],
            {"auth": "oauth"}, ["AC303"], id="a bad role under OAuth",
        ),
        pytest.param(
            [allow({"AWS": PROXY}, {"ArnEquals": {"aws:PrincipalArn": PROXY}})],
            {"auth": "oauth"}, ["AC303"], id="a role and its ARN under OAuth",
        ),
        pytest.param(
            [allow({"Service": "events.amazonaws.com"})],
            {"auth": "oauth"}, ["AC303"], id="a service under OAuth",
        ),
        pytest.param(
            [deny({"ArnNotEquals": {"aws:PrincipalArn": PROXY}})],
            {"auth": "oauth"}, ["AC405"], id="an identity under OAuth locks everybody out",
        ),
        pytest.param(
            [allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                         "StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})],
            {"auth": "oauth"}, ["AC405", "AC405"], id="two conditions on an identity under OAuth",
        ),
        pytest.param(
            [deny({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/BillingProxy"}})],
            {"auth": "oauth"}, ["AC405"], id="a role in any account under OAuth",
        ),
        pytest.param(
            [allow("*", {"StringNotEquals": {"aws:PrincipalTag/team": "billing"}})],
            {"auth": "oauth"}, ["AC405"], id="an identity under OAuth that lets everybody in",
        ),
        pytest.param(
            [deny({"StringNotEquals": {"aws:SourceVpc": "0a1b2c3d"}})],
            {}, ["AC403"], id="no id of a VPC",
        ),
        pytest.param(
            [allow("*", {"StringLike": {"aws:UserAgent": "proxy*"}})],
            {}, ["AC408"], id="everyone who writes the right user agent",
        ),
        pytest.param(
            [allow("*", {"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/"}})],
            {}, ["AC407"], id="everyone who lacks the key",
        ),
        pytest.param(
            [allow({"AWS": PROXY}), deny({"StringNotEquals": {"aws:PrincipalArn": f"{PROXY}*"}})],
            {}, ["AC404"], id="a wildcard that is none",
        ),
        pytest.param(
            [allow({"AWS": PROXY}), {**deny({}), "Condition": {"Bool": {"aws:ViaAWSService": "no"}}}],
            {}, ["AC403"], id="no Boolean",
        ),
        pytest.param(
            [allow({"AWS": PROXY}, Resource=ARN.replace("runtime/billing_bot", "runtime/billing-bot"))],
            {"resource_arn": ARN}, ["AC201"], id="a malformed ARN that differs too",
        ),
        pytest.param(
            [allow({"AWS": PROXY}), deny({"ArnNotEquals": {"aws:PrincipalArn": PROXY.replace("Proxy", "Jobs")}})],
            {}, ["AC502"], id="an overridden Allow beside others who get in",
        ),
        pytest.param(
            [allow("*", Action="bedrock-agentcore:InvokeGateway")],
            {}, ["AC105"], id="everyone, by another kind's action",
        ),
        pytest.param(
            [allow("*", Action=["bedrock-agentcore:InvokeGateway", "bedrock-agentcore:CreateAgentRuntime"])],
            {"auth": "oauth"}, ["AC105", "AC105"], id="token holders, by actions that do not work here",
        ),
        pytest.param(
            [allow({"Service": "events.amazonaws.com"}, Action="bedrock-agentcore:InvokeGateway")],
            {}, ["AC105"], id="a service, by another kind's action",
        ),
        pytest.param(
            [allow("*", Action=["bedrock-agentcore:InvokeGateway", "bedrock-agentcore:InvokeAgentRuntime"])],
            {}, ["AC302", "AC105"], id="everyone, by an action of this kind too",
        ),
    ],
)  # fmt: skip
def test_one_cause_is_one_finding(statements: list[Any], options: dict[str, Any], rules: list[str]) -> None:
    assert found(*statements, **options) == rules


@pytest.mark.parametrize("mode", ["auto", "sigv4", "oauth"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_no_two_rules_speak_of_one_value_or_condition(rule: dict[str, Any], mode: str) -> None:
    for example in (*rule["bad"], *rule["good"]):
        if example.get("options", {}).get("auth", mode) != mode:
            continue
        said = [each for each in lint(example, policy_text(example), mode) if each.severity != "note"]
        for one, other in itertools.combinations(said, 2):
            assert one.rule == other.rule or not at_one(one.pointer, other.pointer), (one, other)


def at_one(one: str | None, other: str | None) -> bool:
    """Whether one pointer leads into what the other points at, or both into one condition."""
    if one is None or other is None or "/Statement" in (one, other):
        return False
    inner, outer = sorted((f"{one}/", f"{other}/"), key=len, reverse=True)
    conditions = [re.match(r".*/Condition/[^/]+/[^/]+", each) for each in (one, other)]
    return inner.startswith(outer) or (
        all(conditions) and len({each.group() for each in conditions if each}) == 1
    )


def test_two_causes_are_two_findings() -> None:
    never = deny({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/P/s"}})
    everyone = {"Effect": "Deny", "Principal": "*", "Action": CALLS, "Resource": ARN}
    assert found(allow({"AWS": PROXY}), never, everyone) == ["AC409", "AC503"]
    assert found(allow({"AWS": PROXY}), everyone, version=None) == ["AC503"]
    other = ARN.replace("a1B2c3D4e5", "0000000000")
    assert found(
        allow({"AWS": PROXY}, Resource=ARN[:-1]), allow({"AWS": PROXY}, Resource=other), resource_arn=ARN
    ) == ["AC201", "AC203"]


def test_a_claim_and_the_opening_that_breaks_it_are_one_finding() -> None:
    claims = """
        [[claim]]
        name = "only the proxy"
        must = "deny"
        ways = "WebSocket"
        who = { ArnNotEquals = { "aws:PrincipalArn" = "%s" } }
    """
    config = read_config((claims % PROXY).encode(), "agentcore-lint.toml")
    wall = deny({"ArnNotEquals": {"aws:PrincipalArn": PROXY}}, Action="bedrock-agentcore:InvokeAgentRuntime")
    text = json.dumps({"Version": "2012-10-17", "Statement": [wall]})
    result = lint_text(text, "policy.json", Settings(config=lambda _: config, notes=False))
    said = [each for each in result.diagnostics if each.severity == "error"]
    assert [each.rule for each in said] == ["AC701"]
    assert said[0].fix is not None
    assert said[0].fix.edits[0].text == f'"{CALLS}"'


def test_a_flaw_in_many_statements_is_said_once_with_its_places() -> None:
    statements = [{"_purpose": f"{n}", **allow({"AWS": PROXY}), "Sid": f"S{n}"} for n in range(30)]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    said = lint_text(text, "policy.json", Settings(notes=False)).diagnostics
    assert [each.rule for each in said] == ["AC002"]
    assert "(30 places)" in said[0].message
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "_purpose" in line]
    assert [said[0].span.start.line, *(span.start.line for span, _ in said[0].related)] == lines


def test_a_note_is_said_once_a_policy() -> None:
    walls = [
        deny({"StringNotEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}),
        deny({"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}),
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": walls}, indent=2)
    said = [each for each in lint_text(text, "policy.json").diagnostics if each.rule == "AC406"]
    assert [len(each.related) for each in said] == [1]
    hidden = lint_text(text, "policy.json", Settings(notes=False, rules=frozenset(("AC406",))))
    assert (hidden.diagnostics, hidden.hidden_notes) == ((), 1)
