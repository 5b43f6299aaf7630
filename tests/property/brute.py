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
OTHER = "999988887777"
WORDS = ["", *("".join(each) for size in (1, 2) for each in product("abA", repeat=size))]
NAMES = ["A", "B", "AB", "x", "a"]
PATH = "aws-reserved/sso.amazonaws.com/"
ADDRESSES = ["203.0.113.7", "198.51.100.1", "198.51.100.130", "2001:db8::1", "2001:db8:1::1"]


@cache
def callers() -> list[dict[str, str]]:
    """Return callers of every kind. `role`: the ARN that is in aws:PrincipalArn, of a session its role's."""
    out = []
    for account in (OWN, OTHER):
        iam, sts = f"arn:aws:iam::{account}:", f"arn:aws:sts::{account}:"
        roles = [*NAMES, f"{PATH}A", f"{PATH}x", "y/A"]
        out += [_caller("role", f"{iam}role/{name}", account) for name in roles]
        out += [
            {**_caller("session", f"{sts}assumed-role/{name.split('/')[-1]}/{session}", account), "role": f"{iam}role/{name}"}
            for name in ("A", "x", f"{PATH}A", "y/A", f"{PATH}x")
            for session in ("s", "x")
        ]  # fmt: skip
        out += [_caller("user", f"{iam}user/{name}", account) for name in ("A", "x", f"{PATH}A")]
        out += [_caller("federated-user", f"{sts}federated-user/{name}", account) for name in ("A", "x")]
        out.append(_caller("root", f"{iam}root", account))
    return [*out, *(_caller("service", f"{name}.amazonaws.com", "") for name in ("lambda", "x"))]


def _caller(kind: str, arn: str, account: str) -> dict[str, str]:
    return {"kind": kind, "arn": arn, "account": account, "role": arn}


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
    "aws:sourcevpc": [["vpc-1"], ["vpc-2"], ["vpc-x"]],
    "aws:sourceaccount": [None, [OWN], [OTHER], ["123456789012"], ["000000000000"]],
    "aws:sourceip": [[address] for address in ADDRESSES],
}


def requests(keys: list[str]) -> Iterator[dict[str, Any]]:
    """Yield every request that carries some values of these keys, as AWS would fill them in."""
    for caller in callers():
        for vpc in (False, True) if caller["kind"] != "service" else (False,):
            choices = [options(key, caller["kind"], vpc=vpc) for key in keys]
            for chosen in product(*choices):
                context = {key: value for key, value in zip(keys, chosen, strict=True) if value is not None}
                yield {"caller": caller, "context": context}


def options(key: str, kind: str, *, vpc: bool) -> list[list[str] | None]:
    """Return what a request of a caller of that kind may carry for a key."""
    service = kind == "service"
    network = {"aws:sourceip": not vpc and not service, "aws:sourcevpce": vpc, "aws:sourcevpc": vpc}
    tags = key.startswith("aws:principaltag")
    if (
        not network.get(key, True)
        or (tags and kind in ("service", "root"))
        or (key == "aws:calledvia" and (service or vpc))
        or (key == "aws:sourceaccount" and not service)
    ):
        return [None]
    return ALPHABETS[key]


def count(keys: list[str]) -> int:
    """Return about how many requests there are."""
    out = len(callers())
    for key in keys:
        out *= len(ALPHABETS[key])
    return out


def facts(caller: dict[str, str]) -> dict[str, list[str]]:
    if caller["kind"] == "service":
        return {"aws:principalisawsservice": ["true"], "aws:principalservicename": [caller["arn"]]}
    return {"aws:principalarn": [caller["role"]], "aws:principalaccount": [caller["account"]]}


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
    caller = request["caller"]
    context = {**facts(caller), **request["context"]}
    return is_about(statement, caller) and all(
        is_true(operator, key, values, context)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def is_about(statement: dict[str, Any], caller: dict[str, str]) -> bool:
    """Tell whether Principal or NotPrincipal covers the caller."""
    if "Principal" in statement:
        return bool(ways_of_naming(statement["Principal"], caller))
    listed = ways_of_naming(statement["NotPrincipal"], caller)
    if not caller["account"]:
        return not listed
    own = (
        "account" if caller["kind"] == "root" else "role" if caller["kind"] in ("role", "session") else "self"
    )
    return not {"account", own} <= listed


def ways_of_naming(principal: Any, caller: dict[str, str]) -> set[str]:
    """Return how a Principal element names a caller: by `*`, its account, its role, or itself."""
    out: set[str] = set()
    for kind, values in ({"AWS": ["*"]} if principal == "*" else principal).items():
        for each in values:
            if each == "*":
                out.add("everyone")
            if kind == "Service" and caller["kind"] == "service" and each == caller["arn"]:
                out.add("self")
            if kind != "AWS" or not caller["account"]:
                continue
            if each in (caller["account"], f"arn:aws:iam::{caller['account']}:root"):
                out.add("account")
            elif each == caller["role"] and caller["kind"] in ("role", "session"):
                out.add("role")
            elif each == caller["arn"]:
                out.add("self")
    return out


def gets_in(
    statements: list[dict[str, Any]], request: dict[str, Any], action: str, *, permission: bool = True
) -> bool:
    """Tell whether a caller gets in, with full permission by its own policies, or with none."""
    hits = [each for each in statements if covers(each, request, action)]
    if any(each["Effect"] == "Deny" for each in hits):
        return False
    caller = request["caller"]
    allows = [each for each in hits if each["Effect"] == "Allow"]
    if caller["kind"] == "service":
        return bool(allows)
    if caller["account"] != OWN:
        return bool(allows) and (permission or caller["kind"] == "root")
    if permission or caller["kind"] == "root":
        return True
    return any(ways_of_naming(each["Principal"], caller) - {"account"} for each in allows)
