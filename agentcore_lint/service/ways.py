"""The ways in: what a caller does, as the actions that must all pass.

Sources: botocore's operations `InvokeAgentRuntime` (whose text asks for both actions with a user id)
and `InvokeAgentRuntimeCommand`; AgentCore devguide, "Interactive shells (terminals)" and "Get started
with bidirectional streaming using WebSocket". That a WebSocket for a user takes both actions is by
analogy to the HTTP call.
"""

from __future__ import annotations

from typing import NamedTuple

from agentcore_lint.service.catalog import PREFIX


class Way(NamedTuple):
    """A way in: a name as in a sentence, and its actions without the prefix, the first being its own."""

    name: str
    own: str
    actions: tuple[str, ...]

    @property
    def full_actions(self) -> tuple[str, ...]:
        """The actions with the service's prefix."""
        return tuple(PREFIX + action for action in self.actions)


_HTTP = "InvokeAgentRuntime"
_SOCKET = "InvokeAgentRuntimeWithWebSocketStream"

HTTP = Way("HTTP call", _HTTP, (_HTTP,))
HTTP_FOR_USER = Way("HTTP call for a user", f"{_HTTP}ForUser", (_HTTP, f"{_HTTP}ForUser"))
SOCKET = Way("WebSocket", _SOCKET, (_SOCKET,))
SOCKET_FOR_USER = Way("WebSocket for a user", f"{_SOCKET}ForUser", (_SOCKET, f"{_SOCKET}ForUser"))
COMMAND = Way("command", f"{_HTTP}Command", (f"{_HTTP}Command",))
SHELL = Way("command shell", f"{_HTTP}CommandShell", (f"{_HTTP}CommandShell",))
STOP = Way("stop a session", "StopRuntimeSession", ("StopRuntimeSession",))
CARD = Way("read the agent card", "GetAgentCard", ("GetAgentCard",))
GATEWAY = Way("gateway call", "InvokeGateway", ("InvokeGateway",))

INVOKE_WAYS = (HTTP, HTTP_FOR_USER, SOCKET, SOCKET_FOR_USER, COMMAND, SHELL)
OTHER_WAYS = (SOCKET, SOCKET_FOR_USER, COMMAND, SHELL)
"""The ways that a Deny of InvokeAgentRuntime does not close."""
SIDE_WAYS = (STOP, CARD)
RUNTIME_KINDS = frozenset(("runtime", "runtime-endpoint"))
