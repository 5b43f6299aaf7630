"""Who gets in, by trying every request over small alphabets. It shares no code with the package.

Policies are plain JSON values, requests are plain dicts: `action`, `caller` (ARN, account, kind) and
`context` (key in lower case to a list of values).
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = "111122223333"
WORDS = ["", *("".join(each) for size in (1, 2) for each in product("abA", repeat=size))]
NAMES = ["A", "B", "AB", "x", "a"]
ADDRESSES = ["203.0.113.7", "198.51.100.1", "198.51.100.130", "2001:db8::1", "2001:db8:1::1"]


@cache
def callers() -> list[dict[str, str]]:
    out = []
    for account in (OWN, "999988887777"):
        out += [
            {"kind": "role", "arn": f"arn:aws:iam::{account}:role/{name}", "account": account}
            for name in NAMES
        ]
        out += [
            {"kind": "user", "arn": f"arn:aws:iam::{account}:user/{name}", "account": account}
            for name in ("A", "x")
        ]
    return [
        *out,
        {"kind": "service", "arn": "lambda.amazonaws.com", "account": ""},
        {"kind": "service", "arn": "x.amazonaws.com", "account": ""},
    ]


ALPHABETS: dict[str, list[list[str] | None]] = {
    "aws:principaltag/t": [None, *([word] for word in WORDS)],
    "aws:principaltag/u": [None, *([word] for word in WORDS)],
    "aws:multifactorauthage": [None, *([str(number)] for number in range(-1, 6)), ["2.5"]],
    "aws:multifactorauthpresent": [None, ["true"], ["false"]],
    "aws:calledvia": [
        None,
        *([*each] for size in (1, 2, 3) for each in combinations(["a", "b", "ab", "ba", "x"], size)),
    ],
    "aws:sourcevpce": [["vpce-1"], ["vpce-2"], ["vpce-12"], ["vpce-x"]],
    "aws:sourceip": [[address] for address in ADDRESSES],
}


def requests(keys: list[str]) -> Iterator[dict[str, Any]]:
    """Yield every request that carries some values of these keys, as AWS would fill them in."""
    for caller in callers():
        service = caller["kind"] == "service"
        for vpc in (False, True):
            if vpc and service:
                continue
            options: list[list[list[str] | None]] = []
            for key in keys:
                if key == "aws:sourceip":
                    options.append([None] if vpc or service else ALPHABETS[key])
                elif key == "aws:sourcevpce":
                    options.append(ALPHABETS[key] if vpc else [None])
                elif (service and (key.startswith("aws:principaltag") or key == "aws:calledvia")) or (
                    vpc and key == "aws:calledvia"
                ):
                    options.append([None])
                else:
                    options.append(ALPHABETS[key])
            for chosen in product(*options):
                context = {key: value for key, value in zip(keys, chosen, strict=True) if value is not None}
                yield {"caller": caller, "context": context}


def count(keys: list[str]) -> int:
    """Return about how many requests there are."""
    out = len(callers())
    for key in keys:
        out *= len(ALPHABETS[key])
    return out


def facts(caller: dict[str, str]) -> dict[str, list[str]]:
    if caller["kind"] == "service":
        return {"aws:principalisawsservice": ["true"], "aws:principalservicename": [caller["arn"]]}
    return {"aws:principalarn": [caller["arn"]], "aws:principalaccount": [caller["account"]]}


@cache
def is_like(pattern: str, value: str) -> bool:
    return (
        re.fullmatch("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), value, re.DOTALL)
        is not None
    )


def is_like_arn(pattern: str, value: str) -> bool:
    one, two = pattern.split(":", 5), value.split(":", 5)
    return len(one) == len(two) == 6 and all(map(is_like, one, two))


@cache
def in_net(pattern: str, value: str) -> bool:
    net, address = ipaddress.ip_network(pattern), ipaddress.ip_address(value)
    return net.version == address.version and address in net


TESTS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda p, v: p == v,
    "StringEqualsIgnoreCase": lambda p, v: p.lower() == v.lower(),
    "StringLike": is_like,
    "ArnLike": is_like_arn,
    "ArnEquals": is_like_arn,
    "NumericLessThan": lambda p, v: float(v) < float(p),
    "NumericGreaterThanEquals": lambda p, v: float(v) >= float(p),
    "NumericEquals": lambda p, v: float(v) == float(p),
    "Bool": lambda p, v: p == v,
    "IpAddress": in_net,
}
NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
}


def is_true(operator: str, key: str, wanted: list[str], context: dict[str, list[str]]) -> bool:
    values = context.get(key.lower())
    if operator == "Null":
        return any((each == "true") == (values is None) for each in wanted)
    quantifier, _, operator = operator.rpartition(":")
    optional = operator.endswith("IfExists")
    operator = operator.removesuffix("IfExists")
    negated = operator in NEGATIONS
    test = TESTS[NEGATIONS.get(operator, operator)]
    if values is None:
        return optional or quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    patterns = []
    for pattern in wanted:
        filled: str | None = pattern
        for name in re.findall(r"\$\{([^}]*)\}", pattern):
            value = context.get(name.lower())
            filled = filled.replace("${" + name + "}", value[0]) if value and filled is not None else None
        patterns += [] if filled is None else [filled]
    one_each = [any(test(pattern, value) for pattern in patterns) != negated for value in values]
    if quantifier == "ForAllValues":
        return all(one_each)
    if quantifier == "ForAnyValue":
        return any(one_each)
    return (
        one_each[0]
        if len(one_each) == 1
        else (not any(not x for x in one_each) if negated else any(one_each))
    )


def covers(statement: dict[str, Any], request: dict[str, Any], action: str) -> bool:
    element = "NotAction" if "NotAction" in statement else "Action"
    if any(is_like(each.lower(), action.lower()) for each in statement[element]) == (element == "NotAction"):
        return False
    caller, who = request["caller"], statement["Principal"]
    named = who == "*" or any(
        each == "*"
        or (kind == "Service" and caller["kind"] == "service" and each == caller["arn"])
        or (
            kind == "AWS"
            and caller["account"]
            and each in (caller["account"], caller["arn"], f"arn:aws:iam::{caller['account']}:root")
        )
        for kind, values in (who.items() if isinstance(who, dict) else ())
        for each in values
    )
    context = {**facts(caller), **request["context"]}
    return named and all(
        is_true(operator, key, values, context)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def gets_in(statements: list[dict[str, Any]], request: dict[str, Any], action: str) -> bool:
    """Tell whether a caller with full IAM permission gets in."""
    hits = [each for each in statements if covers(each, request, action)]
    if any(each["Effect"] == "Deny" for each in hits):
        return False
    return request["caller"]["account"] == OWN or any(each["Effect"] == "Allow" for each in hits)
