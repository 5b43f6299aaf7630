"""What a check may know besides the policy: where it was found, and what it is attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from agentcore_lint.finding import Place
from agentcore_lint.policy.arn import owner_of
from agentcore_lint.policy.glob import FRESH, is_wild
from agentcore_lint.service.kinds import kinds_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from agentcore_lint.access.claims import Claim
    from agentcore_lint.finding import Finding
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Auth, Document


class Context(NamedTuple):
    """The document of a policy, and what is known of it.

    `auth`: how its callers sign. `target`: the ARN that it is attached to, as something besides the
    policy says. `resource`: the ARN that it guards, by `target` or by its own statements. `answers`:
    what one rule has worked out and another needs too. `whole`: the policy with all that bears on who
    gets in; a rule is given the part that is its to judge. `claims`: what the configuration claims of it.
    `kind_is_guess`: nothing says of which kind the policy is.
    """

    document: Document
    auth: Auth | None
    target: str | None
    resource: str | None
    answers: dict[str, Any]
    whole: Policy
    claims: tuple[Claim, ...] = ()
    kind_is_guess: bool = False

    def show(self, text: str) -> str:
        """Return a text as a person is to read it: with placeholders as the file has them, and no marks."""
        return self.document.holes.show(text.replace(FRESH, ""))

    def doubts(self, kinds: Collection[str]) -> bool:
        """Tell whether a rule for these kinds of policy may have nothing to say here, its kind being a guess.

        What looks like a resource policy may be a VPC endpoint's.
        """
        return self.kind_is_guess and "resource-policy" in kinds and "vpc-endpoint-policy" not in kinds

    @property
    def has_holes(self) -> bool:
        """Whether the document has any holes."""
        return bool(self.document.holes.count)

    @property
    def account(self) -> str:
        """The account of the resource, empty when not known, as where it is malformed."""
        return owner_of(self.resource)

    @property
    def resource_kinds(self) -> frozenset[str]:
        """The kinds of resource that the policy may be attached to; empty when not known."""
        return kinds_of(self.resource) if self.resource is not None else frozenset()


def guarded_arn(policy: Policy, target: str | None) -> str | None:
    """Return the ARN that a policy guards: its target, or the one that most of its statements name."""
    if target is not None:
        return target
    named: dict[str, int] = {}
    for statement in policy.statements:
        if len(statement.resources) == 1 and not statement.not_resource:
            text = statement.resources[0].text
            if not is_wild(text):
                named[text] = named.get(text, 0) + 1
    return max(named, key=lambda text: named[text]) if named else None


def beside(statement: Statement) -> Place:
    """Return the place for an element that a statement lacks: the key beside which it would stand."""
    for name in ("Effect", "Sid", *statement.keys):
        if name in statement.keys:
            return Place(statement.element(name), "key")
    return Place(statement.pointer)


def statements_named(statements: Sequence[Statement]) -> str:
    """Name statements as a person counts them: `statement 2`, `statements 1, 2 and 4`."""
    numbers = [f"{each.number + 1}" for each in statements]
    if len(numbers) == 1:
        return f"statement {numbers[0]}"
    return f"statements {', '.join(numbers[:-1])} and {numbers[-1]}"


def by_pointer(policy: Policy) -> dict[str, Statement]:
    """Return the statements of a policy by their pointers."""
    return {statement.pointer: statement for statement in policy.statements}


def statement_of(finding: Finding, statements: Mapping[str, Statement]) -> Statement | None:
    """Return the statement in which a finding points; `statements` are by their pointers."""
    if not isinstance(finding.place, Place):
        return None
    tokens = finding.place.pointer.split("/", 3)
    pointers = ("/".join(tokens[:size]) for size in (3, 2, 1))
    return next((statements[pointer] for pointer in pointers if pointer in statements), None)
