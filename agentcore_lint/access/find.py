"""Find a request: the one search behind every rule of meaning.

The search goes over situations (callers on network paths) and, in each, over the cells of condition
keys. It judges whole sets of values at once: a condition holds for all of them, for none, or the set
is split where the condition divides it. A statement that is not decided yet says which to split.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from agentcore_lint.access.conditions import has_variables, holds
from agentcore_lint.access.question import Reached, depends_on_form, holds_for, is_so, statements_of
from agentcore_lint.access.request import Request
from agentcore_lint.access.situations import Universe, variables_of
from agentcore_lint.access.statements import reaches

if TYPE_CHECKING:
    from agentcore_lint.access.question import Question
    from agentcore_lint.access.situations import Situation
    from agentcore_lint.policy.model import Condition, Policy, Statement

MAX_STEPS = 20_000
"""Sets of requests that are judged for one question, those of many conditions counting more; past it the
answer is Unknown."""

MANY = 6
"""Keys of a situation beyond which its first request is tried before any set is split."""

Masks: TypeAlias = tuple[int, int]


class Witness(NamedTuple):
    """Yes: this request, judged by `evaluate`. Its action is the first that the facts name."""

    request: Request


class Nobody(NamedTuple):
    """No: proved for every caller and every value of every key."""


class Unknown(NamedTuple):
    """It is not known: `bound` when the search was given up, else something is not known or a hole."""

    bound: bool


Answer: TypeAlias = Witness | Nobody | Unknown


def find(question: Question, hint: Request | None = None, known: Universes | None = None) -> Answer:
    """Answer a question. `hint`: a request that is tried first. `known`: what earlier questions told apart.

    The answer holds whatever the holes of the policies, and keys of which nothing is known, stand for.
    """
    if hint is not None and is_so(question, hint):
        return Witness(hint)
    universes = known or Universes()
    answer = _find(question, universes.of(question, guess=False))
    if isinstance(answer, Unknown) and not answer.bound and proves_nobody(question, universes):
        return Nobody()
    return answer


def proves_nobody(question: Question, known: Universes | None = None) -> bool:
    """Tell whether the answer is Nobody: sooner than `find` where somebody might be found."""
    return isinstance(_find(question, (known or Universes()).of(question, guess=True)), Nobody)


def unknown_keys(question: Question) -> tuple[Request, frozenset[str]] | None:
    """Return a request of which the facts may be true, and the keys, of unknown value, that decide it.

    None: what is not known is no key, but what some hole stands for.
    """
    universes = Universes()
    answer = _find(question, universes.of(question, guess=True))
    if not isinstance(answer, Witness):
        return None
    request = answer.request
    situations = universes.of(question, guess=False)
    unknown = {key for each in situations if each.caller == request.caller for key in each.unknown}
    decide = frozenset(key for key in unknown if not is_so(question, _without(request, key)))
    return request, decide or frozenset(unknown)


def _without(request: Request, key: str) -> Request:
    """Return a request of which one key is not known."""
    context = {name: values for name, values in request.context.items() if name != key}
    return request._replace(context=context, unknown=request.unknown | {key})


class Universes:
    """What the statements of questions can tell apart, kept for further questions about the same ones.

    Who asks several questions about a policy owns one.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[tuple[object, ...], Universe] = {}

    def of(self, question: Question, *, guess: bool) -> Universe:
        """Return what the statements of a question can tell apart. `guess`: see Universe."""
        statements = statements_of(question)
        by_form = depends_on_form(question)
        # a universe holds its statements, so that their ids stay theirs
        key = (tuple(map(id, statements)), question.world, by_form, guess)
        if key not in self._kept:
            if len(self._kept) >= MAX_UNIVERSES:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = Universe(statements, question.world, by_form=by_form, guess=guess)
        return self._kept[key]


MAX_UNIVERSES = 16


def _find(question: Question, universe: Universe) -> Answer:
    steps = 0
    weight = (
        1 + len(universe.statements) // 10 + sum(len(each.conditions) for each in universe.statements) // 50
    )
    unsure = False
    for situation in universe:
        search = _Search(question, situation, universe)
        todo = [search.all_values()]
        if len(situation.choices) > MANY:
            request = search.request(todo[0])
            if is_so(question, request):
                return Witness(request)
        while todo:
            steps += weight
            if steps > MAX_STEPS:
                return Unknown(bound=True)
            values = todo.pop()
            result = search.judge(values)
            if result:
                request = search.request(values)
                if is_so(question, request):
                    return Witness(request)
            if result is not False:
                parts = [] if result else search.split(values)
                unsure = unsure or not parts
                todo.extend(reversed(parts))
    if unsure:
        return Unknown(bound=False)
    return Nobody() if universe.complete else Unknown(bound=True)


