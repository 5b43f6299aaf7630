"""Which conditions of a CloudFormation template can be true together.

A parameter that conditions compare is given each value that they name, and one that they do not.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from agentcore_lint.sources.literal import Items, Mapping, Text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.literal import Value

MAX_ASSIGNMENTS = 64
"""Past so many combinations the branches of Fn::If are not told apart."""

_OTHER = "\0other"


def assignments(
    conditions: Mapping,
    parameters: Mapping,
    used: frozenset[str],
    keys: frozenset[tuple[str, str]] = frozenset(),
) -> Iterator[dict[str, bool | str]]:
    """Yield each way in which the conditions of these names can be true or false together; once each.

    `keys`: references (`Ref X`) that choose from a mapping, with each key that it has; what they are is
    yielded too. Nothing is yielded where there are too many.
    """
    asked: dict[str, set[str]] = {}
    for name in used:
        _collect(conditions.get(name), conditions, asked, 0)
    for reference, key in sorted(keys):
        asked.setdefault(reference, set()).add(key)
    domains = [_domain(name, values, parameters) for name, values in asked.items()]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > MAX_ASSIGNMENTS:
        return
    seen: set[tuple[tuple[str, bool | str], ...]] = set()
    references = sorted({reference for reference, _ in keys})
    for chosen in product(*domains):
        given = dict(zip(asked, chosen, strict=True))
        truth: dict[str, bool | str] = {
            name: _truth(conditions.get(name), conditions, given, name, 0) for name in sorted(used)
        }
        truth |= {name: given[name] for name in references if given[name] != _OTHER}
        way = tuple(truth.items())
        if way not in seen:
            seen.add(way)
            yield truth


def _domain(name: str, values: set[str], parameters: Mapping) -> list[str]:
    parameter = parameters.get(name.removeprefix("Ref "))
    allowed = parameter.get("AllowedValues") if isinstance(parameter, Mapping) else None
    if name.startswith("Ref ") and isinstance(allowed, Items):
        return sorted({str(plain(each)) for each in allowed.items})
    return [*sorted(values), _OTHER] if values else ["true", _OTHER]


def _call(value: Value | None) -> tuple[str, list[Value]]:
    """Return the function that a condition calls, and its arguments."""
    if isinstance(value, Mapping) and len(value.pairs) == 1:
        key, argument = value.pairs[0]
        return key.value, list(argument.items) if isinstance(argument, Items) else [argument]
    return "", []


def _comparison(value: Value | None) -> tuple[str, str | None]:
    """Return what decides a condition that is not made of others: a parameter and the value it must have."""
    function, arguments = _call(value)
    if function == "Fn::Equals" and len(arguments) == 2:
        for one, other in (arguments, arguments[::-1]):
            called, names = _call(one)
            if called == "Ref" and isinstance(names[0], Text) and isinstance(other, Text):
                return f"Ref {names[0].value}", other.value
    return (str(plain(value)) if value is not None else ""), None


def _collect(value: Value | None, conditions: Mapping, asked: dict[str, set[str]], depth: int) -> None:
    function, arguments = _call(value)
    if depth > 20:
        return
    if function == "Condition" and isinstance(arguments[0], Text):
        _collect(conditions.get(arguments[0].value), conditions, asked, depth + 1)
    elif function in ("Fn::Not", "Fn::And", "Fn::Or"):
        for each in arguments:
            _collect(each, conditions, asked, depth + 1)
    else:
        name, wanted = _comparison(value)
        asked.setdefault(name, set()).update([wanted] if wanted is not None else [])


def _truth(value: Value | None, conditions: Mapping, given: dict[str, str], name: str, depth: int) -> bool:
    function, arguments = _call(value)
    if depth > 20:
        return False
    if function == "Condition" and isinstance(arguments[0], Text):
        called = arguments[0].value
        return _truth(conditions.get(called), conditions, given, called, depth + 1)
    if function in ("Fn::Not", "Fn::And", "Fn::Or"):
        found = [_truth(each, conditions, given, name, depth + 1) for each in arguments]
        return {"Fn::Not": not any(found), "Fn::And": all(found), "Fn::Or": any(found)}[function]
    compared, wanted = _comparison(value)
    return given.get(compared) == (wanted if wanted is not None else "true")
