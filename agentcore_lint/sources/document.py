"""A policy as it was found in a file, whatever the file's format."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from agentcore_lint.values import Holes, Json, Kind

Auth = Literal["sigv4", "oauth"]


class Span(NamedTuple):
    """Offsets into the file's text, in code points: the first character and the one after the last."""

    start: int
    end: int


class File(NamedTuple):
    """A file's path and text."""

    path: str
    text: str


class Flaw(NamedTuple):
    """What is wrong with the text itself, before any policy can be read from it.

    `message`: the one line that says it, where that is not the rule's and the label.
    """

    rule: str
    label: str
    span: Span
    related: tuple[tuple[Span, str], ...] = ()
    message: str | None = None


def doubled(name: str, first: Span, again: Span) -> Flaw:
    """Return the flaw of a key that stands twice in one object."""
    message = f'"{name}" stands twice in one object: what the first says is lost'
    label = "most readers take this and drop the first"
    return Flaw("AC003", label, again, ((first, "the first one"),), message)


class Locator(Protocol):
    """Finds the places of values in the file, when a finding needs them."""

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value, or of its key; of the nearest container where it is missing."""

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` (or a name) there; None: not possible."""


class Said(NamedTuple):
    """What a carrier says of a policy besides its text; None where it says nothing.

    `named`: the kind of policy that the words around it speak of, such as a heading.
    `attached`: it is a policy of an AgentCore resource. `target`: the ARN of that resource as the
    carrier's language has it, holes included; placeholders are holes only once the policy is
    prepared. `place`: where the file names it. `authorizer`: the type of a gateway's authorizer.
    `before`: the targets of policies of the same stack or module that are always there and precede
    this one. `after`: those of all others, each empty where not known; None where that is not known
    at all. `home`: the file that reads the policy's own file. `around`: where what holds the policy
    begins: a resource, a call, a fence. `partner`: the policy that decides together with this one, of
    a runtime that of its endpoint.
    """

    kind: Kind | None = None
    attached: bool = False
    target: str | None = None
    auth: Auth | None = None
    place: Span | None = None
    authorizer: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] | None = None
    home: str | None = None
    around: tuple[int, ...] = ()
    partner: "Document | None" = None
    named: Kind | None = None


NOTHING_SAID = Said()


class Document(NamedTuple):
    """One policy, or what was meant to be one.

    `root`: plain values with holes. `size`: the length of the policy's text where it is the very text
    that AWS gets. `origin`: the lines and characters of the file that precede `text`. `again`: the
    same policy stands in the file, under other conditions, in another document.
    """

    path: str
    text: str
    root: Json
    locator: Locator
    holes: Holes
    size: int | None = None
    flaws: Sequence[Flaw] = ()
    origin: tuple[int, int] = (0, 0)
    said: Said = NOTHING_SAID
    again: bool = False