class _Search:
    """The judgement of sets of requests in one situation.

    A set of requests is, for each key, a set of the values that it may have: bits by their order in
    the situation's choices.
    """

    def __init__(self, question: Question, situation: Situation, universe: Universe) -> None:
        self._question = question
        self._situation = situation
        self._universe = universe
        self._choices = situation.choices
        first = question.facts[0]
        self._base = Request(
            first.action if isinstance(first, Reached) else first.actions[0],
            question.world.resource,
            situation.caller,
            situation.fixed,
            situation.unknown | situation.choices.keys(),
        )
        self._masks: dict[tuple[int, tuple[int, ...]], Masks] = {}
        self._reached: dict[tuple[int, str, str], bool | None] = {}
        self._values: dict[str, int] = {}
        self._undecided: list[tuple[Condition, Policy]] = []
        self._variables: dict[int, list[str]] = {}

    def all_values(self) -> dict[str, int]:
        """Return the set of all requests of the situation."""
        return {key: (1 << len(values)) - 1 for key, values in self._choices.items()}

    def judge(self, values: dict[str, int]) -> bool | None:
        """Tell whether the facts are true of all requests of a set; None: not decided for them all."""
        self._values = values
        self._undecided = []
        return holds_for(self._question, self._base, self._applies)

    def split(self, values: dict[str, int]) -> list[dict[str, int]]:
        """Split the set that was judged last where some condition divides it; none does: no parts."""
        best: list[dict[str, int]] = []
        for condition, policy in self._undecided:
            parts = self._parts(condition, policy, values)
            if len(parts) > 1 and (not best or len(parts) < len(best)):
                best = parts
            if len(best) == 2:
                break
        return best

    def request(self, values: dict[str, int]) -> Request:
        """Return the first request of a set."""
        context = dict(self._situation.fixed)
        for key, chosen in values.items():
            first = self._choices[key][(chosen & -chosen).bit_length() - 1]
            if first is not None:
                context[key] = first
        return self._base._replace(context=context, unknown=self._situation.unknown)

    def _applies(self, statement: Statement, request: Request, policy: Policy) -> bool | None:
        at = (id(statement), request.action, request.resource)
        if at not in self._reached:
            self._reached[at] = reaches(statement, request, policy)
        result = self._reached[at]
        if result is False:
            return False
        if "Condition" in statement.opaque:
            result = None
        undecided = []
        for condition in statement.conditions:
            one = self._holds(condition, policy)
            if one is False:
                return False
            if one is None:
                result = None
                undecided.append((condition, policy))
        self._undecided += undecided
        return result

    def _holds(self, condition: Condition, policy: Policy) -> bool | None:
        masks = self._masks_of(condition, policy, self._values)
        if masks is None:
            return None
        must, may = masks
        here = self._values.get(condition.key.lower(), 1)
        if not here & ~must:
            return True
        return None if here & may else False

    def _masks_of(self, condition: Condition, policy: Policy, values: dict[str, int]) -> Masks | None:
        """Return for which values of its key a condition holds for certain, and for which it may.

        None: that depends on other keys, one of which may still have several values.
        """
        names = self._names(condition)
        bound = tuple([values[name] for name in names])
        if any(each & (each - 1) for each in bound):
            return None
        at = (id(condition), bound)
        if at not in self._masks:
            self._masks[at] = self._compute(condition, names, values, policy)
        return self._masks[at]

    def _names(self, condition: Condition) -> list[str]:
        """Return the keys on whose values, besides its own key's, a condition depends."""
        if id(condition) not in self._variables:
            names = (name for item in condition.values for name in variables_of(item.text))
            self._variables[id(condition)] = [name for name in names if name in self._choices]
        return self._variables[id(condition)]

    def _compute(
        self, condition: Condition, names: list[str], values: dict[str, int], policy: Policy
    ) -> Masks:
        key = condition.key.lower()
        variables = policy.has_variables
        if names:
            request = self.request({name: values[name] for name in names})
            request = request._replace(unknown=self._base.unknown - set(names))
        else:
            request = self._base
        if key not in self._choices:
            result = holds(condition, request, variables=variables)
            return int(result is True), int(result is not False)
        if not has_variables(condition):
            return self._universe.masks(condition, self._choices[key])
        must = may = 0
        for number, value in enumerate(self._choices[key]):
            context = dict(request.context) if value is None else {**request.context, key: value}
            one = request._replace(context=context, unknown=request.unknown - {key})
            result = holds(condition, one, variables=variables)
            must |= (result is True) << number
            may |= (result is not False) << number
        return must, may

    def _parts(self, condition: Condition, policy: Policy, values: dict[str, int]) -> list[dict[str, int]]:
        """Divide a set of requests by whether a condition holds for them."""
        masks = self._masks_of(condition, policy, values)
        if masks is None:
            name = next(each for each in self._names(condition) if values[each] & (values[each] - 1))
            bits = (1 << number for number in range(len(self._choices[name])))
            return [{**values, name: bit} for bit in bits if values[name] & bit]
        key = condition.key.lower()
        if key not in values:
            return []
        must, may = masks
        here = values[key]
        parts = (here & ~may, here & must, here & may & ~must)
        return [{**values, key: part} for part in parts if part]
