"""What a check says: a finding at a place of the policy, and the same once located in its file."""

from typing import Literal, NamedTuple

from agentcore_lint.sources.document import Span as Offsets

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
Part = Literal["value", "key"]
Safety = Literal["safe", "unsafe"]
Scope = Literal["policy", "statement", "condition", "value", "call"]
"""How far a rule's finding explains those of others: in its policy, its statement, its condition (one
key of one operator); at its value, what holds it and what it holds; or of the call that it shows."""


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
    """One cause, said once. `label` is the instance; the rule's message is the class.

    `about`: the pointers of the statements or conditions it rests on, where these are not those of its
    place, in groups: mended one of each group, and the finding is gone. `cause`: findings of one rule
    that have the same are one flaw; None: it is a flaw of its own. `calls`: the actions of the calls
    that it shows open.
    `caveat`: on what the whole finding depends, in a few words that end its one line.
    """

    rule: str
    place: Place | Offsets
    label: str
    notes: tuple[str, ...] = ()
    related: tuple[tuple[Place | Offsets, str], ...] = ()
    witness: Witness | None = None
    fix: Fix | None = None
    severity: Severity | None = None
    message: str | None = None
    about: tuple[tuple[str, ...], ...] = ()
    cause: str | None = None
    calls: tuple[str, ...] = ()
    caveat: str | None = None
