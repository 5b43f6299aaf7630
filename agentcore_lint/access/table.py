"""Who gets in: ways in by callers, and the table of IAM and resource policies filled in.

Source of the nine rows: AgentCore devguide, "Resource-based policies", and the IAM user guide,
"Policy evaluation logic".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from agentcore_lint.access.callers import FROM_CALLER
from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.find import Nobody, Witness, find
from agentcore_lint.access.names import Person, joined, people
from agentcore_lint.access.permission import EVERYTHING, attached
from agentcore_lint.access.question import Allowed, Denied, Question
from agentcore_lint.access.request import Policies
from agentcore_lint.service.keys import spelled
from agentcore_lint.service.ways import ways_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.service.ways import Way
    from agentcore_lint.sources.document import Auth

Verdict = Literal["allowed", "denied", "depends", "unknown"]
Says = Literal["grants", "silent", "denies"]


class Cell(NamedTuple):
    """Whether a caller gets in by a way. `statement`: the number of the one that decides, -1: none.

    `yes` and `no`: a request that gets in, and one that does not, where there are such.
    """

    verdict: Verdict
    statement: int
    reason: str
    yes: Request | None
    no: Request | None


class Row(NamedTuple):
    """A caller, and a cell for each way."""

    person: Person
    cells: tuple[Cell, ...]


class Combination(NamedTuple):
    """One of the nine rows: what IAM and the resource policy say, the result, and whom it is about here."""

    iam: Says
    resource: Says
    result: str
    here: tuple[tuple[str, tuple[str, ...]], ...]


class Table(NamedTuple):
    """Who gets in to one resource. `resource`: its ARN."""

    resource: str
    ways: tuple[Way, ...]
    rows: tuple[Row, ...]
    combinations: tuple[Combination, ...]


def access_table(policy: Policy, resource: str, auth: Auth | None = None, *, holes: bool = False) -> Table:
    """Return who gets in to the resource that a policy is attached to.

    `resource`: its ARN. `auth`: how its callers sign; None: as the policy suggests. `holes`: the
    policy has some. Of an endpoint of a runtime the policy alone is judged, not the runtime's.
    """
    on_resource = attached(policy)
    ways = ways_into(resource)
    everyone = people(on_resource, resource, auth, holes=holes)
    every_row = [Row(each, tuple(_cell(on_resource, each, way) for way in ways)) for each in everyone]
    together = joined([(row.person, _fares(row)) for row in every_row])
    rows = tuple(every_row[number]._replace(person=person) for number, person in together)
    return Table(resource, ways, rows, tuple(_combinations(on_resource, everyone, ways)))


def _fares(row: Row) -> list[tuple[Verdict, int]]:
    return [(each.verdict, each.statement) for each in row.cells]


def _cell(policy: Policy, person: Person, way: Way) -> Cell:
    policies = Policies((EVERYTHING,) if person.permission else (), policy)
    may = find(Question((Allowed(policies, way.full_actions),), person.world))
    may_not = find(Question((Allowed(policies, way.full_actions, wanted=False),), person.world))
    yes = may.request if isinstance(may, Witness) else None
    no = may_not.request if isinstance(may_not, Witness) else None
    if yes is not None and no is not None:
        return Cell("depends", -1, f"denied {_difference(no, yes)}", yes, no)
    if not isinstance(may if yes is None else may_not, Nobody):
        return Cell("unknown", -1, "this depends on what the file does not say", yes, no)
    if yes is not None:
        number, reason = _decided(yes, policies, way)
        return Cell("allowed", number, reason, yes, None)
    if no is None:
        return Cell("unknown", -1, "this caller can make no such request", None, None)
    number, reason = _decided(no, policies, way)
    if person.world.auth == "oauth" and number < 0:
        reason = "neither allowed nor denied: whether a valid token is enough is not documented"
        return Cell("depends", -1, reason, None, no)
    return Cell("denied", number, reason, None, no)


def _decided(request: Request, policies: Policies, way: Way) -> tuple[int, str]:
    """Return the statement of the resource policy that decides on a way, -1 for none, and why."""
    decisions = [evaluate(request._replace(action=each), policies) for each in way.full_actions]
    decision = next((each for each in decisions if each.outcome != "allowed"), decisions[-1])
    by = decision.by
    return by.statement if by is not None and by.policy == "resource" else -1, decision.reason


def _difference(no: Request, yes: Request) -> str:
    """Say what the request that is denied has and the other does not."""
    said = []
    for key in sorted((no.context.keys() | yes.context.keys()) - FROM_CALLER):
        if no.context.get(key) != yes.context.get(key):
            values = no.context.get(key)
            said.append(
                f"with {spelled(key)} {' and '.join(values)}" if values else f"without {spelled(key)}"
            )
    return " and ".join(said) or "in some contexts"


def _combinations(policy: Policy, everyone: list[Person], ways: tuple[Way, ...]) -> Iterator[Combination]:
    """Yield the nine rows, each with the callers of the account on whom the policy says so."""
    says: dict[Says, list[tuple[str, tuple[str, ...]]]] = {"grants": [], "silent": [], "denies": []}
    for person in everyone:
        if person.own and not person.permission:
            for said, found in _said(policy, person, ways).items():
                if found:
                    says[said].append((person.name, tuple(found)))
    for iam in _SAYS:
        for resource in _SAYS:
            yield Combination(iam, resource, _result(iam, resource), tuple(says[resource]))


_SAYS: tuple[Says, ...] = ("grants", "silent", "denies")


def _said(policy: Policy, person: Person, ways: tuple[Way, ...]) -> dict[Says, list[str]]:
    """Return on which ways the policy itself grants, is silent, or denies; what depends is in several."""
    out: dict[Says, list[str]] = {"grants": [], "silent": [], "denies": []}
    alone = Policies(resource=policy)
    for way in ways:
        actions = way.full_actions
        facts: dict[Says, tuple[Allowed | Denied, ...]] = {
            "grants": (Allowed(alone, actions),),
            "denies": (Denied(alone, actions),),
            "silent": (Allowed(alone, actions, wanted=False), Denied(alone, actions, wanted=False)),
        }
        for said, asked in facts.items():
            if isinstance(find(Question(asked, person.world)), Witness):
                out[said].append(way.name)
    return out


def _result(iam: Says, resource: Says) -> str:
    if "denies" in (iam, resource):
        return "denied"
    return "allowed" if "grants" in (iam, resource) else "denied"
