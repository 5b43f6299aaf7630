"""What a check says: a finding at a place of the policy, and the same once located in its file."""

from typing import Literal, NamedTuple

from agentcore_lint.sources.document import Span as Offsets

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
Part = Literal["value", "key"]
Safety = Literal["safe", "unsafe"]


class Place(NamedTuple):
    """A value of the policy, or its key, by JSON pointer (RFC 6901) from the policy's root."""

    pointer: str
    part: Part = "value"


class Witness(NamedTuple):
    """A request that shows the finding to be true; `evaluate` has judged it."""

    caller: str
    actions: tuple[str, ...]
    resource: str
    context: tuple[tuple[str, tuple[str, ...]], ...]
    decision: str
    sentence: str


class Replacement(NamedTuple):
    """A new value, or a new name for the key, at a place."""

    place: Place
    value: object


class Fix(NamedTuple):
    """An edit that mends the finding: safe keeps the meaning or mends what AWS refuses."""

    description: str
    safety: Safety
    replacements: tuple[Replacement, ...]


class Finding(NamedTuple):
    """One cause, said once. `label` is the instance; the rule's message is the class."""

    rule: str
    place: Place | Offsets
    label: str
    notes: tuple[str, ...] = ()
    related: tuple[tuple[Place | Offsets, str], ...] = ()
    witness: Witness | None = None
    fix: Fix | None = None
    severity: Severity | None = None
    message: str | None = None
