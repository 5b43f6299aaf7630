"""Whether a policy is about AgentCore, and of which kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.policy.arn import arn_of
from agentcore_lint.service.catalog import PREFIX, WRONG_PREFIXES, is_ours, matching
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.values import Json, Kind


class Classified(NamedTuple):
    """The kind of a policy. `guess`: a policy of another kind may look the same."""

    kind: Kind
    guess: bool = False


_WITH_PRINCIPAL = frozenset(("resource-policy", "vpc-endpoint-policy", "rcp"))


def kind_of(root: Json, named: Kind | None) -> Classified:
    """Return the kind of a policy of which no carrier says it.

    `named`: the kind that a file's name or a heading speaks of. Without a Principal it is an identity
    policy, or what it is named. With one it is a resource policy, surely so where all statements name
    one and the same ARN, as AWS asks of those alone; else it may be a VPC endpoint's policy as well.
    """
    statements = _statements(root)
    if not any("Principal" in each or "NotPrincipal" in each for each in statements):
        return Classified("scp") if named == "scp" else Classified("identity-policy", guess=True)
    resource = _one_resource(statements)
    of_runtime_endpoint = resource is not None and "/runtime-endpoint/" in resource
    if named in _WITH_PRINCIPAL and not (named == "vpc-endpoint-policy" and of_runtime_endpoint):
        return Classified(named)
    if resource is not None:
        return Classified("resource-policy")
    if _of_several(statements) and not _of_one_family(statements):
        return Classified("vpc-endpoint-policy", guess=True)
    return Classified("resource-policy", guess=True)


def _one_resource(statements: list[dict[str, Json]]) -> str | None:
    """Return the one resource that all statements name, without wildcards; empty where none names any."""
    named: set[str] = set()
    for statement in statements:
        if "NotResource" in statement:
            return None
        value = statement.get("Resource", [])
        texts = _texts(statement, ("Resource",))
        if len(texts) != (len(value) if isinstance(value, list) else 1):
            return None
        named.update(texts)
    if len(named) > 1 or any(char in name for name in named for char in "*?"):
        return None
    return next(iter(named), "")


def _of_one_family(statements: list[dict[str, Json]]) -> bool:
    """Tell whether each statement names one ARN, and all of these are of one resource or of its endpoints."""
    families: set[tuple[str | None, ...]] = set()
    for statement in statements:
        texts = _texts(statement, ("Resource",))
        if "NotResource" in statement or len(texts) != 1 or any(char in texts[0] for char in "*?"):
            return False
        arn = arn_of(texts[0])
        families.add((arn.service, arn.region, arn.account, *(arn.resource or "").split("/")[:2]))
    return len(families) == 1


def _of_several(statements: list[dict[str, Json]]) -> bool:
    """Tell whether statements are about other services too, or about several kinds of resource.

    A resource policy, which is attached to one resource, has no use for either.
    """
    shared: frozenset[str] | None = None
    for statement in statements:
        for action in _texts(statement, _ACTIONS):
            if ":" in action and not has_hole(action) and not names_service(action):
                return True
        for action in _texts(statement, ("Action",)):
            works_on = frozenset(kind for each in matching(action) for kind in each.kinds)
            if matching(action):
                shared = works_on if shared is None else shared & works_on
    return shared is not None and not shared


def is_agentcore(root: Json) -> bool:
    """Tell whether some statement reaches an AgentCore action.

    The service's name in a principal or a condition does not make a policy ours. A wildcard that
    reaches the actions of every service counts when the Resource is AgentCore's. So does the Resource
    of a statement with a principal, since it is what the policy is attached to.
    """
    return any(map(names_agentcore, _statements(root)))


def _statements(root: Json) -> list[dict[str, Json]]:
    if isinstance(root, list):
        body: Json = root
    elif isinstance(root, dict):
        body = root.get("Statement")
        if body is None:
            body = next(
                (root[key] for key in root if key.lower() in ("statements", "statement", "statment")), root
            )
    else:
        return []
    items = body if isinstance(body, list) else [body]
    return [item for item in items if isinstance(item, dict)]


def names_agentcore(statement: dict[str, Json]) -> bool:
    """Tell whether a statement, malformed perhaps, is about AgentCore by its actions or its Resource."""
    actions = _texts(statement, _ACTIONS)
    if any(action.lower().startswith((PREFIX, *WRONG_PREFIXES)) for action in actions):
        return True
    resources = _texts(statement, ("Resource", "Resources", "resource"))
    ours = any(f":{SERVICE}:" in resource for resource in resources)
    if not ours:
        return any(
            not has_hole(action) and is_ours(action) and not action.startswith("*") for action in actions
        )
    return "Principal" in statement or "NotPrincipal" in statement or any(map(is_ours, actions))


def names_service(action: str) -> bool:
    """Tell whether the service part of an action is AgentCore's, by a wildcard or wrongly written even."""
    return is_ours(action) or action.lower().startswith(WRONG_PREFIXES)


_ACTIONS = ("Action", "NotAction", "Actions", "action", "actions")


def _texts(statement: dict[str, Json], names: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for name in names:
        value = statement.get(name)
        out += [value] if isinstance(value, str) else []
        out += [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return out
