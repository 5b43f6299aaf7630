"""The code cells of a notebook: what of them is Python, what the shell's, and what a file.

Source: IPython, "Built-in magic commands" and "System shell access".
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import Text, joined, sliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PYTHON = frozenset(("time", "timeit", "capture", "prun", "python", "python3", "pypy"))
_SHELL = frozenset(("bash", "sh", "zsh", "script", "cmd", "system", "sx", "!"))
_LANGUAGES = {"javascript": ".js", "js": ".js", "markdown": ".md"}
_WRITES = frozenset(("writefile", "file"))
_CELL_MAGIC = re.compile(r"\s*%%([\w!]+)[ \t]*([^\n]*)(?:\n|$)")
_LINE = re.compile(
    r"^([ \t]*(?:[\w., \t]+=[ \t]*)?)([%!?](?:[^\n\\]|\\.)*|[\w.]+\?+)$", re.MULTILINE | re.DOTALL
)
_COMMAND = re.compile(r"^[ \t]*(?:[\w., \t]+=[ \t]*)?(!!?(?:[^\n\\]|\\.)*)", re.MULTILINE | re.DOTALL)
_VISIBLE = re.compile(r"[^\n]")
_INSERTED = re.compile(r"(?<![{$])\{([A-Za-z_]\w*)\}(?!\})")


class Piece(NamedTuple):
    """A text of a notebook, and a name that says which carrier reads it."""

    name: str
    text: Text


def pieces_of(cells: Iterable[Text], suffix: str) -> Iterator[Piece]:
    """Yield what code cells hold: files, and all cells of one language as one program.

    `suffix`: that of the kernel's language.
    """
    code = _Code(suffix)
    for cell in cells:
        code.add(cell)
    for piece in code.files:
        if any(piece.name in each.value for each in code.script):
            code.script.insert(0, _here_document(piece))
        else:
            yield piece
    for name, texts in ((suffix, code.program), (".sh", code.script)):
        if texts:
            yield Piece(name, _lines(texts))


class _Code:
    """The code of a notebook, sorted by what reads it; `files` are those that it writes, and cells apart."""

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self.program: list[Text] = []
        self.script: list[Text] = []
        self.files: list[Piece] = []

    def add(self, cell: Text) -> None:
        """Take in the next cell."""
        magic = _CELL_MAGIC.match(cell.value)
        if magic is None:
            self.script += _commands(cell)
            self._add_program(cell)
            return
        name, argument = magic[1], magic[2].strip()
        body = sliced(cell, magic.end(), len(cell.value))
        if name in _WRITES:
            self.files.append(Piece(argument.split()[-1].strip("'\"") if argument else "", body))
        elif name in _SHELL:
            self.script.append(body)
        elif name in _PYTHON:
            self._add_program(body)
        elif name in _LANGUAGES:
            self.files.append(Piece(_LANGUAGES[name], body))

    def _add_program(self, cell: Text) -> None:
        """Take in a cell of the kernel's language; one that is broken must not cost the others."""
        if self._suffix == ".py" and not _parses(cell.value):
            cell = cell._replace(value=_LINE.sub(_unknown, cell.value))
            if not _parses(cell.value):
                self.files.append(Piece(".py", cell))
                return
        self.program.append(cell)


def _lines(texts: Iterable[Text]) -> Text:
    """Return texts one after another, each on lines of its own."""
    parts: list[Text] = []
    for each in texts:
        parts += [each, _written("\n", each)]
    return joined(parts, parts[0].span)


def _written(value: str, after: Text) -> Text:
    """Return a text that the notebook does not have, behind one that it has."""
    end = after.around.end
    return Text(value, after.span, [Span(end, end)] * len(value))


def _here_document(piece: Piece) -> Text:
    """Return what writes a file as the script that does so."""
    end = "END_OF_THE_CELL"
    start = piece.text.around.start
    head = f"cat > '{piece.name}' <<'{end}'\n"
    before = Text(head, piece.text.span, [Span(start, start)] * len(head))
    return joined([before, piece.text, _written(f"\n{end}\n", piece.text)], piece.text.span)


def _unknown(found: re.Match[str]) -> str:
    """Return a name of the same length in place of a magic, a command, or a question."""
    blank = _VISIBLE.sub(" ", found[2][1:])
    return f"{found[1]}_{blank}"


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _commands(cell: Text) -> Iterator[Text]:
    """Yield the shell's commands in a cell; a name in braces is what Python puts in."""
    for found in _COMMAND.finditer(cell.value):
        start = found.start(1) + len(found[1]) - len(found[1].lstrip("!"))
        yield _with_names(sliced(cell, start, found.end(1)))


def _with_names(text: Text) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _INSERTED.finditer(text.value):
        parts.append(sliced(text, at, found.start()))
        parts.append(Text(f"${found[0]}", text.span, None).at(sliced(text, *found.span()).around))
        at = found.end()
    return joined([*parts, sliced(text, at, len(text.value))], text.span) if parts else text
