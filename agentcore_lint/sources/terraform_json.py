"""The carrier Terraform in JSON: modules in JSON syntax, and plans as `terraform show -json` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Said
from agentcore_lint.sources.found import documents_of
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, opaque
from agentcore_lint.sources.terraform import AUTHORIZERS, HOLDERS, POLICIES
from agentcore_lint.sources.terraform_module import GATEWAYS, RUNTIMES
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Auth, Document, File
    from agentcore_lint.sources.literal import Value


def read_terraform_json(file: File, root: Value) -> Iterator[Document]:
    """Yield the policies of a module in JSON syntax, or of a plan or a state in JSON."""
    resources = list(_json_resources(root))
    modes = dict(_modes(resources))
    for kind, body in resources:
        name = "policy" if kind in POLICIES else HOLDERS[kind][0] if kind in HOLDERS else ""
        policy = body.get(name)
        if policy is None or opaque(policy):
            continue
        holes = Holes()
        arn = body.get("resource_arn")
        if kind not in POLICIES or arn is None or not isinstance(arn, Text):
            said = Said(attached=True) if kind in POLICIES else Said(HOLDERS[kind][1])
        else:
            auth, authorizer = modes.get(arn.value, (None, None))
            said = Said(attached=True, target=arn.value, place=arn.span, auth=auth, authorizer=authorizer)
        yield from documents_of(file, policy, holes, said)


def _modes(resources: list[tuple[str, Mapping]]) -> Iterator[tuple[str, tuple[Auth | None, str | None]]]:
    """Yield how the callers of each runtime and gateway sign, and a gateway's authorizer, by ARN."""
    for kind, body in resources:
        arn = body.get("agent_runtime_arn" if kind in RUNTIMES else "gateway_arn")
        if not isinstance(arn, Text):
            continue
        if kind in GATEWAYS:
            written = body.get("authorizer_type")
            authorizer = written.value if isinstance(written, Text) else None
            yield arn.value, (AUTHORIZERS.get(authorizer), authorizer)
        elif kind in RUNTIMES:
            configured = body.get("authorizer_configuration")
            absent = configured is None or (isinstance(configured, Items) and not configured.items)
            yield arn.value, ("sigv4" if absent or isinstance(configured, Scalar) else "oauth", None)


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
    return kind in POLICIES or kind in HOLDERS or kind in RUNTIMES or kind in GATEWAYS
