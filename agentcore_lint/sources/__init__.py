"""From bytes to documents: one module per carrier, all yielding the same `Document`."""

from __future__ import annotations

import codecs
from importlib import import_module
from typing import TYPE_CHECKING

from agentcore_lint.sources import gate
from agentcore_lint.sources.document import File, Flaw, Span
from agentcore_lint.sources.limits import TooMuchWorkError
from agentcore_lint.sources.unread import Whole, mentions, naming, unread, unread_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol

    from agentcore_lint.sources.document import Document
    from agentcore_lint.sources.oversize import Line

    class Carrier(Protocol):
        """The module of a carrier."""

        def read(self, path: str, text: str) -> Iterator[Document]:
            """Yield the policies of a file."""

        def comments(self, path: str, text: str) -> Iterator[Span]:
            """Yield the spans of the comments in a file."""

        def whole(self, path: str, text: str, documents: Sequence[Document]) -> Whole:
            """Leave out what a syntax error runs through; a carrier that reads everything lacks this."""


CARRIERS = {
    **dict.fromkeys((".sh", ".bash", ".zsh"), "shell"),
    **dict.fromkeys((".md", ".markdown", ".mdx"), "markdown"),
    ".ipynb": "notebook",
    ".py": "python_file",
    **dict.fromkeys((".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"), "typescript"),
    ".tf": "terraform",
    ".tofu": "terraform",
    ".yaml": "yaml_file",
    ".yml": "yaml_file",
    ".template": "yaml_file",
}
"""The module of the carrier, by suffix, JSON apart."""
JSON_SUFFIXES = (".json", ".jsonc", ".jsonl", ".ndjson", ".json.tftpl", ".json.tpl", ".json.j2", ".json.tmpl")
LINE_SUFFIXES = (".jsonl", ".ndjson")
_ALL_SUFFIXES = (*JSON_SUFFIXES, *CARRIERS)
_TEMPLATES = (".j2", ".jinja2", ".tftpl", ".tpl", ".tmpl")
"""Suffixes that templates of any language have behind its own."""


def is_read(path: str) -> bool:
    """Tell whether some carrier reads files of this name."""
    return _plain(path).endswith(_ALL_SUFFIXES) or is_json(path)


def is_json(path: str) -> bool:
    """Tell whether files of this name are JSON, so that one that is broken is worth a word."""
    return path.lower().endswith(JSON_SUFFIXES)


def is_carried(path: str) -> bool:
    """Tell whether the file is of another language, whose mistakes are not ours to report."""
    return not is_json(path) and _plain(path).endswith(tuple(CARRIERS))


def _without_directives(text: str) -> str:
    """Return a template with spaces for its directives and comments: what they choose from is all read."""
    import re

    directive = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
    return directive.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _plain(path: str) -> str:
    """Return a path in lower case, without the suffix of a template."""
    lower = path.lower()
    return next((lower.removesuffix(each) for each in _TEMPLATES if lower.endswith(each)), lower)


def read(path: str, data: bytes) -> Iterator[Document]:
    """Yield the policies of a file; a document with a flaw for what cannot be read."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = data.decode("utf-16", "replace")
        yield from _undecoded(File(path, text), "a file that is UTF-16, and not UTF-8", 0)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode("utf-8-sig", "replace"))
        label = f"a file that is not UTF-8: byte 0x{data[error.start]:02X} begins no character"
        yield from _undecoded(File(path, data.decode("utf-8-sig", "replace")), label, at)
        return
    yield from read_as(path, File(path, text))


def read_as(name: str, file: File) -> Iterator[Document]:
    """Yield the policies of a text as those of a file of that name."""
    if is_carried(name) and _plain(name) != name.lower():
        file = file._replace(text=_without_directives(file.text))
    if is_carried(name) and any(mentions(file.text)):
        yield from _whole(carrier(name), file)
        return
    yield from _bounded(carrier(name), file)


def _whole(module: Carrier, file: File) -> Iterator[Document]:
    """Yield the policies of a file that speaks of some; what keeps one from being read is said."""
    found = list(_bounded(module, file))
    result = Whole(found)
    limited = any(flaw.rule == "AC007" for each in found for flaw in each.flaws)
    if hasattr(module, "whole") and not limited:
        result = module.whole(*file, found)
    yield from result.documents
    if result.flaw is not None:
        yield unread_document(file, naming(file, result.flaw))


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments in a file."""
    yield from carrier(path).comments(path, text)


def carrier(path: str) -> Carrier:
    """Return the module that reads files of this name; those that a run does not need are not loaded."""
    name = "json_file"
    if not is_json(path):
        plain = _plain(path)
        name = next((module for suffix, module in CARRIERS.items() if plain.endswith(suffix)), name)
    found: Carrier = import_module(f"agentcore_lint.sources.{name}")
    return found


def read_lines(path: str, lines: Iterable[Line], limit: int, *, all_lines: bool) -> Iterator[Document]:
    """Yield the policies of JSON Lines, a line at a time; lines that do not mention AgentCore are skipped.

    `limit`: the bytes up to which a line was read.
    """
    offset = 0
    for number, line in enumerate(lines):
        data = line.data
        found: Iterable[Document] = ()
        if line.named is not None:
            from agentcore_lint.sources.oversize import long_line

            found = long_line(path, line, limit)
        elif data.strip() and (all_lines or gate.passes(data)):
            found = read(path, data)
        for document in found:
            yield document._replace(origin=(number, offset))
        offset += line.more + (len(data) if data.isascii() else len(data.decode("utf-8", "replace")))


def _bounded(module: Carrier, file: File) -> Iterator[Document]:
    """Yield the policies of a file up to a limit that it passes; policies that come after that are said."""
    try:
        yield from module.read(*file)
    except RecursionError:
        yield from _passed(file, "text that is nested too deep to be read", None)
    except TooMuchWorkError as error:
        place = error.span if error.path == file.path else None
        yield from _passed(file, "a file whose names stand for too much to be read", place)


def _passed(file: File, label: str, place: Span | None) -> Iterator[Document]:
    named = next(mentions(file.text), None)
    if named is not None:
        yield unread_document(file, naming(file, Flaw("AC007", label, place or named)))


def _undecoded(file: File, label: str, at: int) -> Iterator[Document]:
    """Yield the flaw of bytes that are no text: JSON's in any case, others' where they speak of policies."""
    if not is_carried(file.path):
        yield unread_document(file, Flaw("AC001", label, Span(at, at)))
    elif any(mentions(file.text)):
        yield unread_document(file, naming(file, unread(label, at, file.text)))
