"""Whom a Deny with NotPrincipal leaves out. Source: IAM user guide, "NotPrincipal"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.policy.arn import arn_of, is_account
from agentcore_lint.values import has_hole, is_hole

if TYPE_CHECKING:
    from agentcore_lint.policy.arn import Arn
    from agentcore_lint.policy.model import Principal, PrincipalItem


class Unlisted(NamedTuple):
    """A caller that is named, and what should be listed with it, as in `account 111122223333`."""

    item: PrincipalItem
    missing: str


def unlisted(principal: Principal) -> Unlisted | None:
    """Return a role, a user or a session that is named without its account, or a session without its role.

    Such a one is stopped all the same. None: there is none, or a hole may be what is missing.
    """
    if principal.opaque:
        return None
    accounts = [item.text for item in principal.items if _may_be_account(item)]
    roles = [item.text for item in principal.items if ":role/" in item.text or is_hole(item.text)]
    for item in principal.items:
        arn = arn_of(item.text)
        if item.type != "AWS" or arn.account is None or _may_be_account(item):
            continue
        if not any(_may_own(text, arn) for text in accounts):
            return Unlisted(item, f"account {arn.account}")
        resource = arn.resource or ""
        if resource.startswith("assumed-role/") and not any(_may_be_role(text, arn) for text in roles):
            return Unlisted(item, f"role {resource.split('/')[1]}")
    return None


def _may_be_account(item: PrincipalItem) -> bool:
    resource = arn_of(item.text).resource
    return resource == "root" or (resource is None and (has_hole(item.text) or is_account(item.text)))


def _may_own(text: str, arn: Arn) -> bool:
    """Tell whether a text may name the account of an ARN."""
    account = arn_of(text).account or text
    return account == arn.account or has_hole(account) or has_hole(arn.account or "")


def _may_be_role(text: str, session: Arn) -> bool:
    """Tell whether a text may be the ARN of a session's role; a session's ARN leaves the path out."""
    name = (session.resource or "").split("/")[1]
    return has_hole(text + name) or (text.rsplit("/", 1)[-1] == name and _may_own(text, session))
