"""Whether an Allow lets in somebody of whom the policy knows nothing: questions about strangers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from agentcore_lint.access.callers import OTHER_ACCOUNT, OTHER_ACCOUNTS, ROLE, World
from agentcore_lint.access.cells import networks_of
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.permission import attached
from agentcore_lint.access.question import Denied, Question, Reached
from agentcore_lint.access.request import OAUTH, Policies, Request, caller_of, service_caller
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.arn import arn_of
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.policy.operators import IP
from agentcore_lint.service.catalog import PREFIX, matching
from agentcore_lint.service.key_carriers import not_carried
from agentcore_lint.service.keys import NETWORK
from agentcore_lint.service.kinds import kinds_of
from agentcore_lint.service.ways import HTTP, calls_into, with_other_half

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.access.request import Caller
    from agentcore_lint.policy.model import Condition, Policy, Statement

MAX_STRANGERS = 8
"""Callers of another account that are tried, and addresses of a VPC."""

Given: TypeAlias = tuple[tuple[str, tuple[str, ...] | None], ...]
_OUTSIDE: Given = (("aws:sourcevpc", None), ("aws:sourcevpce", None), ("aws:vpcsourceip", None))
_VPC: Given = (
    ("aws:sourceip", None),
    ("aws:sourcevpc", (f"vpc-{FRESH}0a1b2c3d4e5f6071",)),
    ("aws:sourcevpce", (f"vpce-{FRESH}0a1b2c3d4e5f6071",)),
)
_ADDRESS = "10.0.0.7"

_HTTP = HTTP.full_actions[0]


class Exposure(NamedTuple):
    """A stranger's call that an Allow lets in.

    `certain`: False where the Allow also asks for a key that the action is not known to carry.
    """

    request: Request
    certain: bool


def exposed_to_anyone(policy: Policy, statement: Statement, arn: str, *, holes: bool) -> Exposure | None:
    """Return a call by a caller of a stranger's account that the Allow lets in.

    The stranger has what any account can have: roles and users of any name, tags, MFA, a VPC and an
    organisation of its own.
    """
    callers = _strangers(policy, arn, holes=holes)
    worlds = (World(arn, "sigv4", holes=True, stranger=each) for each in callers)
    return _exposed_anywhere(policy, statement, worlds)


def exposed_to_tokens(policy: Policy, statement: Statement, arn: str) -> Exposure | None:
    """Return a call by a token holder, from the internet or a VPC of its own, that the Allow lets in."""
    return _exposed_anywhere(policy, statement, [World(arn, "oauth", holes=True, stranger=OAUTH)])


def exposed_to_service(policy: Policy, statement: Statement, arn: str, service: str) -> Request | None:
    """Return a call by a service on behalf of a stranger's resource that the Allow lets in."""
    caller = service_caller(service)
    return _exposed(policy, statement, World(arn, "sigv4", holes=True, stranger=caller, given=_of_arn(arn)))


def _exposed_anywhere(policy: Policy, statement: Statement, worlds: Iterable[World]) -> Exposure | None:
    asked = tuple(each for each in statement.conditions if not not_carried(statement, each.key))
    certain = len(asked) == len(statement.conditions)
    conditions = [each for one in policy.statements for each in one.conditions]
    for world in worlds:
        for path in _paths(conditions):
            given = (*path, *_of_arn(world.resource))
            request = _exposed(policy, statement, world._replace(given=given), asked)
            if request is not None:
                return Exposure(request, certain)
    return None


def _exposed(
    policy: Policy, statement: Statement, world: World, asked: tuple[Condition, ...] | None = None
) -> Request | None:
    """Return a request that neither a condition nor a Deny may stop.

    Where the Allow is of the HTTP call too, that one alone counts: what a Deny of it leaves open is another
    finding. `asked`: the conditions of the statement that count, by default all.
    """
    if statement.effect != "Allow":
        return None
    on_resource = attached(policy)
    own = on_resource.statements[policy.statements.index(statement)]
    if asked is not None:
        own = own._replace(conditions=asked)
    for action in _actions(on_resource, statement, kinds_of(world.resource)):
        undenied = Denied(Policies(resource=on_resource), (action,), wanted=False)
        answer = find(Question((Reached(on_resource, own, action), undenied), world))
        if isinstance(answer, Witness):
            return answer.request
    return None


