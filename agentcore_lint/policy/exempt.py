"""Whom a Deny with NotPrincipal leaves out. Source: IAM user guide, "NotPrincipal"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.policy.arn import arn_of
from agentcore_lint.values import is_hole

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Principal, PrincipalItem


def unlisted(principal: Principal) -> PrincipalItem | None:
    """Return a role, a user or a session that is named without its account, and a session without its role.

    Such a one is stopped all the same. None: there is none, or a hole may be what is missing.
    """
    if principal.opaque or any(is_hole(item.text) for item in principal.items):
        return None
    named = {item.text for item in principal.items}
    for item in principal.items:
        arn = arn_of(item.text)
        resource = arn.resource or ""
        if item.type != "AWS" or arn.account is None or resource == "root":
            continue
        if named.isdisjoint((arn.account, f"arn:{arn.partition}:iam::{arn.account}:root")):
            return item
        if resource.startswith("assumed-role/"):
            role = resource.split("/")[1]
            own = (each for each in named if ":role/" in each and arn_of(each).account == arn.account)
            if all(each.rsplit("/", 1)[-1] != role for each in own):
                return item
    return None
