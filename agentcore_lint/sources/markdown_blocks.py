"""The blocks of a Markdown text, those of definitions, admonitions and tabs among them.

CommonMark takes what is indented below these for code, or for more of a paragraph; in the dialects that
have them it is Markdown again. Sources: Python-Markdown's extensions, PHP Markdown Extra, MyST, Pandoc.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

MAX_DEPTH = 5
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_DEFINITION = re.compile(r"^( {0,3})[:~](?=[ \t])", re.MULTILINE)
_ATTRIBUTE = re.compile(r"[\w-]+=(?:\"[^\"]*\"|'[^']*'|\S+)")
_WORD = re.compile(r"[A-Za-z][\w-]*")


def tokens(text: str, first: int = 0, depth: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text; `first`: the number of its first line in the file."""
    for token in MarkdownIt("commonmark").parse(text):
        if token.map is not None:
            token.map = [number + first for number in token.map]
        inner = _inner(token) if depth < MAX_DEPTH else None
        if inner is None or token.type != "code_block":
            yield token
        if inner is not None:
            yield from tokens(*inner, depth + 1)


def _inner(token: Token) -> tuple[str, int] | None:
    """Return the Markdown that is indented in a block, and the number of its first line."""
    if token.map is None:
        return None
    if token.type == "code_block":
        return (token.content, token.map[0]) if _FENCE.search(token.content) else None
    head, _, rest = token.content.partition("\n")
    rest = _DEFINITION.sub(r"\1 ", rest)
    if token.type != "inline" or not _FENCE.search(rest) or _FENCE.match(head):
        return None
    return textwrap.dedent(rest), token.map[0] + 1


def language_of(info: str, known: frozenset[str]) -> str:
    """Return the language that a fence's info string names; empty where it names none.

    It is the first word, or, in braces, one of those that are no attributes.
    """
    words = [each.lower() for each in _WORD.findall(_ATTRIBUTE.sub("", info))]
    if not info.lstrip().startswith("{"):
        return words[0] if words else ""
    return next((each for each in words if each in known), words[0] if words else "")
