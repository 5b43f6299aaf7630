"""`simulate` against a second simulator, on random requests and policies of every sort."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from agentcore_lint.access.wire import decide_line
from tests.property.simulator import decide

OWN, OTHER = "111122223333", "999988887777"
RESOURCES = [
    f"arn:aws:bedrock-agentcore:eu-west-1:{OWN}:runtime/bot-a1B2c3D4e5",
    f"arn:aws:bedrock-agentcore:us-east-1:{OTHER}:gateway/orders-0k3m9x7qpz",
    f"arn:aws:lambda:eu-west-1:{OWN}:function:bot:live",
]
CALLERS: list[dict[str, str]] = [
    {"arn": f"arn:aws:iam::{OWN}:role/A"},
    {"arn": f"arn:aws:iam::{OWN}:role/team/A"},
    {"arn": f"arn:aws:sts::{OWN}:assumed-role/A/s"},
    {"arn": f"arn:aws:iam::{OWN}:user/maria"},
    {"arn": f"arn:aws:sts::{OWN}:federated-user/bob"},
    {"arn": f"arn:aws:iam::{OWN}:root"},
    {"arn": f"arn:aws:iam::{OTHER}:role/A"},
    {"arn": f"arn:aws:iam::{OTHER}:root"},
    {"service": "lambda.amazonaws.com"},
]
NAMES = [each["arn"] for each in CALLERS if "arn" in each] + [OWN, OTHER]
PRINCIPALS: list[Any] = ["*", {"AWS": "*"}, {"Service": "lambda.amazonaws.com"}, {"AWS": [OWN, NAMES[0]]}]
PRINCIPALS += [{"AWS": each} for each in NAMES]
LISTED: list[Any] = [
    {"AWS": NAMES[0]},
    {"AWS": [NAMES[0], OWN]},
    {"AWS": [NAMES[3], OWN]},
    {"AWS": [NAMES[2], OWN]},
]
PATTERNS = [
    "*", *RESOURCES, "arn:aws:bedrock-agentcore:*", "arn:aws:bedrock-agentcore:*/bot-a1B2c3D4e5", "arn:aws:*:bot:live",
    "arn:aws:*:*:*:runtime/b?t-*", "arn:aws:lambda:*:*:function:*t:live", "arn:aws:lambda:*:*:f*:live", "arn:*:live",
    "arn:aws:bedrock-agentcore:*:*:runtime/${aws:PrincipalTag/t}*", "arn:aws:*:${aws:RequestedRegion}:*:*",
]  # fmt: skip
CONDITIONS: list[tuple[str, str, list[str]]] = [
    ("StringEquals", "aws:PrincipalTag/t", ["bot", "x*"]),
    ("StringNotEquals", "aws:PrincipalTag/t", ["bot"]),
    ("StringLike", "aws:principaltag/T", ["b*", "${aws:PrincipalTag/u}?"]),
    ("StringNotLikeIfExists", "aws:PrincipalTag/u", ["b?t"]),
    ("StringEqualsIfExists", "aws:PrincipalTag/u", ["${aws:PrincipalTag/t}"]),
    ("ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/*A"]),
    ("ArnNotEquals", "aws:PrincipalArn", [NAMES[0]]),
    ("StringLike", "aws:PrincipalArn", ["arn:aws:*team*"]),
    ("StringEquals", "aws:PrincipalAccount", [OWN]),
    ("Bool", "aws:ViaAWSService", ["true"]),
    ("Null", "aws:PrincipalTag/t", ["true"]),
    ("Null", "aws:PrincipalArn", ["false"]),
]
ACTIONS = ["bedrock-agentcore:InvokeAgentRuntime", "lambda:InvokeFunction"]


def some_policy(rng: random.Random, sort: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [some_statement(rng, sort) for _ in range(rng.randint(0, 3))],
    }


def some_statement(rng: random.Random, sort: str) -> dict[str, Any]:
    chosen = rng.choice(["*", "bedrock-agentcore:Invoke*", "LAMBDA:*", *ACTIONS])
    out: dict[str, Any] = {"Effect": "Deny" if rng.random() < 0.25 else "Allow", "Action": chosen}
    out["Resource"] = rng.choice(PATTERNS) if rng.random() < 0.7 else "*"
    if sort == "resource" and rng.random() < 0.9:
        out["Principal"] = rng.choice(PRINCIPALS)
    if sort == "resource" and out["Effect"] == "Deny" and rng.random() < 0.3:
        out.pop("Principal", None)
        out["NotPrincipal"] = rng.choice(LISTED)
    for operator, key, values in rng.sample(CONDITIONS, k=rng.choice([0, 0, 0, 1, 2])):
        out.setdefault("Condition", {}).setdefault(operator, {})[key] = values
    return out


def some_request(rng: random.Random) -> dict[str, Any]:
    caller = rng.choice(CALLERS)
    context: dict[str, Any] = {"aws:RequestedRegion": "eu-west-1", "aws:ViaAWSService": rng.random() < 0.3}
    for tag in ("t", "u"):
        if rng.random() < 0.6 and "service" not in caller:
            context[f"aws:PrincipalTag/{tag}"] = rng.choice(["bot", "bots", "b*", "x*"])
    if "assumed-role" in caller.get("arn", "") and rng.random() < 0.5:
        context["aws:PrincipalArn"] = f"arn:aws:iam::{OWN}:role/team/A"
    policies: dict[str, Any] = {
        "identity": [some_policy(rng, "identity")],
        "resource": some_policy(rng, "resource"),
    }
    for sort in ("boundary", "session", "scp", "rcp"):
        if rng.random() < 0.25:
            policies[sort] = (
                [[some_policy(rng, sort)]] if sort in ("scp", "rcp") else [some_policy(rng, sort)]
            )
    action, resource = rng.choice(ACTIONS), rng.choice(RESOURCES)
    return {
        "action": action,
        "resource": resource,
        "caller": caller,
        "context": context,
        "policies": policies,
    }


@pytest.mark.parametrize("part", range(4))
def test_two_simulators_decide_alike(part: int) -> None:
    rng = random.Random(part)
    for _ in range(2500):
        request = some_request(rng)
        found = decide_line(json.dumps(request))
        expected = decide(
            {**request, "context": {key: _text(value) for key, value in request["context"].items()}}
        )
        assert found["decision"] == expected, (found, request)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else value
