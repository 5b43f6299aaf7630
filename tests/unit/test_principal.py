"""Principals beyond the examples of AC306: variables, numbers, and what is no text at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentcore_lint.lint import lint_text
from agentcore_lint.policy.principal import problem_of_principal


def test_a_policy_variable_cannot_stand_in_a_principal() -> None:
    problem = problem_of_principal("AWS", "arn:aws:iam::${aws:PrincipalAccount}:role/BillingProxy")
    assert problem is not None
    assert problem.text == "has a policy variable, which a principal cannot have"


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (111122223333, []),
        ([111122223333, "444455556666"], []),
        (11112222333, ["AC306"]),
        (["111122223333", 11112222333], ["AC306"]),
        (True, ["AC002"]),
        ([], ["AC002"]),
        ({"Role": "x"}, ["AC002"]),
    ],
)
def test_an_account_may_be_a_number_and_nothing_else_but_text(value: Any, rules: list[str]) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": value},
        "Action": "bedrock-agentcore:InvokeGateway",
        "Resource": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/orders-gw-0k3m9x7qpz",
    }
    found = lint_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}), "policy.json")
    assert found.error is None
    assert [each.rule for each in found.diagnostics if each.severity != "note"] == rules
