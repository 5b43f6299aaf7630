"""The request that proves a finding, in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import ROLE
from agentcore_lint.finding import Witness
from agentcore_lint.service.keys import spelled

if TYPE_CHECKING:
    from agentcore_lint.access.openings import Opening, Wall
    from agentcore_lint.access.request import Request
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Statement

_OF_CALL = frozenset(("aws:principalisawsservice", "aws:requestedregion", "aws:resourceaccount"))
"""Keys, in lower case, that say nothing of the caller."""
OWN_PERMISSION = " (its own IAM policy must allow it)"
"""What a caller of an account needs besides a policy that does not deny the call."""


def make_witness(opening: Opening, wall: Wall, context: Context) -> Witness:
    """Say who gets in by the opening."""
    request = opening.request
    caller = _caller(request, context)
    resource = context.show(wall.world.resource)
    tail = context.show(wall.world.resource.split(":", 5)[-1])
    calls = " and ".join(opening.way.actions)
    own = OWN_PERMISSION if request.caller.account else ""
    sentence = (
        f"for example, {described(request, context)} can call {calls} on {tail}: nothing here denies it{own}"
    )
    return Witness(
        caller, opening.way.full_actions, resource, _context(request, context), "allowed", sentence
    )


def request_witness(request: Request, context: Context, predicate: str) -> Witness:
    """Return a request that is let in, with a sentence on its caller, which `predicate` ends."""
    resource = context.show(request.resource)
    caller = _caller(request, context)
    said = f"for example, {described(request, context)}{predicate}"
    return Witness(caller, (request.action,), resource, _context(request, context), "allowed", said)


def described(request: Request, context: Context) -> str:
    """Name a caller, with the keys that matter; a role that we thought of as one of many."""
    role = "a role such as " if context.show(request.caller.arn).endswith(f":role/{ROLE}") else ""
    return f"{role}{_caller(request, context)}{_when(request, context)}"


def account_of(request: Request, statement: Statement) -> str:
    """Say of which account a caller is: by its number where an Allow asks for it, not one we thought of."""
    account = request.caller.account
    asked = [item.text for item in statement.principal.items] if statement.principal else []
    asked += [item.text for condition in statement.conditions for item in condition.values]
    return f"account {account}" if any(account in each for each in asked) else "another account"


def short_caller(request: Request, context: Context) -> str:
    """Name a caller in a few words: `role/Reporting`, with its account where it is not the resource's."""
    caller = request.caller
    if not caller.account or not caller.arn:
        return "an unsigned caller" if caller.type == "anonymous" else _caller(request, context)
    tail = context.show(caller.arn.split(":", 5)[-1])
    return tail if caller.account == request.account else f"{tail} of {caller.account}"


def _caller(request: Request, context: Context) -> str:
    caller = request.caller
    if caller.type in ("oauth", "anonymous"):
        return caller.name
    return context.show(f"the service {caller.name}" if caller.type == "service" else caller.arn)


def _when(request: Request, context: Context) -> str:
    pairs = [f"{key} {' and '.join(values)}" for key, values in _context(request, context)]
    return f" (with {', '.join(pairs)})" if pairs else ""


def _context(request: Request, context: Context) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the keys of the request in AWS's spelling, those left out that the caller implies."""
    implied = request.caller.own_keys.keys() | _OF_CALL
    return tuple(
        (context.show(spelled(key)), tuple(context.show(value) for value in values))
        for key, values in sorted(request.context.items())
        if key not in implied
    )
