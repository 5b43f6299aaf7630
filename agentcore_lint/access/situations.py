"""Situations: a caller on a network path, with what its requests carry, may carry, and never carry.

Source: IAM user guide, "AWS global condition context keys"; AgentCore devguide, "Resource-based
policies", on callers with OAuth tokens.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access import couples
from agentcore_lint.access.callers import FROM_CALLER, Callers, implied_keys
from agentcore_lint.access.cells import cells, quantified, representatives, sets_of
from agentcore_lint.access.conditions import has_variables, holds
from agentcore_lint.access.key_values import form_of, fresh_value, malformed, of_type
from agentcore_lint.access.request import ANONYMOUS, Caller, Request
from agentcore_lint.access.strangers import stranger_values
from agentcore_lint.policy.arn import owner_of
from agentcore_lint.policy.glob import compile_glob
from agentcore_lint.service.keys import NETWORK, find_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.access.callers import World
    from agentcore_lint.access.cells import Values
    from agentcore_lint.access.texts import Cells
    from agentcore_lint.policy.model import Condition, Statement

_ALWAYS = frozenset(("aws:currenttime", "aws:epochtime", "aws:useragent", "aws:userid", "aws:viaawsservice"))
_REQUEST = frozenset(("aws:currenttime", "aws:epochtime", "aws:useragent"))
"""Keys of the request and not of the caller: nothing suggests that a token changes them."""
_OF_ANYONE = frozenset(("aws:principalaccount", "aws:principaltype"))
"""Keys that IAM says are in every request; of what they are under a token nothing is known."""
_OF_RESOURCE = ("aws:resourcetag/", "aws:resourceorgid", "aws:resourceorgpaths")
_OF_ORGANISATION = frozenset(("aws:principalorgid", "aws:principalorgpaths"))
_OF_REQUEST = ("aws:requesttag/", "aws:tagkeys")
_OF_SERVICE = frozenset(("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"))
MAX_EXPANSIONS = 50
"""Values that one policy variable is given when the values of another key are sought."""


class Situation(NamedTuple):
    """A caller on a network path: what its requests carry for certain, may carry, and what is unknown.

    `choices` maps a key to the values that can be tried, None among them where it may be absent.
    """

    caller: Caller
    fixed: dict[str, Values]
    choices: dict[str, tuple[Values | None, ...]]
    unknown: frozenset[str]


class Universe:
    """All situations that some statements can tell apart."""

    def __init__(
        self, statements: Sequence[Statement], world: World, *, by_form: bool = True, guess: bool = False
    ) -> None:
        """`statements`: all that have a say in the question. `by_form`: see Callers.

        `guess`: try values for what is unknown.
        """
        self._world = world
        self._guess = guess
        self._by_key: dict[str, list[Condition]] = {}
        self._variables: dict[str, set[str]] = {}
        self._truth: dict[tuple[int, Values], bool | None] = {}
        self._masks: dict[tuple[int, tuple[Values | None, ...]], tuple[int, int]] = {}
        self._free: dict[tuple[str, tuple[str, ...]], tuple[Values, ...]] = {}
        for statement in statements:
            for condition in statement.conditions:
                key = condition.key.lower()
                self._by_key.setdefault(key, []).append(condition)
                for item in condition.values:
                    for name in variables_of(item.text):
                        self._by_key.setdefault(name, [])
                        self._variables.setdefault(name, set()).add(key)
        owner = owner_of(world.resource)
        self._of_call: dict[str, Values | None] = {
            "aws:securetransport": ("true",),
            "aws:resourceaccount": (owner,) if owner else None,
            "aws:requestedregion": (world.region,) if world.region else None,
        }
        self._callers = Callers(statements, world, by_form=by_form)
        self.complete = self._callers.complete
        self.statements = tuple(statements)
        self._found: list[Situation] = []
        self._coming = self._situations()

    def __iter__(self) -> Iterator[Situation]:
        """Yield each caller on each network path; what was yielded once is kept."""
        number = 0
        while True:
            while number < len(self._found):
                yield self._found[number]
                number += 1
            more = next(self._coming, None)
            if more is None:
                self.complete = self.complete and self._callers.complete
                return
            self._found.append(more)

    def _situations(self) -> Iterator[Situation]:
        both = self._by_key.keys() & NETWORK and self._world.stranger is None
        paths = (False, True) if both else (False,)
        network = [value for key, value in self._world.given if key in NETWORK and key != "aws:sourceip"]
        if network:
            paths = (any(value is not None for value in network),)
        for caller in self._callers:
            for vpc in paths if caller.type != "service" else (False,):
                yield from self._coupled(self._situation(caller, vpc=vpc))

    def _situation(self, caller: Caller, *, vpc: bool) -> Situation:
        fixed = {key: value for key, value in implied_keys(caller).items() if key in self._by_key}
        given = dict(self._world.given)
        fixed |= {key: value for key, value in given.items() if value is not None and key in self._by_key}
        choices: dict[str, tuple[Values | None, ...]] = {}
        unknown: set[str] = set()
        for key in self._by_key:
            if key in fixed or key in given:
                continue
            values = self._values(key, caller, vpc=vpc)
            if values is None and self._guess:
                values = (None, *self._possible(key, caller))
            if values is None:
                unknown.add(key)
            elif len(values) > 1:
                choices[key] = values
            elif values[0] is not None:
                fixed[key] = values[0]
        return Situation(caller, fixed, choices, frozenset(unknown))

    def _values(self, key: str, caller: Caller, *, vpc: bool) -> tuple[Values | None, ...] | None:
        """Return what a request may carry for a key; None: nothing is known, (None,): it is absent."""
        absent = (None,)
        if self._world.stranger is not None:
            conditions = self._by_key[key]
            possible = self._possible(key, caller)
            return stranger_values(
                key, caller.type, conditions, possible, any_account=bool(self._world.given)
            )
        if key in FROM_CALLER:
            return None if caller.type == "oauth" and key in _OF_ANYONE else absent
        if key in NETWORK:
            here = (key != "aws:sourceip") == vpc and caller.type != "service"
            return self._possible(key, caller) if here else absent
        if key in self._of_call:
            found = self._of_call[key]
            return None if found is None else (found,)
        known = find_key(key)
        if known is None or key.startswith(("bedrock-agentcore:", *_OF_RESOURCE)):
            return None
        if known.never or key.startswith(_OF_REQUEST):
            return absent
        if caller.type == "oauth":
            if known.oauth == "absent":
                return absent
            return self._possible(key, caller) if key in _REQUEST else None
        return self._of_caller(key, caller, vpc=vpc)

    def _of_caller(self, key: str, caller: Caller, *, vpc: bool) -> tuple[Values | None, ...] | None:
        """Return the choices for a key that depends on who calls, by signature."""
        service = caller.type == "service"
        if key in _OF_ORGANISATION and not service and caller.account == self._world.account:
            return None
        if (
            (key in _OF_ORGANISATION and service)
            or (key.startswith("aws:principaltag/") and caller.type in ("service", "root"))
            or (key in _OF_SERVICE and not service)
            or (key in couples.CALLED_VIA and (service or vpc))
        ):
            return (None,)
        if key == "aws:userid" and service:
            return None
        if key == "aws:viaawsservice":
            return (("false",),) if vpc or service else (("false",), ("true",))
        values = self._possible(key, caller)
        return values if key in _ALWAYS else (None, *values)

    def _possible(self, key: str, caller: Caller) -> tuple[Values, ...]:
        """Return the values of a key, one for each class that the statements can tell apart."""
        extra = tuple(sorted(self._extra(key, caller)))
        if (key, extra) not in self._free:
            self._free[key, extra] = self._classes(key, extra)
        return self._free[key, extra]

    def _classes(self, key: str, extra: tuple[str, ...]) -> tuple[Values, ...]:
        conditions = self._by_key[key]
        varies = key in self._variables or any(map(has_variables, conditions))
        single = self._single(key, extra)
        self.complete = self.complete and single.complete
        possible = of_type(key, single.values)
        if self._guess:
            possible += malformed(key, conditions)
        values: list[Values] = [(value,) for value in possible]
        if quantified(conditions):
            sets = sets_of(possible, [each for each in conditions if not has_variables(each)], self.holds)
            self.complete = self.complete and sets.complete and not varies
            values = [*(values if varies else ()), *sets.values]
        return tuple(values if varies else representatives(values, conditions, self.holds))

    def _single(self, key: str, extra: tuple[str, ...]) -> Cells[str]:
        return cells(
            self._by_key[key],
            form=form_of(key),
            fresh=fresh_value(key, self._world.mark),
            extra=extra,
            public=key == "aws:sourceip",
        )

    def holds(self, condition: Condition, values: Values) -> bool | None:
        """Tell whether a condition without variables holds for the values of its key."""
        at = (id(condition), values)
        if at not in self._truth:
            request = Request("", "", ANONYMOUS, {condition.key.lower(): values})
            self._truth[at] = holds(condition, request, variables=False)
        return self._truth[at]

    def masks(self, condition: Condition, values: tuple[Values | None, ...]) -> tuple[int, int]:
        """Return for which values a condition without variables holds for certain, and for which it may.

        Each is a set of bits, in the order of the values.
        """
        at = (id(condition), values)
        if at not in self._masks:
            absent = Request("", "", ANONYMOUS)
            found = [
                holds(condition, absent, variables=False) if value is None else self.holds(condition, value)
                for value in values
            ]
            self._masks[at] = (
                sum((result is True) << number for number, result in enumerate(found)),
                sum((result is not False) << number for number, result in enumerate(found)),
            )
        return self._masks[at]

    def _extra(self, key: str, caller: Caller) -> set[str]:
        """Return patterns that policy variables add, and keys that go with this one."""
        out: set[str] = set()
        for condition in self._by_key[key]:
            for item in condition.values:
                out.update(self._expansions(item.text, caller))
        for other in self._variables.get(key, ()):
            out.update(self._origins(key, other, caller))
        partner = couples.PARTNERS.get(key)
        if partner is not None and partner[0] in self._by_key:
            out.update(map(partner[1], self._plain(partner[0], caller)))
        return out

    def _expansions(self, text: str, caller: Caller) -> Iterator[str]:
        names = variables_of(text)
        known = [self._plain(name, caller) for name in names]
        for number, chosen in enumerate(product(*known) if names else ()):
            if number == MAX_EXPANSIONS:
                self.complete = False
                return
            out = text
            for each in chosen:
                head, _, tail = out.partition("${")
                out = head + each + tail.partition("}")[2]
            yield compile_glob(out)

    def _origins(self, name: str, key: str, caller: Caller) -> Iterator[str]:
        """Yield what a variable would have to be for a value of `key` to be another that is known."""
        known = self._plain(key, caller, alone=True)
        for condition in self._by_key[key]:
            for item in condition.values:
                if variables_of(item.text) == [name]:
                    head, _, rest = item.text.partition("${")
                    tail = rest.partition("}")[2]
                    for each in known:
                        if each.startswith(head) and each.endswith(tail) and len(each) > len(head + tail):
                            yield each[len(head) : len(each) - len(tail)]

    def _plain(self, key: str, caller: Caller, *, alone: bool = False) -> list[str]:
        """Return single values that a key may have for a caller, by its own conditions alone."""
        implied = implied_keys(caller).get(key)
        if implied is not None:
            return list(implied)
        said = dict(self._world.given).get(key) or self._of_call.get(key)
        if said is not None:
            return list(said)
        if key in FROM_CALLER or key not in self._by_key:
            return []
        values = of_type(key, self._single(key, ()).values)
        if not alone:
            for other in self._variables.get(key, ()):
                values += self._origins(key, other, caller)
        return values

    def _coupled(self, situation: Situation) -> Iterator[Situation]:
        """Split a situation until keys that go together can be chosen apart."""
        for fixed, choices in couples.split(situation.fixed, situation.choices):
            yield situation._replace(fixed=fixed, choices=choices)


def variables_of(text: str) -> list[str]:
    """Return the keys, in lower case, that the policy variables in a text stand for."""
    if "${" not in text:
        return []
    names = (part.split("}")[0].split(",")[0].strip().lower() for part in text.split("${")[1:])
    return [name for name in names if ":" in name]
