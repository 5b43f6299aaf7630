"""The rules' texts: read from the generated index, and only when something is to be said."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.finding import Severity

HOME = "https://agentcore-lint.github.io/"
"""Where the documentation is published."""
DOCS = f"{HOME}rules/"


class Reference(NamedTuple):
    """A page, and what it states."""

    title: str
    states: str


class Example(NamedTuple):
    """A policy as an example of a rule, with its title; `mended`: the policy once it is fixed."""

    title: str
    policy: str
    mended: str | None


class Rule(NamedTuple):
    """A rule as a person reads it; its home is `rules/ID-name.yaml`.

    `help_oauth`: what to do where callers bring OAuth tokens, if that is not what `help` says.
    """

    id: str
    name: str
    severity: Severity
    kinds: tuple[str, ...]
    message: str
    summary: str
    why: str
    help: str
    help_oauth: str | None
    fix_safety: str | None
    limits: str | None
    references: tuple[Reference, ...]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]

    def advice(self, *, oauth: bool) -> str:
        """Return what to do, for callers who bring OAuth tokens or for those who sign."""
        return (self.help_oauth if oauth and self.help_oauth is not None else self.help).strip()

    @property
    def url(self) -> str:
        """The address of the rule's page."""
        return f"{DOCS}{self.id}"


RETIRED = {
    "AC602": (
        "auth-mode-mismatch is retired: AC303 says it of principals, AC412 of claims of the caller's token"
    )
}
"""Ids of rules that are gone, and what says it now; an id is never used again."""


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by id, in the order of their ids."""
    text = Path(__file__).with_name("rules.json").read_text(encoding="utf-8")
    return {entry["id"]: _rule(entry) for entry in json.loads(text)["rules"]}


def find_rule(name: str) -> Rule | None:
    """Return the rule of an id or a name, in any case."""
    lower = name.lower()
    return next((rule for rule in rules().values() if lower in (rule.id.lower(), rule.name)), None)


def selected(name: str) -> frozenset[str]:
    """Return the ids of the rules that an id, the start of one (AC1) or a name means. Raises ValueError."""
    found = frozenset(
        rule.id
        for rule in rules().values()
        if name and (rule.id.startswith(name.upper()) or rule.name == name.lower())
    )
    if not found:
        import difflib

        names = [*rules(), *(rule.name for rule in rules().values())]
        close = difflib.get_close_matches(name.upper(), names, n=1) or difflib.get_close_matches(
            name.lower(), names, n=1
        )
        hint = f", did you mean {close[0]}?" if close else "; `agentcore-lint rules` lists them"
        raise ValueError(f"no rule {name!r}{hint}")
    return found


def _rule(entry: dict[str, object]) -> Rule:
    lists = {
        "kinds": tuple(_list(entry["kinds"])),
        "references": tuple(Reference(**each) for each in _list(entry["references"])),
        "bad": tuple(Example(**each) for each in _list(entry["bad"])),
        "good": tuple(Example(**each) for each in _list(entry["good"])),
    }
    return Rule(**{**entry, **lists})  # type: ignore[arg-type]  # the generator wrote these types


def _list(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []
