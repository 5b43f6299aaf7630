"""Callers: one for each class that the statements can tell apart, the least remarkable first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.cells import pattern_of
from agentcore_lint.access.conditions import has_variables, holds
from agentcore_lint.access.principals import covers, forms
from agentcore_lint.access.request import OAUTH, Caller, Request, caller_of, service_caller
from agentcore_lint.access.texts import Form, is_plain, texts
from agentcore_lint.policy.arn import arn_of, is_account, owner_of
from agentcore_lint.policy.glob import FRESH, compile_glob, is_wild, match
from agentcore_lint.policy.operators import ARN, STRING
from agentcore_lint.values import EXAMPLE_ACCOUNT, fixed_parts, has_hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agentcore_lint.policy.model import Condition, PrincipalItem, Statement
    from agentcore_lint.sources.document import Auth

OTHER_ACCOUNT = "999988887777"
OTHER_ACCOUNTS = (OTHER_ACCOUNT, *(f"{number:012d}" for number in range(700070007000, 700070007999)))
ROLE = "Reporting"
USER = "maria"
SERVICES = ("events.amazonaws.com", "scheduler.amazonaws.com", "another.amazonaws.com")
"""Services that call where the policy names none, or leaves the first out."""

FROM_CALLER = frozenset(
    (
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:username",
    )
)
"""The keys that follow from who the caller is."""


MAX_CANDIDATES = 500
"""Callers that are compared for one question; past it some class may be without one."""


class World(NamedTuple):
    """Where a question is asked: the ARN that is called, how its callers sign, who is thought of.

    Callers of an account are roles, users, and its root user where statements tell it from the others.
    `resource` may have holes or wildcards. `holes`: the policy has some, so that names which none of
    them can be must be marked. `callers`: these alone are thought of, where they are given.
    `stranger`: one caller of whom the policy knows nothing, and no other. `given`: keys (in lower case)
    that every request carries with these values, or lacks where that is None; a stranger of whom they say
    the network chooses what any account can have.
    """

    resource: str
    auth: Auth = "sigv4"
    holes: bool = False
    callers: tuple[Caller, ...] | None = None
    stranger: Caller | None = None
    given: tuple[tuple[str, tuple[str, ...] | None], ...] = ()

    @property
    def account(self) -> str:
        """The account that owns the resource; one to stand for it when not known."""
        return owner_of(self.resource) or EXAMPLE_ACCOUNT

    @property
    def region(self) -> str:
        """The region of the resource, empty when not known."""
        return self._known(arn_of(self.resource).region)

    @property
    def partition(self) -> str:
        """The partition of the resource, `aws` when not known."""
        part = self._known(arn_of(self.resource).partition)
        return "aws" if not part or has_hole(part) else part

    @property
    def mark(self) -> str:
        """What a value that we choose begins with, so that no hole can be it."""
        return FRESH if self.holes else ""

    def _known(self, part: str | None) -> str:
        return part if part is not None and "*" not in part else ""


class Callers:
    """Callers, one for each class that the statements can tell apart; `complete`: none is left out."""

    def __init__(self, statements: Sequence[Statement], world: World, *, by_form: bool = True) -> None:
        """`statements`: all that have a say in the question.

        `by_form`: callers of the resource's account differ by how Allows name them, and the root user from
        the others, since some have no IAM permission.
        """
        self._world = world
        self._by_form = by_form
        self._statements = statements
        self._conditions = [
            each for one in statements for each in one.conditions if each.key.lower() in FROM_CALLER
        ]
        self._named = [item for each in statements if each.principal for item in each.principal.items]
        self._arns = [item.text for item in self._named if item.type == "AWS" and item.text[:4] == "arn:"]
        self._patterns = _patterns(self._conditions, "aws:principalarn")
        self._folded = _patterns(self._conditions, "aws:principalarn", fold=True)
        self._one_by_one = any(map(has_variables, self._conditions)) or any(map(_uses_caller, statements))
        self.complete = not any(map(_odd_account, self._patterns))

    def __iter__(self) -> Iterator[Caller]:
        """Yield the callers, each when it is asked for."""
        world = self._world
        if world.stranger is not None:
            yield world.stranger
        elif world.callers is not None:
            yield from world.callers
        elif world.auth == "oauth":
            yield OAUTH
        else:
            seen: set[tuple[object, ...]] = set()
            for number, caller in enumerate(self._candidates()):
                if number == MAX_CANDIDATES:
                    self.complete = False
                    return
                kind = self._class(caller)
                if kind not in seen:
                    seen.add(kind)
                    yield caller

    def _candidates(self) -> Iterator[Caller]:
        for account in _accounts(self._world, self._named, self._conditions):
            yield from self._of_account(account)
        services = [item.text for item in self._named if item.type == "Service" and not has_hole(item.text)]
        for key in ("aws:principalservicename", "aws:principalservicenameslist"):
            services += filter(is_plain, _patterns(self._conditions, key))
        yield from map(service_caller, dict.fromkeys([*services, *SERVICES]))

    def _of_account(self, account: str) -> Iterator[Caller]:
        """Yield the roles, users, sessions and the root user of an account that may matter."""
        for arn in self._arns_of(account):
            caller = caller_of(arn)
            if caller is None:
                continue
            if caller.type == "session":
                yield from self._sessions(caller)
            else:
                yield caller

    def _sessions(self, caller: Caller) -> Iterator[Caller]:
        """Yield a session with the roles that may be its own: its ARN does not tell the path of the role."""
        name = caller.name.split("/")[0]
        head = f"arn:{caller.partition}:iam::{caller.account}:role/"
        yield caller._replace(role=head + name)
        with_path = compile_glob(f"{head}?*/{name}")
        patterns = [*self._patterns, *self._arns, with_path]
        fresh = f"{self._world.mark}path/{name}"
        for role in texts(patterns, fresh=fresh, folded=self._folded, form=Form(head)).values:
            if match(with_path, role):
                yield caller._replace(role=role)

    def _arns_of(self, account: str) -> Iterator[str]:
        head = f"arn:{self._world.partition}:iam::{account}:"
        known = [*self._patterns, *self._arns]
        users = [f"{head}user/{each}" for each in _patterns(self._conditions, "aws:username")]
        for kind, name, patterns in (("role", ROLE, known), ("user", USER, [*known, *users])):
            fresh = self._world.mark + name
            for arn in texts(patterns, fresh=fresh, folded=self._folded, form=Form(f"{head}{kind}/")).values:
                yield from (arn,) if arn in known or not arn.endswith("/") else (f"{arn}x",)
        for arn in (*self._arns, *_held(self._conditions)):
            if arn_of(arn).account == account:
                yield arn
        yield f"{head}root"
        sts = f"arn:{self._world.partition}:sts::{account}:federated-user/"
        about = [each for each in known if _may_be_of_sts(each)]
        fresh = self._world.mark + USER
        yield from texts(about, fresh=fresh, folded=self._folded, form=Form(sts)).values

    def _class(self, caller: Caller) -> tuple[object, ...]:
        """Return what tells a caller from others."""
        request = Request("", self._world.resource, caller, implied_keys(caller))
        return (
            caller if self._one_by_one else None,
            caller.account == self._world.account,
            bool(caller.account),
            self._by_form and caller.type == "root",
            *[self._covers(each, caller) for each in self._statements],
            *[
                None if has_variables(each) else holds(each, request, variables=False)
                for each in self._conditions
            ],
        )

    def _covers(self, statement: Statement, caller: Caller) -> object:
        covered = covers(statement, caller)
        if covered and self._by_form and statement.effect != "Deny" and caller.account == self._world.account:
            return forms(statement, caller)
        return covered


def _patterns(conditions: Iterable[Condition], key: str, *, fold: bool = False) -> list[str]:
    """Return the patterns that the conditions compare a key with, those without regard to case if `fold`."""
    return [
        pattern_of(item.text, condition.operator.base or "")
        for condition in conditions
        if condition.key.lower() == key
        and (condition.operator.base in STRING or condition.operator.base in ARN)
        and ("IgnoreCase" in (condition.operator.base or "")) == fold
        for item in condition.values
        if "${" not in item.text
    ]


def _accounts(world: World, named: Iterable[PrincipalItem], conditions: list[Condition]) -> list[str]:
    """Return the resource's account, one that nothing names, and all that are named."""
    said = [item.text for item in named]
    for key in ("aws:principalaccount", "aws:principalarn"):
        said += [item.text for each in conditions if each.key.lower() == key for item in each.values]
    found = [account for account in map(_account_of, said) if account]
    other = world.mark + next(each for each in OTHER_ACCOUNTS if each not in (world.account, *found))
    return [*dict.fromkeys([world.account, other, *found])]


