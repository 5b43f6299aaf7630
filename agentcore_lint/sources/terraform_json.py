"""The carrier Terraform in JSON: modules in JSON syntax, and plans as `terraform show -json` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Said
from agentcore_lint.sources.found import documents_of
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, opaque
from agentcore_lint.sources.terraform import AUTHORIZERS, HOLDERS, POLICIES
from agentcore_lint.sources.terraform_module import DOCUMENT, GATEWAYS, RUNTIMES
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.sources.document import Auth, Document, File
    from agentcore_lint.sources.literal import Value

ROLE = "aws_iam_role"


def read_terraform_json(file: File, root: Value) -> Iterator[Document]:
    """Yield the policies of a module in JSON syntax, or of a plan or a state in JSON."""
    resources = list(_json_resources(root))
    modes = dict(_modes(resources))
    held = (policy for kind, body in resources if kind != DOCUMENT for policy, _ in _held(kind, body))
    taken = set(map(_compact, held))
    for kind, body in resources:
        for policy, held_as in _held(kind, body):
            if opaque(policy) or (kind == DOCUMENT and _compact(policy) in taken):
                continue
            said, arn = held_as, body.get("resource_arn")
            if kind in POLICIES and isinstance(arn, Text):
                auth, authorizer = modes.get(arn.value, (None, None))
                said = said._replace(target=arn.value, place=arn.span, auth=auth, authorizer=authorizer)
            yield from documents_of(file, policy, Holes(), said)


def _compact(policy: Text) -> str:
    """Return a policy's text without white space: a resource may have the document's in another layout."""
    return "".join(policy.value.split())


def _held(kind: str, body: Mapping) -> Iterator[tuple[Text, Said]]:
    """Yield the policies that a resource or a policy document holds."""
    found: list[tuple[Value | None, Said]] = []
    if kind in POLICIES:
        found = [(body.get("policy"), Said(attached=True))]
    elif kind in HOLDERS:
        name, said = HOLDERS[kind]
        found = [(body.get(name), Said(said))]
    elif kind == ROLE:
        inner = (each for each in _each(body.get("inline_policy")) if isinstance(each, Mapping))
        found = [(each.get("policy"), Said("identity-policy")) for each in inner]
    elif kind == DOCUMENT:
        found = [(body.get("json"), Said())]
    for policy, said_of_it in found:
        if isinstance(policy, Text):
            yield policy, said_of_it


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
    """Yield the types and the bodies of the resources, and of the policy documents, that hold policies."""
    if not isinstance(root, Mapping):
        return
    for kind, named_ones in _pairs(root.get("resource")):
        for _, body in _pairs(named_ones):
            if _holds(kind):
                yield from ((kind, each) for each in _each(body) if isinstance(each, Mapping))
    known = [each for name in ("planned_values", "values") for each in _each(root.get(name))]
    for values in known:
        yield from _of_modules(values, documents_alone=False)
    prior = root.get("prior_state")
    if isinstance(prior, Mapping):
        yield from _of_modules(prior.get("values"), documents_alone=True)
    for each in _each(root.get("resource_changes")) if not known else ():
        change = each.get("change") if isinstance(each, Mapping) else None
        yield from _typed(each, [change.get("after")] if isinstance(change, Mapping) else [])
    for each in _each(root.get("resources")):
        instances = _each(each.get("instances")) if isinstance(each, Mapping) else ()
        yield from _typed(each, [one.get("attributes") for one in instances if isinstance(one, Mapping)])


def _of_modules(values: Value | None, *, documents_alone: bool) -> Iterator[tuple[str, Mapping]]:
    """Yield the resources of a root module and of those below it."""
    modules = [values.get("root_module")] if isinstance(values, Mapping) else []
    while modules:
        module = modules.pop()
        if not isinstance(module, Mapping):
            continue
        for each in _each(module.get("resources")):
            for kind, body in _typed(each, [each.get("values")] if isinstance(each, Mapping) else []):
                if kind == DOCUMENT or not documents_alone:
                    yield kind, body
        modules.extend(_each(module.get("child_modules")))


def _typed(resource: Value, bodies: Iterable[Value | None]) -> Iterator[tuple[str, Mapping]]:
    kind = resource.get("type") if isinstance(resource, Mapping) else None
    if isinstance(kind, Text) and _holds(kind.value):
        yield from ((kind.value, each) for each in bodies if isinstance(each, Mapping))


def _pairs(value: Value | None) -> Iterator[tuple[str, Value]]:
    for each in _each(value):
        if isinstance(each, Mapping):
            yield from ((key.value, inner) for key, inner in each.pairs)


def _each(value: Value | None) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) else () if value is None else (value,)


def _holds(kind: str) -> bool:
    return kind in POLICIES or kind in HOLDERS or kind in (ROLE, DOCUMENT) or kind in (RUNTIMES | GATEWAYS)
