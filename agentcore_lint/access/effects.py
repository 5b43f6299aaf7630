"""What a statement does to who gets in: nothing, because it never applies, is overridden, or repeats."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from agentcore_lint.access.callers import World, anybody
from agentcore_lint.access.find import Universes, Witness, find
from agentcore_lint.access.modes import let_in, modes, nobody
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Denied, Question, Reached
from agentcore_lint.access.request import OAUTH
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.model import Principal, PrincipalItem
from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.service.kinds import kinds_of

if TYPE_CHECKING:
    from agentcore_lint.access.question import Fact
    from agentcore_lint.access.request import Policies
    from agentcore_lint.policy.model import Condition, Policy
    from agentcore_lint.sources.document import Auth

MAX_DENIES = 20
"""Denies up to which those are sought that override an Allow."""
MAX_CONDITIONS = 12
"""Conditions up to which those are sought that nobody satisfies."""


class Effects:
    """The statements of one policy, asked what they do. Indices are those of the policy's statements."""

    def __init__(self, policy: Policy, resource: str, auth: Auth | None, *, holes: bool) -> None:
        """`resource`: the ARN that is called. `auth`: None when not known. `holes`: the policy has some."""
        self._policies = permitted(policy)
        self._policy = self._policies.resource or policy
        self._worlds = [World(resource, mode, holes) for mode in modes(auth)]
        self._classes: dict[int, list[str]] = {}
        self._known = Universes()

    def actions(self, index: int) -> list[str]:
        """Return actions that a statement covers, one of those that no statement tells apart."""
        if index not in self._classes:
            statements = self._policy.statements
            found: dict[tuple[bool | None, ...], str] = {}
            for action in self._on_resource():
                if covers_action(statements[index], action):
                    found.setdefault(tuple([covers_action(each, action) for each in statements]), action)
            self._classes[index] = list(found.values())
        return self._classes[index]

    def _on_resource(self) -> list[str]:
        """Return the actions that work on the resource's kind, on any kind when that is not known."""
        kinds = kinds_of(self._worlds[0].resource)
        return [PREFIX + action.name for action in actions().values() if not kinds or kinds & action.kinds]

    def never_applies(self, index: int) -> bool:
        """Tell whether a statement whose actions exist applies to no request at all."""
        actions = self.actions(index)[:1]
        return bool(actions) and all(
            self._nobody([self._reached(index, action)], world)
            for action in actions
            for world in self._worlds
        )

    def overridden(self, index: int) -> bool:
        """Tell whether a Deny stops every request that an Allow is about."""
        return bool(self.actions(index)) and self._stopped(index, self._policies)

    def _stopped(self, index: int, policies: Policies) -> bool:
        """Tell whether Denies of policies stop every request that an Allow is about."""
        return all(
            self._nobody([self._reached(index, action), Denied(policies, (action,), wanted=False)], world)
            for action in self.actions(index)
            for world in self._worlds
        )

    def overriding(self, index: int) -> list[int]:
        """Return Denies that together stop every request that an overridden Allow is about, none too many."""
        actions = self.actions(index)
        kept = [
            number
            for number, each in enumerate(self._policy.statements)
            if each.effect == "Deny" and any(covers_action(each, action) is not False for action in actions)
        ]
        for number in [*kept] if len(kept) <= MAX_DENIES else ():
            others = [each for each in kept if each != number]
            if self._stopped(index, self._with(others)):
                kept = others
        return kept

    def unsatisfied(self, index: int) -> tuple[Condition, ...]:
        """Return the one condition of a statement that never applies which its callers never satisfy.

        Two where none is it alone, all where no two are.
        """
        statement = self._policy.statements[index]
        action = self.actions(index)[0]
        conditions = statement.conditions if len(statement.conditions) <= MAX_CONDITIONS else ()
        for chosen in (*combinations(conditions, 1), *combinations(conditions, 2)):
            fact = Reached(self._policy, statement._replace(conditions=chosen), action)
            if all(self._nobody([fact], world) for world in self._worlds):
                return chosen
        return statement.conditions

    def redundant(self, index: int, without: frozenset[int]) -> bool:
        """Tell whether a statement changes nothing beside the others, those of `without` left out.

        Others of its effect then apply wherever it does, and an Allow of theirs grants as much.
        """
        statements = self._policy.statements
        kept = [number for number in range(len(statements)) if number not in without]
        before = self._with(kept)
        after = self._with([number for number in kept if number != index])
        alike = [
            number
            for number in kept
            if number != index and statements[number].effect == statements[index].effect
        ]
        ask: list[list[Fact]] = []
        for action in self.actions(index):
            repeated = [self._reached(number, action, wanted=False) for number in alike]
            ask.append([self._reached(index, action), *repeated])
            if statements[index].effect == "Allow":
                ask += [
                    [
                        Allowed(before._replace(identity=own), (action,)),
                        Allowed(after._replace(identity=own), (action,), wanted=False),
                    ]
                    for own in ((), before.identity)
                ]
        return bool(ask) and all(self._nobody(facts, world) for facts in ask for world in self._worlds)

    def nobody_gets_in(self, action: str) -> bool:
        """Tell whether nobody is let in, whatever permission their own policies give."""
        return all(
            self._nobody([let_in(self._policies, world.auth, (action,))], world) for world in self._worlds
        )

    def exempts(self, index: int, action: str) -> bool:
        """Tell whether a Deny stops callers in general and leaves some out: those were meant to get in.

        A negated condition names them, even if there can be no such caller.
        """
        negated = any(each.operator.negated for each in self._policy.statements[index].conditions)
        return any(
            self._finds(
                [self._reached(index, action)],
                world._replace(stranger=OAUTH if world.auth == "oauth" else anybody(world)),
            )
            and (negated or self._leaves_out(index, action, world))
            for world in self._worlds
        )

    def _leaves_out(self, index: int, action: str, world: World) -> bool:
        """Tell whether a statement passes over somebody of the resource's account."""
        facts = [self._reached(index, action, wanted=False)]
        if world.auth == "sigv4":
            account = (PrincipalItem("AWS", world.account, ""),)
            statement = self._policy.statements[index]._replace(
                principal=Principal(account, negated=False, opaque=False, pointer=""), conditions=()
            )
            facts.append(Reached(self._policy, statement, action))
        return self._finds(facts, world)

    def _nobody(self, facts: list[Fact], world: World) -> bool:
        return nobody(facts, world, self._known)

    def _finds(self, facts: list[Fact], world: World) -> bool:
        return isinstance(find(Question(tuple(facts), world), known=self._known), Witness)

    def stops_alone(self, index: int, action: str) -> bool:
        """Tell whether somebody would get in if it were not for this one Deny."""
        others = self._with([number for number in range(len(self._policy.statements)) if number != index])
        return any(self._finds([let_in(others, world.auth, (action,))], world) for world in self._worlds)

    def _reached(self, index: int, action: str, *, wanted: bool = True) -> Fact:
        return Reached(self._policy, self._policy.statements[index], action, wanted)

    def _with(self, kept: list[int]) -> Policies:
        statements = tuple(self._policy.statements[number] for number in kept)
        return self._policies._replace(resource=self._policy._replace(statements=statements))
