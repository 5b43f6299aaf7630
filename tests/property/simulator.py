"""The decision on a request, written down a second time, from AWS's text alone. It shares no code with the package.

Requests are plain dicts as `simulate --requests` takes them. Only what the test makes is understood: ARNs
as callers, operators of strings and ARNs, Bool and Null.
"""

from __future__ import annotations

import re
from typing import Any

Body = dict[str, Any]


def decide(request: Body) -> str:
    """Return `allowed`, `explicitly-denied` or `implicitly-denied`."""
    caller = who(request)
    policies = request["policies"]
    own = [] if caller["kind"] in ("root", "service") else ["identity", "boundary", "session"]
    member = [] if caller["kind"] == "service" else ["scp"]
    rcp = [] if request["action"].startswith("bedrock-agentcore:") else ["rcp"]
    for sort in (*own, *member, *rcp, "resource"):
        for policy in flat(policies.get(sort)):
            if hits(policy, "Deny", request, caller, resource=sort == "resource"):
                return "explicitly-denied"
    if "scp" in member and not all(
        any(hits(policy, "Allow", request, caller) for policy in flat(level))
        for level in policies.get("scp", [])
    ):
        return "implicitly-denied"
    allows = (
        hits(policies["resource"], "Allow", request, caller, resource=True)
        if policies.get("resource")
        else []
    )
    if caller["kind"] == "service":
        return "allowed" if allows else "implicitly-denied"
    limits = [flat(policies[sort]) for sort in ("boundary", "session") if policies.get(sort)]
    within = caller["kind"] == "root" or all(
        any(hits(p, "Allow", request, caller) for p in limit) for limit in limits
    )
    granted = caller["kind"] == "root" or any(
        hits(p, "Allow", request, caller) for p in flat(policies.get("identity"))
    )
    if caller["account"] != request["resource"].split(":")[4]:
        return "allowed" if granted and within and allows else "implicitly-denied"
    forms = {form for statement in allows for form in naming(statement["Principal"], caller)}
    if forms & {"everyone", "self"} or ("role" in forms and within) or (granted and within):
        return "allowed"
    return "implicitly-denied"


def flat(policies: Any) -> list[Body]:
    if policies is None:
        return []
    if isinstance(policies, dict):
        return [policies]
    return [each for group in policies for each in flat(group)]


def who(request: Body) -> dict[str, Any]:
    """Return the caller: its kind, account, ARN, and what aws:PrincipalArn is."""
    if "service" in request["caller"]:
        return {"kind": "service", "account": "", "arn": request["caller"]["service"], "role": ""}
    arn = request["caller"]["arn"]
    account, tail = arn.split(":")[4:6]
    kind = tail.split("/")[0]
    role = arn
    said = kind != "assumed-role" or "aws:PrincipalArn" in request["context"]
    if kind == "assumed-role":
        role = f"arn:aws:iam::{account}:role/{tail.split('/')[1]}"
        role = request["context"].get("aws:PrincipalArn", role)
    bounded = bool(request["policies"].get("boundary")) and kind != "root"
    return {"kind": kind, "account": account, "arn": arn, "role": role, "said": said, "bounded": bounded}


def hits(
    policy: Body, effect: str, request: Body, caller: dict[str, Any], *, resource: bool = False
) -> list[Body]:
    """Return the statements of that effect that apply."""
    return [
        each
        for each in policy["Statement"]
        if each["Effect"] == effect
        and is_about(each, caller, resource=resource)
        and any(glob(one.lower(), request["action"].lower()) for one in many(each["Action"]))
        and any(reaches(one, request, caller) for one in many(each.get("Resource", request["resource"])))
        and all(
            holds(operator, key, many(values), request, caller)
            for operator, keys in each.get("Condition", {}).items()
            for key, values in keys.items()
        )
    ]


