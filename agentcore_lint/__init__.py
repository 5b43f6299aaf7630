"""A static linter for resource-based policies of Amazon Bedrock AgentCore.

from agentcore_lint import lint_text
for finding in lint_text(text, "policy.json").diagnostics: ...

docs/library.md shows the rest: one request decided, a request sought, the table of who gets in, and
the difference between two policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.access.callers import World
    from agentcore_lint.access.diff import Difference, diff
    from agentcore_lint.access.evaluate import Decision, evaluate
    from agentcore_lint.access.find import Nobody, Unknown, Witness, find
    from agentcore_lint.access.question import Allowed, Denied, Question, Reached
    from agentcore_lint.access.request import Policies, Request, parse_caller
    from agentcore_lint.access.table import Table, access_table
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.lint import FileResult, Settings, lint_paths, lint_text
    from agentcore_lint.policy.build import build_policy

__version__ = "0.1.0"
__all__ = [
    "Allowed",
    "Decision",
    "Denied",
    "Diagnostic",
    "Difference",
    "FileResult",
    "Nobody",
    "Policies",
    "Question",
    "Reached",
    "Request",
    "Settings",
    "Table",
    "Unknown",
    "Witness",
    "World",
    "access_table",
    "build_policy",
    "diff",
    "evaluate",
    "find",
    "lint_paths",
    "lint_text",
    "parse_caller",
]

_HOMES = {
    "access.callers": ("World",),
    "access.diff": ("Difference", "diff"),
    "access.evaluate": ("Decision", "evaluate"),
    "access.find": ("Nobody", "Unknown", "Witness", "find"),
    "access.question": ("Allowed", "Denied", "Question", "Reached"),
    "access.request": ("Policies", "Request", "parse_caller"),
    "access.table": ("Table", "access_table"),
    "diagnostic": ("Diagnostic",),
    "lint": ("FileResult", "Settings", "lint_paths", "lint_text"),
    "policy.build": ("build_policy",),
}


def __getattr__(name: str) -> object:
    """Load what is asked for, so that the command line loads only what it needs."""
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"agentcore_lint.{home}"), name)
