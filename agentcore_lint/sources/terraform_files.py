"""The files that a Terraform module reads with file() and templatefile()."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.files import read_text
from agentcore_lint.sources.document import File, Said, Span
from agentcore_lint.sources.found import documents_of, read_beside
from agentcore_lint.sources.hcl import blocks_of, parse_hcl
from agentcore_lint.sources.hcl_values import Evaluator
from agentcore_lint.sources.literal import Items, Mapping, Text
from agentcore_lint.sources.syntax import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Document
    from agentcore_lint.sources.hcl import Block
    from agentcore_lint.sources.literal import Value
    from agentcore_lint.sources.terraform_module import Module
    from agentcore_lint.values import Holes

_END = "END_OF_THE_TEMPLATE"
_HEAD = f"template {{\n  text = <<{_END}\n"


class Beside(NamedTuple):
    """A file that is read beside: as a template where `values` are given for its names."""

    path: str
    module: Module
    values: Mapping | None


def file_beside(module: Module, block: Block, name: str) -> Beside | None:
    """Return the file that an attribute reads with file() or templatefile()."""
    node = block.attributes[name].node if name in block.attributes else None
    call = named(node, "function_call") if node is not None else None
    function = block.file.source(call.named_children[0]) if call is not None and call.named_children else ""
    arguments = named(call, "function_arguments") if call is not None else None
    if arguments is None or function not in ("file", "templatefile"):
        return None
    nodes = [each for each in arguments.named_children if each.type == "expression"]
    written = block.file.source(nodes[0]).strip('"') if nodes else ""
    relative = written.removeprefix("${path.module}/").removeprefix("./")
    if not relative or "${" in relative:
        return None
    path = os.path.normpath(os.path.join(os.path.dirname(block.file.path), relative))
    if function == "file":
        return Beside(path, module, None)
    values = Evaluator(block.file, module, block.names).value(nodes[1]) if len(nodes) > 1 else None
    return Beside(path, module, values if isinstance(values, Mapping) else Mapping((), Span(0, 0)))


def beside_documents(beside: Beside, holes: Holes, said: Said) -> Iterator[Document]:
    """Yield the policies of such a file; nothing where it cannot be read."""
    if beside.values is None:
        yield from read_beside(beside.path, said, holes)
        return
    try:
        text = read_text(beside.path)
    except (OSError, UnicodeDecodeError):
        return
    file = parse_hcl(beside.path, f"{_HEAD}{text}\n{_END}\n}}\n")
    for block in blocks_of(file):
        if "text" in block.attributes:
            names = {key.value: each for key, each in beside.values.pairs}
            value = Evaluator(file, beside.module, names).value(block.attributes["text"].node)
            said = said._replace(place=Span(0, 1), around=())
            yield from documents_of(File(beside.path, text), _moved(value, -len(_HEAD)), holes, said)


def _moved(value: Value, by: int) -> Value:
    """Return a value whose places are other ones by so many characters."""
    span = Span(value.span.start + by, value.span.end + by)
    if isinstance(value, Mapping):
        pairs = ((key, _moved(each, by)) for key, each in value.pairs)
        return Mapping(tuple((_moved_text(key, by), each) for key, each in pairs), span)
    if isinstance(value, Items):
        return Items(tuple(_moved(each, by) for each in value.items), span)
    return _moved_text(value, by) if isinstance(value, Text) else value._replace(span=span)


def _moved_text(text: Text, by: int) -> Text:
    span = Span(text.span.start + by, text.span.end + by)
    if text.places is None:
        return text._replace(span=span)
    return Text(text.value, span, [Span(start + by, end + by) for start, end in text.places])
