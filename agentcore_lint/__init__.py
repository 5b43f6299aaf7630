"""A static linter for resource-based policies of Amazon Bedrock AgentCore.

from agentcore_lint import lint_text
for finding in lint_text(text, "policy.json").diagnostics: ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.access.evaluate import Decision, evaluate
    from agentcore_lint.access.request import Policies, Request
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.lint import FileResult, Settings, lint_paths, lint_text

__version__ = "0.1.0"
__all__ = [
    "Decision",
    "Diagnostic",
    "FileResult",
    "Policies",
    "Request",
    "Settings",
    "evaluate",
    "lint_paths",
    "lint_text",
]

_HOMES = {
    "Decision": "access.evaluate",
    "Diagnostic": "diagnostic",
    "FileResult": "lint",
    "Policies": "access.request",
    "Request": "access.request",
    "Settings": "lint",
    "evaluate": "access.evaluate",
    "lint_paths": "lint",
    "lint_text": "lint",
}


def __getattr__(name: str) -> object:
    """Load what is asked for, so that the command line loads only what it needs."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"agentcore_lint.{_HOMES[name]}"), name)
