"""A Terraform module: the files of one folder, and what their names refer to.

What AgentCore's resources give: Terraform AWS provider's and AWS Cloud Control provider's pages.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agentcore_lint.files import read_text
from agentcore_lint.sources.choices import Choices
from agentcore_lint.sources.hcl import Block, blocks_of, parse_hcl
from agentcore_lint.sources.hcl_values import Evaluator, turns
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, Value, hole, placed_at
from agentcore_lint.sources.policy_document import PolicyDocument
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Span
    from agentcore_lint.sources.syntax import Syntax

SUFFIXES = (".tf", ".tofu")
DOCUMENT = "aws_iam_policy_document"
RUNTIMES = frozenset(("aws_bedrockagentcore_agent_runtime", "awscc_bedrockagentcore_runtime"))
ENDPOINTS = frozenset(
    ("aws_bedrockagentcore_agent_runtime_endpoint", "awscc_bedrockagentcore_runtime_endpoint")
)
GATEWAYS = frozenset(("aws_bedrockagentcore_gateway", "awscc_bedrockagentcore_gateway"))
_ARNS = frozenset(("agent_runtime_arn", "agent_runtime_endpoint_arn", "gateway_arn"))
_IAM = {"aws_iam_role": "role", "aws_iam_user": "user"}
_FACTS = {
    ("aws_caller_identity", "account_id"): "account",
    ("aws_region", "name"): "region",
    ("aws_region", "region"): "region",
    ("aws_region", "id"): "region",
    ("aws_partition", "partition"): "partition",
}
MAX_DEPTH = 20


class Module:
    """The files of a module, parsed, and the values of its names; its policies share their holes.

    `followed`: the policy documents and the local values (`local.x`) that values were made of.
    """

    def __init__(self, texts: dict[str, str]) -> None:
        """`texts`: the text of each file, by path."""
        self.holes = Holes()
        self.choices = Choices()
        self.followed: set[str] = set()
        self.texts = texts
        self.blocks = [block for path in sorted(texts) for block in blocks_of(parse_hcl(path, texts[path]))]
        self._by_name = {(each.type, *each.labels): each for each in self.blocks}
        self._locals = {
            name: block for block in self.blocks if block.type == "locals" for name in block.attributes
        }
        self._depth = 0

    def resource(self, kind: str, name: str) -> Block | None:
        """Return a resource's block."""
        return self._by_name.get(("resource", kind, name))

    def document(self, name: str) -> Block | None:
        """Return the block of a policy document."""
        return self._by_name.get(("data", DOCUMENT, name))

    def resources(self) -> Iterator[Block]:
        """Yield the resources' blocks."""
        return (each for each in self.blocks if each.type == "resource" and len(each.labels) == 2)

    def value(self, block: Block, name: str) -> Value | None:
        """Return the value of an attribute of a block; None where it has none."""
        attribute = block.attributes.get(name)
        if attribute is None:
            return None
        return Evaluator(block.file, self, block.names).value(attribute.node)

    def policy_document(self, block: Block) -> Mapping:
        """Return the policy that a policy document makes."""
        return PolicyDocument(self.instance(block), self.value, self.holes).policy()

    def instance(self, block: Block) -> Block:
        """Return one of the blocks that `for_each` makes of a resource, its dynamic blocks written out."""
        names: dict[str, Value] = {}
        if "for_each" in block.attributes and block.mentions("each."):
            over = self.value(block, "for_each")
            made = [turn for turn in turns(over) if turn is not None] if over is not None else []
            keys = tuple(str(key.value) for _, key in made if isinstance(key, (Text, Scalar)))
            chosen = self.choices.choose(("each", keys), len(made))
            if chosen is not None:
                value, key = made[chosen]
                names["each"] = _turn((value, value if isinstance(over, Items) else key), block.span)
        return block._replace(names=names, blocks=tuple(self._written_out(block.blocks, names)))

    def is_there(self, block: Block) -> bool:
        """Tell whether `count` and `for_each` make a resource, as far as that is known."""
        count, over = self.value(block, "count"), self.value(block, "for_each")
        return not (
            (isinstance(count, Scalar) and count.value == 0)
            or (isinstance(over, Items) and not over.items)
            or (isinstance(over, Mapping) and not over.pairs)
        )

    def _written_out(self, blocks: tuple[Block, ...], names: dict[str, Value]) -> Iterator[Block]:
        """Yield blocks, dynamic ones once for each item that they are made for, or once for all."""
        for block in blocks:
            here = block._replace(names=names)
            content = next((each for each in block.blocks if each.type == "content"), None)
            if block.type != "dynamic" or content is None or len(block.labels) != 1:
                yield here._replace(blocks=tuple(self._written_out(block.blocks, names)))
                continue
            over = self.value(here, "for_each")
            written = block.attributes.get("iterator")
            iterator = block.file.source(written.node) if written is not None else block.labels[0]
            for turn in turns(over) if over is not None else ():
                bound = names | {iterator: _turn(turn or self._any_turn(iterator, block), block.span)}
                inner = tuple(self._written_out(content.blocks, bound))
                yield content._replace(type=block.labels[0], span=block.span, names=bound, blocks=inner)

    def _any_turn(self, iterator: str, block: Block) -> tuple[Value, Value]:
        """Return what the iterator of a dynamic block gives where the list is not known."""
        scope = f"dynamic {iterator} at {block.span.start}"
        value, key = (
            hole(f"${{{iterator}.{name}}}", block.span, self.holes, scope) for name in ("value", "key")
        )
        return value, key

    def local(self, name: str) -> tuple[Block, str] | None:
        """Return the block in which a local value stands, and its name."""
        block = self._locals.get(name)
        return (block, name) if block is not None else None

    def reference(self, parts: tuple[str, ...], file: Syntax, span: Span) -> Value | None:
        """Return what a name stands for, as if it were written where it is asked for in another file."""
        if self._depth > MAX_DEPTH:
            return None
        self._depth += 1
        try:
            found = self._reference(parts, span)
        finally:
            self._depth -= 1
        if found is None:
            return None
        home, value = found
        return value if home is file else placed_at(value, span)

    def _reference(self, parts: tuple[str, ...], span: Span) -> tuple[Syntax | None, Value] | None:
        if parts[0] == "local" and len(parts) == 2:
            found = self.local(parts[1])
            self.followed.add(f"local.{parts[1]}")
            value = self.value(*found) if found is not None else None
            return (found[0].file, value) if found is not None and value is not None else None
        if parts[0] == "data" and len(parts) == 4:
            if parts[1] == DOCUMENT and parts[3] in ("json", "minified_json"):
                block = self.document(parts[2])
                self.followed.add(parts[2])
                return (block.file, self.policy_document(block)) if block is not None else None
            fact = _FACTS.get((parts[1], parts[3]))
            data = self._by_name.get(("data", parts[1], parts[2]))
            if fact is not None and data is not None and "provider" not in data.attributes:
                return None, Text(self._fact(fact), span, (span,))
            return None
        if len(parts) == 3:
            name, bracket, index = parts[1].partition("[")
            resource = self.resource(parts[0], name)
            text = self.attribute(resource, parts[2], bracket + index) if resource is not None else None
            return (None, Text(text, span, [span] * len(text))) if text is not None else None
        return None

    def attribute(self, block: Block, attribute: str, index: str = "") -> str | None:
        """Return what an attribute of a resource is, as far as its form is known.

        `index`: which of the resources that `count` or `for_each` make is meant, in brackets.
        """
        kind, name = block.labels[0], block.labels[1] + index
        known = (self._fact) if "provider" not in block.attributes else None
        partition, region, account = (
            known(each) if known is not None else self.holes.char(f"${{{kind}.{name}.{each}}}")
            for each in ("partition", "region", "account")
        )
        if kind in _IAM and attribute == "arn":
            return f"arn:{partition}:iam::{account}:{_IAM[kind]}/{self._own(kind, name, 'name')}"
        if attribute not in _ARNS:
            return None
        if "region" in block.attributes:
            region = self._own(kind, name, "region")
        head = f"arn:{partition}:bedrock-agentcore:{region}:{account}:"
        if kind in RUNTIMES:
            return f"{head}runtime/{self._own(kind, name, 'agent_runtime_id')}"
        if kind in GATEWAYS:
            identifier = "gateway_identifier" if kind.startswith("awscc") else "gateway_id"
            return f"{head}gateway/{self._own(kind, name, identifier)}"
        if kind in ENDPOINTS:
            runtime, endpoint = (self._said(block, each) for each in ("agent_runtime_id", "name"))
            return f"{head}runtime/{runtime}/runtime-endpoint/{endpoint}"
        return None

    def _fact(self, name: str) -> str:
        return self.holes.char(f"${{{name}}}")

    def _own(self, kind: str, name: str, attribute: str) -> str:
        return self.holes.char(f"${{{kind}.{name}.{attribute}}}")

    def _said(self, block: Block, name: str) -> str:
        value = self.value(block, name)
        kind, label = block.labels
        return value.value if isinstance(value, Text) else self._own(kind, label, name)