def _account_of(text: str) -> str | None:
    """Return the account that a principal is, or belongs to, where it says so."""
    account = arn_of(text).account
    account = text if account is None else account
    if is_account(account) or (has_hole(account) and "".join(fixed_parts(account)).strip("0123456789") == ""):
        return account
    if account.count("*") == 1 and account.replace("*", "").isdigit() and len(account) <= 13:
        return account.replace("*", "0" * (13 - len(account)))
    return None


def _odd_account(pattern: str) -> bool:
    """Tell whether a pattern names a part of an account's number, or of a partition."""
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        return not is_plain(pattern) and len(pattern) > 1
    return any(not is_plain(part) and len(part) > 1 for part in parts[:5])


def _held(conditions: list[Condition]) -> list[str]:
    """Return the ARNs with holes that the conditions compare aws:PrincipalArn with."""
    return [
        item.text
        for each in conditions
        if each.key.lower() == "aws:principalarn"
        for item in each.values
        if has_hole(item.text) and not is_wild(item.text) and "${" not in item.text
    ]


def _may_be_of_sts(pattern: str) -> bool:
    """Tell whether a pattern may match ARNs of sessions."""
    parts = pattern.split(":")
    return len(parts) < 3 or parts[2] == "sts" or not all(map(is_plain, parts[:3]))


def _uses_caller(statement: Statement) -> bool:
    """Tell whether a policy variable stands for who the caller is."""
    said = (item.text.lower() for each in statement.conditions for item in each.values)
    return any("${aws:principal" in text or "${aws:user" in text for text in said)


def anybody(world: World) -> Caller:
    """Return a role of the resource's account that the policy cannot be naming."""
    name = f"{FRESH}{ROLE}"
    arn = f"arn:{world.partition}:iam::{world.account}:role/{name}"
    return Caller("role", arn, world.partition, world.account, name)


def implied_keys(caller: Caller) -> dict[str, tuple[str, ...]]:
    """Return the keys that follow from the caller and that every request of its kind carries."""
    out = dict(caller.own_keys)
    if caller.account:
        out["aws:principalisawsservice"] = ("false",)
    if caller.type == "user":
        out["aws:username"] = (caller.name.rsplit("/", 1)[-1],)
    return out
