"""From bytes to documents: one module per carrier, all yielding the same `Document`."""

from __future__ import annotations

import codecs
from importlib import import_module
from typing import TYPE_CHECKING

from agentcore_lint.sources import gate
from agentcore_lint.sources.document import Document, Flaw, Span
from agentcore_lint.sources.json_file import JsonLocator, read_json
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Read = Callable[[str, str], Iterator[Document]]

_YAML = ("yaml_file", "read_yaml")
_TERRAFORM = ("terraform", "read_terraform")
_TYPESCRIPT = ("typescript", "read_typescript")
CARRIERS = {
    **dict.fromkeys((".sh", ".bash", ".zsh"), ("shell", "read_shell")),
    **dict.fromkeys((".md", ".markdown", ".mdx"), ("markdown", "read_markdown")),
    ".py": ("python_file", "read_python"),
    **dict.fromkeys((".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"), _TYPESCRIPT),
    ".tf": _TERRAFORM,
    ".tofu": _TERRAFORM,
    ".yaml": _YAML,
    ".yml": _YAML,
    ".template": _YAML,
}
"""The module and the function that read files of a suffix, JSON apart."""
JSON_SUFFIXES = (".json", ".jsonc", ".jsonl", ".ndjson", ".json.tftpl", ".json.tpl", ".json.j2", ".json.tmpl")
LINE_SUFFIXES = (".jsonl", ".ndjson")
_ALL_SUFFIXES = (*JSON_SUFFIXES, *CARRIERS)


def is_read(path: str) -> bool:
    """Tell whether some carrier reads files of this name."""
    return path.lower().endswith(_ALL_SUFFIXES)


def is_json(path: str) -> bool:
    """Tell whether files of this name are JSON, so that one that is broken is worth a word."""
    return path.lower().endswith(JSON_SUFFIXES)


def is_carried(path: str) -> bool:
    """Tell whether the file is of another language, whose mistakes are not ours to report."""
    return not is_json(path) and path.lower().endswith(tuple(CARRIERS))


def read(path: str, data: bytes) -> Iterator[Document]:
    """Yield the policies of a file; a document with a flaw where JSON's bytes are no text."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if is_carried(path):
            return
        yield _undecoded(path, "", "the text is UTF-16; JSON files are UTF-8", 0)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if is_carried(path):
            return
        before = data[: error.start].decode("utf-8", "replace")
        byte = data[error.start]
        yield _undecoded(path, before, f"not UTF-8: byte 0x{byte:02X} begins no character", len(before))
        return
    try:
        yield from carrier(path)(path, text)
    except RecursionError:
        return


def carrier(path: str) -> Read:
    """Return what reads files of this name; modules that a run does not need are not loaded."""
    lower = path.lower()
    if not lower.endswith(JSON_SUFFIXES):
        for suffix, (module, function) in CARRIERS.items():
            if lower.endswith(suffix):
                found: Read = getattr(import_module(f"agentcore_lint.sources.{module}"), function)
                return found
    return read_json


def read_lines(path: str, lines: Iterable[bytes], *, all_lines: bool) -> Iterator[Document]:
    """Yield the policies of JSON Lines, a line at a time; lines that do not mention AgentCore are skipped."""
    offset = 0
    for number, line in enumerate(lines):
        if line.strip() and (all_lines or gate.passes(line)):
            for document in read(path, line):
                yield document._replace(origin=(number, offset))
        offset += len(line) if line.isascii() else len(line.decode("utf-8", "replace"))


def _undecoded(path: str, text: str, label: str, at: int) -> Document:
    flaw = Flaw("AC001", label, Span(at, at))
    return Document(path, text, None, JsonLocator("", ("",)), Holes(), flaws=(flaw,))