def _turn(turn: tuple[Value, Value], span: Span) -> Mapping:
    """Return what `each`, or the iterator of a dynamic block, stands for."""
    value, key = turn
    return Mapping(((Text("value", span), value), (Text("key", span), key)), span)


def signature(path: str) -> tuple[tuple[str, int, int], ...]:
    """Return the names, times of change, and sizes of a file's module: alike, nothing in it has changed."""
    try:
        entries = [each for each in os.scandir(os.path.dirname(path) or ".") if is_module_file(each.name)]
        return tuple(sorted((each.name, *_state(each)) for each in entries))
    except OSError:
        return ()


def _state(entry: os.DirEntry[str]) -> tuple[int, int]:
    state = entry.stat()
    return state.st_mtime_ns, state.st_size


def is_module_file(name: str) -> bool:
    """Tell whether a file of this name belongs to a module."""
    return name.lower().endswith(SUFFIXES)


def texts_of(path: str, text: str) -> dict[str, str]:
    """Return the texts of the files of a module, that of `path` as given."""
    folder = os.path.dirname(path)
    texts = {path: text}
    try:
        names = sorted(os.listdir(folder or ".")) if os.path.isfile(path) else []
    except OSError:
        names = []
    for name in names:
        other = os.path.join(folder, name)
        if is_module_file(name) and other != path:
            try:
                texts[other] = read_text(other)
            except (OSError, UnicodeDecodeError):
                continue
    return texts
