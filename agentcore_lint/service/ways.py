"""The ways in: what a caller does, as the actions that must all pass.

Sources: botocore's operations `InvokeAgentRuntime` (whose text asks for both actions with a user id)
and `InvokeAgentRuntimeCommand`; AgentCore devguide, "Interactive shells (terminals)" and "Get started
with bidirectional streaming using WebSocket", "Security of harness" (which permissions each call needs).
That a WebSocket for a user takes both actions is by analogy to the HTTP call.
"""

from functools import lru_cache
from typing import NamedTuple

from agentcore_lint.policy.actions import action_matches
from agentcore_lint.policy.model import Policy, Statement
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import kinds_of


class Way(NamedTuple):
    """A way in: a name as in a sentence, its own action, and all that must pass.

    `full_actions` have the service's prefix, the others do not.
    """

    name: str
    own: str
    actions: tuple[str, ...]
    full_actions: tuple[str, ...]


def _way(name: str, *actions: str) -> Way:
    return Way(name, actions[-1], actions, tuple(PREFIX + action for action in actions))


_HTTP = "InvokeAgentRuntime"
_SOCKET = "InvokeAgentRuntimeWithWebSocketStream"

HTTP = _way("HTTP call", _HTTP)
HTTP_FOR_USER = _way("HTTP call for a user", _HTTP, f"{_HTTP}ForUser")
SOCKET = _way("WebSocket", _SOCKET)
SOCKET_FOR_USER = _way("WebSocket for a user", _SOCKET, f"{_SOCKET}ForUser")
COMMAND = _way("command", f"{_HTTP}Command")
SHELL = _way("command shell", f"{_HTTP}CommandShell")
STOP = _way("stop a session", "StopRuntimeSession")
CARD = _way("read the agent card", "GetAgentCard")

OTHER_WAYS = (SOCKET, SOCKET_FOR_USER, COMMAND, SHELL)
"""The ways that a Deny of InvokeAgentRuntime does not close."""
SIDE_WAYS = (STOP, CARD)
GATEWAY = _way("gateway call", "InvokeGateway")
HARNESS = _way("harness call", _HTTP, "InvokeHarness")
HARNESS_WAYS = (
    HARNESS,
    _way("harness command", _HTTP, f"{_HTTP}Command"),
    _way("harness shell", f"{_HTTP}CommandShell"),
)
"""The ways into a harness, all actions on the harness."""

EVERY_WAY = (HTTP, HTTP_FOR_USER, SOCKET, SOCKET_FOR_USER, COMMAND, SHELL, STOP, CARD)
"""The ways into a runtime, the side ways last."""
CALLS = tuple(way.full_actions[-1] for way in (HTTP, SOCKET, COMMAND, SHELL, GATEWAY))
"""The actions by which agents and gateways are called, without the variants for a user."""
RUNTIME_KINDS = frozenset(("runtime", "runtime-endpoint"))
HARNESS_KINDS = frozenset(("harness", "harness-endpoint"))


def with_other_half(kinds: frozenset[str]) -> frozenset[str]:
    """Add the other of a call's two resources: what works on a runtime is no mistake on its endpoint."""
    for both in (RUNTIME_KINDS, HARNESS_KINDS):
        if kinds & both:
            kinds |= both
    return kinds


_INVOCATIONS = tuple({action: None for way in (*EVERY_WAY, GATEWAY, HARNESS) for action in way.full_actions})


def covered_invocations(statement: Statement) -> frozenset[str]:
    """Return the actions of the ways in that a statement certainly covers, in one look."""
    patterns = tuple([item.text for item in statement.actions])
    return _covered(patterns, statement.not_action, "Action" in statement.opaque)


@lru_cache(maxsize=1000)
def _covered(patterns: tuple[str, ...], negated: bool, opaque: bool) -> frozenset[str]:  # noqa: FBT001
    if negated:
        return frozenset(
            action
            for action in _INVOCATIONS
            if not opaque and all(action_matches(each, action) is False for each in patterns)
        )
    return frozenset(
        action for action in _INVOCATIONS if any(action_matches(each, action) for each in patterns)
    )


def calls_into(kinds: frozenset[str], policy: Policy) -> tuple[str, ...]:
    """Return those of CALLS that there are on a resource: of its kinds, else of those that a policy names."""
    of_gateway = kinds == {"gateway"} or (not kinds and _names(policy, GATEWAY) and not _names(policy, HTTP))
    if of_gateway:
        return GATEWAY.full_actions
    if kinds and kinds <= HARNESS_KINDS:
        return HARNESS.full_actions[-1], SHELL.full_actions[0]
    if kinds & RUNTIME_KINDS or (not kinds and _names(policy, HTTP)):
        return tuple(each for each in CALLS if each not in GATEWAY.full_actions)
    return CALLS


def _names(policy: Policy, way: Way) -> bool:
    """Tell whether a statement names the call of a way, or others that begin alike."""
    start = way.full_actions[0].lower()
    return any(item.text.lower().startswith(start) for each in policy.statements for item in each.actions)


def ways_into(resource: str) -> tuple[Way, ...]:
    """Return the ways into the resource of an ARN: those into a runtime where it is not known."""
    kinds = kinds_of(resource)
    if kinds & RUNTIME_KINDS:
        return EVERY_WAY
    if kinds & HARNESS_KINDS:
        return HARNESS_WAYS
    return (GATEWAY,) if "gateway" in kinds else EVERY_WAY
