"""The data source aws_iam_policy_document as the policy that it makes, in whatever language.

Source: Terraform AWS provider, "Data Source: aws_iam_policy_document".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from agentcore_lint.sources.constructs import ELEMENTS, PRINCIPALS
from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import Items, Mapping, Text, Value, hole, opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Mapping as Table

    from agentcore_lint.values import Holes


class _Named(Protocol):
    @property
    def span(self) -> Span: ...


class Block(Protocol):
    """A block, or what stands for one: its arguments and the blocks in it."""

    @property
    def type(self) -> str:
        """What it is: `statement`, or `dynamic` for any number of them."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What a dynamic block makes."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def attributes(self) -> Table[str, _Named]:
        """Its arguments by their names."""

    @property
    def blocks(self) -> Sequence[Self]:
        """The blocks in it."""


B = TypeVar("B", bound="Block")


class PolicyDocument(Generic[B]):
    """Makes the policy of one block; `value` gives the value of an attribute of a block."""

    def __init__(self, block: B, value: Callable[[B, str], Value | None], holes: Holes) -> None:
        self._block = block
        self._value = value
        self._holes = holes

    def policy(self) -> Mapping:
        """Return the policy: what the key of an element points at is the argument that makes it."""
        block = self._block
        statements: list[Value] = [*self._from("source_policy_documents")]
        own: list[Value] = []
        for each in block.blocks:
            if each.type == "statement":
                own.append(self._statement(each))
            elif each.type == "dynamic":
                own.append(hole(f"dynamic {' '.join(each.labels)}", each.span, self._holes))
        statements = _overriding(statements, own)
        statements = _overriding(statements, list(self._from("override_policy_documents")))
        version = self._value(block, "version")
        span = block.span
        pairs: list[tuple[Text, Value]] = [
            (
                self._key(block, "version", "Version"),
                version if version is not None else Text("2012-10-17", span),
            ),
            (Text("Statement", span), Items(tuple(statements), span)),
        ]
        identifier = self._value(block, "policy_id")
        if identifier is not None:
            pairs.append((self._key(block, "policy_id", "Id"), identifier))
        return Mapping(tuple(pairs), span)

    def _from(self, name: str) -> Iterator[Value]:
        """Yield the statements of the policies that the block takes over."""
        value = self._value(self._block, name)
        if value is None:
            return
        for each in value.items if isinstance(value, Items) else (value,):
            body = each.get("Statement") if isinstance(each, Mapping) else None
            if isinstance(body, Items):
                yield from body.items
            elif body is not None:
                yield body
            else:
                yield hole(name, value.span, self._holes)

    def _key(self, block: B, name: str, element: str) -> Text:
        attribute = block.attributes.get(name)
        return Text(element, attribute.span if attribute is not None else block.span)

    def _statement(self, block: B) -> Mapping:
        pairs: list[tuple[Text, Value]] = []
        for name, element in ELEMENTS.items():
            value = self._value(block, name)
            if value is not None:
                pairs.append((self._key(block, name, element), _with_variables(value)))
            elif name == "effect":
                pairs.append((Text("Effect", block.span), Text("Allow", block.span)))
        for name, element in PRINCIPALS.items():
            found = [each for each in block.blocks if _is(each, name)]
            if found:
                pairs.append((Text(element, found[0].span), self._principals(found)))
        conditions = [each for each in block.blocks if _is(each, "condition")]
        if conditions:
            pairs.append((Text("Condition", conditions[0].span), self._conditions(conditions)))
        return Mapping(tuple(pairs), block.span)

    def _principals(self, blocks: list[B]) -> Value:
        span = blocks[0].span
        by_type: dict[str, tuple[Text, list[Value]]] = {}
        for block in blocks:
            kind, identifiers = self._value(block, "type"), self._value(block, "identifiers")
            if block.type == "dynamic" or not isinstance(kind, Text) or identifiers is None:
                kind, identifiers = hole("dynamic principals", block.span, self._holes), Items((), block.span)
            items = list(identifiers.items) if isinstance(identifiers, Items) else [identifiers]
            if kind.value == "*" and items:
                return items[0]
            by_type.setdefault(kind.value, (kind, []))[1].extend(items)
        pairs = tuple((key, Items(tuple(items), _around(items, key.span))) for key, items in by_type.values())
        return Mapping(pairs, span)

    def _conditions(self, blocks: list[B]) -> Mapping:
        found: dict[str, tuple[Text, dict[str, tuple[Text, list[Value]]]]] = {}
        for block in blocks:
            test, variable, values = (self._value(block, each) for each in ("test", "variable", "values"))
            if not isinstance(test, Text) or not isinstance(variable, Text) or values is None:
                unknown = hole("dynamic condition", block.span, self._holes)
                test = variable = values = unknown
            keys = found.setdefault(test.value, (test, {}))[1]
            items = list(values.items) if isinstance(values, Items) else [values]
            keys.setdefault(variable.value, (variable, []))[1].extend(map(_with_variables, items))
        return Mapping(
            tuple((test, _keys(test, list(keys.values()))) for test, keys in found.values()), blocks[0].span
        )


def _keys(test: Text, keys: list[tuple[Text, list[Value]]]) -> Value:
    if opaque(test):
        return test
    return Mapping(
        tuple((key, Items(tuple(items), _around(items, key.span))) for key, items in keys), test.span
    )


def _is(block: Block, name: str) -> bool:
    return block.type == name or (block.type == "dynamic" and block.labels == (name,))


def _around(items: list[Value], other: Span) -> Span:
    return Span(items[0].span.start, items[-1].span.end) if items else other


def _with_variables(value: Value) -> Value:
    """Return a value with `&{...}`, the provider's way of writing a policy variable, as `${...}`."""
    if isinstance(value, Items):
        return Items(tuple(map(_with_variables, value.items)), value.span)
    if isinstance(value, Text) and "&{" in value.value:
        return value._replace(value=value.value.replace("&{", "${"))
    return value


def _overriding(statements: list[Value], others: list[Value]) -> list[Value]:
    """Return the statements of both; one of `others` takes the place of one with its Sid."""
    out = list(statements)
    sids = [_sid(each) for each in statements]
    for other in others:
        sid = _sid(other)
        if sid is not None and sid in sids:
            out[sids.index(sid)] = other
        else:
            out.append(other)
    return out


def _sid(statement: Value) -> str | None:
    sid = statement.get("Sid") if isinstance(statement, Mapping) else None
    return sid.value if isinstance(sid, Text) and sid.value else None
