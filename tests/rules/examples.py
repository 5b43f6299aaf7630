"""The rules' examples, as the tests lint them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.config.load import read_config
from agentcore_lint.lint import Settings, lint_text
from tools.rules import load, policy_text

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic

RULES = load()


def examples(side: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule['id']}-{example['title']}")
        for rule in RULES
        for example in rule[side]
    ]


def file_of(example: dict[str, Any]) -> str:
    """The name of the file in which an example stands."""
    return str(example.get("file", "policy.json"))


def settings_of(example: dict[str, Any], **more: Any) -> Settings:
    """What an example says besides its policy: options, and a configuration."""
    options = {**example.get("options", {}), **more}
    if "config" in example:
        config = read_config(example["config"].encode(), "agentcore-lint.toml")
        options["config"] = lambda _: config
    return Settings(**options)


def modes_of(example: dict[str, Any]) -> list[str]:
    """How callers sign where an example is meant."""
    said = example.get("options", {}).get("auth")
    modes: list[str] = example.get("modes", [said] if said else ["auto", "sigv4"])
    return modes


def lint(example: dict[str, Any], text: str, mode: str) -> list[Diagnostic]:
    """Everything that is said of a text in an example's place, notes included."""
    settings = settings_of(example, auth=None if mode == "auto" else mode)
    result = lint_text(text, file_of(example), settings)
    assert result.error is None
    return list(result.diagnostics)


def grave(example: dict[str, Any], text: str, mode: str) -> dict[str, str]:
    """The errors and warnings: their messages by rule."""
    return {each.rule: each.message for each in lint(example, text, mode) if each.severity != "note"}


__all__ = [
    "RULES",
    "examples",
    "file_of",
    "grave",
    "lint",
    "modes_of",
    "policy_text",
    "settings_of",
]
