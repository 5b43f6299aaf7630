"""Requests as JSON, one object a line, and the decisions on them.

The fields of a request are described in docs/simulate.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.request import (
    ANONYMOUS,
    OAUTH,
    Policies,
    Request,
    account_caller,
    of_role,
    parse_caller,
    service_caller,
)
from agentcore_lint.policy.build import build_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from agentcore_lint.access.evaluate import Decision
    from agentcore_lint.access.request import Caller
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.values import Kind

CLAIM = "bedrock-agentcore:inboundjwtclaim/"
FIELDS = frozenset(("id", "action", "resource", "resource_account", "caller", "context", "policies"))
KINDS: dict[str, Kind] = {
    "identity": "identity-policy",
    "resource": "resource-policy",
    "endpoint": "resource-policy",
    "vpc_endpoint": "vpc-endpoint-policy",
    "boundary": "identity-policy",
    "session": "identity-policy",
    "scp": "scp",
    "rcp": "rcp",
}


class WrongRequestError(ValueError):
    """What is wrong with a request, in words."""


def decide_lines(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """Yield the decision on each line that is not blank."""
    for line in lines:
        if line.strip():
            yield decide_line(line)


def decide_line(line: str | bytes) -> dict[str, Any]:
    """Return the decision on one request; what is wrong with the line is a decision `error`."""
    name: object = None
    try:
        body = json.loads(line)
        if not isinstance(body, dict):
            raise WrongRequestError("not an object")
        name = body.get("id")
        decision = evaluate(read_request(body), _policies(body))
    except (ValueError, RecursionError) as error:
        return {"id": name, "decision": "error", "by": None, "reason": str(error) or type(error).__name__}
    return {"id": name, **decision_data(decision)}


def decision_data(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON; one that is not known is an `error`, with the reason."""
    outcome = "error" if decision.outcome == "unknown" else decision.outcome
    by = decision.by._asdict() if decision.by is not None else None
    return {"decision": outcome, "by": by, "reason": decision.reason}


def read_request(body: Mapping[str, Any]) -> Request:
    """Return the request that an object describes. Raises WrongRequestError."""
    unknown = sorted(body.keys() - FIELDS)
    if unknown:
        raise WrongRequestError(f"unknown field {unknown[0]!r}")
    for name in ("action", "resource"):
        if not isinstance(body.get(name), str):
            raise WrongRequestError(f"{name} must be a string")
    if ":" not in body["action"]:
        raise WrongRequestError("action needs its service, such as bedrock-agentcore:InvokeAgentRuntime")
    caller, claims = _caller(body.get("caller"))
    context = {**claims, **read_context(body.get("context") or {})}
    account = body.get("resource_account") or ""
    caller = of_role(caller, context)
    return Request(body["action"], body["resource"], caller, context, resource_account=str(account))


def _caller(body: object) -> tuple[Caller, dict[str, tuple[str, ...]]]:
    """Return the caller, and the condition keys that its token's claims are."""
    if not isinstance(body, dict) or len(body) != 1:
        raise WrongRequestError(
            "caller must be an object with one of arn, service, account, anonymous, oauth"
        )
    kind, value = next(iter(body.items()))
    if kind == "anonymous":
        return ANONYMOUS, {}
    if kind == "oauth":
        claims = value if isinstance(value, dict) else {}
        return OAUTH, {CLAIM + name.lower(): _claim(name, each) for name, each in claims.items()}
    makers = {"arn": parse_caller, "service": service_caller, "account": account_caller}
    if kind not in makers or not isinstance(value, str):
        raise WrongRequestError(
            "caller must be an object with one of arn, service, account, anonymous, oauth"
        )
    return makers[kind](value), {}


def _claim(name: str, value: object) -> tuple[str, ...]:
    """Return the values of a claim; a scope is a text of several, separated by spaces (RFC 8693)."""
    if name.lower() == "scope" and isinstance(value, str):
        return tuple(value.split())
    return _texts(value)


def read_context(body: object) -> dict[str, tuple[str, ...]]:
    """Return condition keys, in lower case, with their values."""
    if not isinstance(body, dict):
        raise WrongRequestError("context must be an object from condition keys to values")
    return {key.lower(): _texts(value) for key, value in body.items()}


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if any(each is None or isinstance(each, dict | list) for each in items):
        raise WrongRequestError(
            "a value in context must be a string, a number, true, false, or a list of these"
        )
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in items)


def _policies(body: Mapping[str, Any]) -> Policies:
    given = body.get("policies") or {}
    if not isinstance(given, dict):
        raise WrongRequestError("policies must be an object")
    unknown = sorted(given.keys() - KINDS.keys())
    if unknown:
        raise WrongRequestError(f"unknown sort of policy {unknown[0]!r}")
    endpoint = f"{body['resource']}/runtime-endpoint/DEFAULT" if "endpoint" in given else ""
    return Policies(
        identity=_group(given, "identity"),
        resource=_single(given, "resource"),
        endpoint=_single(given, "endpoint"),
        endpoint_arn=endpoint,
        vpc_endpoint=_group(given, "vpc_endpoint"),
        boundary=_group(given, "boundary"),
        session=_group(given, "session"),
        scp=_levels(given, "scp"),
        rcp=_levels(given, "rcp"),
    )


def _single(given: Mapping[str, Any], name: str) -> Policy | None:
    found = _group(given, name)
    return found[0] if found else None


def _group(given: Mapping[str, Any], name: str) -> tuple[Policy, ...]:
    value = given.get(name)
    if value is None:
        return ()
    return tuple(read_policy(each, name) for each in (value if isinstance(value, list) else [value]))


def _levels(given: Mapping[str, Any], name: str) -> tuple[tuple[Policy, ...], ...]:
    value = given.get(name)
    levels = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(
        tuple(read_policy(each, name) for each in (level if isinstance(level, list) else [level]))
        for level in levels
    )


def read_policy(body: object, name: str) -> Policy:
    """Return the policy of that sort (a key of KINDS). Raises WrongRequestError."""
    if isinstance(body, str):
        body = json.loads(body)
    if not isinstance(body, dict):
        raise WrongRequestError(f"{name} policy: not an object")
    policy = build_policy(body, KINDS[name])
    if not policy.well_formed:
        from agentcore_lint.policy.malformed import malformations

        # not as a resource policy, of which AgentCore asks for a Resource and other services do not
        for first in malformations(body, "identity-policy"):
            if first.pointer == "/Statement" and body["Statement"] == []:
                continue  # a policy of no statements says nothing
            raise WrongRequestError(f"{name} policy, {first.pointer or '/'}: {first.text}")
    return policy
