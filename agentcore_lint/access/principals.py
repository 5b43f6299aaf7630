"""Whether a Principal or NotPrincipal element covers a caller, and how directly it names it.

Source: IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentcore_lint.access.conditions import all3, any3, match_arn, not3
from agentcore_lint.policy.glob import match
from agentcore_lint.values import has_hole, is_hole

if TYPE_CHECKING:
    from agentcore_lint.access.request import Caller
    from agentcore_lint.policy.model import Principal, PrincipalItem, Statement

Form = Literal["itself", "role", "account", "everyone"]
"""How a caller is named: by the very ARN that it has, by its role, by its account, or by `*`."""


def covers(statement: Statement, caller: Caller) -> bool | None:
    """Tell whether the statement is about the caller; one without the element is about all.

    A Deny with NotPrincipal is about every caller with a permissions boundary, whomever it names.
    """
    principal = statement.principal
    if principal is None:
        return True
    if principal.negated and statement.effect == "Deny" and caller.bounded:
        return True
    opaque = [None] if principal.opaque else []
    if not principal.negated:
        return any3([*(names(item, caller) for item in principal.items), *opaque])
    if statement.effect == "Deny" and caller.account and not principal.everyone:
        return not3(any3([_listed_in_full(principal, caller), *opaque]))
    return not3(any3([*(names(item, caller) for item in principal.items), *opaque]))


def names(item: PrincipalItem, caller: Caller) -> bool | None:
    """Tell whether one value of the element names the caller, in whatever form."""
    if item.type == "AWS" and item.text == "*":
        return True
    if item.type == "Service":
        return match(item.text, caller.name) if caller.type == "service" else False
    if item.type != "AWS":
        return None if has_hole(item.type) else False
    if not caller.account:
        return None if is_hole(item.text) else False
    return any3(_same(item, identity, caller) for identity in _identities(caller))


def forms(statement: Statement, caller: Caller) -> frozenset[Form]:
    """Return the forms in which a statement that covers the caller names it."""
    principal = statement.principal
    if principal is None or principal.negated:
        return frozenset(("everyone",))
    return frozenset(_form(item, caller) for item in principal.items if names(item, caller))


def _form(item: PrincipalItem, caller: Caller) -> Form:
    """Return how directly a value that names the caller does so."""
    if item.text == "*":
        return "everyone"
    if item.text in _accounts(caller):
        return "account"
    if caller.type == "role" or item.text != caller.arn:
        return "role"
    return "itself"


def _identities(caller: Caller) -> list[str]:
    """Return every principal that the caller is, the account first."""
    role = [caller.principal_arn] if caller.type == "session" and caller.principal_arn else []
    return [*_accounts(caller), caller.arn, *role]


def _accounts(caller: Caller) -> list[str]:
    return [caller.account, f"arn:{caller.partition}:iam::{caller.account}:root"]


def _same(item: PrincipalItem, identity: str, caller: Caller) -> bool | None:
    """Compare; of a session whose role is not known the names of roles are compared, without their paths.

    The name of a role is unique in its account. An account's number is no ARN, even where it is a hole.
    """
    if identity == caller.account and item.text.startswith("arn:"):
        return False
    if caller.type == "session" and not caller.role and ":role/" in item.text and ":role/" in identity:
        head, _, path = item.text.partition(":role/")
        return match(f"{head}:role/{path.rsplit('/', 1)[-1]}", identity)
    return match_arn(item.text, identity) if identity != caller.account else match(item.text, identity)


def _listed_in_full(principal: Principal, caller: Caller) -> bool | None:
    """Tell whether a Deny's NotPrincipal exempts the caller.

    The account must be listed, and the role or user too; a role's sessions need not be (IAM user guide,
    "NotPrincipal").
    """
    aws = [item for item in principal.items if item.type == "AWS"]
    account = any3(_same(item, each, caller) for item in aws for each in _accounts(caller))
    if caller.type == "root":
        return account
    own = caller.principal_arn or caller.arn
    return all3([account, any3(_same(item, own, caller) for item in aws)])
