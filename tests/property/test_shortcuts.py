"""What is decided before the search, held to the search: without the shortcuts every rule says the same."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.access import gates
from agentcore_lint.checks import effects, lockouts, presence, walls
from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.service.ways import HTTP, covered_invocations
from tests.property.test_find import Statements, some_statements

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Statement


def found(statements: Statements, auth: Any) -> list[tuple[str, str | None, str]]:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    result = lint_text(text, "policy.json", Settings(auth=auth))
    assert result.error is None
    return [(each.rule, each.pointer, each.label) for each in result.diagnostics]


def ask_always(patch: pytest.MonkeyPatch) -> None:
    """Let through whatever a shortcut would settle; what a rule is about at all stays."""

    def is_wall(statement: Statement, _: object) -> bool:
        return statement.effect == "Deny" and HTTP.full_actions[0] in covered_invocations(statement)

    def names_some(statement: Statement) -> bool:
        principal = statement.principal
        return bool(statement.conditions and principal and not principal.everyone)

    patch.setattr(gates, "stopped_by", id)

    def has_alike(statement: Statement, others: list[Statement]) -> bool:
        return any(each.effect == statement.effect for each in others)

    patch.setattr(gates, "somebody_is_exempt", lambda *_, **__: False)
    patch.setattr(walls, "may_leave_open", is_wall)
    patch.setattr(lockouts, "maybe_closed_calls", lambda _, calls, __, **___: list(calls))
    patch.setattr(effects, "may_conflict", names_some)
    patch.setattr(effects, "may_be_overridden", lambda _, statement, *__, **___: statement.effect == "Allow")
    patch.setattr(effects, "may_repeat", has_alike)
    patch.setattr(presence, "hold_for_anyone", lambda _: False)


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("auth", ["sigv4", "oauth", None])
def test_rules_say_the_same_without_shortcuts(auth: Any, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(part)
    policies = [some_statements(rng) for _ in range(100)]
    quick = [found(each, auth) for each in policies]
    ask_always(monkeypatch)
    for statements, said in zip(policies, quick, strict=True):
        assert found(statements, auth) == said, statements
