"""What is wrong with an ARN that should name an AgentCore resource, part by part."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from agentcore_lint.policy.arn import arn_of
from agentcore_lint.service.kinds import SERVICE, kinds_of
from agentcore_lint.values import has_hole, surely_differ

_REGION = r"[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}"
_PARTITION = r"aws(-[a-z]+)*"
_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)
"""How the names of regions start, and their partition; all others are in aws (botocore, partitions.json)."""
PARTS = 6
"""Parts of an AgentCore ARN, colons between them."""
_KINDS = ("runtime", "gateway", "memory", "harness")
_IDS = {
    "runtime": "a letter, then letters, digits and _, then - and ten letters or digits",
    "gateway": "lower-case letters, digits and -, then - and ten lower-case letters or digits",
    "memory": "a letter, then letters, digits, - and _, then - and ten letters or digits",
    "harness": "a letter, then letters, digits and _, then - and ten letters or digits",
}


class Problem(NamedTuple):
    """What is wrong, and the ARN as it was meant, where that is clear."""

    text: str
    meant: str | None = None


@lru_cache(maxsize=1000)
def problem_of(arn: str) -> Problem | None:
    """Return what is wrong with `arn`, or None; its holes may be anything."""
    if kinds_of(arn) and not _bad_region(arn):
        return _of_other_partition(arn)
    return _mended(arn) or _by_part(arn)


def _of_other_partition(arn: str) -> Problem | None:
    """Say that a region is in another partition than the ARN's, where both are known."""
    partition, service, region, *_ = arn_of(arn)
    if partition is None or service is None or region is None or has_hole(partition + service + region):
        return None
    right = next((name for start, name in _PARTITIONS if region.startswith(start)), "aws")
    if right == partition:
        return None
    return Problem(f"the region {region} is in the partition {right}, not in {partition}")


_ANY = "\U000ffffc"
"""A hole that stands for a wildcard or a policy variable."""
_OPEN = re.compile(r"\$\{[^}]*\}|[*?]")


@lru_cache(maxsize=1000)
def problem_of_pattern(pattern: str) -> Problem | None:
    """Return why a pattern of an identity policy's Resource matches no ARN of AgentCore, where that is plain.

    Of kinds of resource that are not known nothing is said: AWS adds some. Nor of all that is below a
    resource: a policy for a resource and what is below it is often written for every kind alike.
    """
    filled = _OPEN.sub(_ANY, pattern)
    problem = problem_of(filled)
    below = pattern.endswith("/*") and pattern.count("/") > 1 and bool(kinds_of(filled[:-2]))
    if problem is None or (below and problem.meant is None):
        return None
    kind = pattern.split(":", 5)[-1].partition("/")[0]
    if problem.meant is None and kind not in _KINDS and not _nearest_kind(kind):
        return None
    written = iter(_OPEN.findall(pattern))
    meant = re.sub(_ANY, lambda _: next(written), problem.meant) if problem.meant is not None else None
    return Problem(problem.text.replace(_ANY, "*"), meant)


def _nearest_kind(kind: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(kind, _KINDS, n=1)), None)


def surely_other(one: str, other: str) -> bool:
    """Tell whether the ARNs of two AgentCore resources are not the same, whatever their holes stand for."""
    if one == other:
        return False
    if surely_differ(one, other) or kinds_of(one).isdisjoint(kinds_of(other)):
        return True
    parts = (one.split(":"), other.split(":"))
    # such an ARN has five colons: where all are seen, no hole has one
    return len(parts[0]) == len(parts[1]) == PARTS and any(map(surely_differ, *parts))


def _mended(arn: str) -> Problem | None:
    """Recognise the ways of writing an endpoint that AWS does not know."""
    for wrong in (
        "/endpoint/",
        "/runtime_endpoint/",
        "/runtimeEndpoint/",
        "/endpoints/",
        "/runtime-endpoints/",
    ):
        right = arn.replace(wrong, "/runtime-endpoint/")
        if right != arn and kinds_of(right):
            return Problem(f"an endpoint is /runtime-endpoint/, not {wrong}", right)
    head, colon, tail = arn.rpartition(":")
    for wrong in ("agent-runtime/", "agentruntime/", "agent_runtime/", "agent/", "runtimes/"):
        if colon and tail.startswith(wrong) and kinds_of(right := f"{head}:runtime/{tail[len(wrong) :]}"):
            return Problem(f"a runtime is runtime/, not {wrong}", right)
    for wrong in ("bedrock", "bedrock-agentcore-control", "agentcore", "bedrock-agent"):
        if f":{wrong}:" in arn and kinds_of(right := arn.replace(f":{wrong}:", f":{SERVICE}:", 1)):
            return Problem(f"the service is {SERVICE}, not {wrong}", right)
    return None


def _by_part(arn: str) -> Problem:
    parts = arn.split(":", 5)
    if any(has_hole(part) for part in parts[:5]) and len(parts) < 6:
        return Problem("no AgentCore resource has an ARN like this")
    if parts[0] != "arn" or len(parts) < 6:
        return Problem(f"an ARN is arn:aws:{SERVICE}:REGION:ACCOUNT:runtime/ID, for a runtime")
    _, partition, service, region, account, tail = parts
    if not has_hole(partition) and not re.fullmatch(_PARTITION, partition):
        return Problem(f"no such partition: {partition or 'it is empty'}")
    if not has_hole(service) and service != SERVICE:
        return Problem(f"the service is {SERVICE}, not {service or 'empty'}")
    if not has_hole(region) and not re.fullmatch(_REGION, region):
        return Problem(f"no region: {region}" if region else "the region is missing")
    if not has_hole(account) and not re.fullmatch(r"\d{12}", account):
        digits = sum(char.isdigit() for char in account)
        if account.isdigit():
            return Problem(f"the account {account} has {digits} digits, not 12")
        return Problem(f"an account is 12 digits, {f'not {account}' if account else 'and it is missing'}")
    return _by_tail(tail)


def _by_tail(tail: str) -> Problem:
    kind, slash, rest = tail.partition("/")
    if not slash or (kind not in _IDS and not has_hole(kind)):
        near = _nearest_kind(kind)
        hint = f", did you mean {near}/?" if near else ""
        return Problem(f"no kind of resource: {kind}{hint}" if kind else "the resource is missing")
    name, slash, more = rest.partition("/")
    if kind in _IDS and not slash:
        if kind == "runtime" and re.search(r":[^:]+$", name):
            return Problem("a version does not belong to the ARN; a policy guards the runtime or an endpoint")
        return Problem(f"a {kind}'s id is {_IDS[kind]}")
    if kind in ("runtime", "harness") and not more.startswith(f"{kind}-endpoint/"):
        return Problem(f"after the {kind}'s id only /{kind}-endpoint/NAME can follow")
    if kind in ("runtime", "harness"):
        whole = kinds_of(f"arn:aws:{SERVICE}:us-east-1:111122223333:{kind}/{name}")
        if not whole:
            return Problem(f"a {kind}'s id is {_IDS[kind]}")
        return Problem("an endpoint's name is a letter, then up to 47 letters, digits and _")
    return Problem(f"nothing can follow a {kind}'s id")


def _bad_region(arn: str) -> bool:
    parts = arn.split(":", 5)
    return (
        len(parts) == 6 and not has_hole(arn[: arn.rfind(parts[5])]) and not re.fullmatch(_REGION, parts[3])
    )
