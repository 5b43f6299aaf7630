"""Who may call, and what the request then carries: callers, and the keys that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.cells import cells, text_cells
from agentcore_lint.access.request import Caller, parse_caller, service_caller
from agentcore_lint.policy.glob import FRESH, compile_glob
from agentcore_lint.service.keys import NETWORK, find_key
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agentcore_lint.policy.model import Condition, Statement

OTHER_ACCOUNT = "999988887777"
OWN_ACCOUNT = "111122223333"
ROLE = "Reporting"
_FROM_CALLER = frozenset(
    (
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principalservicenameslist",
    )
)
_ALWAYS = frozenset(("aws:currenttime", "aws:epochtime", "aws:useragent", "aws:userid", "aws:viaawsservice"))
_TIMES = frozenset(("aws:currenttime", "aws:epochtime"))
_OF_RESOURCE = ("aws:resourcetag/", "aws:resourceorgid", "aws:resourceorgpaths")
_OF_ORGANISATION = frozenset(("aws:principalorgid", "aws:principalorgpaths"))
_OF_REQUEST = ("aws:requesttag/", "aws:tagkeys")
_OF_SERVICE = frozenset(("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"))
_VPC = {"aws:sourcevpc": "vpc-0a1b2c3d4e5f60718", "aws:sourcevpce": "vpce-0a1b2c3d4e5f60718"}

Values = tuple[str, ...] | None


class Situation(NamedTuple):
    """A caller on a network path: what its requests carry for certain, may carry, and what is unknown.

    `choices` maps a key to the values that can be tried, None among them where it may be absent.
    """

    caller: Caller
    fixed: dict[str, tuple[str, ...]]
    choices: dict[str, list[Values]]
    unknown: frozenset[str]


def sigv4_callers(statements: Sequence[Statement], account: str, *, fresh: bool) -> list[Caller]:
    """Return callers that the statements can tell apart, the least remarkable first.

    `account` owns the resource, empty when not known. `fresh`: the policy has holes, so that names
    which none of them can be must be marked as such.
    """
    mark = FRESH if fresh else ""
    own = account or OWN_ACCOUNT
    arns = [f"arn:aws:iam::{own}:role/{mark}{ROLE}", f"arn:aws:iam::{own}:user/{mark}maria"]
    named = [item for each in statements if each.principal for item in each.principal.items]
    arns += [item.text for item in named if item.type == "AWS"]
    arns += text_cells(_values_of("aws:principalarn", statements), fresh="").values
    texts = [
        own,
        OTHER_ACCOUNT,
        *(item.text for item in named),
        *_values_of("aws:principalaccount", statements),
    ]
    arns += [f"arn:aws:iam::{each}:role/{mark}{ROLE}" for each in map(_account_of, texts) if each]
    callers: dict[Caller, None] = {}
    for arn in arns:
        try:
            callers[parse_caller(arn)] = None
        except ValueError:
            continue
    services = dict.fromkeys(item.text for item in named if item.type == "Service")
    return [*callers, *map(service_caller, services)]


def _values_of(key: str, statements: Sequence[Statement]) -> list[str]:
    """Return the values, as compiled patterns, that the statements compare a key with."""
    return [
        compile_glob(item.text)
        for statement in statements
        for condition in statement.conditions
        if condition.key.lower() == key
        for item in condition.values
        if "${" not in item.text and not has_hole(item.text)
    ]


def _account_of(text: str) -> str | None:
    """Return the account that a principal is, or belongs to, where it says so."""
    account = text.split(":")[4] if text.count(":") > 4 else text
    return account if len(account) == 12 and account.isdigit() else None


class Place(NamedTuple):
    """Where a call goes: the account and the region of the resource, empty when not known.

    `holes`: the policy has some, so that fresh values must be marked.
    """

    account: str
    region: str
    holes: bool


def situations(
    callers: Iterable[Caller], conditions: Sequence[Condition], place: Place
) -> Iterator[Situation]:
    """Yield each caller on each network path that the conditions can tell apart."""
    by_key: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_key.setdefault(condition.key.lower(), []).append(condition)
        for item in condition.values:
            for name in _variables(item.text):
                by_key.setdefault(name, [])
    through_vpc = (False, True) if by_key.keys() & NETWORK else (False,)
    for caller in callers:
        for vpc in through_vpc:
            yield _situation(caller, by_key, place, vpc=vpc)


def _variables(text: str) -> list[str]:
    if "${" not in text:
        return []
    return [part.split("}")[0].split(",")[0].strip().lower() for part in text.split("${")[1:] if ":" in part]


def _situation(caller: Caller, by_key: dict[str, list[Condition]], place: Place, *, vpc: bool) -> Situation:
    fixed: dict[str, tuple[str, ...]] = {}
    choices: dict[str, list[Values]] = {}
    unknown: set[str] = set()
    for key, conditions in by_key.items():
        if key in _FROM_CALLER:
            if caller.type == "oauth" and key in ("aws:principalaccount", "aws:principaltype"):
                unknown.add(key)
            elif key == "aws:principalisawsservice" and caller.account:
                fixed[key] = ("false",)
            continue
        if key in NETWORK:
            values: list[Values] | None = _network(key, conditions, vpc=vpc, fresh=place.holes)
        else:
            values = _choices(key, caller, conditions, place)
        if values is None:
            unknown.add(key)
        elif len(values) == 1:
            if values[0] is not None:
                fixed[key] = values[0]
        elif values:
            choices[key] = values
    return Situation(caller, fixed, choices, frozenset(unknown))


def _choices(key: str, caller: Caller, conditions: list[Condition], place: Place) -> list[Values] | None:
    """Return what a request may carry for a key; None: nothing is known, [None]: it is absent."""
    known = find_key(key)
    if known is None or key.startswith(("bedrock-agentcore:", *_OF_RESOURCE)):
        return None
    if known.never or key.startswith(_OF_REQUEST):
        return [None]
    if key == "aws:securetransport":
        return [("true",)]
    if key == "aws:requestedregion" and place.region:
        return [(place.region,)]
    if key == "aws:resourceaccount":
        return [(place.account,)] if place.account else None
    if caller.type == "oauth":
        free = _free(conditions, fresh=place.holes) if key in _TIMES else None
        return [None] if known.oauth == "absent" else free
    return _of_caller(key, caller, conditions, place)


def _of_caller(key: str, caller: Caller, conditions: list[Condition], place: Place) -> list[Values] | None:
    """Return the choices for a key that depends on who calls, by signature."""
    service = caller.type == "service"
    if key in _OF_ORGANISATION and not service and caller.account == place.account:
        return None
    if (
        (key in _OF_ORGANISATION and service)
        or (key in _OF_SERVICE and not service)
        or (key == "aws:username" and caller.type != "user")
    ):
        return [None]
    if key == "aws:userid" and service:
        return None
    if key == "aws:viaawsservice":
        return [("false",), ("true",)]
    values = _free(conditions, fresh=place.holes)
    return values if key in _ALWAYS else [None, *values]


def _free(conditions: list[Condition], *, fresh: bool) -> list[Values]:
    return [*cells(conditions, fresh=f"{FRESH if fresh else ''}another-value").values]


def _network(key: str, conditions: list[Condition], *, vpc: bool, fresh: bool) -> list[Values]:
    """Return no public address for a request through a VPC endpoint, and no VPC for any other."""
    if (key == "aws:sourceip") == vpc:
        return [None]
    if key == "aws:vpcsourceip":
        return [*cells(conditions, fresh="10.0.0.7").values]
    if key == "aws:sourceip":
        addresses = [*cells(conditions, fresh="203.0.113.7").values]
        return [each for each in addresses if "." in each[0] or ":" in each[0]] or [("203.0.113.7",)]
    mark = FRESH if fresh else ""
    return [*cells(conditions, fresh=mark + _VPC[key]).values]
