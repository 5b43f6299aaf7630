"""What exactly is malformed in a policy, in IAM's words, from the JSON Schema's findings."""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jsonschema import Draft202012Validator

from agentcore_lint.policy.build import (
    PRINCIPAL_TYPES,
    ROOT_ELEMENTS,
    STATEMENT_ELEMENTS,
    VERSIONS,
    escape,
)
from agentcore_lint.values import Json, has_hole, is_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from agentcore_lint.values import Kind

SCHEMA = Path(__file__).with_name("policy.schema.json")


class Malformation(NamedTuple):
    """Something that the grammar does not allow; `key` when the name and not the value is wrong."""

    pointer: str
    key: bool
    text: str
    suggestion: str | None = None


def malformations(root: Json, kind: Kind) -> Iterator[Malformation]:
    """Yield what is malformed in `root`, in the order of the document's elements."""
    for error in _validator().iter_errors(root):
        yield from _describe(error)
    if kind == "resource-policy":
        yield from _missing_resource(root)


@cache
def _validator() -> Draft202012Validator:
    """Validate against the grammar alone: what a resource adds to it, other rules say better."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": "#/$defs/Policy", "$defs": schema["$defs"]})


def _describe(error: ValidationError) -> Iterator[Malformation]:
    path = list(error.absolute_path)
    pointer = "".join(f"/{escape(str(token))}" for token in path)
    value: Any = error.instance
    if is_hole(value):
        return
    match error.validator:
        case "additionalProperties":
            yield from _unknown_elements(value, pointer)
        case "required":
            yield from _missing(error, value, pointer)
        case "oneOf" | "not" if not isinstance(value, dict):
            return  # its type is another error of the same place
        case "oneOf" | "not":
            yield from _pair(error, value, pointer)
        case "enum":
            yield _not_one_of(path, value, pointer)
        case "minItems" | "minProperties":
            yield Malformation(pointer, key=False, text=f"{_element(path)} is empty")
        case "type":
            yield _mistyped(error, path, value, pointer)
        case _:
            yield Malformation(pointer, key=False, text=error.message[:200])


def _unknown_elements(value: dict[str, Json], pointer: str) -> Iterator[Malformation]:
    allowed = STATEMENT_ELEMENTS if pointer else ROOT_ELEMENTS
    for name in value:
        if name in allowed or has_hole(name):
            continue
        near = _nearest(name, allowed - value.keys())
        hint = f", did you mean {near}?" if near else ""
        yield Malformation(
            f"{pointer}/{escape(name)}", key=True, text=f"unknown element {name!r}{hint}", suggestion=near
        )


def _missing(error: ValidationError, value: dict[str, Json], pointer: str) -> Iterator[Malformation]:
    required: Any = error.validator_value
    wanted: list[str] = [name for name in required if name not in value]
    allowed = STATEMENT_ELEMENTS if pointer else ROOT_ELEMENTS
    for name in wanted:
        if not any(
            _nearest(other, allowed - value.keys()) == name for other in value if other not in allowed
        ):
            yield Malformation(pointer, key=False, text=f"{name} is missing")


def _pair(error: ValidationError, value: dict[str, Json], pointer: str) -> Iterator[Malformation]:
    schema: Any = error.schema
    first, _, second = str(schema["title"]).partition(" or ")
    if first in value and second in value:
        text = f"{first} and {second} cannot stand in one statement"
        yield Malformation(f"{pointer}/{second}", key=True, text=text)
    elif not any(
        _nearest(other, STATEMENT_ELEMENTS - value.keys()) in (first, second)
        for other in value
        if other not in STATEMENT_ELEMENTS
    ):
        yield Malformation(pointer, key=False, text=f"{first} is missing")


def _missing_resource(root: Json) -> Iterator[Malformation]:
    body = root.get("Statement") if isinstance(root, dict) else None
    many = isinstance(body, list)
    for index, statement in enumerate(body if isinstance(body, list) else [body]):
        if not isinstance(statement, dict) or statement.keys() & {"Resource", "NotResource"}:
            continue
        unknown = [name for name in statement if name not in STATEMENT_ELEMENTS]
        if any(_nearest(name, STATEMENT_ELEMENTS - statement.keys()) == "Resource" for name in unknown):
            continue
        pointer = f"/Statement/{index}" if many else "/Statement"
        yield Malformation(pointer, key=False, text="Resource is missing")


def _not_one_of(path: list[str | int], value: Json, pointer: str) -> Malformation:
    name = str(path[-1])
    allowed = frozenset(VERSIONS if name == "Version" else ("Allow", "Deny"))
    near = _nearest(str(value), allowed)
    one_of = " or ".join(sorted(allowed, reverse=name == "Version"))
    return Malformation(pointer, key=False, text=f"{name} is {_quote(value)}, not {one_of}", suggestion=near)


def _mistyped(error: ValidationError, path: list[str | int], value: Json, pointer: str) -> Malformation:
    wanted: Any = error.validator_value
    if (
        not path
        and isinstance(value, list)
        and all(isinstance(each, dict) and "Effect" in each for each in value)
    ):
        text = "the policy is a list of objects with Effect; it must be an object with Version and Statement"
        return Malformation(pointer, key=False, text=text)
    names = {"object": "an object", "string": "a string", "array": "a list"}
    expected = "a string, number or Boolean" if isinstance(wanted, list) else names[wanted]
    if wanted == "string" and not isinstance(value, (int, float, bool)) and value is not None:
        expected = "a string or a list of strings"
    text = f"{_element(path)} is {_quote(value)}, not {expected}"
    return Malformation(pointer, key=False, text=text)


def _element(path: list[str | int]) -> str:
    """Name the element that a path leads to, as a person would."""
    names = [str(token) for token in path if isinstance(token, str)]
    if not names:
        return "the policy"
    if names == ["Statement"] and len(path) > 1:
        return "the statement"
    if "Condition" in names and names[-1] != "Condition":
        return f"Condition {names[-1]}"
    return f"a value of {names[-1]}" if isinstance(path[-1], int) else names[-1]


def _quote(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _nearest(name: str, allowed: frozenset[str]) -> str | None:
    """Return the allowed name that is nearest, without regard to case."""
    by_lower = {each.lower(): each for each in allowed}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[near[0]] if near else None


def unknown_principal_type(name: str) -> str | None:
    """Return the nearest key of the Principal element, if one is near."""
    return _nearest(name, PRINCIPAL_TYPES)
