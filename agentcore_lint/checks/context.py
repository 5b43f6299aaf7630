"""What a check may know besides the policy: where it was found, and what it is attached to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.finding import Place
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.service.kinds import kinds_of

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Auth, Document
    from agentcore_lint.values import Kind


class Context(NamedTuple):
    """The document of a policy, the ARN it is attached to and the way its callers sign, if known."""

    document: Document
    kind: Kind
    auth: Auth | None
    target: str | None

    def show(self, text: str) -> str:
        """Return a text of the policy as the file has it, placeholders included."""
        return self.document.holes.show(text)

    @property
    def has_holes(self) -> bool:
        """Whether the document has any holes."""
        return bool(self.document.holes.count)

    def resource(self, policy: Policy) -> str | None:
        """Return the ARN that the policy guards: its target, or the one that its statements name."""
        if self.target is not None:
            return self.target
        named = Counter(
            statement.resources[0].text
            for statement in policy.statements
            if len(statement.resources) == 1
            and not statement.not_resource
            and not is_wild(statement.resources[0].text)
        )
        return named.most_common(1)[0][0] if named else None

    def resource_kinds(self, policy: Policy) -> frozenset[str]:
        """Return the kinds of resource that the policy may be attached to; empty when not known."""
        arn = self.resource(policy)
        return kinds_of(arn) if arn is not None else frozenset()


def beside(statement: Statement) -> Place:
    """Return the place for an element that a statement lacks: the key beside which it would stand."""
    for name in ("Effect", "Sid", *statement.keys):
        if name in statement.keys:
            return Place(statement.element(name), "key")
    return Place(statement.pointer)
