"""What a question takes for granted of a caller's own IAM permission."""

from __future__ import annotations

from agentcore_lint.access.request import Policies
from agentcore_lint.policy.model import Policy, Statement

EVERYTHING = Policy(
    "identity-policy",
    "2012-10-17",
    None,
    (
        Statement(
            0, "", None, "Allow", None, (), not_action=True, resources=(), not_resource=True,
            conditions=(), opaque=frozenset(), keys=(),
        ),
    ),
    well_formed=True,
    opaque=False,
)  # fmt: skip
"""An identity policy that allows all: the caller is taken to have IAM permission."""


def attached(policy: Policy) -> Policy:
    """Return a resource policy whose statements are all about the resource that it is attached to.

    AWS takes no other Resource there; a wrong one is a matter of its own.
    """
    statements = tuple(
        each._replace(resources=(), not_resource=False, opaque=each.opaque - {"Resource"})
        for each in policy.statements
    )
    return policy._replace(statements=statements)


def permitted(policy: Policy, other: Policy | None = None) -> Policies:
    """Return a policy in its role, beside an identity policy that allows everything.

    `other`: the resource policy that decides together with it, of a runtime that of its endpoint.
    """
    if policy.kind == "resource-policy":
        beside = attached(other) if other is not None else None
        return Policies(identity=(EVERYTHING,), resource=attached(policy), endpoint=beside)
    if policy.kind == "vpc-endpoint-policy":
        return Policies(identity=(EVERYTHING,), vpc_endpoint=(policy,))
    return Policies(identity=(EVERYTHING, policy))
