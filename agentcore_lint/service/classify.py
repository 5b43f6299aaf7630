"""Whether a policy is about AgentCore, and of which kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.service.catalog import PREFIX, WRONG_PREFIXES, is_ours
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.values import Json, Kind


def kind_of(root: Json) -> Kind:
    """Return the kind of a policy of which nothing says so: a principal makes it a resource policy."""
    principals = any("Principal" in each or "NotPrincipal" in each for each in _statements(root))
    return "resource-policy" if principals else "identity-policy"


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
    actions = _texts(statement, ("Action", "NotAction", "Actions", "action", "actions"))
    if any(action.lower().startswith((PREFIX, *WRONG_PREFIXES)) for action in actions):
        return True
    resources = _texts(statement, ("Resource", "Resources", "resource"))
    ours = any(f":{SERVICE}:" in resource for resource in resources)
    if not ours:
        return any(
            not has_hole(action) and is_ours(action) and not action.startswith("*") for action in actions
        )
    return "Principal" in statement or "NotPrincipal" in statement or any(map(is_ours, actions))


def _texts(statement: dict[str, Json], names: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for name in names:
        value = statement.get(name)
        out += [value] if isinstance(value, str) else []
        out += [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return out
