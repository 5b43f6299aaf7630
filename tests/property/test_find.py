"""`find` against a brute force that tries every request, and the laws that it obeys."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.access.callers import World
from agentcore_lint.access.find import Nobody, Witness, find
from agentcore_lint.access.permission import EVERYTHING
from agentcore_lint.access.question import Allowed, Question, Reached
from agentcore_lint.access.request import Policies, Request
from agentcore_lint.policy.build import build_policy
from tests.property import brute

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentcore_lint.access.question import Fact

ARN = f"arn:aws:bedrock-agentcore:eu-west-1:{brute.OWN}:runtime/bot-a1B2c3D4e5"
HTTP = "bedrock-agentcore:InvokeAgentRuntime"
COMMAND = "bedrock-agentcore:InvokeAgentRuntimeCommand"
ROLE = f"arn:aws:iam::{brute.OWN}:role/"
OTHER = "arn:aws:iam::999988887777:role/A"
STS = f"arn:aws:sts::{brute.OWN}:"
SESSION = f"{STS}assumed-role/A/s"
ROOT = f"arn:aws:iam::{brute.OWN}:root"
PRINCIPALS: list[Any] = [
    "*",
    "*",
    {"AWS": [f"{ROLE}A"]},
    {"AWS": [OTHER, brute.OWN]},
    {"AWS": ["*"], "Service": ["lambda.amazonaws.com"]},
    {"AWS": [brute.OWN]},
    {"AWS": [ROOT, f"{ROLE}A"]},
    {"AWS": [SESSION]},
    {"AWS": [SESSION, f"{ROLE}y/A"]},
    {"AWS": [f"{ROLE}{brute.PATH}A", f"arn:aws:iam::{brute.OWN}:user/A"]},
    {"AWS": [f"{STS}federated-user/A"]},
    {"Service": ["lambda.amazonaws.com"]},
]
NAMED: list[Any] = [
    {"AWS": [ROOT, f"{ROLE}A"]},
    {"AWS": [brute.OWN, f"arn:aws:iam::{brute.OWN}:user/A"]},
    {"AWS": [f"{ROLE}A"], "Service": ["lambda.amazonaws.com"]},
]
ARNS = [
    f"{ROLE}A",
    f"{ROLE}B",
    f"{ROLE}*B",
    f"{ROLE}A*",
    "arn:aws:iam::*:role/A",
    OTHER,
    f"arn:aws:iam::{brute.OWN}:user/*",
    f"{ROLE}{brute.PATH}*",
    f"{ROLE}*/A",
    f"{ROLE}*",
    f"arn:aws:iam::{brute.OWN}:*",
    f"{STS}*",
    f"{STS}federated-user/A",
    ROOT,
]

Statements = list[dict[str, Any]]


def some_words(rng: random.Random, alphabet: str, least: int = 1, most: int = 2) -> list[str]:
    return ["".join(rng.choices(alphabet, k=rng.randint(1, 2))) for _ in range(rng.randint(least, most))]


def some_condition(rng: random.Random) -> tuple[str, str, list[str]]:
    """Return an operator, a key and values."""
    exists = rng.choice(["", "", "IfExists"])
    match rng.randrange(10):
        case 0:
            op = rng.choice(
                ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]
            )
            return (
                op + exists,
                rng.choice(["aws:PrincipalTag/t", "aws:PrincipalTag/u"]),
                some_words(rng, "abA"),
            )
        case 1:
            op = rng.choice(["StringLike", "StringNotLike"])
            return (
                op + exists,
                rng.choice(["aws:PrincipalTag/t", "aws:principaltag/U"]),
                some_words(rng, "ab*?"),
            )
        case 2:
            op = rng.choice(
                ["NumericLessThan", "NumericGreaterThanEquals", "NumericEquals", "NumericNotEquals"]
            )
            return op + exists, "aws:MultiFactorAuthAge", [str(rng.randint(0, 4))]
        case 3:
            return "Bool" + exists, "aws:MultiFactorAuthPresent", [rng.choice(["true", "false"])]
        case 4:
            op = rng.choice(["ForAnyValue:", "ForAllValues:"]) + rng.choice(
                ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike"]
            )
            return op + exists, "aws:CalledVia", some_words(rng, "ab" if "Equals" in op else "ab*")
        case 5:
            op = rng.choice(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"])
            return (
                op + exists,
                "aws:SourceVpce",
                rng.sample(
                    ["vpce-1", "vpce-2"] if "Equals" in op else ["vpce-1*", "vpce-?", "vpce-2"],
                    k=rng.randint(1, 2),
                ),
            )
        case 6:
            op = rng.choice(["IpAddress", "NotIpAddress"])
            return (
                op + exists,
                "aws:SourceIp",
                rng.sample(
                    [
                        "203.0.113.0/24",
                        "198.51.100.0/25",
                        "198.51.100.0/24",
                        "2001:db8::/48",
                        "2001:db8::/32",
                        "0.0.0.0/0",
                    ],
                    k=rng.randint(1, 2),
                ),
            )
        case 7:
            op = rng.choice(
                ["ArnLike", "ArnNotEquals", "StringLike", "StringNotEquals", "StringEqualsIgnoreCase"]
            )
            return (
                op + exists,
                "aws:PrincipalArn",
                rng.sample(ARNS, k=rng.randint(1, 2)),
            )
        case 8:
            op = rng.choice(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"])
            key, wild, plain = rng.choice(
                [
                    ("aws:SourceVpc", ["vpc-1*", "v*", "?pc-?", "*1"], ["vpc-1", "vpc-2"]),
                    ("aws:SourceVpce", ["vpce*", "*e-1", "v*"], ["vpce-1", "vpce-12"]),
                    ("aws:SourceAccount", ["1111*", "*3", "????????????"], [brute.OWN, "123456789012"]),
                ]
            )
            return op + exists, key, rng.sample(plain if "Equals" in op else wild, k=rng.randint(1, 2))
        case _:
            return rng.choice([("Null", rng.choice(["aws:PrincipalTag/t", "aws:SourceVpce", "aws:MultiFactorAuthAge"]), [rng.choice(["true", "false"])]),
                               ("StringEquals", "aws:PrincipalTag/t", ["${aws:PrincipalTag/u}"]),
                               ("StringNotEquals", "aws:PrincipalTag/t", ["a${aws:PrincipalTag/u}"]),
                               ("StringLike", "aws:PrincipalTag/t", ["${aws:PrincipalTag/u}*"]),
                               ("StringEquals", "aws:PrincipalAccount", [brute.OWN]),
                               ("StringNotEquals", "aws:PrincipalAccount", [brute.OWN, "222233334444"])])  # fmt: skip


def some_statement(rng: random.Random) -> dict[str, Any]:
    conditions: dict[str, dict[str, list[str]]] = {}
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3])):
        operator, key, values = some_condition(rng)
        conditions.setdefault(operator, {}).setdefault(key, values)
    element = rng.choice(["Action", "Action", "Action", "NotAction"])
    effect = rng.choice(["Allow", "Deny", "Deny"])
    whom = {"Principal": rng.choice(PRINCIPALS)}
    if effect == "Deny" and rng.random() < 0.15:
        whom = {"NotPrincipal": rng.choice(NAMED)}
    return {
        "Effect": effect,
        **whom,
        element: rng.choice([[HTTP], [COMMAND], [HTTP, COMMAND], ["bedrock-agentcore:InvokeAgentRuntime*"]]),
        "Resource": ARN,
        "Condition": conditions,
    }


def some_statements(rng: random.Random) -> Statements:
    return [some_statement(rng) for _ in range(rng.randint(1, 4))]


def built(statements: Statements) -> Policies:
    policy = build_policy({"Version": "2012-10-17", "Statement": statements}, "resource-policy")
    return Policies(identity=(EVERYTHING,), resource=policy)


def keys_of(statements: Statements) -> list[str]:
    """Return the free keys of the statements, a tag's partner with it."""
    keys = {key.lower() for each in statements for block in each["Condition"].values() for key in block}
    if any("${aws:PrincipalTag/u}" in str(each) for each in statements):
        keys |= {"aws:principaltag/t", "aws:principaltag/u"}
    return sorted(keys & brute.ALPHABETS.keys())


