"""The values of the shell's words, as far as they are literal."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_bash
from tree_sitter import Language, Parser

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import Text, hole, joined, resolved
from agentcore_lint.sources.syntax import Syntax, named, walk
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from tree_sitter import Node

    from agentcore_lint.values import Holes

_SUBSTITUTIONS = frozenset(("simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"))
MAX_DEPTH = 20
_PLACEHOLDER = re.compile(r"(?<![<\w])<[A-Za-z0-9](?:[\w .:/-]*\w)?>|\{\{[\w .:/-]*\}\}", re.ASCII)
"""What stands for a word in an example: to the shell it would be a redirection, or several words."""

_CONDITION = re.compile(
    r"(?P<start><<-?\s*(?P<quote>['\"]?)(?P<word>\w+)(?P=quote))"
    r"(?P<rest>[^\n]*;[ \t]*(?:then|do)[ \t]*\n)(?P<body>(?:[^\n]*\n)*?[ \t]*(?P=word)[ \t]*(?=\n))"
)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


def parse_shell(path: str, text: str) -> Syntax:
    """Parse a script, its placeholders as words."""
    words = _PLACEHOLDER.sub(lambda found: "_" * len(found[0]), text)
    return Syntax(path, text, _parser(), _CONDITION.sub(_blanked, words) if "<<" in words else words)


def _blanked(found: re.Match[str]) -> str:
    """Blank a here-document in the condition of an `if` or a loop: the parser does not know any there."""
    if "bedrock-agentcore:" in found["body"]:
        return found[0]
    body = re.sub(r"[^\n]", " ", found["body"])
    return f"{' ' * len(found['start'])}{found['rest']}{body}"


class Script:
    """A script: what its variables are set to, where that happens once, and what it writes.

    `written`: the here-documents, and the commands, that write to a file, in order, by the file's name.
    `printed`: the here-document that a function prints, by the function's name.
    """

    def __init__(self, file: Syntax, holes: Holes) -> None:
        self.file = file
        self._holes = holes
        self._set: dict[str, list[Node | None]] = {}
        self.written: dict[str, list[Node]] = {}
        self.printed: dict[str, Node] = {}
        self.used: set[str] = set()
        for node in walk(file.root):
            if node.type == "variable_assignment":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                if name is not None:
                    added = "+=" in file.source(node)[: len(file.source(name)) + 2]
                    self._set.setdefault(file.source(name), []).append(None if added else value)
            elif node.type == "command" and file.source((node.named_children or [node])[0]) == "read":
                self._read_into(node)
            elif node.type == "redirected_statement":
                self._redirected(node)
            elif node.type == "for_statement" and node.named_children:
                self._set.setdefault(file.source(node.named_children[0]), []).append(None)

    def _read_into(self, node: Node) -> None:
        """Note the variables that `read` sets to what is not known; a here-document is noted as its text."""
        parent = node.parent
        if parent is None or named(parent, "heredoc_redirect") is None:
            for word in node.named_children[1:]:
                self._set.setdefault(self.file.source(word), []).append(None)

    def _redirected(self, node: Node) -> None:
        """Note what a here-document is read into, or written to."""
        command, here, target = (
            named(node, each) for each in ("command", "heredoc_redirect", "file_redirect")
        )
        body = named(here, "heredoc_body") if here is not None else None
        if here is None and target is not None and ">" in self.file.source(target)[:2]:
            self._written(self.word(target.named_children[-1]), node, self.file.source(target))
        if command is None or here is None or body is None:
            return
        words = [self.file.source(each) for each in command.named_children] or [""]
        if words[0] == "read":
            self._set.setdefault(words[-1], []).append(here)
        elif target is None:
            target = named(here, "file_redirect")
        if words[0] != "cat":
            return
        if target is not None and target.named_children:
            self._written(self.word(target.named_children[-1]), here, self.file.source(target))
        elif target is None:
            function = _function_around(node)
            if function is not None:
                self.printed[self.file.source(function)] = here

    def _written(self, name: Text, here: Node, redirect: str) -> None:
        """Note what is written to a file; of commands in a row, which may be branches or turns, the first."""
        before = self.written.setdefault(os.path.normpath(name.value), [])
        if not redirect.startswith(">>"):
            before.clear()
        if not before or "heredoc_redirect" in (here.type, before[-1].type):
            before.append(here)

    def content(self, name: str) -> Text | None:
        """Return what is written to a file, what commands write as holes; None without here-documents."""
        nodes = self.written.get(name, [])
        if not any(each.type == "heredoc_redirect" for each in nodes):
            return None
        texts = [self.word(each) for each in nodes]
        return joined(texts, texts[0].span)

    def word(self, node: Node, depth: int = 0) -> Text:
        """Return the text of a word; what the script does not say is a hole."""
        return self.file.work.made(self._word(node, depth), self.file.path)

    def _word(self, node: Node, depth: int) -> Text:
        span = self.file.span(node)
        if depth > MAX_DEPTH:
            return self._hole(node)
        match node.type:
            case "raw_string":
                return self._plain(span, Span(span.start + 1, span.end - 1))
            case "string":
                return self._quoted(node, span, Span(span.start + 1, span.end - 1), '"\\$`', depth)
            case "word" | "number" | "command_name":
                return self._quoted(node, span, span, None, depth)
            case "concatenation":
                return joined([self.word(each, depth + 1) for each in node.named_children], span)
            case kind if kind in _SUBSTITUTIONS:
                return self._substituted(node, depth + 1)
            case "heredoc_redirect":
                return self._document(node, depth)
        return self._hole(node)

    def _hole(self, node: Node) -> Text:
        return hole(self.file.source(node), self.file.span(node), self._holes)

    def _plain(self, span: Span, inner: Span) -> Text:
        start, end = inner
        return Text(self.file.text[start:end], span, [Span(at, at + 1) for at in range(start, end)])

    def _quoted(self, node: Node, span: Span, inner: Span, special: str | None, depth: int) -> Text:
        """Return a text with its substitutions; a backslash quotes the `special` characters, None: any."""
        parts: list[Text] = []
        at = inner.start
        for child in node.named_children:
            if child.type in _SUBSTITUTIONS:
                place = self.file.span(child)
                parts += [self._raw(at, place.start, special), self._substituted(child, depth + 1)]
                at = place.end
        parts.append(self._raw(at, max(at, inner.end), special))
        return joined(parts, span)

    def _raw(self, start: int, end: int, special: str | None) -> Text:
        text = self.file.text

        def escape(at: int) -> tuple[int, str]:
            quoted = text[at] == "\\" and at + 1 < end and (special is None or text[at + 1] in special + "\n")
            size = 2 if quoted else 1
            return size, "" if text[at : at + 2] == "\\\n" else text[at + size - 1]

        return resolved(Span(start, end), escape)

    def _substituted(self, node: Node, depth: int) -> Text:
        if node.type == "command_substitution":
            statement = named(node, "redirected_statement")
            here = named(statement, "heredoc_redirect") if statement is not None else None
            command = named(statement, "command") if statement is not None else None
            if here is not None and command is not None and self.file.source(command) == "cat":
                return self._document(here, depth)
            return self._read(node) or self._called(node, depth) or self._hole(node)
        names = [each for each in node.named_children if each.type == "variable_name"]
        plain = len(names) == 1 and len(node.named_children) == 1
        found = self._set.get(self.file.source(names[0]), []) if plain else []
        value = found[0] if len(found) == 1 else None
        if value is None:
            source = self.file.source(node)
            shown = f"${{{source[1:]}}}" if node.type == "simple_expansion" else source
            return hole(shown, self.file.span(node), self._holes)
        return self.word(value, depth)

    def _read(self, node: Node) -> Text | None:
        """Return the file that `$(cat FILE)` or `$(<FILE)` reads, as the AWS CLI would name it."""
        command = named(node, "command")
        words = command.named_children if command is not None else []
        redirect = named(node, "file_redirect")
        if len(words) == 2 and self.file.source(words[0]) == "cat":
            name = self.word(words[1])
        elif redirect is not None and redirect.named_children:
            name = self.word(redirect.named_children[-1])
        else:
            return None
        return Text(f"file://{name.value}", self.file.span(node)) if not has_hole(name.value) else None

    def _called(self, node: Node, depth: int) -> Text | None:
        """Return the here-document that a function of the script prints."""
        command = named(node, "command")
        name = self.file.source(command.named_children[0]) if command is not None else ""
        here = self.printed.get(name)
        if here is None:
            return None
        self.used.add(name)
        return self._document(here, depth)

    def _document(self, node: Node, depth: int) -> Text:
        """Return a here-document: its substitutions are made unless its end is quoted."""
        body, start = named(node, "heredoc_body"), named(node, "heredoc_start")
        if body is None or start is None:
            return self._hole(node)
        span = self.file.span(body)
        first = self.file.text.find("\n", self.file.span(start).end) + 1
        inner = Span(min(first, span.start), span.end)
        if self.file.source(start)[:1] in "'\"\\":
            return self._plain(inner, inner)
        return self._quoted(body, inner, inner, "\\$`", depth)


def _function_around(node: Node) -> Node | None:
    """Return the name of the function whose body a statement stands in, not within another command."""
    parent = node.parent
    while parent is not None and parent.type in ("compound_statement", "list"):
        parent = parent.parent
    return parent.child_by_field_name("name") if parent is not None else None
