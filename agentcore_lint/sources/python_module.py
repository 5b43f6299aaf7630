"""A module of Python, parsed: its names, and its places in code points."""

from __future__ import annotations

import ast

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.lines import lines_of, starts_of
from agentcore_lint.sources.python_names import PythonNames
from agentcore_lint.sources.work import Work


class PythonFile:
    """A parsed module, with offsets in code points."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.work = Work(len(text))
        self.tree = tree
        self.names = PythonNames(tree)
        self._lines = lines_of(text)
        self._starts = starts_of(text)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line, from 1, and a column in bytes of UTF-8."""
        if line > len(self._lines):
            return len(self.text)
        written = self._lines[line - 1]
        if not written.isascii():
            column = len(written.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace"))
        return self._starts[line - 1] + column

    def span(self, node: ast.expr) -> Span:
        """Return the span of an expression."""
        start = self.offset(node.lineno, node.col_offset)
        return Span(start, self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0))

    def source(self, node: ast.expr) -> str:
        """Return the text of an expression, white space joined."""
        span = self.span(node)
        return " ".join(self.text[span.start : span.end].split())

    def full_name(self, node: ast.expr) -> str:
        """Return a dotted name with what imports make of its first part; empty where it is none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Call):
            return ".".join(["()", *reversed(parts)])
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.names.imports.get(node.id, node.id), *reversed(parts)])
