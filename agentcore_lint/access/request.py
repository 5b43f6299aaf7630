"""One request, and the policies that have a say in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from agentcore_lint.policy.arn import owner_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentcore_lint.policy.model import Policy

CallerType = Literal["role", "session", "user", "root", "federated-user", "service", "anonymous", "oauth"]

_IAM = re.compile(r"arn:([^:]*):(iam|sts)::([^:]*):(.+)", re.DOTALL)
_TYPES = {"role": "AssumedRole", "session": "AssumedRole", "user": "User", "root": "Account"}


class Caller(NamedTuple):
    """Who calls. `account` is empty for services, anonymous callers and token holders.

    `role`: of a session the ARN of its role, empty when not known: the ARN of a session leaves out the
    path of the role. `bounded`: the caller has a permissions boundary.
    """

    type: CallerType
    arn: str
    partition: str
    account: str
    name: str
    role: str = ""
    bounded: bool = False

    @property
    def principal_arn(self) -> str | None:
        """aws:PrincipalArn: of a session its role (IAM user guide, global condition keys)."""
        if self.type == "session":
            return self.role or f"arn:{self.partition}:iam::{self.account}:role/{self.name.split('/')[0]}"
        return self.arn if self.type in ("role", "user", "root", "federated-user") else None

    @property
    def own_keys(self) -> dict[str, tuple[str, ...]]:
        """The condition keys that follow from who the caller is, names in lower case."""
        arn = self.principal_arn
        if arn is not None:
            kind = _TYPES.get(self.type, "FederatedUser")
            return {
                "aws:principalarn": (arn,),
                "aws:principalaccount": (self.account,),
                "aws:principaltype": (kind,),
            }
        if self.type == "service":
            return {"aws:principalisawsservice": ("true",), "aws:principalservicename": (self.name,)}
        if self.type == "anonymous":
            return {"aws:principalaccount": ("anonymous",), "aws:principaltype": ("Anonymous",)}
        return {}


ANONYMOUS = Caller("anonymous", "", "", "", "anonymous")
OAUTH = Caller("oauth", "", "", "", "a holder of a valid OAuth token")


def service_caller(name: str) -> Caller:
    """Return an AWS service calling as itself."""
    return Caller("service", "", "", "", name)


def account_caller(account: str) -> Caller:
    """Return the root user of an account, who stands for the account where no principal is named."""
    return Caller("root", f"arn:aws:iam::{account}:root", "aws", account, "root")


def parse_caller(arn: str) -> Caller:
    """Return the caller that an ARN names.

    Raises ValueError when it is no ARN of a role, a user, root, or a session.
    """
    found = caller_of(arn)
    if found is None:
        raise ValueError(f"not the ARN of a caller: {arn}")
    return found


def caller_of(text: str) -> Caller | None:
    """Return the role, user, root or session that a text of a policy names, if it is the ARN of one."""
    match = _IAM.fullmatch(text)
    if match is None:
        return None
    partition, service, account, tail = match.groups()
    kind, _, name = tail.partition("/")
    types: dict[tuple[str, str], CallerType] = {
        ("iam", "role"): "role",
        ("iam", "user"): "user",
        ("sts", "assumed-role"): "session",
        ("sts", "federated-user"): "federated-user",
    }
    if (service, tail) == ("iam", "root"):
        return Caller("root", text, partition, account, "root")
    found = types.get((service, kind))
    if found is None or not name or (found == "session" and "/" not in name):
        return None
    return Caller(found, text, partition, account, name)


def of_role(caller: Caller, context: Mapping[str, tuple[str, ...]]) -> Caller:
    """Return a session with the role that aws:PrincipalArn in its request says, where that is its role."""
    arn = next(iter(context.get("aws:principalarn", ())), "")
    if caller.type == "session" and arn.rsplit("/", 1)[-1] == caller.name.split("/")[0]:
        return caller._replace(role=arn)
    return caller


class Request(NamedTuple):
    """One request: an action (with prefix) on a resource (ARN) by a caller.

    `context` maps condition keys, in lower case, to their values; a key that is not in it is absent,
    one in `unknown` may be absent or have any value. `resource_account` is 12 digits, by default
    those of the ARN.
    """

    action: str
    resource: str
    caller: Caller
    context: Mapping[str, tuple[str, ...]] = {}
    unknown: frozenset[str] = frozenset()
    resource_account: str = ""

    @property
    def account(self) -> str:
        """The account that owns the resource, empty when nothing says so."""
        if self.resource_account:
            return self.resource_account
        return owner_of(self.resource)

    def lookup(self, key: str) -> tuple[str, ...] | None:
        """Return the values of a key (in lower case), or None when it is absent or unknown."""
        values = self.context.get(key)
        return self.caller.own_keys.get(key) if values is None else values


class Policies(NamedTuple):
    """All policies that may have a say; None or empty: there is none of that sort.

    `endpoint` is the policy of the runtime endpoint that the call goes through: the call is then
    authorised on the endpoint too, `endpoint_arn`. SCPs and RCPs are lists per level, from the
    organisation's root down; every level must allow.
    """

    identity: tuple[Policy, ...] = ()
    resource: Policy | None = None
    endpoint: Policy | None = None
    endpoint_arn: str = ""
    vpc_endpoint: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] = ()
    session: tuple[Policy, ...] = ()
    scp: tuple[tuple[Policy, ...], ...] = ()
    rcp: tuple[tuple[Policy, ...], ...] = ()

    @property
    def all(self) -> tuple[Policy, ...]:
        """Every policy, of whatever sort."""
        single = tuple(each for each in (self.resource, self.endpoint) if each is not None)
        groups = (self.identity, single, self.vpc_endpoint, self.boundary, self.session, *self.scp, *self.rcp)
        return tuple(policy for group in groups for policy in group)
