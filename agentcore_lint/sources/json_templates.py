"""JSON with a template's directives: of each `if` one branch is read, of each loop its body, once.

Jinja's `{% if %}`, Terraform's `%{ if }`, Go's `{{ if }}` and Handlebars' `{{#if}}`. What a directive leaves
out is blanked, so that offsets stay those of the file. Sources: Jinja, "Template Designer Documentation";
Terraform language, "Strings and Templates"; Go, package text/template; Handlebars, "Built-in Helpers".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.json_text import STRING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.sources.choices import Choices

_MARKS = ("{%", "%{", "{{", "{#")
_TOKEN = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.)*\"?)"
    r"|\{%[-+~]?\s*(?P<jinja>\w+)(?P<jinja_rest>(?:[^%]|%(?!\}))*)%\}"
    r"|%\{~?\s*(?P<terraform>\w+)(?P<terraform_rest>[^{}]*)\}"
    r"|\{\{[-~]?\s*(?P<go>[#/]?(?:if|unless|each|with|range|else|end)\b)(?P<go_rest>[^{}]*)\}\}"
    r"|(?P<comma>\{\{[^{}]*[\"']\s*,\s*[\"'][^{}]*\}\})"
    r"|(?P<comment>\{#(?:[^#]|#(?!\}))*#\})"
)
_OPENING = frozenset(("if", "for", "each", "with", "range", "unless"))
_CLOSING = frozenset(("endif", "endfor", "end"))
_OTHER = frozenset(("else", "elif"))
_LEFT_OVER = re.compile(rf"(?P<string>{STRING})|(?P<open>[\[{{])\s*,|,(?=\s*[,}}\]])", re.DOTALL)
_QUOTED_IN = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}")


class _Token(NamedTuple):
    """A directive: `word` is its keyword, empty for what stands for nothing or for a comma."""

    start: int
    end: int
    word: str
    condition: str
    comma: bool


class _Block(NamedTuple):
    """An `if` or a loop: its first token, those of its other branches, and its end."""

    marks: Sequence[int]
    word: str


def has_directives(text: str) -> bool:
    """Tell whether directives stand in a text outside of its strings."""
    return any(mark in text for mark in _MARKS) and next(_tokens(text), None) is not None


def has_expressions(text: str) -> bool:
    """Tell whether a template puts values into a text."""
    return "{{" in text or "${" in text


def chosen(text: str, choices: Choices) -> str | None:
    """Return the text as its directives leave it, of the same length; None where they do not pair.

    An `if` without an `else` is taken to hold. Commas that are left over before a bracket are blanked.
    """
    tokens = list(_tokens(text))
    blocks = _blocks(tokens)
    if blocks is None:
        return None
    chars = list(text)
    for token in tokens:
        _blank(chars, token.start, token.end)
        if token.comma:
            chars[token.start] = ","
    for block in blocks:
        branches = len(block.marks) - 1
        taken = 0
        if block.word in ("if", "unless") and branches > 1:
            conditions = tuple(tokens[mark].condition for mark in block.marks[:-1])
            taken = choices.choose(("directive", conditions), branches) or 0
        for branch in range(branches):
            if branch != taken:
                _blank(chars, tokens[block.marks[branch]].end, tokens[block.marks[branch + 1]].start)
    return _LEFT_OVER.sub(_without_comma, "".join(chars))


def with_single_quotes(text: str) -> str:
    """Return the text with other quotes in its expressions, which may stand in strings: same length."""
    return _QUOTED_IN.sub(lambda found: found[0].replace('"', "'"), text)


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found["string"]:
            continue
        name = next((each for each in ("jinja", "terraform", "go") if found[each]), "")
        word, rest = (found[name], found[f"{name}_rest"]) if name else ("", "")
        if word == "else" and rest.split()[:1] == ["if"]:
            rest = rest.split(None, 1)[-1].removeprefix("if")
        yield _Token(
            *found.span(), word.lstrip("#"), " ".join(rest.strip("-~ \n").split()), bool(found["comma"])
        )


def _blocks(tokens: Sequence[_Token]) -> list[_Block] | None:
    """Return the blocks that directives make, the inner ones first."""
    blocks: list[_Block] = []
    todo: list[list[int]] = []
    for at, token in enumerate(tokens):
        if token.word in _OPENING:
            todo.append([at])
        elif token.word in _OTHER and todo:
            todo[-1].append(at)
        elif token.word in _CLOSING or token.word.startswith("/"):
            if not todo:
                return None
            marks = [*todo.pop(), at]
            blocks.append(_Block(marks, tokens[marks[0]].word))
        elif token.word in _OTHER:
            return None
    return blocks if not todo else None


def _blank(chars: list[str], start: int, end: int) -> None:
    chars[start:end] = [char if char == "\n" else " " for char in chars[start:end]]


def _without_comma(found: re.Match[str]) -> str:
    if found["string"]:
        return found[0]
    return f"{found[0][:-1]} "
