"""Laws of the search, over policies and requests made at random."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agentcore_lint.access.callers import World
from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.find import Nobody, Witness, find
from agentcore_lint.access.question import Allowed, Question
from agentcore_lint.access.request import Policies, Request, parse_caller, service_caller
from tests.property import brute
from tests.property.test_find import ARN, COMMAND, HTTP, built, some_statements

seeds = st.integers(0, 10_000)


def let_in(policies: Policies) -> Any:
    return find(Question((Allowed(policies, (HTTP,)),), World(ARN)))


def some_request(rng: random.Random, action: str = HTTP) -> Request:
    """Return a request as AWS would fill it in."""
    made = rng.choice(brute.callers())
    service = made["kind"] == "service"
    caller = service_caller(made["arn"]) if service else parse_caller(made["arn"])
    vpc = rng.random() < 0.5 and not service
    context = {}
    for key in brute.ALPHABETS:
        value = rng.choice(brute.options(key, made["kind"], vpc=vpc))
        if value is not None:
            context[key] = tuple(value)
    if not service:
        context["aws:principalisawsservice"] = ("false",)
    return Request(action, ARN, caller, context)


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_where_nobody_is_said_to_get_in_no_random_request_does(seed: int) -> None:
    rng = random.Random(seed)
    policies = built(some_statements(rng))
    if let_in(policies) == Nobody():
        outcomes = {evaluate(some_request(rng), policies).outcome for _ in range(200)}
        assert "allowed" not in outcomes


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_every_witness_is_let_in(seed: int) -> None:
    policies = built(some_statements(random.Random(seed)))
    answer = let_in(policies)
    if isinstance(answer, Witness):
        assert evaluate(answer.request, policies).outcome == "allowed"


@settings(deadline=None, max_examples=40)
@given(seeds)
def test_two_policies_together_close_what_either_denies(seed: int) -> None:
    rng = random.Random(seed)
    denies = [[{**each, "Effect": "Deny"} for each in some_statements(rng)] for _ in range(2)]
    both = let_in(built([*denies[0], *denies[1]]))
    if any(let_in(built(each)) == Nobody() for each in denies):
        assert both == Nobody()
    for alone in denies:
        facts = (
            Allowed(built([*denies[0], *denies[1]]), (HTTP,)),
            Allowed(built(alone), (HTTP,), wanted=False),
        )
        assert find(Question(facts, World(ARN))) == Nobody()


@settings(deadline=None, max_examples=40)
@given(seeds)
def test_names_order_and_splitting_of_statements_change_no_answer(seed: int) -> None:
    rng = random.Random(seed)
    statements = some_statements(rng)
    changed = []
    for number, each in enumerate(statements):
        parts = [{**each, "Action": [one]} for one in each["Action"]] if "Action" in each else [each]
        changed += [{**part, "Sid": f"S{number}"} for part in parts]
    rng.shuffle(changed)
    for actions in ((HTTP,), (COMMAND,), (HTTP, COMMAND)):
        asked = [
            type(find(Question((Allowed(built(each), actions),), World(ARN))))
            for each in (statements, changed)
        ]
        assert asked[0] is asked[1]
        apart = (Allowed(built(statements), actions), Allowed(built(changed), actions, wanted=False))
        assert find(Question(apart, World(ARN))) == Nobody()
