"""What a condition that decides nothing makes of its statement, in the words of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Condition, Statement


def consequence(statement: Statement, *, holds: bool) -> str:
    """Say what follows where one condition of a statement holds for every call, or for none."""
    if not holds:
        return {
            "Allow": "so this Allow lets nobody in",
            "Deny": "so this Deny stops nobody",
        }.get(statement.effect or "", "so this statement never applies")
    said = f"this {statement.effect or 'statement'}"
    if len(statement.conditions) > 1:
        return f"so it does not narrow {said}"
    principal = statement.principal
    if principal is None or not principal.everyone or principal.negated or statement.effect is None:
        return f"so {said} always applies"
    return f"so {said} {'stops every caller' if statement.effect == 'Deny' else 'is open to everyone'}"


def consequence_of_value(statement: Statement, condition: Condition) -> str:
    """Say what follows where one value of a condition equals nothing that a call carries."""
    negated = condition.operator.negated
    alone = len(condition.values) == 1 and not condition.operator.quantifier
    if alone and not negated and not condition.operator.if_exists:
        return consequence(statement, holds=False)
    if statement.effect == "Deny":
        return "so this Deny also stops whom it should leave out" if negated else "so it stops nobody"
    if statement.effect == "Allow":
        return "so it keeps nobody out" if negated else "so it lets nobody in"
    return "so it never matches"
