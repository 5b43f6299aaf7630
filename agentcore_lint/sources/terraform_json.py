"""The carrier Terraform in JSON: modules in JSON syntax, and plans as `terraform show -json` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Said
from agentcore_lint.sources.found import documents_of
from agentcore_lint.sources.literal import Items, Mapping, Text, opaque
from agentcore_lint.sources.placeholders import fill
from agentcore_lint.sources.terraform import HOLDERS, POLICIES
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Document, File
    from agentcore_lint.sources.literal import Value


def read_terraform_json(file: File, root: Value) -> Iterator[Document]:
    """Yield the policies of a module in JSON syntax, or of a plan in JSON."""
    for kind, body in _json_resources(root):
        policy = body.get("policy" if kind in POLICIES else HOLDERS[kind][0])
        if policy is None or opaque(policy):
            continue
        holes = Holes()
        arn = body.get("resource_arn")
        target = fill(arn.value, holes) if isinstance(arn, Text) else None
        place = arn.span if arn is not None else None
        said = Said(attached=True, target=target, place=place) if kind in POLICIES else Said(HOLDERS[kind][1])
        yield from documents_of(file, policy, holes, said)


def _json_resources(root: Value) -> Iterator[tuple[str, Mapping]]:
    """Yield the types and the bodies of the resources that hold policies."""
    if not isinstance(root, Mapping):
        return
    for kind, named_ones in _pairs(root.get("resource")):
        for _, body in _pairs(named_ones):
            if _holds(kind):
                yield from ((kind, each) for each in _each(body) if isinstance(each, Mapping))
    known = [root.get(name) for name in ("planned_values", "values")]
    modules = [each.get("root_module") for each in known if isinstance(each, Mapping)]
    while modules:
        module = modules.pop()
        if not isinstance(module, Mapping):
            continue
        for each in _each(module.get("resources")):
            kind_of, values = (
                (each.get("type"), each.get("values")) if isinstance(each, Mapping) else (None, None)
            )
            if isinstance(kind_of, Text) and isinstance(values, Mapping) and _holds(kind_of.value):
                yield kind_of.value, values
        modules.extend(_each(module.get("child_modules")))


def _pairs(value: Value | None) -> Iterator[tuple[str, Value]]:
    for each in _each(value):
        if isinstance(each, Mapping):
            yield from ((key.value, inner) for key, inner in each.pairs)


def _each(value: Value | None) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) else () if value is None else (value,)


def _holds(kind: str) -> bool:
    return kind in POLICIES or kind in HOLDERS
