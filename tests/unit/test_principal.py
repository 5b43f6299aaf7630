"""Principals that cannot be, beyond the examples of AC306."""

from __future__ import annotations

from agentcore_lint.policy.principal import problem_of_principal


def test_a_policy_variable_cannot_stand_in_a_principal() -> None:
    problem = problem_of_principal("AWS", "arn:aws:iam::${aws:PrincipalAccount}:role/BillingProxy")
    assert problem is not None
    assert problem.text == "has a policy variable, which a principal cannot have"
