"""The actions of AgentCore, read from the generated catalog."""

import json
import os
from functools import cache
from typing import Any, NamedTuple

from agentcore_lint.policy.glob import compile_glob, match_exactly
from agentcore_lint.values import has_hole

PREFIX = "bedrock-agentcore:"
WRONG_PREFIXES = ("bedrock-agentcore-control:",)
"""Names of SDK clients that are no service of IAM."""


class Action(NamedTuple):
    """An action: its name without the prefix, access level, and the kinds of resource it works on."""

    name: str
    level: str
    kinds: frozenset[str]


@cache
def _catalog() -> dict[str, Any]:
    path = os.path.join(os.path.dirname(__file__), "catalog.json")
    with open(path, encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


@cache
def actions() -> dict[str, Action]:
    """Return all actions, by name in lower case."""
    return {
        name.lower(): Action(name, entry["level"], frozenset(entry["kinds"]))
        for name, entry in _catalog()["actions"].items()
    }


@cache
def operations() -> frozenset[str]:
    """Return the names, in lower case, of what may be actions that the reference does not have yet.

    They are operations of botocore, and actions that AWS names in its guide or its refusals alone.
    """
    return frozenset(name.lower() for name in _catalog()["operations"])


@cache
def carriers() -> dict[str, frozenset[str]]:
    """Return for each condition key that some action lists those actions; names in lower case.

    A tag key or a name after the slash is left out: `bedrock-agentcore:namespacevariable/`.
    """
    found: dict[str, set[str]] = {}
    for name, entry in _catalog()["actions"].items():
        for key in entry["keys"]:
            found.setdefault(key.partition("${")[0].lower(), set()).add(name.lower())
    return {key: frozenset(names) for key, names in found.items()}


def condition_keys() -> dict[str, str]:
    """Return the service's condition keys with their types; a tag key or a name stands as `${…}`."""
    keys: dict[str, str] = _catalog()["condition_keys"]
    return keys


def arn_patterns() -> dict[str, str]:
    """Return the ARN pattern of each kind of resource."""
    patterns: dict[str, str] = _catalog()["kinds"]
    return patterns


def is_ours(pattern: str) -> bool:
    """Tell whether the service part of an action pattern is AgentCore's, or may be by a wildcard."""
    service, colon, _ = pattern.lower().partition(":")
    if not colon:
        return pattern.startswith("*") or has_hole(pattern)
    return service == PREFIX[:-1] or (
        any(char in service for char in "*?") and match_exactly(compile_glob(service), PREFIX[:-1])
    )


_MATCHES: dict[str, tuple[Action, ...]] = {}


def matching(pattern: str) -> tuple[Action, ...]:
    """Return the actions that an action pattern without holes covers."""
    found = _MATCHES.get(pattern)
    if found is None:
        if len(_MATCHES) > 1000:
            _MATCHES.clear()
        found = _MATCHES[pattern] = _matching(pattern)
    return found


def exists(pattern: str) -> bool:
    """Tell whether an action pattern without holes covers some action, or what may yet be one."""
    if pattern == "*" or matching(pattern):
        return True
    glob = compile_glob(pattern.lower())
    return any(match_exactly(glob, PREFIX + name) for name in operations())


def _matching(pattern: str) -> tuple[Action, ...]:
    lower = pattern.lower()
    if lower.startswith(PREFIX) and lower[len(PREFIX) :] in actions():
        return (actions()[lower[len(PREFIX) :]],)
    if has_hole(pattern):
        return ()
    glob = compile_glob(lower)
    return tuple(action for name, action in actions().items() if match_exactly(glob, PREFIX + name))
