"""Questions to the search: facts that are to be true of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from agentcore_lint.access.conditions import all3, not3
from agentcore_lint.access.evaluate import denies, evaluate
from agentcore_lint.access.permission import EVERYTHING
from agentcore_lint.access.statements import applies
from agentcore_lint.policy.actions import covers_action

if TYPE_CHECKING:
    from agentcore_lint.access.callers import World
    from agentcore_lint.access.evaluate import Applies
    from agentcore_lint.access.request import Policies, Request
    from agentcore_lint.policy.model import Policy, Statement

SMALL = 12
"""Statements of a policy up to which all of them are considered for every question."""


class Allowed(NamedTuple):
    """All of the actions are allowed under the policies; `wanted` False: some is not."""

    policies: Policies
    actions: tuple[str, ...]
    wanted: bool = True


class Denied(NamedTuple):
    """A Deny stops some of the actions on their own ARN; `wanted` False: none does."""

    policies: Policies
    actions: tuple[str, ...]
    wanted: bool = True


class Reached(NamedTuple):
    """The statement applies to the action; `wanted` False: it does not."""

    policy: Policy
    statement: Statement
    action: str
    wanted: bool = True


Fact: TypeAlias = "Allowed | Denied | Reached"


class Question(NamedTuple):
    """Whether there is a request of which all these facts are true."""

    facts: tuple[Fact, ...]
    world: World


def is_so(question: Question, request: Request) -> bool:
    """Tell whether the facts of a question are certainly true of a request."""
    return bool(holds_for(question, request, applies))


def holds_for(question: Question, request: Request, judge: Applies) -> bool | None:
    """Tell whether the facts are true of a request, where `judge` tells which statements apply to it."""
    return all3(_is_true(fact, request, judge) for fact in question.facts)


_OUTCOMES: dict[str, bool | None] = {"allowed": True, "unknown": None}


def _is_true(fact: Fact, request: Request, judge: Applies) -> bool | None:
    if isinstance(fact, Reached):
        found = judge(fact.statement, request._replace(action=fact.action), fact.policy)
        found = None if found and fact.statement.effect is None else found
    elif isinstance(fact, Denied):
        stopped = (not3(denies(request._replace(action=each), fact.policies, judge)) for each in fact.actions)
        found = not3(all3(stopped))
    else:
        decisions = (evaluate(request._replace(action=each), fact.policies, judge) for each in fact.actions)
        found = all3(_OUTCOMES.get(decision.outcome, False) for decision in decisions)
    return found if fact.wanted else not3(found)


def depends_on_form(question: Question) -> bool:
    """Tell whether it may matter how a resource policy names a caller: not where all have IAM permission."""
    return any(isinstance(fact, Allowed) and not _has_permission(fact.policies) for fact in question.facts)


def _has_permission(policies: Policies) -> bool:
    return EVERYTHING in policies.identity and not policies.boundary and not policies.session


def statements_of(question: Question) -> list[Statement]:
    """Return the statements that have a say in the facts, each once.

    Of a small policy all are taken, so that questions about it share what they can tell apart.
    """
    out: dict[int, Statement] = {}
    for fact in question.facts:
        if isinstance(fact, Reached):
            about = [
                *(fact.policy.statements if len(fact.policy.statements) <= SMALL else ()),
                fact.statement,
            ]
        else:
            about = [each for policy in fact.policies.all for each in _about(policy, fact.actions)]
        out.update((id(each), each) for each in about)
    return list(out.values())


def _about(policy: Policy, actions: tuple[str, ...]) -> list[Statement]:
    return [
        each
        for each in policy.statements
        if len(policy.statements) <= SMALL
        or any(covers_action(each, action) is not False for action in actions)
    ]
