"""Finding policies in JSON values: alone, in a request or an answer, in arrays, objects and strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.document import Flaw, Span
from agentcore_lint.sources.json_text import UnreadableError, parse
from agentcore_lint.sources.unread import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.values import Json

MAX_LAYERS = 3
"""Strings of JSON within each other that are read."""
_TARGET_KEYS = frozenset(("resourcearn", "resource_arn", "arn"))
_POLICY_KEYS = frozenset(("policy", "policydocument", "policy_document", "resourcepolicy"))
_INNER_POLICY = re.compile(r"\s*\{")


class Found(NamedTuple):
    """A policy in a document.

    `layers`: JSON pointers, from the file inward; each but the last leads to a string that is JSON
    itself. `inner`: that string's text, where there is one. `flaw`: why it could not be read.
    """

    root: Json
    layers: tuple[str, ...]
    target: str | None
    inner: str | None
    duplicates: bool
    flaw: Flaw | None = None


class _Step(NamedTuple):
    value: Json
    pointer: str
    layers: tuple[str, ...]
    target: str | None
    inner: str | None
    duplicates: bool
    key: str


def policies(value: Json, *, duplicates: bool) -> Iterator[Found]:
    """Yield the policies that stand in `value`, in the order of the text."""
    if is_template(value) or is_terraform(value):
        return
    todo = [_Step(value, "", (), None, None, duplicates, "")]
    while todo:
        step = todo.pop()
        if _is_policy(step.value, at_root=not step.pointer):
            layers = (*step.layers, step.pointer)
            yield Found(step.value, layers, step.target, step.inner, step.duplicates)
        elif isinstance(step.value, str):
            inner = _inside(step)
            if isinstance(inner, Found):
                yield inner
            elif inner is not None:
                todo.append(inner)
        else:
            todo.extend(reversed(list(_children(step))))


def _is_policy(value: Json, *, at_root: bool) -> bool:
    if isinstance(value, list):
        return at_root and bool(value) and all(_is_statement(item) for item in value)
    if not isinstance(value, dict):
        return False
    if "Statement" in value:
        return isinstance(value["Statement"], (dict, list)) or "Version" in value
    if at_root and _is_statement(value):
        return True
    return "Version" in value and any(key.lower() in ("statement", "statements", "statment") for key in value)


def _is_statement(value: Json) -> bool:
    return isinstance(value, dict) and "Effect" in value and bool(value.keys() & {"Action", "NotAction"})


def is_template(value: Json) -> bool:
    """Tell CloudFormation templates, whose values are not plain."""
    resources = value.get("Resources") if isinstance(value, dict) else None
    if not isinstance(resources, dict):
        return False
    return any(
        "::" in str(each.get("Type")) if isinstance(each, dict) else name.startswith("Fn::ForEach::")
        for name, each in resources.items()
    )


def is_terraform(value: Json) -> bool:
    """Tell Terraform's modules in JSON syntax, its plans and its states."""
    if not isinstance(value, dict):
        return False
    if value.keys() & {"planned_values", "resource_changes", "terraform_version"}:
        return True
    kinds = value.get("resource")
    bodies = kinds if isinstance(kinds, list) else [kinds]
    return any(
        key.startswith(("aws_", "awscc_")) for each in bodies if isinstance(each, dict) for key in each
    )


def _children(step: _Step) -> Iterator[_Step]:
    if isinstance(step.value, list):
        for index, item in enumerate(step.value):
            yield step._replace(value=item, pointer=f"{step.pointer}/{index}")
    elif isinstance(step.value, dict):
        target = _target(step.value) or step.target
        for key, item in step.value.items():
            if isinstance(item, (dict, list, str)):
                token = key.replace("~", "~0").replace("/", "~1")
                yield step._replace(value=item, pointer=f"{step.pointer}/{token}", target=target, key=key)


def _target(value: dict[str, Json]) -> str | None:
    for key, item in value.items():
        if key.lower() in _TARGET_KEYS and isinstance(item, str) and "bedrock-agentcore" in item:
            return item
    return None


def _inside(step: _Step) -> _Step | Found | None:
    """Read a string as JSON when it may hold a policy."""
    text = step.value
    named = step.key.lower() in _POLICY_KEYS
    if not _INNER_POLICY.match(text) or ("Statement" not in text and not named):
        return None
    layers = (*step.layers, step.pointer)
    if len(layers) > MAX_LAYERS:
        place = next(mentions(text), None)
        if place is None:
            return None
        flaw = Flaw(
            "AC007",
            f"{text[place.start : place.end]} is in JSON within more than {MAX_LAYERS} strings",
            Span(0, 1),
        )
        return Found(None, (*layers, ""), step.target, text, duplicates=False, flaw=flaw)
    try:
        parsed = parse(text)
    except UnreadableError as error:
        if not named:
            return None
        return Found(None, (*layers, ""), step.target, text, duplicates=False, flaw=error.flaw)
    return _Step(parsed.value, "", layers, step.target, parsed.text, parsed.duplicates, "")
