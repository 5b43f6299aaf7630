"""The IAM policy language as data: a policy is what its elements mean, with the place of each.

Source of the grammar: IAM user guide, "Grammar of the IAM JSON policy language".
"""

from typing import Literal, NamedTuple

from agentcore_lint.values import Kind

Effect = Literal["Allow", "Deny"]
Quantifier = Literal["", "ForAllValues", "ForAnyValue"]


class Item(NamedTuple):
    """A string of the policy and the pointer to it."""

    text: str
    pointer: str


class Operator(NamedTuple):
    """A condition operator taken apart; `base` is in AWS's spelling, or None when there is none such."""

    base: str | None
    quantifier: Quantifier
    if_exists: bool
    text: str

    @property
    def negated(self) -> bool:
        """Whether it is one of the operators with Not in it."""
        return self.base is not None and "Not" in self.base


class Condition(NamedTuple):
    """One key of one operator, with its values as text; `pointer` leads to the values."""

    operator: Operator
    key: str
    values: tuple[Item, ...]
    pointer: str
    operator_pointer: str


class PrincipalItem(NamedTuple):
    """One value of the Principal element under its key: AWS, Service, Federated, CanonicalUser."""

    type: str
    text: str
    pointer: str


class Principal(NamedTuple):
    """Principal or NotPrincipal. `items` of `"*"` is one AWS item; `opaque` when the whole is a hole."""

    items: tuple[PrincipalItem, ...]
    negated: bool
    opaque: bool
    pointer: str

    @property
    def everyone(self) -> bool:
        """Whether it names everyone."""
        return any(item.text == "*" and item.type == "AWS" for item in self.items)


class Statement(NamedTuple):
    """One statement. `opaque` holds the names of elements that are holes: they may say anything."""

    number: int
    pointer: str
    sid: str | None
    effect: Effect | None
    principal: Principal | None
    actions: tuple[Item, ...]
    not_action: bool
    resources: tuple[Item, ...]
    not_resource: bool
    conditions: tuple[Condition, ...]
    opaque: frozenset[str]
    keys: tuple[str, ...]

    def element(self, name: str) -> str:
        """Return the pointer of an element of this statement."""
        return f"{self.pointer}/{name}"

    @property
    def action_pointer(self) -> str:
        """The pointer of the Action or NotAction element."""
        return self.element("NotAction" if self.not_action else "Action")

    @property
    def resource_pointer(self) -> str:
        """The pointer of the Resource or NotResource element."""
        return self.element("NotResource" if self.not_resource else "Resource")


class Policy(NamedTuple):
    """A policy of one kind. `well_formed` is False when the grammar is broken somewhere.

    Statements that could not be understood are left out; `version` is None when it is missing.
    """

    kind: Kind
    version: str | None
    id: str | None
    statements: tuple[Statement, ...]
    well_formed: bool
    opaque: bool

    @property
    def has_variables(self) -> bool:
        """Whether `${…}` is a policy variable here: only under version 2012-10-17 (IAM: "Version")."""
        return self.version != "2008-10-17" and self.version is not None
