"""The callers that a policy tells apart, named as a person would name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.callers import FROM_CALLER, ROLE, USER, Callers, World
from agentcore_lint.access.openings import names_an_identity
from agentcore_lint.access.request import OAUTH, Caller
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.service.keys import NETWORK
from agentcore_lint.values import is_hole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from agentcore_lint.policy.model import Policy
    from agentcore_lint.sources.document import Auth


class Person(NamedTuple):
    """A class of callers by name. `permission`: whether their own IAM policies allow all, None: either.

    `own`: they are of the resource's account. `world`: where questions about them are asked.
    """

    name: str
    permission: bool | None
    own: bool
    world: World

    @property
    def is_root(self) -> bool:
        """Whether it is the root user of an account, who needs no IAM permission."""
        return any(caller.type == "root" for caller in self.world.callers or ())

    @property
    def is_rest(self) -> bool:
        """Whether it stands for the roles of its account of which the policy says nothing."""
        return any(_shown(caller.name) == ROLE for caller in self.world.callers or ())

    @property
    def title(self) -> str:
        """The name, with the IAM permission where that makes a difference."""
        if not self.own or self.permission is None or self.is_root:
            return self.name
        return f"{self.name}, {'with' if self.permission else 'without'} IAM permission"


def joined(outcomes: Sequence[tuple[Person, object]]) -> list[tuple[int, Person]]:
    """Put a caller with and without IAM permission together where both fare the same.

    `outcomes`: callers, and how each fares. Returned are the caller and the index of its first outcome.
    """
    out: list[tuple[int, Person]] = []
    for number, (person, fares) in enumerate(outcomes):
        if out and out[-1][1].name == person.name and outcomes[out[-1][0]][1] == fares:
            out[-1] = (out[-1][0], out[-1][1]._replace(permission=None))
        else:
            out.append((number, person))
    return out


def people(
    policy: Policy, resource: str, auth: Auth | None, *, holes: bool, unnamed: bool = False
) -> list[Person]:
    """Return the classes of callers that a policy tells apart. `auth` None: as the policy suggests.

    `unnamed`: also the root user and AWS services of which the policy says nothing.
    """
    found: list[Person] = []
    if auth != "oauth":
        found += _signers(policy, World(resource, "sigv4", holes), unnamed=unnamed)
    if auth == "oauth" or (auth is None and not any(map(names_an_identity, policy.statements))):
        found += _token_holders(policy, World(resource, "oauth", holes))
    return found


def _signers(policy: Policy, world: World, *, unnamed: bool) -> Iterator[Person]:
    said = _principals(policy) | _compared(policy, FROM_CALLER)
    opaque = _opaque(policy, world)
    shown = {each.arn for each in opaque}
    told_apart = [each for each in Callers(policy.statements, world) if each.account not in shown]
    candidates = [
        each
        for each in (*opaque, *told_apart)
        if _matters(each, policy, said) or (unnamed and _may_gain(each, world))
    ]
    named = [each for each in candidates if _is_said(each, said)]
    rest = [each for each in candidates if each not in named]
    for caller in [*named, *rest]:
        own = caller.account == world.account
        name = _name(caller, world, said, others=any(each.account == caller.account for each in named))
        where = world._replace(callers=(caller,))
        if own and caller.type != "root":
            yield Person(name, permission=True, own=True, world=where)
            yield Person(name, permission=False, own=True, world=where)
        else:
            yield Person(name, permission=True, own=own, world=where)


def _opaque(policy: Policy, world: World) -> list[Caller]:
    """Return the callers of whom all is a hole; they are taken to be roles of the resource's account.

    One that is a principal alone may be an account as well: its name does not say what it is.
    """
    roles = _compared(policy, {"aws:principalarn"})
    holes = sorted(filter(is_hole, _principals(policy) | roles))
    names = (f"role {text}" if text in roles else f"caller {text}" for text in holes)
    return [
        Caller("role", text, world.partition, world.account, name)
        for text, name in zip(holes, names, strict=True)
    ]


def _matters(caller: Caller, policy: Policy, said: set[str]) -> bool:
    """Leave services out of a policy that says nothing of them, and the root user where it is not named."""
    if caller.type != "service":
        return caller.type != "root" or caller.arn in said
    named = any(
        item.type == "Service"
        for each in policy.statements
        if each.principal
        for item in each.principal.items
    )
    keys = {condition.key.lower() for each in policy.statements for condition in each.conditions}
    return named or bool(keys & {"aws:principalisawsservice", "aws:sourcearn", "aws:sourceaccount"})


def _may_gain(caller: Caller, world: World) -> bool:
    """Tell whether a caller of whom a policy says nothing is a service, or of the resource's account."""
    return caller.type == "service" or caller.account == world.account


def _principals(policy: Policy) -> set[str]:
    """Return what the policy names as principals."""
    return {item.text for each in policy.statements if each.principal for item in each.principal.items}


def _compared(policy: Policy, keys: Collection[str]) -> set[str]:
    """Return what the policy compares keys with."""
    conditions = (condition for each in policy.statements for condition in each.conditions)
    return {item.text for each in conditions if each.key.lower() in keys for item in each.values}


def _is_said(caller: Caller, said: set[str]) -> bool:
    return (caller.arn or caller.name) in said


def _name(caller: Caller, world: World, said: set[str], *, others: bool) -> str:
    """Name a caller. `others`: one of its account is named besides."""
    if caller.type == "service":
        return f"the service {caller.name}" if caller.name in said else "another AWS service"
    account = _shown(caller.account)
    own = caller.account == world.account
    short = _shown(caller.name.rsplit("/", 1)[-1] if caller.type != "session" else caller.name)
    where = "" if own else f" of account {account}"
    if is_hole(caller.arn):
        return caller.name
    if caller.type == "root":
        return f"the root user{where}"
    if _is_said(caller, said):
        return f"{caller.type} {short}{where}"
    if short not in (ROLE, USER):
        return f"a {caller.type} such as {short}{where}"
    if own:
        return f"any other role of account {account}" if others else f"any role of account {account}"
    if any(account in text for text in said):
        return f"any other role of account {account}" if others else f"account {account}"
    return "another account"


def _shown(text: str) -> str:
    return text.replace(FRESH, "")


def _token_holders(policy: Policy, world: World) -> Iterator[Person]:
    """Yield token holders inside each network that the policy names, and from elsewhere."""
    conditions = [each for one in policy.statements for each in one.conditions]
    vpcs: dict[tuple[str, str], None] = {}
    ranges = False
    for condition in conditions:
        key = condition.key.lower()
        ranges = ranges or key == "aws:sourceip"
        if key in ("aws:sourcevpce", "aws:sourcevpc"):
            vpcs.update({(key, item.text): None for item in condition.values if "*" not in item.text})
    where = world._replace(callers=(OAUTH,))
    if not vpcs and not ranges and not {each.key.lower() for each in conditions} & NETWORK:
        yield Person("OAuth token holder", permission=True, own=False, world=where)
        return
    for key, text in vpcs:
        other = "aws:sourcevpc" if key == "aws:sourcevpce" else "aws:sourcevpce"
        given = ((key, (text,)), *(((other, None),) if any(each[0] == other for each in vpcs) else ()))
        name = f"OAuth token holder inside {text}"
        yield Person(name, permission=True, own=False, world=where._replace(given=given))
    outside = where._replace(given=tuple((key, None) for key in sorted(NETWORK - {"aws:sourceip"})))
    name = "OAuth token holder from elsewhere" if vpcs else "OAuth token holder"
    yield Person(name, permission=True, own=False, world=outside)