def as_plain(request: Request) -> dict[str, Any]:
    """Return a request as the brute force writes it."""
    caller = request.caller
    arn = caller.name if caller.type == "service" else caller.arn
    context = {key: list(values) for key, values in request.context.items()}
    made = {"kind": caller.type, "arn": arn, "account": caller.account}
    return {"caller": {**made, "role": caller.principal_arn or arn}, "context": context}


def disagreement(answer: Any, is_so: Any, keys: list[str]) -> object:
    """What the brute force says against an answer: None when they agree."""
    if isinstance(answer, Witness):
        plain = as_plain(answer.request)
        return None if is_so(plain) else plain
    if isinstance(answer, Nobody):
        return next(filter(is_so, brute.requests(keys)), None)
    return answer


def questions(old: Statements, new: Statements) -> list[tuple[tuple[Fact, ...], Callable[[Any], bool]]]:
    """Return questions on two policies, each with the brute force's answer for a request."""
    then, now = built(old), built(new)
    assert now.resource is not None
    first = now.resource.statements[0]
    alone, alone_then = now._replace(identity=()), then._replace(identity=())
    return [
        ((Allowed(alone, (HTTP,)),), lambda r: brute.gets_in(new, r, HTTP, permission=False)),
        (
            (Allowed(alone, (COMMAND,)), Allowed(alone_then, (COMMAND,), wanted=False)),
            lambda r: (
                brute.gets_in(new, r, COMMAND, permission=False)
                and not brute.gets_in(old, r, COMMAND, permission=False)
            ),
        ),
        ((Allowed(now, (HTTP,)),), lambda r: brute.gets_in(new, r, HTTP)),
        (
            (Allowed(now, (HTTP,), wanted=False), Allowed(now, (COMMAND,))),
            lambda r: not brute.gets_in(new, r, HTTP) and brute.gets_in(new, r, COMMAND),
        ),
        (
            (Allowed(now, (HTTP, COMMAND)), Allowed(then, (HTTP,), wanted=False)),
            lambda r: (
                brute.gets_in(new, r, HTTP)
                and brute.gets_in(new, r, COMMAND)
                and not brute.gets_in(old, r, HTTP)
            ),
        ),
        (
            (Reached(now.resource, first, HTTP), Allowed(then, (HTTP,))),
            lambda r: brute.covers(new[0], r, HTTP) and brute.gets_in(old, r, HTTP),
        ),
    ]


@pytest.mark.parametrize("part", range(8))
def test_brute_force_agrees_on_who_gets_in(part: int) -> None:
    rng = random.Random(part)
    tried = 0
    while tried < 100:
        old, new = some_statements(rng), some_statements(rng)
        keys = keys_of([*old, *new])
        if brute.count(keys) > 2500:
            continue
        tried += 1
        for facts, is_so in questions(old, new):
            assert disagreement(find(Question(facts, World(ARN))), is_so, keys) is None, (old, new)
