"""What the rules say that statements do, against the brute force."""

from __future__ import annotations

import json
import random
from itertools import product

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.property import brute
from tests.property.test_find import COMMAND, HTTP, Statements, keys_of, some_statements

RULES = frozenset(("AC502", "AC503", "AC504"))


def found(statements: Statements) -> list[tuple[str, int, str]]:
    """The rules that fire, each with the number of its statement and what is said."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    result = lint_text(text, "policy.json", Settings(rules=RULES, auth="sigv4"))
    assert result.error is None
    return [(each.rule, int((each.pointer or "").split("/")[2]), each.message) for each in result.diagnostics]


@pytest.mark.parametrize("part", range(4))
def test_what_is_said_of_a_statement_is_true_of_every_request(part: int) -> None:
    rng = random.Random(1000 + part)
    tried = 0
    while tried < 60:
        statements = some_statements(rng)
        keys = keys_of(statements)
        said = found(statements) if brute.count(keys) <= 1500 else []
        if not said:
            continue
        tried += 1
        requests = list(brute.requests(keys))
        redundant = {number for rule, number, _ in said if rule == "AC504"}
        for rule, number, message in said:
            if rule == "AC503":
                call = message.removeprefix("no caller can use ").split(":")[0]
                action = f"bedrock-agentcore:{call}"
                assert action.startswith(HTTP), message
                assert not any(brute.gets_in(statements, each, action) for each in requests), statements
            elif rule == "AC502":
                hits = [
                    (each, a)
                    for each in requests
                    for a in (HTTP, COMMAND)
                    if brute.covers(statements[number], each, a)
                ]
                assert not any(brute.gets_in(statements, *hit) for hit in hits), statements
        rest = [each for number, each in enumerate(statements) if number not in redundant]
        for each, action, own in product(requests, (HTTP, COMMAND), (True, False)):
            now, then = (brute.gets_in(some, each, action, permission=own) for some in (statements, rest))
            assert now == then, statements
