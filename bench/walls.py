"""Policies for the bench: twenty walls of different make, and a set that is hard to search."""

from __future__ import annotations

import json
import random
from typing import Any

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot_{0}-a1B2c3D4e5"
A = "bedrock-agentcore:"
CALLS = f"{A}InvokeAgentRuntime*"
ROLE = "arn:aws:iam::111122223333:role/"
PROXY = {"aws:PrincipalArn": f"{ROLE}Proxy"}
VPCE = {"aws:SourceVpce": "vpce-0a1b2c3d"}
OFFICE = {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}
TEAM = {"aws:PrincipalTag/team": "billing"}
SERVICE = {"Bool": {"aws:ViaAWSService": "false"}}
WAYS = [
    f"{A}InvokeAgentRuntime",
    f"{A}InvokeAgentRuntimeWithWebSocketStream",
    f"{A}InvokeAgentRuntimeCommand",
    f"{A}InvokeAgentRuntimeCommandShell",
]

CONDITIONS: list[dict[str, Any]] = [
    {"ArnNotEquals": PROXY},
    {"StringNotEquals": VPCE, **SERVICE},
    {"NotIpAddress": OFFICE, **SERVICE},
    {"StringNotEquals": TEAM},
    {"ArnNotLike": {"aws:PrincipalArn": [f"{ROLE}Proxy*", f"{ROLE}jobs/*"]}},
    {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
    {"StringNotEqualsIfExists": VPCE, "NotIpAddressIfExists": OFFICE, **SERVICE},
    {"ArnNotEquals": PROXY, "StringNotEquals": VPCE},
    {"StringNotLike": {"aws:userid": ["AROAEXAMPLE:*", "111122223333"]}},
    {"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-a1b2c3/r-ab12/*"}},
]


def wall(
    seed: int, conditions: dict[str, Any], actions: str | list[str] = CALLS, name: str = ""
) -> dict[str, Any]:
    """Return one Deny."""
    return {
        "Sid": f"Wall{seed}{name}",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": ARN.format(seed),
        "Condition": conditions,
    }


def policy_of_walls(seed: int) -> str:
    """Return a policy of five statements around one of twenty walls: whole, or split by action."""
    conditions = CONDITIONS[seed % 10]
    if seed % 20 < 10:
        walls = [
            wall(seed, conditions),
            wall(seed, SERVICE | {"ArnNotLike": PROXY}, f"{A}StopRuntimeSession", "Stop"),
        ]
    else:
        walls = [wall(seed, conditions, WAYS[:2], "Talk"), wall(seed, conditions, WAYS[2:], "Commands")]
    insecure = wall(seed, {"Bool": {"aws:SecureTransport": "false"}}, [CALLS, f"{A}GetAgentCard"], "Tls")
    allow = {
        **wall(seed, {}, WAYS[0]),
        "Sid": f"Proxy{seed}",
        "Effect": "Allow",
        "Principal": {"AWS": PROXY["aws:PrincipalArn"]},
    }
    card = {**allow, "Sid": f"Card{seed}", "Action": f"{A}GetAgentCard"}
    statements = [
        {key: value for key, value in each.items() if value != {}} for each in (allow, card, *walls, insecure)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


def hard_policy(seed: int) -> dict[str, Any]:
    """Return 50 statements, each with 20 keys of 20 globs."""
    rng = random.Random(seed)
    keys = [f"aws:PrincipalTag/k{number}" for number in range(20)]

    def glob() -> str:
        return "".join(rng.choice("abc*") for _ in range(rng.randint(3, 8)))

    return {
        "Version": "2012-10-17",
        "Statement": [
            wall(
                number,
                {
                    rng.choice(["StringLike", "StringNotLike"]): {
                        key: [glob() for _ in range(20)] for key in keys
                    }
                },
                WAYS[: rng.randint(1, 4)],
            )
            | {"Resource": ARN.format(0)}
            for number in range(50)
        ],
    }
