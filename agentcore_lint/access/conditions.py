"""Whether a condition holds for a request.

Source: IAM user guide, "Condition operators", "Conditions with multiple context keys or values",
"Policy variables". An answer of None: it depends on a hole, or on a key that is unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agentcore_lint.policy.glob import compile_glob, match
from agentcore_lint.policy.operators import ARN, DATE, EXACT_STRING, IP, NUMERIC, STRING, WITH_VARIABLES
from agentcore_lint.policy.values import NUMBER
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Condition

_VARIABLE = re.compile(r"\$\{([*?$]|[^{}'\s]+:[^{},']+(?:,\s*'([^']*)')?)\}")


def holds(condition: Condition, request: Request, *, variables: bool) -> bool | None:
    """Tell whether one key of one operator holds."""
    operator = condition.operator
    key = condition.key.lower()
    if operator.base is None or has_hole(key):
        return None
    if key in request.unknown:
        return None
    values = request.lookup(key)
    if operator.base == "Null":
        return _null(condition, present=bool(values))
    if not values:
        return _when_missing(condition)
    base = operator.base
    negated = operator.negated
    patterns = [
        pattern
        for item in condition.values
        for pattern in _patterns(item.text, base, request, variables=variables)
    ]
    test = _test(base)
    results = [any3(_one(test, base, pattern, value) for pattern in patterns) for value in values]
    if operator.quantifier == "ForAllValues":
        return all3(not3(result) if negated else result for result in results)
    if operator.quantifier == "ForAnyValue":
        return any3(not3(result) if negated else result for result in results)
    matched = any3(results)
    return not3(matched) if negated else matched


def has_variables(condition: Condition) -> bool:
    """Tell whether a value of a condition has a policy variable, or an escape like one."""
    return any("${" in item.text for item in condition.values)


def any3(results: Iterable[bool | None]) -> bool | None:
    """Return Kleene's OR."""
    out: bool | None = False
    for result in results:
        if result:
            return True
        if result is None:
            out = None
    return out


def all3(results: Iterable[bool | None]) -> bool | None:
    """Return Kleene's AND."""
    out: bool | None = True
    for result in results:
        if result is False:
            return False
        if result is None:
            out = None
    return out


def not3(result: bool | None) -> bool | None:  # noqa: FBT001  a truth value is what it is about
    """Return Kleene's NOT."""
    return None if result is None else not result


def _null(condition: Condition, *, present: bool) -> bool | None:
    return any3(
        None if has_hole(item.text) else {"true": not present, "false": present}.get(item.text.lower(), False)
        for item in condition.values
    )


def _when_missing(condition: Condition) -> bool:
    operator = condition.operator
    if operator.if_exists or operator.quantifier == "ForAllValues":
        return True
    return operator.negated and operator.quantifier != "ForAnyValue"


def _patterns(text: str, base: str, request: Request, *, variables: bool) -> list[str | None]:
    """Return the patterns that a value stands for: none when a variable has no value."""
    if base not in WITH_VARIABLES:
        return [text]
    glob = base not in EXACT_STRING
    if variables and "${" in text:
        return expand(text, request, glob=glob)
    return [compile_glob(text) if glob else text]


def expand(text: str, request: Request, *, glob: bool) -> list[str | None]:
    """Put the values of policy variables in: none when one has no value, [None] when one is unknown.

    `glob`: wildcards are compiled, but those that come from a variable stay literal.
    """
    parts: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(text):
        literal = text[at : found.start()]
        parts.append(compile_glob(literal) if glob else literal)
        at = found.end()
        name = found[1].split(",")[0].strip()
        if name in ("*", "?", "$"):
            parts.append(name)
        elif name.lower() in request.unknown:
            return [None]
        else:
            values = request.lookup(name.lower()) or ((found[2],) if found[2] is not None else ())
            if len(values) != 1:
                return []
            parts.append(values[0])
    parts.append(compile_glob(text[at:]) if glob else text[at:])
    return ["".join(parts)]


def _one(test: Callable[[str, str], bool | None], base: str, pattern: str | None, value: str) -> bool | None:
    if pattern is None:
        return None
    if base not in WITH_VARIABLES and (has_hole(pattern) or has_hole(value)):
        return True if pattern == value else None
    return test(pattern, value)


def _test(base: str) -> Callable[[str, str], bool | None]:
    if base in STRING:
        return _ignore_case if "IgnoreCase" in base else match
    if base in ARN:
        return match_arn
    if base in NUMERIC:
        return _compare(base.removeprefix("Numeric"), number)
    if base in DATE:
        return _compare(base.removeprefix("Date"), moment)
    if base in IP:
        return _in_network
    return _same_bytes if base == "BinaryEquals" else _same_word


def _ignore_case(pattern: str, value: str) -> bool | None:
    return match(pattern.lower(), value.lower())


def _same_word(pattern: str, value: str) -> bool:
    return pattern.lower() == value.lower()


def _same_bytes(pattern: str, value: str) -> bool:
    return pattern.rstrip("=") == value.rstrip("=")


def match_arn(pattern: str, value: str) -> bool | None:
    """Match a compiled pattern of an ARN part by part: a wildcard crosses no colon before the sixth."""
    wanted, found = pattern.split(":", 5), value.split(":", 5)
    if len(wanted) == len(found) == 6:
        return all3(map(match, wanted, found))
    if has_hole(pattern) or has_hole(value):
        return match(pattern, value)
    return False


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """Return the number that `text` is, or None."""
    from decimal import Decimal

    return Decimal(text) if re.fullmatch(NUMBER, text.strip()) else None


@lru_cache(maxsize=4096)
def moment(text: str) -> Decimal | None:
    """Return a date (W3C profile of ISO 8601, or seconds of the epoch) in seconds of the epoch."""
    seconds = number(text)
    if seconds is not None and not re.fullmatch(r"\d{4}", text):
        return seconds
    from datetime import UTC, datetime
    from decimal import Decimal

    date = re.fullmatch(r"(\d{4})(?:-(\d\d))?", text)
    try:
        parsed = datetime.fromisoformat(f"{date[1]}-{date[2] or '01'}-01" if date else text)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return Decimal(str(parsed.timestamp()))


def _compare(name: str, read: Callable[[str], Decimal | None]) -> Callable[[str, str], bool]:
    def test(pattern: str, value: str) -> bool:
        limit, given = read(pattern), read(value)
        if limit is None or given is None:
            return False
        match name:
            case "LessThan":
                return given < limit
            case "LessThanEquals":
                return given <= limit
            case "GreaterThan":
                return given > limit
            case "GreaterThanEquals":
                return given >= limit
        return given == limit

    return test


@lru_cache(maxsize=16384)
def _in_network(pattern: str, value: str) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        network, address = ip_network(pattern, strict=False), ip_address(value)
    except ValueError:
        return False
    return address.version == network.version and address in network