def _strangers(policy: Policy, arn: str, *, holes: bool) -> Iterator[Caller]:
    """Yield callers of an account that the policy does not name, of the names that it asks for."""
    conditions = [each for one in policy.statements for each in one.conditions]
    said = [item.text for each in conditions for item in each.values]
    said += [item.text for one in policy.statements if one.principal for item in one.principal.items]
    named = "\n".join([arn, *said])
    account = next((each for each in OTHER_ACCOUNTS if each not in named), OTHER_ACCOUNT)
    mark = FRESH if holes else ""
    partition = arn_of(arn).partition or "aws"
    head = f"arn:{partition if partition.startswith('aws') else 'aws'}:iam::{mark}{account}:"
    arns = [f"{head}role/{FRESH}{ROLE}"]
    arns += [f"{head}{each}" for each in _names(conditions)]
    found = map(caller_of, list(dict.fromkeys(arns))[:MAX_STRANGERS])
    yield from (each for each in found if each is not None)


def _names(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield the roles and users, with their types, whose names conditions ask for."""
    for condition in conditions:
        key = condition.key.lower()
        if key not in ("aws:principalarn", "aws:username"):
            continue
        for item in condition.values:
            text = item.text if key == "aws:principalarn" else f"user/{item.text}"
            found = re.search(r"(?s)(role|user)/(.+)", text)
            if found is not None and "${" not in text:
                yield f"{found[1]}/" + found[2].replace("*", "x").replace("?", "x")


def _paths(conditions: Iterable[Condition]) -> list[Given]:
    """Return what a stranger's calls say of the network: from the internet, and from a VPC of its own."""
    on_network = [each for each in conditions if each.key.lower() in NETWORK]
    if not on_network:
        return [_OUTSIDE]
    texts = [item.text for each in on_network if each.operator.base in IP for item in each.values]
    addresses = [_ADDRESS, *(str(each.network_address) for each in networks_of(texts))]
    vpcs = [(*_VPC, ("aws:vpcsourceip", (each,))) for each in list(dict.fromkeys(addresses))[:MAX_STRANGERS]]
    return [_OUTSIDE, *vpcs]


def _of_arn(arn: str) -> Given:
    """Return what the ARN says of every call: the region and the account, where it is one."""
    parts = arn_of(arn)
    said = (("aws:requestedregion", parts.region), ("aws:resourceaccount", parts.account))
    return tuple((key, (value,)) for key, value in said if value and "*" not in value)


def _actions(policy: Policy, statement: Statement, kinds: frozenset[str]) -> list[str]:
    """Return actions on the kinds that the statement allows: calls of an agent or a gateway, else others.

    One stands for those that no statement tells apart. None: all of them work on other kinds of resource.
    """
    if statement.not_action:
        allowed = [each for each in calls_into(kinds, policy) if covers_action(statement, each)]
        return [_HTTP] if _HTTP in allowed else allowed
    found = {PREFIX + each.name: each for item in statement.actions for each in matching(item.text)}
    here = [name for name, each in found.items() if each.kinds & kinds]
    both = with_other_half(kinds)
    here = here or [name for name, each in found.items() if not kinds or each.kinds & both]
    here = here if found else [_HTTP]
    calls = [name for name in here if ":Invoke" in name or ":StopRuntime" in name] or here
    if _HTTP in calls:
        return [_HTTP]
    classes = {tuple([covers_action(each, name) for each in policy.statements]): name for name in calls[::-1]}
    return list(classes.values())[::-1]
