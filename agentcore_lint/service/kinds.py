"""The kinds of AgentCore resource: the shape of their ARNs, and which of them take a policy.

Sources: botocore's service models (`bedrock-agentcore`, `bedrock-agentcore-control`) and the
CloudFormation schemas for the ids; the service authorization reference for the other kinds.
Where two published lengths differ the longer is allowed.
"""

from __future__ import annotations

import re
from functools import cache

from agentcore_lint.policy.shape import ACCOUNT, ALPHANUMERIC, DIGITS, LETTERS, LOWER, PARTITION, Run, Shape
from agentcore_lint.service.catalog import arn_patterns

SERVICE = "bedrock-agentcore"

TAKES_POLICY = frozenset(("runtime", "runtime-endpoint", "gateway", "memory"))
"""botocore and the devguide's page on resource-based policies; memory by the latter alone."""

UNDOCUMENTED = frozenset(("harness", "harness-endpoint"))
"""Whether these take a policy is documented nowhere; nothing is claimed about them."""

_HEAD: tuple[str | Run, ...] = (
    "arn:",
    *PARTITION,
    f":{SERVICE}:",
    Run(LOWER + DIGITS + "-", 1, 30),
    ":",
    ACCOUNT,
    ":",
)
_SUFFIX = Run(ALPHANUMERIC, 10, 10)
_RUNTIME = ("runtime/", Run(LETTERS, 1, 1), Run(ALPHANUMERIC + "_", 0, 99), "-", _SUFFIX)
_HARNESS = ("harness/", Run(LETTERS, 1, 1), Run(ALPHANUMERIC + "_", 0, 99), "-", _SUFFIX)
_ENDPOINT_NAME = (Run(LETTERS, 1, 1), Run(ALPHANUMERIC + "_", 0, 47))

_KNOWN = {
    "runtime": Shape(*_HEAD, *_RUNTIME),
    "runtime-endpoint": Shape(*_HEAD, *_RUNTIME, "/runtime-endpoint/", *_ENDPOINT_NAME),
    "gateway": Shape(
        *_HEAD,
        "gateway/",
        Run(LOWER + DIGITS, 1, 1),
        Run(LOWER + DIGITS + "-", 0, 199),
        "-",
        Run(LOWER + DIGITS, 10, 10),
    ),
    "memory": Shape(*_HEAD, "memory/", Run(LETTERS, 1, 1), Run(ALPHANUMERIC + "-_", 0, 99), "-", _SUFFIX),
    "harness": Shape(*_HEAD, *_HARNESS),
    "harness-endpoint": Shape(*_HEAD, *_HARNESS, "/harness-endpoint/", *_ENDPOINT_NAME),
}


@cache
def shapes() -> dict[str, Shape]:
    """Return the shape of the ARN of each kind of resource."""
    out = dict(_KNOWN)
    for kind, pattern in arn_patterns().items():
        if kind not in out:
            account, tail = pattern.split(":", 5)[4:]
            head = _HEAD if account == "${Account}" else (*_HEAD[:-2], f"{account}:")
            out[kind] = Shape(*head, *_tail(tail))
    return out


def _tail(pattern: str) -> list[str | Run]:
    name = Run(ALPHANUMERIC + "_.+=@-", 1, 255)
    literals = re.split(r"\$\{\w+\}", pattern)
    parts: list[str | Run] = [literals[0]]
    for literal in literals[1:]:
        parts += [name, literal]
    return parts


def kinds_of(arn: str) -> frozenset[str]:
    """Return the kinds of resource that `arn` names; with holes, those that it may name."""
    if arn in _CACHE:
        return _CACHE[arn]
    if len(_CACHE) > 1000:
        _CACHE.clear()
    for kind in ("runtime", "runtime-endpoint", "gateway"):
        if arn.isascii() and _KNOWN[kind].fits(arn):
            return _CACHE.setdefault(arn, frozenset((kind,)))
    return _CACHE.setdefault(arn, frozenset(kind for kind, shape in shapes().items() if shape.fits(arn)))


_CACHE: dict[str, frozenset[str]] = {}
