"""How callers may sign, and what it then takes to be let in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.find import proves_nobody
from agentcore_lint.access.question import Allowed, Denied, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentcore_lint.access.callers import World
    from agentcore_lint.access.find import Universes
    from agentcore_lint.access.question import Fact
    from agentcore_lint.access.request import Policies
    from agentcore_lint.sources.document import Auth


def modes(auth: Auth | None) -> tuple[Auth, ...]:
    """Return the ways of signing that are possible; None: either is."""
    return ("sigv4", "oauth") if auth is None else (auth,)


def let_in(policies: Policies, auth: Auth, actions: tuple[str, ...]) -> Fact:
    """Return the fact that a caller with every permission of its own is let in.

    A token holder is let in by the authorizer, as others are by their IAM permission.
    """
    if auth == "oauth" and policies.resource is not None:
        return Denied(policies, actions, wanted=False)
    return Allowed(policies, actions)


def nobody(facts: Sequence[Fact], world: World, known: Universes | None = None) -> bool:
    """Tell whether it is proved that the facts are true of no request. `known`: as for `find`."""
    return proves_nobody(Question(tuple(facts), world), known)