def many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def is_about(statement: Body, caller: dict[str, Any], *, resource: bool) -> bool:
    if "Principal" in statement:
        return bool(naming(statement["Principal"], caller))
    if "NotPrincipal" not in statement:
        return not resource
    if caller.get("bounded"):
        return True
    named = naming(statement["NotPrincipal"], caller)
    if not caller["account"]:
        return not named
    own = {"root": "account", "role": "role", "assumed-role": "role"}.get(caller["kind"], "self")
    return not {"account", own} <= named


def naming(principal: Any, caller: dict[str, Any]) -> set[str]:
    out = set()
    for kind, values in ({"AWS": "*"} if principal == "*" else principal).items():
        for each in many(values):
            if each == "*":
                out.add("everyone")
            elif kind == "Service":
                out |= {"self"} if each == caller["arn"] else set()
            elif each in (caller["account"], f"arn:aws:iam::{caller['account']}:root"):
                out.add("account")
            elif caller["kind"] in ("role", "assumed-role") and is_role(each, caller):
                out.add("role")
            elif each == caller["arn"]:
                out.add("self")
    return out


def is_role(arn: str, caller: dict[str, Any]) -> bool:
    """Compare with the caller's role: by its name, unique in the account, where its path is not said."""
    if caller["said"]:
        return bool(arn == caller["role"])
    return (
        ":role/" in arn
        and f"{arn.split(':role/', maxsplit=1)[0]}:role/{arn.rsplit('/', maxsplit=1)[-1]}" == caller["role"]
    )


def value_of(key: str, request: Body, caller: dict[str, Any]) -> str | None:
    for name, value in request["context"].items():
        if name.lower() == key.lower():
            return str(value)
    if key.lower() == "aws:principalarn":
        return caller["role"] or None
    return (caller["account"] or None) if key.lower() == "aws:principalaccount" else None


def filled(text: str, request: Body, caller: dict[str, Any]) -> str | None:
    """Put values in for variables, with their wildcards marked as literal; None: one has no value."""
    for name in re.findall(r"\$\{([^}]*)\}", text):
        value = value_of(name, request, caller)
        if value is None:
            return None
        text = text.replace("${" + name + "}", value.replace("*", "\0").replace("?", "\1"))
    return text


def reaches(pattern: str, request: Body, caller: dict[str, Any]) -> bool:
    """A `*` that ends a segment reaches over colons, other wildcards do not; variables after the fifth colon."""
    parts = pattern.split(":", 5)
    if len(parts) == 6:
        tail = filled(parts[5], request, caller)
        if tail is None:
            return False
        pattern = ":".join([*parts[:5], tail])
    expression = ""
    for at, char in enumerate(pattern):
        if char == "*":
            expression += ".*" if pattern[at + 1 : at + 2] in ("", ":") else "[^:]*"
        else:
            expression += {"?": "[^:]", "\0": r"\*", "\1": r"\?"}.get(char, re.escape(char))
    return re.fullmatch(expression, request["resource"], re.DOTALL) is not None


def glob(pattern: str, value: str) -> bool:
    each = {"*": ".*", "?": ".", "\0": r"\*", "\1": r"\?"}
    return (
        re.fullmatch("".join(each.get(char, re.escape(char)) for char in pattern), value, re.DOTALL)
        is not None
    )


def holds(operator: str, key: str, wanted: list[str], request: Body, caller: dict[str, Any]) -> bool:
    value = value_of(key, request, caller)
    if operator == "Null":
        return any((each == "true") == (value is None) for each in wanted)
    optional = operator.endswith("IfExists")
    operator = operator.removesuffix("IfExists")
    negated = "Not" in operator
    if value is None:
        return optional or negated
    texts = [each if operator == "Bool" else filled(each, request, caller) for each in wanted]
    return (
        any(text is not None and _same(operator.replace("Not", ""), text, value) for text in texts) != negated
    )


def _same(operator: str, pattern: str, value: str) -> bool:
    if operator.startswith("Arn"):
        one, other = pattern.split(":", 5), value.split(":", 5)
        return len(one) == len(other) == 6 and all(map(glob, one, other))
    if operator == "StringLike":
        return glob(pattern, value)
    return pattern.replace("\0", "*").replace("\1", "?") == value
