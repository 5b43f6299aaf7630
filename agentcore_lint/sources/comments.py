"""The comments of a file, in every carrier that has some."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING

import yaml

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.lines import starts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.syntax import Syntax

_TERRAFORM = (".tf", ".tofu")
_SCRIPT = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx")
_SHELL = (".sh", ".bash", ".zsh")
_YAML = (".yaml", ".yml", ".template")
_MARKDOWN = (".md", ".markdown", ".mdx")


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments in a text, by the suffix of its name; of JSON's, where it has any."""
    lower = path.lower()
    if lower.endswith(_TERRAFORM):
        from agentcore_lint.sources.hcl import parse_hcl

        yield from _nodes(parse_hcl(path, text))
    elif lower.endswith(_SCRIPT):
        from agentcore_lint.sources.typescript_values import parse_typescript

        yield from _nodes(parse_typescript(path, text))
    elif lower.endswith(_SHELL):
        from agentcore_lint.sources.shell_values import parse_shell

        yield from _nodes(parse_shell(path, text))
    elif lower.endswith(".py"):
        yield from _python(text)
    elif lower.endswith(_YAML):
        yield from _yaml(text)
    elif lower.endswith(_MARKDOWN):
        from agentcore_lint.sources.markdown import html_comments

        yield from html_comments(text)
    else:
        from agentcore_lint.sources.json_spans import JsonSpans

        yield from JsonSpans(text).comments()


def _nodes(syntax: Syntax) -> Iterator[Span]:
    todo = [syntax.root]
    while todo:
        node = todo.pop()
        if node.type == "comment":
            yield syntax.span(node)
        todo.extend(reversed(node.children))


def _python(text: str) -> Iterator[Span]:
    starts = starts_of(text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT:
                yield Span(
                    starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
                )
    except (tokenize.TokenError, SyntaxError):
        return


def _yaml(text: str) -> Iterator[Span]:
    """Yield what begins with # outside of every token, to the end of its line."""
    try:
        taken = [(token.start_mark.index, token.end_mark.index) for token in yaml.scan(text)]
    except yaml.YAMLError:
        return
    filled = [(start, end) for start, end in taken if end > start]
    at = 0
    for start, end in [*filled, (len(text), len(text))]:
        yield from _hashes(text, at, start)
        at = max(at, end)


def _hashes(text: str, start: int, end: int) -> Iterator[Span]:
    at = text.find("#", start, end)
    while at >= 0:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield Span(at, stop)
        at = text.find("#", stop, end)
